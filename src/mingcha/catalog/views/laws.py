# SPDX-License-Identifier: Apache-2.0
"""Pages of the law library: search, a law with its articles, entering, amending and repealing (S1-04)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.catalog.actions.library import add_articles, add_law, amend_article, edit_law, may_keep, repeal_law
from mingcha.catalog.flags import flagged_items
from mingcha.catalog.forms.laws import (
    AmendForm,
    ArticleForm,
    ArticlesForm,
    LawEditForm,
    LawFileForm,
    LawForm,
    RepealForm,
)
from mingcha.catalog.lists_law import ARTICLES, LAWS, standing_of
from mingcha.catalog.models import Article, Draft, Law, PowerItem
from mingcha.organs.access import BIGGEST, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

M = TypeVar("M", bound=models.Model)
AROUND = 40
SHOWN = 140


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of the library stands; the last is the page itself."""
    way = [(_("目录"), reverse("catalog:item-list")), (_("法律法规库"), reverse("catalog:law-list")), *further]
    last, _url = way.pop()
    return [*({"label": label, "url": url} for label, url in way), {"label": last, "url": ""}]


def found(model: type[M], pk: int) -> M:
    """A law or an article; the library is everybody's."""
    row: M | None = model._default_manager.filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    return row


def _tabs(here: str, q: str) -> list[dict[str, Any]]:
    query = {"q": q} if q else None
    return [
        {"label": label, "url": reverse(view, query=query), "current": view == here}
        for label, view in ((_("按法规"), "catalog:law-list"), (_("按条文"), "catalog:article-list"))
    ]


def _acts(request: StaffRequest) -> list[dict[str, Any]]:
    flags = {"label": _("引用失效条文的事项"), "url": reverse("catalog:law-flags"), "icon": "alert-triangle"}
    if not request.post.may(Perm.CATALOG_LAW_EDIT):
        return [flags]
    upload = {"label": _("上传文件"), "url": reverse("catalog:law-upload"), "icon": "upload"}
    return [flags, upload, {"label": _("登记法规"), "url": reverse("catalog:law-new"), "icon": "plus", "primary": True}]


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def law_list(request: StaffRequest) -> HttpResponse:
    """Laws by title."""
    tabs = _tabs("catalog:law-list", request.GET.get("q", ""))
    return LAWS.show(request, crumbs=crumbs(), acts=_acts(request), tabs=tabs)


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def article_list(request: StaffRequest) -> HttpResponse:
    """Articles by the words in them."""
    q = request.GET.get("q", "")
    page = ARTICLES.page(request)
    for article in page.rows:
        article.before, article.hit, article.after = excerpt(article.text, q)
    tabs = _tabs("catalog:article-list", q)
    return ARTICLES.show(request, page, crumbs=crumbs(), acts=_acts(request), tabs=tabs)


def excerpt(text: str, q: str) -> tuple[str, str, str]:
    """What is shown of an article: around the first word that was looked for, which stands in the middle."""
    at, word = min(((text.find(word), word) for word in q.split() if word in text), default=(-1, ""))
    if at < 0:
        return text[:SHOWN] + ("…" if len(text) > SHOWN else ""), "", ""
    start = max(0, at - AROUND)
    end = min(len(text), max(at + len(word), start + SHOWN))
    before = ("…" if start else "") + text[start:at]
    return before, word, text[at + len(word) : end] + ("…" if end < len(text) else "")


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def law_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One law with its articles as they stand on a day."""
    law = found(Law, pk)
    on = _asked_day(request, law)
    articles = list(law.articles.order_by("place", "valid_from"))
    newest = {one.article_id: one.pk for one in articles}
    for one in articles:
        ended = one.valid_to is not None and one.valid_to < timezone.localdate()
        one.may_change = newest[one.article_id] == one.pk and not ended  # type: ignore[attr-defined]
    former = [one for one in articles if not _holds(one, on)]
    for one in former:
        one.standing = standing_of(one)  # type: ignore[attr-defined]
    context = {
        "title": law.title,
        "law": law,
        "state": standing_of(law),
        "on": on,
        "articles": [one for one in articles if _holds(one, on)],
        "former": former,
        "others": Law.objects.filter(title=law.title).exclude(pk=law.pk).order_by("-valid_from"),
        "may_edit": may_keep(request.post, law),
        "crumbs": crumbs((law.title, "")),
    }
    return render(request, "catalog/law_detail.html", context)


def _holds(article: Article, on: date) -> bool:
    return article.valid_from <= on and (article.valid_to is None or on <= article.valid_to)


def _asked_day(request: StaffRequest, law: Law) -> date:
    """The day in the address, else today, or for a law that is not in force today its last or first day."""
    if unknown := sorted(set(request.GET) - {"on"}):
        raise BadRequest(_("不能按“{name}”筛选").format(name=unknown[0][:40]))
    if asked := request.GET.get("on"):
        try:
            return date.fromisoformat(asked)
        except ValueError as error:
            raise BadRequest(_("没有这一天，请按 2026-01-31 的样子填写")) from error
    today: date = max(timezone.localdate(), law.valid_from)
    last: date | None = law.valid_to
    return today if last is None else min(today, last)


@requires(Perm.CATALOG_LAW_EDIT)
def law_new(request: StaffRequest) -> HttpResponse:
    """Enter a law by hand."""
    page = {
        "title": _("登记法规"),
        "lead": _("条文可以以后再补"),
        "crumbs": crumbs((_("登记"), "")),
        "cancel": reverse("catalog:law-list"),
        "two": True,
        "done": _("已登记"),
    }

    def act(given: dict[str, Any]) -> Law:
        articles = given.pop("text")
        return add_law(given, articles, by=request.post)

    return edited(request, LawForm(request.POST or None), act, page)


@requires(Perm.CATALOG_LAW_EDIT)
def law_upload(request: StaffRequest) -> HttpResponse:
    """Enter a law from a file; a fault in one line keeps all of it out."""
    page = {
        "title": _("上传法规文件"),
        "crumbs": crumbs((_("上传"), "")),
        "cancel": reverse("catalog:law-list"),
        "submit": _("上传"),
        "done": _("已登记"),
    }

    def act(given: dict[str, Any]) -> Law:
        law = given["law"]
        what = {"title": law.title, "kind": given["kind"], "number": law.number[:100], "issuer": law.issuer[:100]}
        name = given["file"].name
        days = {"valid_from": given["valid_from"] or law.valid_from, "source": given["source"] or name[:300]}
        return add_law(what | days, law.articles, by=request.post, file=name)

    form = LawFileForm(request.POST or None, request.FILES or None)
    return edited(request, form, act, page, template="catalog/law_upload.html")


@requires(Perm.CATALOG_LAW_EDIT)
def law_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what is known of a law."""
    law = found(Law, pk)
    names = ("kind", "number", "issuer", "source", "version")
    form = LawEditForm(request.POST or None, initial={name: getattr(law, name) for name in names})
    page = {
        "title": _("编辑"),
        "lead": law.title,
        "object": law,
        "crumbs": crumbs((law.title, law.get_absolute_url()), (_("编辑"), "")),
        "cancel": law.get_absolute_url(),
        "done": _("已保存"),
    }
    return edited(request, form, lambda given: edit_law(law, given.pop("version"), given, by=request.post), page)


