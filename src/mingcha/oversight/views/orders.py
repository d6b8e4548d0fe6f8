# SPDX-License-Identifier: Apache-2.0
"""The order centre 督办中心, a new order, one order with its tree, its files (S1-34 … S1-40)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mingcha.cases import words
from mingcha.cases.lists import ALARMS
from mingcha.cases.models import Alarm
from mingcha.cases.narrowed import narrowed
from mingcha.files.handing import handed
from mingcha.organs.access import BIGGEST, find, key_of, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.actions.issuing import MOST, issue_orders
from mingcha.oversight.filters import OrderFilter
from mingcha.oversight.forms import OrderForm
from mingcha.oversight.lists import ORDERS
from mingcha.oversight.models import Order, TurnFile
from mingcha.oversight.replies import alarms_of
from mingcha.oversight.sheet import sheet_of
from mingcha.oversight.tree import tree_of
from mingcha.web.editing import edited
from mingcha.web.listing import CHOSEN

READ: Final = Perm.OVERSIGHT_ORDER_READ
COUNTED: Final = 999
SHOWN: Final = 50
"""Alarms that a page shows one by one."""


@require_safe
@requires(READ)
def order_list(request: StaffRequest) -> HttpResponse:
    """The orders that one has sent or got, by state."""
    chosen, rows = request.GET.get("status", ""), ORDERS.rows(request.post)
    hidden = narrowed(request, OrderFilter.HOPS.get(request.GET.get("hop", "")))
    labels = (
        ("", _("全部")),
        ("new", _("新的督办")),
        ("answered", _("已回复的督办")),
        ("cancelled", _("已撤销的督办")),
    )
    tabs = [
        {
            "label": label,
            "count": _bounded(rows.filter(status=status) if status else rows),
            "url": f"?status={status}" if status else "?",
            "current": chosen == status and not hidden,
        }
        for status, label in labels
    ]
    return ORDERS.show(request, tabs=tabs, lead=hidden or ORDERS.lead)


def _bounded(rows: Any) -> str:
    """How many there are; what nobody counts by hand any more is not counted to its end."""
    count = rows.select_related(None).order_by()[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count)


@requires(Perm.OVERSIGHT_ORDER_ISSUE)
def order_new(request: StaffRequest) -> HttpResponse:
    """Start an order for one alarm, or for those that were ticked in the alarm centre."""
    ids = _picked(request)
    rows = Alarm.objects.visible_to(request.post, Perm.CASES_ALARM_READ).filter(pk__in=ids)
    alarms = list(rows.select_related("case", "organ", "officer", "point")[: SHOWN + 1])
    for alarm in alarms:
        alarm.headline = words.headline(alarm)  # type: ignore[attr-defined]
    initial = {"alarms": ",".join(map(str, ids)), "words": _drafted(alarms)}

    def act(given: dict[str, Any]) -> str:
        made = issue_orders(given["alarms"], form.demand, by=request.post)
        _forget(request)
        told = ngettext("已发起 {n} 份督办：{numbers}", "已发起 {n} 份督办：{numbers}", len(made))
        messages.success(request, told.format(n=len(made), numbers=_("、").join(map(str, made[:5]))))
        return made[0].get_absolute_url() if len(made) == 1 else reverse("oversight:order-list")

    page = {
        "title": _("发起督办"),
        "alarms": alarms[:SHOWN],
        "empty": {
            "title": _("没有选择报警"),
            "text": _("请在报警中心勾选报警，再发起督办。"),
            "url": reverse("cases:alarm-list"),
            "label": _("报警中心"),
        },
        "count": len(ids),
        "more": len(ids) - SHOWN,
        "cancel": reverse("cases:alarm-list"),
        "submit": _("发起督办"),
        "crumbs": [{"label": _("报警中心"), "url": reverse("cases:alarm-list")}, {"label": _("发起督办")}],
    }
    form = OrderForm(request.POST or None, initial=initial)
    return edited(request, form, act, page, template="oversight/order_new.html")


def _picked(request: StaffRequest) -> list[int]:
    """Which alarms: one by its number, all that a list shows, or those that were ticked there; then those that were posted."""
    if posted := request.POST.get("alarms", ""):
        given = posted.split(",")
    elif "alarm" in request.GET:
        given = [request.GET["alarm"]]
    elif request.GET.get("all"):
        query = request.GET.copy()
        query.pop("all")
        found = ALARMS.found(request.post, query.urlencode())
        return [] if found is None else list(found.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    else:
        given = request.session.get(CHOSEN, {}).get(ALARMS.key, [])
    return [key for key in map(key_of, given) if key is not None][: MOST + 1]


def _forget(request: HttpRequest) -> None:
    """What was ticked is dealt with."""
    kept = request.session.get(CHOSEN, {})
    if kept.pop(ALARMS.key, None) is not None:
        request.session[CHOSEN] = kept


def _drafted(alarms: list[Alarm]) -> str:
    """What the authority may ask, in the words that are usual."""
    if len(alarms) == 1:
        told = _("{case}：{what}。").format(case=alarms[0].case.number, what=words.headline(alarms[0]).rstrip("。."))
        return told + _("请查明原因，依法处理，并书面回复，附有关材料。")
    return _("请逐条查明原因，依法处理，并书面回复，附有关材料。")


@require_safe
@requires(READ)
def order_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One order: its tree, its alarms, and what can be done next."""
    order, post = order_within(request, pk), request.post
    above = order.parent if order.parent_id else None
    only = above is not None and not post.may(Perm.OVERSIGHT_ORDER_PASS) and not post.may(Perm.OVERSIGHT_ORDER_ISSUE)
    first = above or order
    rows = alarms_of(order)
    for row in rows[:SHOWN]:
        row.headline = words.headline(row.alarm)  # type: ignore[attr-defined]
    page = {
        "title": str(order),
        "order": order,
        "first": first,
        "orders": tree_of(first, timezone.now(), handler=order if only else None),
        "acts": _acts(order, request),
        "rows": rows[:SHOWN],
        "more": len(rows) - SHOWN,
        "count": len(rows),
        "may_open": post.may(Perm.CASES_ALARM_READ),
        "may_draft": post.may(Perm.OVERSIGHT_PAPER_DRAFT),
        "ours": (order.parent or order).issuer_id == post.organ_id,
        "crumbs": crumbs_of(order),
    }
    return render(request, "oversight/order_detail.html", page)


