# SPDX-License-Identifier: Apache-2.0
"""What the slot on an alarm's page shows of its orders; the page of cases names only the template (architecture.md section 3)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from mingcha.cases.models import Alarm
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Order
from mingcha.oversight.offices import reachable
from mingcha.oversight.tree import tree_of

register = template.Library()


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
