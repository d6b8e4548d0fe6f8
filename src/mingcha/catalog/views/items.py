# SPDX-License-Identifier: Apache-2.0
"""The catalogue's pages, for reading: the items within reach, and one with its steps and points (S1-03, S1-04)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.catalog.actions.drafts import OPEN
from mingcha.catalog.actions.versions import retire_item
from mingcha.catalog.draft_forms import RetireForm
from mingcha.catalog.item_page import page_of
from mingcha.catalog.lists import ITEMS, RULES
from mingcha.catalog.models import Draft, PowerItem
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The items within reach, by category and code."""
    rooms = (
        (_("法律法规库"), "catalog:law-list", "book"),
        (_("裁量基准"), "catalog:standard-list", "scale"),
        (_("文书范本"), "catalog:template-list", "file-text"),
        (_("三项制度清单"), "catalog:register-list", "list-details"),
        (_("监察规则"), "catalog:rule-list", "eye"),
    )
    acts = [{"label": label, "url": reverse(view), "icon": icon} for label, view, icon in rooms]
    if request.post.may(Perm.CATALOG_DRAFT_READ):  # type: ignore[attr-defined]
        acts.append({"label": _("事项草案"), "url": reverse("catalog:draft-list"), "icon": "pencil"})
    return ITEMS.show(request, acts=acts)


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def rule_list(request: HttpRequest) -> HttpResponse:
    """All monitor points in force within reach 监察规则 (S1-02)."""
    way = [{"label": _("目录"), "url": reverse("catalog:item-list")}, {"label": _("监察规则"), "url": ""}]
    return RULES.show(request, crumbs=way)


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: a version of it, its steps, its points."""
    if unknown := sorted(set(request.GET) - {"version", "step"}):
        raise BadRequest(_("不能按“{name}”筛选").format(name=unknown[0][:40]))
    post = request.post  # type: ignore[attr-defined]
    item = find(PowerItem.objects.select_related("organ"), post, pk, Perm.CATALOG_ITEM_READ)
    crumbs = [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": item.category, "url": reverse("catalog:item-list", query={"category": item.category})},
        {"label": item.code},
    ]
    context = page_of(item, request.GET, timezone.localdate()) | {"crumbs": crumbs, "title": item.name}
    moving = post.may(Perm.CATALOG_DRAFT_FINAL) and context["version"] == context["in_force"]
    context["slots"] = settings.SLOTS["item"] if moving else ()
    if post.may(Perm.CATALOG_DRAFT_READ):
        context["slots"] += settings.SLOTS["points"]
        context["draft"] = Draft.objects.filter(item=item, status__in=OPEN).defer("document").first()
        context["may_edit"] = post.may(Perm.CATALOG_DRAFT_EDIT)
        context["may_retire"] = post.may(Perm.CATALOG_DRAFT_FINAL) and any(
            version.valid_to is None for version in context["versions"]
        )
    return render(request, "catalog/item_detail.html", context)


@requires(Perm.CATALOG_DRAFT_FINAL)
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an item end without another version."""
    item = find(PowerItem, request.post, pk, Perm.CATALOG_DRAFT_FINAL)
    page = {
        "title": _("废止事项"),
        "text": _("此后不能再按这个事项立案；在办案件按立案时的版本办完。"),
        "facts": [(_("事项名称"), item.name), (_("事项编码"), item.code)],
        "crumbs": [{"label": _("目录"), "url": reverse("catalog:item-list")}, {"label": item.code}],
        "cancel": item.get_absolute_url(),
        "submit": _("废止"),
        "danger": True,
        "done": _("已废止"),
    }

    def act(given: dict[str, Any]) -> PowerItem:
        return retire_item(item, given["last_day"], given["reason"], by=request.post).item

    form = RetireForm(request.POST or None, initial={"last_day": timezone.localdate()})
    return edited(request, form, act, page, template="web/confirm.html")
