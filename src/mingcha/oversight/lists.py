# SPDX-License-Identifier: Apache-2.0
"""The order centre 督办中心 (S1-34 … S1-38)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.organs.perms import Perm
from mingcha.oversight.filters import OrderFilter
from mingcha.oversight.models import Order
from mingcha.oversight.offices import reachable
from mingcha.web.listing import Column, Listing


def _rows(post: Any) -> QuerySet[Order]:
    if post is None or not post.may(Perm.OVERSIGHT_ORDER_READ):
        return Order.objects.none()
    return reachable(post).select_related("organ", "issuer", "person")


ORDERS: Final = Listing(
    key="orders",
    title=gettext_lazy("督办中心"),
    lead=gettext_lazy("发出的和收到的督办，新的在前"),
    view="oversight:order-list",
    perm=Perm.OVERSIGHT_ORDER_READ,
    rows=_rows,
    filters=OrderFilter,
    order=("-issued_at", "-id"),
    row="oversight/order_row.html",
    columns=(
        Column(gettext_lazy("督办编号"), str),
        Column(gettext_lazy("发出机关"), lambda order: order.issuer.short),
        Column(gettext_lazy("回复单位"), lambda order: order.person.name if order.person else order.organ.short),
        Column(gettext_lazy("报警数"), lambda order: order.count, num=True),
        Column(gettext_lazy("回复期限"), lambda order: localtime(order.due_at), num=True),
        Column(gettext_lazy("状态"), lambda order: order.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("发出时间"), lambda order: localtime(order.issued_at)),
        Column(gettext_lazy("回复时间"), lambda order: order.answered_at and localtime(order.answered_at)),
        Column(gettext_lazy("督办要求"), lambda order: order.demand),
    ),
    empty={
        "title": gettext_lazy("没有督办"),
        "text": gettext_lazy("监察机关在报警中心对报警发起督办，督办和回复都列在这里。"),
    },
)
