# SPDX-License-Identifier: Apache-2.0
"""For which period an organ checks itself, what it has to answer for, and which organs have not filed (S3-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from mingcha.cases.models import Alarm
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight.models import CheckPlan, SelfCheck
from mingcha.oversight.offices import in_force

MOST: Final = 30
"""Alarms for which one self-check says cause and measures; the red ones first, the longest standing before the others."""


def period_of(organ: Organ, today: date) -> date:
    """The first day of the last period that is over: of the month before, or of the quarter where the region says so."""
    plan = plan_of(organ)
    first = today.replace(day=1)
    if plan is not None and plan.every == CheckPlan.Every.QUARTER:
        first = first.replace(month=(first.month - 1) // 3 * 3 + 1)
        return (first - timedelta(days=80)).replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def plan_of(organ: Organ) -> CheckPlan | None:
    """What the region of an organ has settled, else the nearest region above it."""
    codes = [code for code in (organ.region_id, organ.county, organ.city) if code]
    rows = {plan.region_id: plan for plan in CheckPlan.objects.filter(region__in=codes)}
    return next((rows[code] for code in codes if code in rows), None)


def standing(post: Post) -> list[Alarm]:
    """The alarms of an organ that stand, yellow and red: what a self-check has to say cause and measures of."""
    found = _alarms(post).select_related("case", "point", "organ", "officer")
    return list(found.order_by("level", "occurred_at", "pk")[:MOST])


def standing_count(post: Post) -> int:
    """How many there are in all: more than a self-check asks words of, where an organ has many."""
    return _alarms(post).count()


def _alarms(post: Post) -> QuerySet[Alarm]:
    rows: QuerySet[Alarm] = Alarm.objects.within(post).filter(status__in=(Alarm.Status.OPEN, Alarm.Status.ACKNOWLEDGED))
    return rows.exclude(level=Alarm.Level.PROMPT)


def overdue_organs(post: Any, today: date) -> list[dict[str, Any]]:
    """The organs within reach that should have filed for the last period and have not, once their days are over."""
    posts = Post.objects.filter(in_force(today), organ__in=Organ.objects.within(post)).select_related("role", "organ")
    organs = {one.organ_id: one.organ for one in posts if one.may(Perm.OVERSIGHT_CHECK_FILE)}
    late = []
    for organ in sorted(organs.values(), key=lambda one: one.path):
        plan = plan_of(organ)
        if plan is None:
            continue
        period = period_of(organ, today)
        began = today.replace(day=1)
        if plan.every == CheckPlan.Every.QUARTER:
            began = began.replace(month=(began.month - 1) // 3 * 3 + 1)
        if today > began + timedelta(days=plan.days - 1):
            late.append({"organ": organ, "period": period})
    return _unfiled(late)


def _unfiled(late: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    organs = [each["organ"].pk for each in late]
    filed = set(SelfCheck.objects.filter(organ__in=organs).values_list("organ_id", "period"))
    return [each for each in late if (each["organ"].pk, each["period"]) not in filed]
