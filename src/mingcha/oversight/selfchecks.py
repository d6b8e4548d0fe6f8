# SPDX-License-Identifier: Apache-2.0
"""For which period an organ checks itself, what it has to answer for, and which organs have not filed (S3-05)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from mingcha.cases.models import Alarm
from mingcha.organs.models import Organ, Post, Role
from mingcha.organs.perms import Perm
from mingcha.oversight.models import CheckPlan, SelfCheck
from mingcha.oversight.months import months_on
from mingcha.oversight.offices import in_force, regions_from

MOST: Final = 30
"""Alarms for which one self-check says cause and measures; the red ones first, the longest standing before the others."""


def period_of(organ: Organ, today: date) -> date:
    """The first day of the last period that is over: of the month before, or of the quarter where the region says so."""
    first, _end = _last(plan_of(organ), today)
    return first


def _last(plan: CheckPlan | None, today: date) -> tuple[date, date]:
    """The first day of the last period that is over, and the first day after it."""
    end, months = today.replace(day=1), 1
    if plan is not None and plan.every == CheckPlan.Every.QUARTER:
        end, months = end.replace(month=(end.month - 1) // 3 * 3 + 1), 3
    return months_on(end, -months), end


def plan_of(organ: Organ) -> CheckPlan | None:
    """What the region of an organ has settled, else the nearest region above it."""
    return _plans([organ]).get(organ.pk)


def _plans(organs: Collection[Organ]) -> dict[int, CheckPlan]:
    """By organ the plan that holds for it; an organ of which none asks for self-checks is left out."""
    codes = {organ.pk: regions_from(organ) for organ in organs}
    plans = {plan.region_id: plan for plan in CheckPlan.objects.select_related("region")}
    found = {pk: next((plans[code] for code in some if code in plans), None) for pk, some in codes.items()}
    return {pk: plan for pk, plan in found.items() if plan is not None}


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
    roles = [role.pk for role in Role.objects.all() if Perm.OVERSIGHT_CHECK_FILE in role.rights]
    seats = Post.objects.filter(in_force(today), role__in=roles)
    organs = list(Organ.objects.within(post).filter(pk__in=seats.values("organ")).order_by("path"))
    plans = _plans(organs)
    late: list[dict[str, Any]] = []
    for organ in organs:
        if (plan := plans.get(organ.pk)) is not None:
            period, end = _last(plan, today)
            if today >= end + timedelta(days=plan.days):
                late.append({"organ": organ, "period": period})
    rows = SelfCheck.objects.filter(organ__in=organs, period__in={each["period"] for each in late})
    filed = set(rows.values_list("organ_id", "period"))
    return [each for each in late if (each["organ"].pk, each["period"]) not in filed]
