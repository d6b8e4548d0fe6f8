# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case: each time limit of its points with the sum behind it 为何是这一天 (S1-07, S1-30, S3-17).

Spans are cut here as ``docs/engine.md`` says and as ``monitors/time_limit.sql`` does; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Extension, Step, Suspension
from mingcha.catalog.models import Point
from mingcha.catalog.rules import rule_of
from mingcha.engine import deadline
from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import local_seconds
from mingcha.engine.deadline import Explanation, Limit, Reckoning, Span
from mingcha.engine.points import Point as Rule
from mingcha.organs.calendars import work_calendar


@dataclass(frozen=True)
class Clock:
    """One limit on one span; ``step`` is None for a stage or a promise, which belong to the whole case."""

    point: Point
    step: Step | None
    reckoning: Reckoning
    calendar: WorkCalendar

    @property
    def object(self) -> tuple[str, int | None]:
        """What an alarm of this clock is about."""
        return ("step", self.step.pk) if self.step else ("case", None)

    @property
    def is_open(self) -> bool:
        return self.reckoning.is_open

    @property
    def explanation(self) -> Explanation:
        """The sum with every day. Raises CalendarMissing as ``clocks``."""
        return deadline.explained(self.reckoning, self.calendar)


def clocks(case: Case, points: Sequence[Point], now: datetime) -> list[Clock]:
    """Every clock of a case, in the order of its points. Four queries, whatever the case; none for what was read with it.

    Raises:
        CalendarMissing: a limit reaches into a year that the calendar does not hold.
    """
    limits = [(point, rule_of(point)) for point in points if point.kind == "time_limit"]
    if not limits:
        return []
    steps = list(case.steps.all())
    pauses = [pause_of(row) for row in case.suspensions.all()]
    extensions = list(case.extensions.all())
    calendar, at = work_calendar(case.calendar_id), local_seconds(now)
    made = []
    for point, rule in limits:
        for step, span in spans_of(case, rule, steps):
            given = [extension_of(row) for row in extensions if extends(row, point.key, step)]
            reckoning = deadline.reckon(span, Limit.of(rule), pauses, given, calendar, at)
            made.append(Clock(point, step, reckoning, calendar))
    return made


def spans_of(case: Case, rule: Rule, steps: Sequence[Step]) -> Iterator[tuple[Step | None, Span]]:
    """What a rule measures of a case: each run of a step, or the one stage or promise of the whole case (no step)."""
    closed = _seconds(case.closed_at)
    if rule.unit == "promise":
        if case.promised_at is not None:
            promised = local_seconds(case.promised_at)
            begin = promised if case.accepted_at is None else local_seconds(case.accepted_at)
            yield None, Span(begin, closed, closed, promised, _("受理"), "Accepted")
    elif "at" in rule.acts:
        for step in steps:
            if step.act in rule.acts["at"] and step.started_at is not None:
                begin = local_seconds(step.started_at)
                yield step, Span(begin, _seconds(step.ended_at), closed, None, step.act, step.act)
    elif (stage := _stage(rule, steps, closed)) is not None:
        yield None, stage


def _stage(rule: Rule, steps: Sequence[Step], closed: int | None) -> Span | None:
    """From the first start act until enough end acts have ended and nothing of the stage is open."""
    first = [step for step in steps if step.act in rule.acts["start"]]
    begins = [
        at for step in first if (at := step.ended_at if rule.start_edge == "end" else step.started_at) is not None
    ]
    if not begins:
        return None
    begin = min(begins)
    rest = [step for step in steps if step.act in {*rule.acts.get("in", ()), *rule.acts["end"]}]
    is_open = any(step.started_at is not None and step.ended_at is None for step in rest)
    done = {step.act for step in rest if step.act in rule.acts["end"] and step.ended_at and step.ended_at >= begin}
    wanted = rule.n_end or len(set(rule.acts["end"]))
    ends = [step.ended_at for step in rest if step.ended_at is not None]
    end = max(ends) if ends and not is_open and len(done) >= wanted else None
    act = min(first, key=lambda step: step.seq).act
    return Span(local_seconds(begin), _seconds(end), closed, None, act, act)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else local_seconds(moment)


def pause_of(row: Suspension) -> deadline.Pause:
    """A pause as a sum takes it."""
    return deadline.Pause(row.pk, row.kind, local_seconds(row.from_at), _seconds(row.to_at), _seconds(row.cap_at))


def extension_of(row: Extension) -> deadline.Extension:
    """An extension as a sum takes it."""
    return deadline.Extension(row.pk, row.amount, local_seconds(row.approved_at))


def extends(row: Extension, key: str, step: Step | None) -> bool:
    """A step's extension names the step, and no point or this one; a stage's names no step and this point."""
    if step is None:
        return row.step_id is None and row.point_key == key
    return row.step_id == step.pk and row.point_key in (None, key)