def _acts(order: Order, request: StaffRequest) -> list[dict[str, Any]]:
    """What the reader may do now; what cannot be done yet says why."""
    post, new = request.post, order.status == Order.Status.NEW
    answering = post.may(Perm.OVERSIGHT_ORDER_PASS) and post.organ.path.startswith(order.organ.path)
    perm = Perm.OVERSIGHT_ORDER_PASS if order.parent_id else Perm.OVERSIGHT_ORDER_ISSUE
    asking = post.may(perm) and post.organ.path.startswith(order.issuer.path)
    acts: list[dict[str, Any]] = []
    if new and order.parent_id is None and answering:
        acts.append(_act("order-pass", order, _("下发承办人"), primary=True))
    if new and (order.person_id == post.person_id if order.parent_id else answering):
        acts.append(_act("order-answer", order, _("回复"), primary=order.parent_id is not None))
    if asking and new:
        acts += [_act("order-urge", order, _("催办")), _act("order-extend", order, _("延长回复期限"))]
    if asking and order.status == Order.Status.ANSWERED:
        acts.append(_act("order-return", order, _("退回")))
    if order.parent_id is None and post.may(Perm.OVERSIGHT_LIABILITY_PROPOSE):
        propose = f"{reverse('oversight:liability-new')}?order={order.pk}"
        acts.append({"label": _("提出责任追究"), "url": propose})
    if asking and order.parent_id is None and order.status != Order.Status.CANCELLED:
        why = _("({place}) 回复后才能撤销").format(place=order.place) if new else ""
        acts.append(_act("order-cancel", order, _("撤销报警"), primary=True) | {"reason": why})
    return acts


def _act(view: str, order: Order, label: str, *, primary: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"oversight:{view}", args=[order.pk]), "primary": primary}


@require_safe
@requires(READ)
def order_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """An order as it is printed."""
    order = order_within(request, pk)
    address = request.build_absolute_uri(order.get_absolute_url())
    answer = HttpResponse(sheet_of(order, address), content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer


@require_safe
@requires(READ)
def order_file(request: StaffRequest, pk: int) -> HttpResponse:
    """A file of an answer, to be kept: whoever may read the order may have it."""
    row = TurnFile.objects.select_related("stored", "turn").filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    order_within(request, row.turn.order_id)
    return handed(row.stored.path(), row.stored.name)


def order_within(request: StaffRequest, pk: int, perm: Perm = READ) -> Order:
    """An order that the post may know of; anything else is not there."""
    rows = Order.objects.select_related(
        "organ", "issuer", "person", "parent__organ", "parent__issuer", "parent__person"
    )
    if request.post is not None and pk <= BIGGEST:
        mine = rows.filter(pk=pk, person_id=request.post.person_id).first()
        if mine is not None and request.post.may(perm):
            return mine
    return find(rows, request.post, pk, perm)


def crumbs_of(order: Order, here: str = "") -> list[dict[str, str]]:
    """The way to an order, and to an act on it."""
    crumbs = [{"label": _("督办中心"), "url": reverse("oversight:order-list")}]
    crumbs.append({"label": str(order), "url": order.get_absolute_url() if here else ""})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