@requires(Perm.CATALOG_LAW_EDIT)
def law_repeal(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that a law has been repealed."""
    law = found(Law, pk)
    page = {
        "title": _("登记失效"),
        "text": _("全部现行条文同时失效；引用它们的事项和草案会标出。"),
        "facts": [(_("名称"), law.title), (_("施行日期"), law.valid_from)],
        "crumbs": crumbs((law.title, law.get_absolute_url()), (_("登记失效"), "")),
        "cancel": law.get_absolute_url(),
        "submit": _("登记失效"),
        "danger": True,
        "done": _("已登记失效"),
    }

    def act(given: dict[str, Any]) -> Law:
        return repeal_law(law, given["last_day"], given["reason"], by=request.post)

    return edited(request, RepealForm(request.POST or None), act, page, template="web/confirm.html")


@requires(Perm.CATALOG_LAW_EDIT)
def article_new(request: StaffRequest, pk: int) -> HttpResponse:
    """One article more."""
    law = found(Law, pk)
    form = ArticleForm(law, request.POST or None)

    def act(given: dict[str, Any]) -> Law:
        add_articles(law, [form.read], by=request.post, since=given["since"])
        return law

    page = {"title": _("增加条文"), "lead": law.title, "cancel": law.get_absolute_url(), "done": _("已增加")}
    way = crumbs((law.title, law.get_absolute_url()), (_("增加条文"), ""))
    return edited(request, form, act, {**page, "crumbs": way})


@requires(Perm.CATALOG_LAW_EDIT)
def articles_paste(request: StaffRequest, pk: int) -> HttpResponse:
    """Several articles more, pasted as text."""
    law = found(Law, pk)

    def act(given: dict[str, Any]) -> Law:
        add_articles(law, given["text"], by=request.post, since=given["since"])
        return law

    page = {"title": _("粘贴条文"), "lead": law.title, "cancel": law.get_absolute_url(), "done": _("已增加")}
    way = crumbs((law.title, law.get_absolute_url()), (_("粘贴条文"), ""))
    return edited(request, ArticlesForm(law, request.POST or None), act, {**page, "crumbs": way})


@requires(Perm.CATALOG_LAW_EDIT)
def article_amend(request: StaffRequest, pk: int) -> HttpResponse:
    """How an article reads from a day on."""
    article = found(Article, pk)
    if article.law is None:
        raise Http404
    law = article.law
    page = {
        "title": _("登记修正"),
        "lead": article.article_id,
        "crumbs": crumbs((law.title, law.get_absolute_url()), (_("登记修正"), "")),
        "cancel": law.get_absolute_url(),
        "done": _("已登记修正"),
    }

    def act(given: dict[str, Any]) -> Law:
        amend_article(article, given["text"], given["day"], by=request.post)
        return law

    form = AmendForm(request.POST or None, initial={"text": article.text})
    return edited(request, form, act, page)


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def law_flags(request: StaffRequest) -> HttpResponse:
    """Items within reach, and drafts, that cite what is no longer in force."""
    post = request.post
    items = PowerItem.objects.visible_to(post, Perm.CATALOG_ITEM_READ).values("pk")
    drafts = Draft.objects.visible_to(post, Perm.CATALOG_DRAFT_READ)
    context = {
        "title": _("引用失效条文的事项"),
        "flags": flagged_items(items=items, drafts=drafts),
        "crumbs": crumbs((_("引用失效条文的事项"), "")),
        "empty": {"title": _("没有"), "text": _("管辖范围内的事项和草案引用的条文都在施行期内。")},
    }
    return render(request, "catalog/law_flags.html", context)
