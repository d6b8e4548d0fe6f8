# SPDX-License-Identifier: Apache-2.0
"""A world in the making: rows with their days filled in, ids, a made-up calendar, instants that like to coincide."""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate
from typing import Any, TypeVar

from mingcha.engine.schema import TABLES

T = TypeVar("T")
Row = dict[str, Any]
World = dict[str, list[Row]]

DAY = 86_400
FIRST_DAY, LAST_DAY = 20_000, 20_400
CALENDARS = ("office", "hall")
NUDGES = (-DAY, -1, 0, 0, 0, 0, 1, DAY)
"""What separates an instant from another one near it: monitors err by one second or by one day, or at equality."""
TIMES_OF_DAY = (0, 1, 32_400, 32_400, 61_200, 86_399)

_BLANK = {name: dict.fromkeys(table.columns) for name, table in TABLES.items()}
_INSTANTS = {
    name: [(column, column[:-3] + "_day") for column in table.columns if column.endswith("_at")]
    for name, table in TABLES.items()
}


def make_row(table: str, **values: Any) -> Row:
    """Return a row of the table: columns not named are None, and each ``*_day`` follows from its ``*_at``."""
    row: Row = _BLANK[table] | values
    for at, day in _INSTANTS[table]:
        if row[at] is not None:
            row[day] = row[at] // DAY
    return row


class Draft:
    """Tables being filled, with the one source of chance and the present."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.today = rng.randint(FIRST_DAY + 60, LAST_DAY - 60)
        self.now = self.today * DAY + rng.choice(TIMES_OF_DAY)
        self.world: World = {name: [] for name in TABLES}
        self._last_id: Counter[str] = Counter()

    def add(self, table: str, **values: Any) -> Row:
        """Add a row (as ``make_row`` makes it) and return it."""
        row = make_row(table, **values)
        self.world[table].append(row)
        return row

    def new_id(self, table: str) -> int:
        """Return the next id of the table: the ids of different tables coincide, within one they are unique."""
        self._last_id[table] += 1
        return self._last_id[table]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def maybe(self, probability: float, value: T) -> T | None:
        return value if self.rng.random() < probability else None

    def past(self, instant: int) -> int:
        """Return the instant, or the present if it lies after that."""
        return min(instant, self.now)

    def near(self, instant: int) -> int:
        """Return an instant equal to this one, or a second or a day beside it."""
        return instant + self.rng.choice(NUDGES)

    def moment(self, day: int) -> int:
        return day * DAY + self.rng.choice(TIMES_OF_DAY)


def is_work(calendar_id: str, day: int) -> bool:
    """Say whether a day is worked: weekends, holidays of several days, and make-up days beside them; the hall also
    opens on Saturdays and has other holidays. The last day is worked, so that every day has a next working day."""
    weekday = (day + 3) % 7
    if calendar_id == "hall":
        return day == LAST_DAY or (weekday != 6 and day % 31 not in (11, 12))
    is_holiday, is_made_up = day % 23 in (7, 8, 9, 10), day % 23 in (6, 11)
    return day == LAST_DAY or is_made_up or (weekday < 5 and not is_holiday)


def _calendar() -> list[Row]:
    rows = []
    for calendar_id in CALENDARS:
        days = range(FIRST_DAY, LAST_DAY + 1)
        counts = accumulate(int(is_work(calendar_id, day)) for day in days)
        for day, wd in zip(days, counts, strict=True):
            works = is_work(calendar_id, day)
            following = next(d for d in range(day, LAST_DAY + 1) if is_work(calendar_id, d))
            rows.append(
                {"calendar_id": calendar_id, "day": day, "is_work": int(works), "wd": wd, "next_work_day": following}
            )
    return rows


CALENDAR = _calendar()
"""Rows of the table calendar; ``next_work_day`` is the first working day on or after the day."""
