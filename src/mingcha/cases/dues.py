# SPDX-License-Identifier: Apache-2.0
"""What a running case's limits say: by when each open step is due, and when its findings may next change by time alone.

The instant of the next look is kept in a row of its own (``Due``), so that the ticker finds what is due without looking at
anything else (S1-07, S3-17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from mingcha.cases.deadlines import extends, extension_of, pause_of, spans_of
from mingcha.cases.models import Case, Due, Extension, Step, Suspension
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.engine.calendar import CalendarMissing, WorkCalendar
from mingcha.engine.clock import DAY_SECONDS, day_of, local_seconds, moment_of
from mingcha.engine.deadline.reckoning import Reckoning, reckon
from mingcha.engine.deadline.span import Limit, Span
from mingcha.organs.calendars import work_calendar


@dataclass(frozen=True)
class Dues:
    """By step the instant at which its time runs out; the earliest of what belongs to the whole case; the next look."""

    steps: dict[int, datetime]
    case: datetime | None
    next_look: datetime | None

    def of(self, step: Step) -> datetime | None:
        """By when a step has to be done."""
        return min(filter(None, (self.steps.get(step.pk), self.case)), default=None)


NOTHING = Dues({}, None, None)


@dataclass
class Log:
    """What limits look at of a case."""

    steps: list[Step] = field(default_factory=list)
    pauses: list[Suspension] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)


def dues_of(case: Case, procedure: Procedure, now: datetime, *, moved: bool = True) -> Dues:
    """Reckon every limit that still runs. ``moved`` is False for a case that is known to have no pause and no extension."""
    if not procedure.limits or case.closed_at is not None:
        return NOTHING
    log = logs_of([case], procedure.staged, moved=moved)[case.pk]
    return _reckoned(case, procedure, now, log, work_calendar(case.calendar_id))


def dues_of_many(cases: Sequence[Case], now: datetime) -> dict[int, Dues]:
    """The same for many cases. Three queries and one for each calendar, however many cases."""
    procedures = {case.pk: procedure_of(case.item_version) for case in cases}
    running = [case for case in cases if case.closed_at is None and procedures[case.pk].limits]
    staged = {act for case in running for act in procedures[case.pk].staged}
    logs = logs_of(running, staged)
    calendars = {code: work_calendar(code) for code in {case.calendar_id for case in running}}
    told = dict.fromkeys(procedures, NOTHING)
    for case in running:
        told[case.pk] = _reckoned(case, procedures[case.pk], now, logs[case.pk], calendars[case.calendar_id])
    return told


def logs_of(cases: Sequence[Case], staged: set[str] | frozenset[str], *, moved: bool = True) -> dict[int, Log]:
    """By case what its limits look at. Of a long history only open steps are read, and those of acts that make stages."""
    logs = {case.pk: Log() for case in cases}
    steps = Step.objects.filter(Q(ended_at=None) | Q(act__in=staged), case__in=logs)
    for step in steps.order_by("case_id", "seq", "id"):
        logs[step.case_id].steps.append(step)
    if moved:
        for pause in Suspension.objects.filter(case__in=logs):
            logs[pause.case_id].pauses.append(pause)
        for extension in Extension.objects.filter(case__in=logs):
            logs[extension.case_id].extensions.append(extension)
    return logs


def _reckoned(case: Case, procedure: Procedure, now: datetime, log: Log, calendar: WorkCalendar) -> Dues:
    at, pauses = local_seconds(now), [pause_of(row) for row in log.pauses]
    of_step: dict[int, datetime] = {}
    of_case: datetime | None = None
    looks: list[int] = []
    for rule in procedure.limits:
        for step, span in spans_of(case, rule, log.steps):
            if not span.is_open:
                continue
            given = [extension_of(row) for row in log.extensions if extends(row, rule.key, step)]
            try:
                told = reckon(span, Limit.of(rule), pauses, given, calendar, at)
            except CalendarMissing:
                looks += _in_the_dark(span, at)
                continue
            looks += [each for each in _changes(told, calendar) if each > at]
            due = moment_of(told.due.at)
            if step is not None:
                of_step[step.pk] = min(due, of_step.get(step.pk, due))
            else:
                of_case = min(due, of_case or due)
    if (looks or of_step or of_case) and any(pause.to_at is None for pause in pauses):
        looks.append(_midnight(at))  # while the clock stands still, the last day moves with today
    return Dues(of_step, of_case, moment_of(min(looks)) if looks else None)


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

    A warning comes on the last day, or one of the two working days before it; an hour's when less than half of it, and less
    than ``warn_seconds``, is left. The ticker may look once too often; it must never look too late.
    """
    due = told.due
    yield due.at + 1
    if told.limit.unit == "hour":
        warn = DAY_SECONDS if told.limit.warn_seconds is None else told.limit.warn_seconds
        yield due.at - min(warn - 1, (told.allowed - 1) // 2)
        return
    if due.late_day is not None:
        yield due.late_day * DAY_SECONDS
    yield due.day * DAY_SECONDS
    before = min(due.day - 1, calendar.last_day)  # of what lies beyond, the engine knows nothing either
    if before >= calendar.first_day:
        last = calendar.wd(before)
        yield from (calendar.work_day(count) * DAY_SECONDS for count in (last, last - 1) if count > 0)


def _in_the_dark(span: Span, at: int) -> Iterator[int]:
    """A limit that reaches into a year whose calendar is missing: each day, and a promise at its time of the day."""
    yield _midnight(at)
    if span.promised_at is not None:
        yield at + 1 + (span.promised_at - at) % DAY_SECONDS


def _midnight(at: int) -> int:
    return (day_of(at) + 1) * DAY_SECONDS
