# SPDX-License-Identifier: Apache-2.0
"""The time in which offices work, for the made-up log: nobody acts at night or on a day off (the real calendar, S1-07).

A moment is a count of *working minutes*: 390 for each working day, 9:00 to 12:00 and 14:30 to 18:00. Adding to it never leaves the
working hours, and working days used are a difference of ``moment // DAY``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Final

from mingcha.engine.calendar import national
from mingcha.engine.clock import date_of, day_number

DAY: Final = 390
AFTERNOON: Final = 180
_CLOCK: Final = tuple(
    f"{hour + minute // 60:02}:{minute % 60:02}"
    for hour, minutes in ((9, range(AFTERNOON)), (14, range(30, 30 + DAY - AFTERNOON)))
    for minute in minutes
)


class WorkClock:
    """Working minutes from the first working day on or after ``first``; days are numbers since 1970-01-01."""

    def __init__(self, first: date, last: date) -> None:
        calendar = national()
        self.days = [day for day in range(day_number(first), day_number(last) + 1) if calendar.is_work(day)]
        self._dates = [date_of(day).isoformat() for day in self.days]
        weeks = [(day + 3) // 7 for day in self.days]  # 1970-01-01 was a Thursday
        self._week_first = [bisect_left(weeks, week) for week in weeks]
        self._week_last = [bisect_right(weeks, week) - 1 for week in weeks]

    def day(self, moment: int) -> int:
        """The number of the day; moments past the last known day count as in it."""
        return self.days[min(moment // DAY, len(self.days) - 1)]

    def date(self, moment: int) -> str:
        """The day, as 2026-03-12."""
        return self._dates[moment // DAY]

    def text(self, moment: int) -> str:
        """The moment, as 2026-03-12 09:41."""
        return f"{self._dates[moment // DAY]} {_CLOCK[moment % DAY]}"

    def opens(self, day: int) -> int:
        """The first minute of the first working day on or after ``day``."""
        return bisect_left(self.days, day) * DAY

    def closes(self, day: int) -> int:
        """The last minute of the last working day on or before ``day``."""
        return bisect_right(self.days, day) * DAY - 1

    def month_end(self, moment: int) -> int:
        """The first minute of the last working day of the month."""
        that = date_of(self.day(moment))
        following = date(that.year + that.month // 12, that.month % 12 + 1, 1)
        return self.closes(day_number(following) - 1) // DAY * DAY

    def week_end(self, moment: int, delay: int) -> int:
        """When somebody enters it who enters a whole week on its last afternoon, ``delay`` (0 to 170) minutes after the break."""
        day = min(moment // DAY, len(self.days) - 1)
        minutes = min(moment - self._week_first[day] * DAY, 6 * DAY)
        return self._week_last[day] * DAY + AFTERNOON + delay + minutes // 80
