# SPDX-License-Identifier: Apache-2.0
"""One time limit reckoned in plain Python: which day is the last, whether it is past, whether it is near.

S1-07 (办理时限) and S3-17 (提示). The rules are those of ``docs/engine.md``, time_limit. ``monitors/time_limit.sql``
says the same for whole logs and shares nothing with this. Every part of the sum is kept, so that it can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mingcha.engine.calendar import CalendarMissing, WorkCalendar
from mingcha.engine.clock import DAY_SECONDS, day_of
from mingcha.engine.deadline.pauses import Pause, PauseCount
from mingcha.engine.deadline.span import Extension, Grant, Limit, Measure, Span


class Due(NamedTuple):
    """The last day and its last instant; ``moved_from`` is the day off from which it was moved to this working day.

    ``late_day`` is the first day that is late; None if it lies in a year that the calendar does not hold.
    """

    day: int
    at: int
    moved_from: int | None
    late_day: int | None


@dataclass(frozen=True)
class Reckoning:
    """The sum. Amounts are in the unit of the limit; in seconds for hours, in calendar days for a promise.

    ``value`` and ``bound`` are those of the finding. ``late_by`` is what was used after the due day and ``left`` what
    remains until it (both never below zero; for a promise in seconds). ``provisional``: the due day, or what was used,
    rests on a year whose official calendar is still to come.
    """

    span: Span
    limit: Limit
    until_at: int
    used: int
    paused: int
    allowed: int
    value: int
    bound: int
    due: Due
    is_late: bool
    is_near: bool
    late_by: int
    left: int
    provisional: bool
    pauses: tuple[PauseCount, ...]
    extensions: tuple[Grant, ...]

    @property
    def until_day(self) -> int:
        return day_of(self.until_at)

    @property
    def is_open(self) -> bool:
        return self.span.is_open

    @property
    def code(self) -> Literal["overdue", "due_soon"] | None:
        """What the monitor finds."""
        return "overdue" if self.is_late else "due_soon" if self.is_near else None


def reckon(
    span: Span,
    limit: Limit,
    pauses: Iterable[Pause],
    extensions: Iterable[Extension],
    calendar: WorkCalendar,
    now: int,
) -> Reckoning:
    """Reckon one span. Raises :class:`CalendarMissing` where the answer needs a year that is not known."""
    measure = Measure(span, limit, tuple(pauses), calendar, now)
    grants = measure.grants(extensions)
    allowed = measure.first_allowed + sum(grant.amount for grant in grants)
    due = _due(measure, allowed)
    is_late = _is_late(measure, allowed, due)
    promise = limit.unit == "promise"
    return Reckoning(
        span=span,
        limit=limit,
        until_at=measure.until_at,
        used=measure.used,
        paused=measure.paused,
        allowed=allowed,
        value=measure.until_at if promise else measure.used,
        bound=due.at if promise else allowed,
        due=due,
        is_late=is_late,
        is_near=span.is_open and not is_late and _is_near(measure, allowed, due),
        late_by=_late_by(measure, due) if is_late else 0,
        left=0 if is_late else _left(measure, allowed, due),
        provisional=_is_provisional(measure, due),
        pauses=measure.pauses,
        extensions=grants,
    )


def _due(measure: Measure, allowed: int) -> Due:
    match measure.limit.unit:
        case "promise":
            at = measure.promised_at + measure.paused * DAY_SECONDS
            return Due(day_of(at), at, None, day_of(at + 1))
        case "hour":
            at = _last_place(measure, allowed)
            return Due(day_of(at), at, None, day_of(at + 1))
        case "working_day":
            day = _last_place(measure, allowed)
            return _whole_day(day, None, _following_work_day(measure.calendar, day))
    if measure.limit.option == "next_work_day":
        return _due_moved(measure, allowed)
    day = _last_place(measure, allowed)
    return _whole_day(day, None, day + 1)


def _due_moved(measure: Measure, allowed: int) -> Due:
    """By the rule all pauses of the span move the last day, before a day off moves it to the next working day.

    A span that this judges late is shown with the day on which its time really ran out.
    """
    last = measure.span.begin_day + allowed + measure.paused
    if measure.until_day > measure.calendar.next_work_day(last):
        last = _last_place(measure, allowed)
    day = measure.calendar.next_work_day(last)
    return _whole_day(day, last if day != last else None, day + 1)


def _whole_day(day: int, moved_from: int | None, late_day: int | None) -> Due:
    return Due(day, (day + 1) * DAY_SECONDS - 1, moved_from, late_day)


def _last_place(measure: Measure, allowed: int) -> int:
    """Where the time runs out: an instant for hours, else the last day. A pause that begins later moves nothing."""
    place, left = measure.stretch[0], allowed
    for piece in measure.counted:
        gap = measure.axis.measure(place, piece.lo)
        if gap > left:
            break
        place, left = piece.hi, left - gap
    if measure.limit.unit == "working_day":
        return measure.calendar.work_day(measure.calendar.wd(place - 1) + left)
    return place + left - (0 if measure.limit.unit == "hour" else 1)


def _following_work_day(calendar: WorkCalendar, day: int) -> int | None:
    try:
        return calendar.work_day(calendar.wd(day) + 1)
    except CalendarMissing:
        return None


def _is_late(measure: Measure, allowed: int, due: Due) -> bool:
    if measure.limit.unit == "promise":
        return measure.until_at > due.at
    if measure.limit.option == "next_work_day":
        return measure.until_day > due.day
    return measure.used > allowed


def _is_near(measure: Measure, allowed: int, due: Due) -> bool:
    """S3-17: the last day is today or the next working day; for hours little is left."""
    left = allowed - measure.used
    if measure.limit.unit == "hour":
        warn = DAY_SECONDS if measure.limit.warn_seconds is None else measure.limit.warn_seconds
        return left < warn and 2 * left < allowed
    if measure.limit.unit == "working_day":
        return left <= 1
    # A due day beyond the calendar is far off in any case, unless today is at the calendar's very end.
    known = min(due.day, measure.calendar.last_day)
    near = measure.calendar.wd(known) - measure.calendar.wd(day_of(measure.now)) <= 1
    if near:
        measure.calendar.require(known, due.day)
    return near


def _late_by(measure: Measure, due: Due) -> int:
    if measure.limit.unit == "promise":
        return measure.until_at - due.at
    lo, hi = due.at if measure.limit.unit == "hour" else due.day + 1, measure.stretch[1]
    lost = (measure.axis.measure(max(piece.lo, lo), piece.hi) for piece in measure.counted if piece.hi > lo)
    return measure.axis.measure(lo, hi) - sum(lost)


def _left(measure: Measure, allowed: int, due: Due) -> int:
    if measure.limit.unit == "promise":
        return due.at - measure.until_at
    if measure.limit.option == "next_work_day":
        return due.day - measure.until_day
    return allowed - measure.used


def _is_provisional(measure: Measure, due: Due) -> bool:
    if measure.limit.unit == "working_day":
        days = (measure.span.begin_day + 1, max(due.day, measure.until_day))
    elif measure.limit.option == "next_work_day":
        days = (due.day if due.moved_from is None else due.moved_from, due.day)
    else:
        return False
    return measure.calendar.any_provisional(*days)
