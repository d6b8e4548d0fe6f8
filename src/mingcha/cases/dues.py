# SPDX-License-Identifier: Apache-2.0
"""What a running case's limits say: by when each open step is due, and when its findings may next change by time alone.

The instant of the next look is kept in a row of its own (``Due``), so that the ticker finds what is due without looking at
anything else (S1-07, S3-17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from mingcha.cases.deadlines import extends, extension_of, pause_of, spans_of
from mingcha.cases.models import Case, Due, Step
from mingcha.cases.procedure import Procedure
from mingcha.engine.calendar import CalendarMissing, WorkCalendar
from mingcha.engine.clock import DAY_SECONDS, local_seconds, moment_of
from mingcha.engine.deadline.reckoning import Reckoning, reckon
from mingcha.engine.deadline.span import Limit, Span
from mingcha.organs.calendars import work_calendar

WITHOUT_CALENDAR: Final = timedelta(days=1)
"""A limit that reaches into a year whose calendar is missing is looked at again so much later."""
FAR: Final = 30
"""No run of days off is as long: among so many days there are two working days."""


@dataclass(frozen=True)
class Dues:
    """By step the instant at which its time runs out; the earliest of what belongs to the whole case; the next look."""

    steps: dict[int, datetime]
    case: datetime | None
    next_look: datetime | None

    def of(self, step: Step) -> datetime | None:
        """By when a step has to be done."""
        return min(filter(None, (self.steps.get(step.pk), self.case)), default=None)


def dues_of(case: Case, procedure: Procedure, now: datetime) -> Dues:
    """Reckon every limit that still runs. Three queries; of a long history only what a limit looks at is read."""
    rules = [rule for rule in procedure.rules if rule.kind == "time_limit"]
    if not rules or case.closed_at is not None:
        return Dues({}, None, None)
    stages = {act for rule in rules for part in ("start", "in", "end") for act in rule.acts.get(part, ())}
    steps = list(case.steps.filter(Q(ended_at=None) | Q(act__in=stages)))
    pauses = [pause_of(row) for row in case.suspensions.all()]
    extensions = list(case.extensions.all())
    calendar, at = work_calendar(case.calendar_id), local_seconds(now)
    of_step: dict[int, datetime] = {}
    of_case: datetime | None = None
    looks: list[datetime] = []
    for rule in rules:
        for step, span in spans_of(case, rule, steps):
            if not span.is_open:
                continue
            given = [extension_of(row) for row in extensions if extends(row, rule.key, step)]
            try:
                told = reckon(span, Limit.of(rule), pauses, given, calendar, at)
            except CalendarMissing:
                looks.append(now + WITHOUT_CALENDAR)
                continue
            due = moment_of(told.due.at)
            if step is not None:
                of_step[step.pk] = min(due, of_step.get(step.pk, due))
            else:
                of_case = min(due, of_case or due)
            looks += [moment_of(each) for each in _changes(told, calendar) if each > at]
    return Dues(of_step, of_case, min(looks, default=None))


def keep_next_looks(told: Mapping[int, Dues]) -> None:
    """Write the next look of each case down, or that there is none."""
    none = [pk for pk, dues in told.items() if dues.next_look is None]
    if none:
        Due.objects.filter(case__in=none).delete()
    rows = [Due(case_id=pk, at=dues.next_look) for pk, dues in told.items() if dues.next_look is not None]
    Due.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=["at"])


def promised_at(promise: Any, case: Case, now: datetime) -> datetime | None:
    """The last instant of what an item promises, from its acceptance; None where it promises nothing that counts."""
    if not isinstance(promise, Mapping) or type(promise.get("limit")) is not int:
        return None
    limit, begin = Limit(promise.get("unit", "working_day"), promise["limit"]), local_seconds(now)
    span = Span(begin, None, None, None, "", "")
    try:
        return moment_of(reckon(span, limit, (), (), work_calendar(case.calendar_id), begin).due.at)
    except CalendarMissing:
        return None


def _changes(told: Reckoning, calendar: WorkCalendar) -> Iterator[int]:
    """The instants at which a limit begins to warn, and is late: whole days for days, seconds for hours and promises.

    A warning comes on the last day, or one of the two working days before it; an hour's when half of it, or ``warn_seconds``, is left.
    The ticker may look once too often; it must never look too late.
    """
    due = told.due
    yield due.at + 1
    if due.late_day is not None:
        yield due.late_day * DAY_SECONDS
    if told.limit.unit == "hour":
        begin = told.span.begin_at
        yield begin + (due.at - begin) // 2
        yield due.at - (told.limit.warn_seconds or DAY_SECONDS)
        return
    yield due.day * DAY_SECONDS
    before = [day for day in range(due.day - 1, due.day - FAR, -1) if calendar.is_work(day)]
    yield from (day * DAY_SECONDS for day in before[:2])
