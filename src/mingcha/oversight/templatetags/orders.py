# SPDX-License-Identifier: Apache-2.0
"""What the slot on an alarm's page shows of its orders; the page of cases names only the template (architecture.md section 3)."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.utils import timezone

from mingcha.cases.models import Alarm
from mingcha.catalog.models import ItemVersion
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Order, PointOutcome
from mingcha.oversight.offices import reachable
from mingcha.oversight.tree import tree_of

register = template.Library()
HIGH: Final = 0.2
ENOUGH: Final = 10
"""Of fewer ended alarms no rate is called high."""


@register.simple_tag
def latest_order(alarm: Alarm, post: Any) -> dict[str, Any]:
    """The tree of the newest order over an alarm, as far as the reader may see it; whether she may start one."""
    idle = not alarm.supervised and alarm.status != Alarm.Status.REVOKED and alarm.level != Alarm.Level.PROMPT
    told: dict[str, Any] = {"may_start": idle and post.may(Perm.OVERSIGHT_ORDER_ISSUE)}
    told["may_propose"] = alarm.level != Alarm.Level.PROMPT and post.may(Perm.OVERSIGHT_LIABILITY_PROPOSE)
    if not post.may(Perm.OVERSIGHT_ORDER_READ):
        return told
    rows = Order.objects.filter(alarms__alarm=alarm).select_related("organ", "issuer", "person")
    first = rows.order_by("-pk").first()
    if first is None or not reachable(post).filter(pk=first.pk).exists():
        return told
    return told | {"order": first, "tree": tree_of(first, timezone.now())}


@register.simple_tag
def outcomes_of(version: ItemVersion, post: Any) -> list[dict[str, Any]]:
    """By point of an item, in all its versions, how many alarms were ended by orders and how many of them as false; nothing where
    the item's organ is out of reach."""
    if version is None:
        return []
    found = PointOutcome.objects.filter(point__item_version__item_id=version.item_id).select_related("point")
    rows = list(found.order_by("-point__item_version_id"))
    if not rows or not Organ.objects.within(post).filter(pk=version.item.organ_id).exists():
        return []
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = told.setdefault(row.point.key, {"name": row.point.name, "ended": 0, "false": 0})
        line["ended"] += row.ended
        line["false"] += row.false
    for line in told.values():
        rate = line["false"] / line["ended"]
        line["rate"], line["high"] = f"{rate:.1%}", line["ended"] >= ENOUGH and rate >= HIGH
    return sorted(told.values(), key=lambda line: (-line["false"], line["name"]))
