# SPDX-License-Identifier: Apache-2.0
"""What any list's page leads to: remembering ticks, acts on many rows, exports and their files, kept filters (S0-47)."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.files.handing import handed
from mingcha.ledger import NotAllowed
from mingcha.lists import actions, choosing, jobs
from mingcha.lists.actions import Order
from mingcha.lists.forms import ExportForm, NameForm
from mingcha.lists.listings import LISTINGS
from mingcha.lists.lists import ERRANDS, FILTERS, act_of, title_of
from mingcha.lists.models import EXPORT, Errand, SavedFilter
from mingcha.lists.standing import check_errand, rows_of
from mingcha.organs.access import BIGGEST, signed_in
from mingcha.organs.elevation import demand
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.listing import MANY_PEOPLE, Listing
from mingcha.web.polling import small_number

AT_ONCE: Final = jobs.ACTS
"""So many rows are done while one waits; more go on in the background."""
Status = Errand.Status


def _listing(request: StaffRequest, key: str) -> Listing:
    """A list that the post may read; any other is none."""
    listing = LISTINGS.get(key)
    if listing is None or request.post is None or (listing.perm and not request.post.may(listing.perm)):
        raise Http404
    return listing


def _way_back(request: StaffRequest, given: str, listing: Listing) -> str:
    own = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if own else reverse(listing.view)


@signed_in
@require_POST
def keep(request: StaffRequest, key: str) -> HttpResponse:
    """Remember what is ticked on this page, or forget all that was."""
    listing = _listing(request, key)
    choosing.keep(request, listing, [] if "clear" in request.POST else choosing.chosen(request, listing))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(_way_back(request, request.POST.get("clear") or request.POST.get("to", ""), listing))


@signed_in
@require_POST
def act(request: StaffRequest, key: str) -> HttpResponse:
    """Do one thing with the rows that are ticked, or with all that match."""
    listing = _listing(request, key)
    every = bool(request.POST.get("all"))
    ids = None if every else choosing.chosen(request, listing)
    query, name = request.POST.get("query", "")[:2_000], request.POST.get("act", "")
    if name == EXPORT:
        if ids is not None:
            choosing.keep(request, listing, ids)
        way = reverse("lists:export", args=(key,))
        return redirect(f"{way}?{query}" if every else f"{way}?chosen=1")
    if page := next((one.page for one in listing.acts_of(request.post) if one.name == name), ""):
        if ids is not None:
            choosing.keep(request, listing, ids)
        return redirect(f"{reverse(page)}?all=1&{query}" if every else reverse(page))
    if any(one.name == name and one.elevated for one in listing.acts):
        demand(request, reverse(listing.view))
    order = Order(listing, name, query if every else "", ids, request.POST.get("reason", "").strip()[:500])
    at_once = ids is not None and len(ids) <= AT_ONCE
    errand = actions.begin_errand(order, by=request.post, queued=not at_once)
    choosing.keep(request, listing, [])
    if at_once:
        jobs.run(errand.pk)
    return redirect(errand)


@signed_in
def export(request: StaffRequest, key: str) -> HttpResponse:
    """Order the file of what a list shows, or of what is chosen."""
    listing = _listing(request, key)
    query = request.GET.copy()
    picked = query.pop("chosen", None)
    ids = choosing.chosen(request, listing) if picked else None
    text = "" if picked else query.urlencode()
    total = rows_of(listing, request.post, text, ids).order_by().count()
    if request.method == "POST" and listing.people and total > MANY_PEOPLE:
        demand(request)
    page = {
        "title": _("导出"),
        "text": _("文件含这个列表的各列，证件号、电话按页面显示；在后台生成，可以离开，完成后发消息。保留 7 天。"),
        "facts": [(_("列表"), listing.title), (_("行数"), f"{total:,}")],
        "crumbs": [{"label": listing.title, "url": reverse(listing.view)}, {"label": _("导出")}],
        "cancel": f"{reverse(listing.view)}?{text}" if text else reverse(listing.view),
        "submit": _("导出"),
    }

    def order(given: dict[str, Any]) -> Errand:
        wanted = Order(listing, EXPORT, text, ids, form=given["form"])
        return actions.begin_errand(wanted, by=request.post)

    return edited(request, ExportForm(request.POST or None), order, page, template="web/confirm.html")


# --- errands ------------------------------------------------------------------------------------------------------------
def _errand(request: StaffRequest, pk: int) -> Errand:
    """One's own; anybody else's is none."""
    rows = Errand.objects.select_related("post__organ", "post__person", "post__role").exclude(status=Status.GONE)
    errand = rows.filter(pk=min(pk, BIGGEST), person_id=request.user.pk).first()
    if errand is None:
        raise Http404
    return errand


@signed_in
@require_safe
def errand_list(request: StaffRequest) -> HttpResponse:
    """One's own exports and acts on many rows."""
    rows = Errand.objects.filter(person_id=request.user.pk).exclude(status=Status.GONE)
    return ERRANDS.show(request, ERRANDS.page(request, rows))


