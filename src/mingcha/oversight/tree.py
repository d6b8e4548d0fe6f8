# SPDX-License-Identifier: Apache-2.0
"""The tree of an order as web/orders.html draws it: who asked whom, what came back, who answers next (S1-40)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.oversight.models import Order, Turn

Box = dict[str, Any]


def tree_of(first: Order, now: datetime, *, handler: Order | None = None) -> list[Box]:
    """The whole tree of a first order; for a handler only her own link: what the office writes upwards is not hers to read."""
    links = [handler] if handler else [first, *first.below.select_related("organ", "issuer", "person")]
    rows = Turn.objects.filter(order__in=links).select_related("by__person").prefetch_related("files__stored")
    turns: dict[int, list[Turn]] = {link.pk: [] for link in links}
    for turn in rows:
        turns[turn.order_id].append(turn)
    made = [_link(link, turns[link.pk], now) for link in links]
    if handler:
        return made[0]
    top, below = made[0], [box for boxes in made[1:] for box in boxes]
    top[0]["below"] = below
    return top


def _link(order: Order, turns: Sequence[Turn], now: datetime) -> list[Box]:
    """A link: how it went out, each turn since, and who is awaited."""
    boxes = [_box(order, turn) for turn in turns]
    if order.status == Order.Status.NEW:
        boxes.append(_awaited(order, turns, now))
    return boxes


def _box(order: Order, turn: Turn) -> Box:
    answer = turn.kind == Turn.Kind.ANSWERED
    box: Box = {
        "mark": f"({order.place})",
        "state": "reply" if answer else "sent",
        "from": (_("承办人") if order.person else _answering(order)) if answer else order.issuer.short,
        "by": turn.by.person.name if turn.by else _("系统"),
        "at": f"{localtime(turn.at):%m-%d %H:%M}",
        "text": turn.words or turn.get_kind_display(),
        "note": "" if turn.kind in (Turn.Kind.ISSUED, Turn.Kind.ANSWERED) else turn.get_kind_display(),
        "files": [
            {"name": row.stored.name, "url": reverse("oversight:order-file", args=[row.pk])} for row in turn.files.all()
        ],
    }
    if turn.kind == Turn.Kind.ISSUED:
        box |= {"to": order.organ.short, "whom": order.person.name if order.person else _("监察室")}
    if answer and turn.at > order.due_at and order.is_late:
        box["note"] = _("超期回复")
    return box


def _awaited(order: Order, turns: Sequence[Turn], now: datetime) -> Box:
    urged = sum(1 for turn in turns if turn.kind in (Turn.Kind.URGED, Turn.Kind.REMINDED))
    return {
        "mark": f"({order.place})",
        "state": "waiting",
        "from": _("等 {who} 回复 ({place})").format(who=_answering(order), place=order.place),
        "at": _("期限 {time}").format(time=f"{localtime(order.due_at):%m-%d %H:%M}"),
        "text": left(order.due_at, now),
        "note": _("已催办 {n} 次").format(n=urged) if urged else "",
    }


def left(due: datetime, now: datetime) -> str:
    """How long until a term, or since when it has passed."""
    seconds = int(abs((due - now).total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3_600, seconds % 3_600 // 60
    span = _("{days} 天 {hours} 小时").format(days=days, hours=hours) if days else ""
    span = span or _("{hours} 小时 {minutes} 分").format(hours=hours, minutes=minutes)
    return _("已超期 {span}").format(span=span) if due < now else _("剩 {span}").format(span=span)


def _answering(order: Order) -> str:
    return order.person.name if order.person else _("{organ}监察室").format(organ=order.organ.short)
