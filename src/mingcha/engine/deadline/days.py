# SPDX-License-Identifier: Apache-2.0
"""The days of a span one by one, for the calendar under 为何是这一天: what each day was for the clock (S1-07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import DAY_SECONDS
from mingcha.engine.deadline.pauses import counted
from mingcha.engine.deadline.reckoning import Reckoning

Role = Literal["start", "counted", "off", "paused", "due", "late", "ahead"]

MAX_AHEAD: Final = 2_000
"""A promise may name a day in the far future (9999-12-31); nobody looks at its every day."""


@dataclass(frozen=True)
class Day:
    """A day and its part in the sum.

    start: the day of the fact, not counted · counted: used · off: left out, or passed over to reach a working day ·
    paused: the clock stood still · due: the last day · late: used after it · ahead: not reached, or not needed.
    ``n`` is the running number of a day that counts, and ``+n`` of a late one; None where there is none to show (never
    for hours). ``used`` is 1 for a day that was used; they sum to the reckoning's ``used`` (days, not hours).
    ``name`` is the holiday to which the day belongs; ``provisional`` marks a day that was judged by a provisional year.
    """

    day: int
    role: Role
    n: int | None = None
    used: int = 0
    name: str = ""
    provisional: bool = False


def days(reckoning: Reckoning, calendar: WorkCalendar) -> tuple[Day, ...]:
    """From the day of the fact to the due day or the end of the span, whichever is later."""
    return tuple(_days(reckoning, calendar))


def _days(reckoning: Reckoning, calendar: WorkCalendar) -> Iterator[Day]:
    unit, due, begin_day, until_day = reckoning.limit.unit, reckoning.due, reckoning.span.begin_day, reckoning.until_day
    yield Day(begin_day, "start", name=_name(calendar, begin_day))
    paused, numbers = _paused(reckoning), {"ahead": 0, "late": 0}
    for day in range(begin_day + 1, min(max(until_day, due.day), max(until_day, begin_day) + MAX_AHEAD) + 1):
        rests = unit == "working_day" and not calendar.is_work(day)
        passed_over = due.moved_from is not None and due.moved_from < day < due.day
        counts = day not in paused and not rests
        role = _role(reckoning, day, rests or passed_over, day in paused)
        n = None
        if unit != "hour" and counts and role != "off":
            series = "late" if role == "late" else "ahead"
            numbers[series] += 1
            n = numbers[series]
        if role == "due" and unit != "hour":
            n = reckoning.allowed
        used = int(counts and day <= until_day and unit != "hour")
        provisional = unit == "working_day" and calendar.is_provisional(day)
        yield Day(day, role, n, used, _name(calendar, day), provisional)


def _role(reckoning: Reckoning, day: int, off: bool, paused: bool) -> Role:
    roles: tuple[tuple[bool, Role], ...] = (
        (day == reckoning.due.day, "due"),
        (off, "off"),
        (paused, "paused"),
        (day > reckoning.until_day, "ahead"),
        (day > reckoning.due.day, "late"),
    )
    return next((role for holds, role in roles if holds), "counted")


def _paused(reckoning: Reckoning) -> set[int]:
    """The days on which the clock stood still; for hours those on which it never ran."""
    size = DAY_SECONDS if reckoning.limit.unit == "hour" else 1
    return {day for piece in counted(reckoning.pauses) for day in range(-(-piece.lo // size), piece.hi // size)}


def _name(calendar: WorkCalendar, day: int) -> str:
    """A day that is only drawn may lie beyond the calendar."""
    mark = calendar.marks.get(day)
    return mark.name if mark else ""
