# SPDX-License-Identifier: Apache-2.0
"""When the fact of an alarm was so: an imported log tells of facts long before this system hears of them (C6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from mingcha.cases.models import Alarm, Case, Decision, Execution, Penalty, Step
from mingcha.engine.clock import DAY_SECONDS, day_of, local_seconds, moment_of
from mingcha.organs.calendars import work_calendar

BATCH = 500


def occurrences(alarms: Sequence[Alarm], cases: Mapping[int, Case], now: datetime) -> list[datetime]:
    """For each alarm the end of the step or decision it is about, else of its case; ``now`` for what still runs.

    One query a kind of object, whatever the number of alarms.
    """
    ids: dict[str, list[int]] = {}
    for alarm in alarms:
        ids.setdefault(alarm.object_kind, []).append(alarm.object_id)
    known = {
        "step": _ends(Step.objects, ids.get("step", ()), "ended_at"),
        "decision": _ends(Decision.objects, ids.get("decision", ()), "decided_at"),
        "penalty": _ends(Penalty.objects, ids.get("penalty", ()), "decision__decided_at"),
        "execution": _ends(Execution.objects, ids.get("execution", ()), "decision__decided_at"),
    }
    made = []
    for alarm in alarms:
        case = cases[alarm.case_id]
        at = known.get(alarm.object_kind, {}).get(alarm.object_id) or case.closed_at
        made.append(_since(alarm, case, min(at or now, now)))
    return made


def acts_at(alarms: Sequence[Alarm]) -> list[str]:
    """For each alarm the act at which it stands; empty for what is of no single step. One query a kind of object."""
    ids: dict[str, list[int]] = {}
    for alarm in alarms:
        ids.setdefault(alarm.object_kind, []).append(alarm.object_id)
    at = Coalesce("decision__step__act", "decision__act")
    known = {
        "step": _ends(Step.objects, ids.get("step", ()), "act"),
        "decision": _ends(Decision.objects.annotate(at=Coalesce("step__act", "act")), ids.get("decision", ()), "at"),
        "penalty": _ends(Penalty.objects.annotate(at=at), ids.get("penalty", ()), "at"),
        "execution": _ends(Execution.objects.annotate(at=at), ids.get("execution", ()), "at"),
    }
    return [known.get(alarm.object_kind, {}).get(alarm.object_id) or "" for alarm in alarms]


def _since(alarm: Alarm, case: Case, end: datetime) -> datetime:
    """A term that has run out did so before its end: on the first day that was too many. A term about to run out is told at
    the beginning of the day. Pauses between are passed over."""
    if alarm.code not in ("overdue", "due_soon") or alarm.value is None or alarm.bound is None:
        return end
    if alarm.code == "due_soon":
        return moment_of(day_of(local_seconds(end)) * DAY_SECONDS)
    over, unit = alarm.value - alarm.bound, alarm.point.unit
    if unit in ("hour", "promise"):
        return moment_of(local_seconds(end) - over)
    day = day_of(local_seconds(end))
    if unit == "calendar_day":
        return moment_of((day - over + 1) * DAY_SECONDS)
    calendar = work_calendar(case.calendar_id)
    return moment_of(calendar.work_day(calendar.wd(day) - over + 1) * DAY_SECONDS)


def _ends(rows: Any, ids: Iterable[int], column: str) -> dict[int, Any]:
    listed, found = list(ids), {}
    for start in range(0, len(listed), BATCH):
        found.update(rows.filter(pk__in=listed[start : start + BATCH]).order_by().values_list("pk", column))
    return found
