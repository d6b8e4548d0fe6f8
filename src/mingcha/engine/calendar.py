# SPDX-License-Identifier: Apache-2.0
"""The work calendar: which days are working days, on which every limit in working days rests (S1-07, S3-17).

The national calendar comes with the package (``data/holidays_cn.csv``): the public holidays and make-up working days
that the State Council published for 2004 to 2026, and 2027 as a *provisional* year, which holds only what is fixed by
law. Further years and local calendars come from a file (``engine/calendar_file.py``). What is not known is never
guessed: a question about a missing year raises :class:`CalendarMissing`.

Days are ``*_day`` of ``engine/schema.py``: days since 1970-01-01.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from mingcha.engine.calendar_file import MAX_BYTES, NATIONAL, CalendarError, Entry, Fault, Status, contradictions, parse
from mingcha.engine.clock import date_of, day_number

__all__ = ["NATIONAL", "CalendarError", "CalendarMissing", "Mark", "WorkCalendar", "national", "read"]
Row = tuple[str, int, int, int, int | None]


class CalendarMissing(LookupError):  # noqa: N818 - the name says what is wrong: a year is missing
    """A day of a year that the calendar does not hold was asked for."""

    code = "calendar_missing"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"没有{year}年的工作日历：请先导入{year}年工作日历")


@dataclass(frozen=True)
class Mark:
    """What the calendar says of a day by name: a day off, or a working day, whatever its place in the week."""

    is_work: bool
    name: str
    status: Status


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """A calendar of whole years, one after another without a gap; immutable.

    ``years`` tells the status of each year, ``marks`` holds the days that are named, all others go by the week.
    The national calendar carries the local ones; they know the same years, so :meth:`require` answers for all.
    """

    calendar_id: str
    years: Mapping[int, Status]
    marks: Mapping[int, Mark]
    local: Mapping[str, WorkCalendar] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """This calendar's name and those of its local calendars."""
        return (self.calendar_id, *self.local)

    def of(self, calendar_id: str) -> WorkCalendar:
        """The calendar by which a case runs. Raises :class:`CalendarError` for a name that nobody declared."""
        if calendar_id == self.calendar_id:
            return self
        if calendar_id not in self.local:
            raise CalendarError([f"没有名为“{calendar_id}”的工作日历（已有：{'、'.join(self.ids)}）：请先导入该日历"])
        return self.local[calendar_id]

    @cached_property
    def first_day(self) -> int:
        return day_number(date(min(self.years), 1, 1))

    @cached_property
    def last_day(self) -> int:
        return day_number(date(max(self.years), 12, 31))

    def require(self, first_day: int, last_day: int) -> None:
        """Raise :class:`CalendarMissing` for the first year from ``first_day`` to ``last_day`` that is not known."""
        if not self.years or first_day < self.first_day or first_day > self.last_day:
            raise CalendarMissing(date_of(first_day).year)
        if last_day > self.last_day:
            raise CalendarMissing(max(self.years) + 1)

    def is_work(self, day: int) -> bool:
        """Whether this is a working day."""
        self.require(day, day)
        mark = self.marks.get(day)
        return mark.is_work if mark else date_of(day).weekday() < 5

    def name(self, day: int) -> str:
        """The holiday to which a day off or a make-up working day belongs; empty for plain days and weekends."""
        self.require(day, day)
        return self.marks[day].name if day in self.marks else ""

    def is_provisional(self, day: int) -> bool:
        """Whether what is known of this day still waits for the official calendar of its year."""
        self.require(day, day)
        mark = self.marks.get(day)
        return (mark.status if mark else self.years[date_of(day).year]) == "provisional"

    def any_provisional(self, first: int, last: int) -> bool:
        """Whether one of the days from ``first`` to ``last`` still waits for the official calendar of its year."""
        if first > last:
            return False
        self.require(first, first)
        place = bisect_left(self._provisional, first)
        if place < len(self._provisional) and self._provisional[place] <= last:
            return True
        self.require(first, last)
        return False

    @cached_property
    def _provisional(self) -> list[int]:
        return [day for day in range(self.first_day, self.last_day + 1) if self.is_provisional(day)]

    @cached_property
    def _work_days(self) -> list[int]:
        return [day for day in range(self.first_day, self.last_day + 1) if self.is_work(day)]

    @cached_property
    def _running(self) -> list[int]:
        known = set(self._work_days)
        return list(accumulate(int(day in known) for day in range(self.first_day, self.last_day + 1)))

    def wd(self, day: int) -> int:
        """How many working days there are from the first known day up to and including this one."""
        self.require(day, day)
        return self._running[day - self.first_day]

    def work_day(self, count: int) -> int:
        """The working day on which :meth:`wd` reaches ``count``. Raises :class:`CalendarMissing` if none known does."""
        if count < 1:
            raise CalendarMissing(min(self.years) - 1)
        if count > len(self._work_days):
            raise CalendarMissing(max(self.years) + 1)
        return self._work_days[count - 1]

    def next_work_day(self, day: int) -> int:
        """The day itself if it works, else the next day that does. Raises :class:`CalendarMissing` if none is known."""
        self.require(day, day)
        return self.work_day(bisect_left(self._work_days, day) + 1)

    def rows(self) -> Iterator[Row]:
        """The rows of the engine's table ``calendar``: every known day of this calendar and of its local ones.

        ``next_work_day`` is None for days off at the very end: the day that follows them lies in a year nobody knows.
        """
        for day, wd in enumerate(self._running, self.first_day):
            place = bisect_left(self._work_days, day)
            following = self._work_days[place] if place < len(self._work_days) else None
            yield self.calendar_id, day, int(following == day), wd, following
        for calendar in self.local.values():
            yield from calendar.rows()


@cache
def national() -> WorkCalendar:
    """The national calendar that comes with the package."""
    entries, faults = parse(files("mingcha.engine").joinpath("data/holidays_cn.csv").read_bytes())
    return _build(None, entries, faults)


def read(path: Path) -> WorkCalendar:
    """The national calendar with what a file adds: further or corrected years, single days, local calendars.

    Raises :class:`CalendarError` with every fault of the file, and OSError if it cannot be opened.
    """
    with path.open("rb") as file:
        entries, faults = parse(file.read(MAX_BYTES + 1))
    return _build(national(), entries, faults)


def _build(base: WorkCalendar | None, entries: list[Entry], faults: list[Fault]) -> WorkCalendar:
    declared = {entry.date.year: entry.status for entry in entries if entry.kind == "year"}
    years = (dict(base.years) if base else {}) | declared
    faults = [*faults, *contradictions(entries, years)]
    if faults:
        raise CalendarError([f"第 {line} 行：{reason}" for line, reason in sorted(faults)])
    marks = {day: mark for day, mark in (base.marks if base else {}).items() if date_of(day).year not in declared}
    marks |= _marks(entries, NATIONAL)
    local = {
        calendar_id: WorkCalendar(calendar_id, years, marks | _marks(entries, calendar_id))
        for calendar_id in dict.fromkeys(entry.calendar_id for entry in entries)
        if calendar_id != NATIONAL
    }
    return WorkCalendar(NATIONAL, years, marks, local)


def _marks(entries: list[Entry], calendar_id: str) -> dict[int, Mark]:
    return {
        day_number(entry.date): Mark(entry.kind == "work", entry.name, entry.status)
        for entry in entries
        if entry.calendar_id == calendar_id and entry.kind != "year"
    }
