# SPDX-License-Identifier: Apache-2.0
"""Acts on an order: pass on, answer, send back, cancel, urge, extend (S1-35 … S1-39)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.organs.access import requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms
from mingcha.oversight.actions.answering import answer_order
from mingcha.oversight.actions.ending import cancel_order, return_order
from mingcha.oversight.actions.issuing import pass_order
from mingcha.oversight.actions.prompting import extend_order, urge_order
from mingcha.oversight.models import Order
from mingcha.oversight.offices import handlers_of
from mingcha.oversight.replies import alarms_of, lines_of
from mingcha.oversight.tree import tree_of
from mingcha.oversight.views.orders import crumbs_of, order_within
from mingcha.web.editing import edited


@requires(Perm.OVERSIGHT_ORDER_PASS)
def order_pass(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass an order on to handlers."""
    order = order_within(request, pk, Perm.OVERSIGHT_ORDER_PASS)
    posts = handlers_of(order, timezone.localdate())
    form = forms.PassForm(posts, request.POST or None, initial=_seen(order) | {"words": order.demand})

    def act(given: dict[str, Any]) -> str:
        pass_order(order, given["people"], form.demand, given["version"], by=request.post)
        return order.get_absolute_url()

    return edited(request, form, act, _page(order, _("下发承办人"), _("已下发")))


@requires(Perm.OVERSIGHT_ORDER_READ)
def order_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer an order: a handler hers, an office the authority's with a cause for each alarm."""
    order = order_within(request, pk)
    lines = [] if order.parent_id else lines_of(alarms_of(order))
    form = forms.AnswerForm(lines, request.POST or None, request.FILES or None, initial=_seen(order))

    def act(given: dict[str, Any]) -> str:
        answer_order(order, form.answer, given["version"], by=request.post)
        return order.get_absolute_url()

    page = _page(order, _("回复督办"), _("已回复")) | {"submit": _("回复"), "two": bool(lines)}
    page["orders"] = tree_of(order, timezone.now(), handler=order if order.parent_id else None)
    return edited(request, form, act, page, template="oversight/order_answer.html")


@requires(Perm.OVERSIGHT_ORDER_READ)
def order_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an answer back."""
    order = order_within(request, pk)
    form = forms.ReturnForm(request.POST or None, initial=_seen(order))

    def act(given: dict[str, Any]) -> str:
        return_order(order, given["words"], given["days"], given["version"], by=request.post)
        return order.get_absolute_url()

    return edited(request, form, act, _page(order, _("退回"), _("已退回")))


@requires(Perm.OVERSIGHT_ORDER_ISSUE)
def order_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Cancel an answered order, and with it its alarms."""
    order = order_within(request, pk, Perm.OVERSIGHT_ORDER_ISSUE)
    initial = _seen(order) | ({"outcome": order.outcome} if order.outcome else {})
    form = forms.CancelForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        done = cancel_order(order, given["outcome"], given["words"], given["version"], by=request.post)
        ended = done.status == Order.Status.CANCELLED
        messages.success(request, _("报警已撤销") if ended else _("已提出误报，等另一人复核"))
        return order.get_absolute_url()

    lead = _("撤销后，督办的 {n} 条报警一并撤销。按误报撤销的，须由另一人复核。").format(n=order.count)
    return edited(request, form, act, _page(order, _("撤销报警")) | {"lead": lead, "submit": _("撤销")})


@requires(Perm.OVERSIGHT_ORDER_READ)
def order_urge(request: StaffRequest, pk: int) -> HttpResponse:
    """Urge whoever has to answer."""
    order = order_within(request, pk)
    form = forms.UrgeForm(request.POST or None, initial={"words": _("请在期限内回复督办 {order}").format(order=order)})

    def act(given: dict[str, Any]) -> str:
        count = urge_order(order, given["words"], by=request.post)
        messages.success(request, ngettext("已催办 {n} 人", "已催办 {n} 人", count).format(n=count))
        return order.get_absolute_url()

    return edited(request, form, act, _page(order, _("催办")))


@requires(Perm.OVERSIGHT_ORDER_READ)
def order_extend(request: StaffRequest, pk: int) -> HttpResponse:
    """Give more time."""
    order = order_within(request, pk)
    form = forms.ExtendForm(request.POST or None, initial=_seen(order))

    def act(given: dict[str, Any]) -> str:
        extend_order(order, given["days"], given["words"], given["version"], by=request.post)
        return order.get_absolute_url()

    return edited(request, form, act, _page(order, _("延长回复期限"), _("已延长")))


def _page(order: Order, title: str, done: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "lead": str(order),
        "object": order,
        "crumbs": crumbs_of(order, title),
        "cancel": order.get_absolute_url(),
        "submit": title,
        "done": done,
    }


def _seen(order: Order) -> dict[str, Any]:
    return {"version": order.version}