@signed_in
@require_safe
def errand_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it, row by row."""
    errand = _errand(request, pk)
    listing = LISTINGS.get(errand.listing)
    verb = act_of(errand)
    context = {
        "title": _("{list}：{act}").format(list=title_of(errand.listing), act=verb),
        "crumbs": [
            {"label": _("导出和批量办理"), "url": reverse("lists:errand-list")},
            {"label": _("第 {n} 项").format(n=errand.pk)},
        ],
        "errand": errand,
        "is_export": errand.act == EXPORT,
        "list_url": reverse(listing.view) if listing else "",
        "progress": _progress(errand, verb),
        "results": {
            "label": verb,
            "done": errand.done,
            "total_failed": errand.refused,
            "failed": [{"label": name, "url": url, "reason": reason} for name, url, reason in errand.refusals],
        },
        "until": (errand.ended_at or timezone.now()) + actions.KEPT,
    }
    status = 507 if errand.code == "storage_full" else 200
    return render(request, "lists/errand_detail.html", context, status=status)


def _progress(errand: Errand, verb: str) -> dict[str, Any]:
    running = errand.status == Status.RUNNING
    total, passed = errand.total or 1, errand.done + errand.refused
    return {
        "label": verb,
        "done": f"{passed:,}",
        "total": f"{errand.total:,}" if errand.total else None,
        "percent": min(100, max(2, passed * 100 // total)),
        "state": "running" if running else "failed" if errand.status == Status.FAILED else "done",
        "text": _("可以离开，完成后发消息。") if running else errand.fault or errand.get_status_display(),
        "version": errand.version,
        "poll": reverse("lists:errand-progress", args=(errand.pk,)),
        "stop_url": reverse("lists:errand-stop", args=(errand.pk,)),
    }


@signed_in
@require_safe
def errand_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the errand does."""
    return small_number(request, _errand(request, pk).version)


@signed_in
@require_POST
def errand_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop it."""
    errand = _errand(request, pk)
    actions.stop_errand(errand, by=request.post or errand.post)
    return redirect(errand)


@signed_in
@require_POST
def errand_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Try it again, with the post that ordered it."""
    errand = _errand(request, pk)
    check_errand(errand, LISTINGS[errand.listing])
    actions.retry_errand(errand, by=errand.post)
    return redirect(errand)


@signed_in
@require_safe
def errand_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file, to its owner, while her right and her reach are what they were; never to be opened by the browser."""
    errand = _errand(request, pk)
    if errand.status != Status.DONE or not errand.file.is_file():
        raise Http404
    check_errand(errand, LISTINGS[errand.listing])
    name = f"{title_of(errand.listing)}-{timezone.localtime(errand.made_at):%Y%m%d-%H%M}.{errand.form}"
    return handed(errand.file, name)


# --- kept filters -------------------------------------------------------------------------------------------------------
@signed_in
@require_safe
def filter_list(request: StaffRequest) -> HttpResponse:
    """One's own filters, of all lists."""
    rows = SavedFilter.objects.filter(person_id=request.user.pk)
    return FILTERS.show(request, FILTERS.page(request, rows))


@signed_in
def filter_new(request: StaffRequest, key: str) -> HttpResponse:
    """Keep the query of a list under a name."""
    listing = _listing(request, key)
    query = request.GET.urlencode()
    here = f"{reverse(listing.view)}?{query}"
    page = {
        "title": _("保存筛选"),
        "lead": listing.title,
        "crumbs": [{"label": listing.title, "url": here}, {"label": _("保存筛选")}],
        "cancel": here,
        "done": _("筛选已保存"),
    }

    def keep_it(given: dict[str, Any]) -> str:
        actions.save_filter(listing, given["name"], query, by=request.post)
        return here

    return edited(request, NameForm(request.POST or None), keep_it, page)


@signed_in
def filter_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Call it otherwise."""
    saved = SavedFilter.objects.filter(pk=min(pk, BIGGEST), person_id=request.user.pk).first()
    if saved is None:
        raise Http404
    if request.post is None:
        raise NotAllowed(_("当前没有岗位"))
    way = reverse("lists:filter-list")
    page = {
        "title": _("改名"),
        "lead": title_of(saved.listing),
        "crumbs": [{"label": _("我的筛选"), "url": way}, {"label": saved.name}],
        "cancel": way,
        "done": _("已保存"),
    }

    def rename(given: dict[str, Any]) -> str:
        actions.rename_filter(saved, given["name"], by=request.post)
        return way

    form = NameForm(request.POST or None, initial={"name": saved.name})
    return edited(request, form, rename, page)
