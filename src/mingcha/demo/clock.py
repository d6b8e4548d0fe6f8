# SPDX-License-Identifier: Apache-2.0
"""The year of the demonstration: its seasons, and the hours in which things happen. A moment is wall minutes since 1970.

Offices keep to working hours of the real calendar; the street does not. Nothing is later than the calendar knows.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from mingcha.audit.sample_clock import AFTERNOON, DAY, WorkClock
from mingcha.engine.calendar import national
from mingcha.engine.clock import date_of, day_number, local_seconds

MINUTES: Final = 1_440
LENGTH: Final = 396
"""Days: a year and the month before it, so that this month has last year's beside it."""
BEFORE, AFTER, LEAST_AFTER = 220, 430, 60
MONTHS: Final = (0.95, 0.8, 1.6, 1.0, 1.0, 1.45, 0.85, 0.85, 1.4, 0.95, 1.1, 1.15)
"""How many clues come in: many in March (3·15), June (安全生产月) and September."""
_MORNING, _NOON = 540, 870


class Clock(WorkClock):
    """Working minutes of the year before ``now``, and of some time around it, as wall minutes."""

    def __init__(self, now: datetime) -> None:
        known = national().last_day
        today = min(local_seconds(now) // 86_400, known - LEAST_AFTER)
        super().__init__(date_of(today - LENGTH - BEFORE), date_of(min(today + AFTER, known)))
        self.today = today
        self.now = min(local_seconds(now) // 60, (today + 1) * MINUTES - 1)
        self.first = today - LENGTH + 1
        self._dull = _festivals(self.first - BEFORE, today)
        self.rushes = [rush for year in (-1, 0, 1) if (rush := _rush(date_of(today).year + year))[0] <= today]
        weights = [self._season(day) for day in range(self.first - BEFORE, today + 1)]
        self._seasons = list(accumulate(weights))

    def wall(self, moment: float) -> int:
        """The wall minute of a working minute; what lies after the last known day happens on it."""
        day, minute = divmod(min(int(moment), len(self.days) * DAY - 1), DAY)
        return self.days[day] * MINUTES + minute + (_MORNING if minute < AFTERNOON else _NOON - AFTERNOON)

    def working(self, wall: int) -> int:
        """The working minute at a wall minute, or the first after it."""
        day, minute = divmod(wall, MINUTES)
        opens = self.opens(day)
        if opens // DAY >= len(self.days) or self.days[opens // DAY] != day:
            return opens
        past = min(max(0, minute - _MORNING), AFTERNOON) + max(0, minute - _NOON)
        return opens + min(past, DAY - 1)

    def is_work(self, day: int) -> bool:
        place = bisect_left(self.days, day)
        return place < len(self.days) and self.days[place] == day

    def draw(self, rng: Random, first: int, last: int, *, weekends: bool = False) -> int:
        """A day from ``first`` to ``last`` by season; a working day unless the street works at weekends too."""
        base = self.first - BEFORE
        low, high = self._seasons[max(first, base) - base], self._seasons[min(last, self.today) - base]
        while True:
            day = base + bisect_left(self._seasons, rng.uniform(low, high))
            if weekends or self.is_work(day):
                return min(day, last)

    def _season(self, day: int) -> float:
        """Two weeks around the Spring Festival there is nearly nothing."""
        return 0.04 if day in self._dull else MONTHS[date_of(day).month - 1]

    def rush(self, day: int) -> tuple[int, int] | None:
        """The closing rush in which a case filed on that day might be decided: the first one that ends 14 days later or more."""
        return next((rush for rush in self.rushes if rush[0] - 80 < day < rush[1] - 14), None)

    def in_rush(self, moment: int) -> bool:
        """Whether a working minute lies in a closing rush."""
        return any(first <= self.day(moment) <= last for first, last in self.rushes)


def _rush(year: int) -> tuple[int, int]:
    """10 to 25 December: cases are closed for the figures of the year."""
    return day_number(date(year, 12, 10)), day_number(date(year, 12, 25))


def _festivals(first: int, last: int) -> set[int]:
    """The two weeks around each Spring Festival, by the calendar's first day of it."""
    calendar, dull = national(), set[int]()
    for day in range(max(first, calendar.first_day), last + 1):
        if calendar.name(day).startswith("春节") and not calendar.is_work(day) and day not in dull:
            dull |= set(range(day - 3, day + 12))
    return dull


def text(wall: int) -> str:
    """2026-03-12 09:41."""
    return f"{date_of(wall // MINUTES).isoformat()} {timedelta(minutes=wall % MINUTES)!s:0>8}"[:16]


def day_text(wall: int) -> str:
    """2026-03-12."""
    return date_of(wall // MINUTES).isoformat()
