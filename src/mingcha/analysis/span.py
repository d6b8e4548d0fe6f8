# SPDX-License-Identifier: Apache-2.0
"""Of which days a page tells, and which of last year stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mingcha.engine.clock import DAY_SECONDS, day_number

PRESETS: Final = ("week", "month", "quarter", "year")
LONGEST: Final = 1_096
"""Days: three years."""
BY_DAY: Final = 92
"""Longer spans are drawn by month."""


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    since: date
    until: date

    @property
    def last(self) -> Span:
        """The same days a year before."""
        return Span(_year_before(self.since), _year_before(self.until))

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    @property
    def by_month(self) -> bool:
        return len(self.days) > BY_DAY

    def whole_months(self, today: date) -> tuple[list[date], list[tuple[date, date]]]:
        """The months that lie in it whole, and the spans of days that are left over. The month that runs is whole up to today:
        no alarm lies in the future."""
        months, edges, at = [], [], self.since
        while at <= self.until:
            end = (at.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            if at.day == 1 and (end <= self.until or self.until >= today):
                months.append(at)
            else:
                edges.append((at, min(end, self.until)))
            at = end + timedelta(days=1)
        return months, edges


def seconds(span: Span) -> dict[str, int]:
    """The span as bounds of a column of the case log: ``from`` included, ``to`` not."""
    return {"from": day_number(span.since) * DAY_SECONDS, "to": (day_number(span.until) + 1) * DAY_SECONDS}


def preset(name: str, today: date) -> Span:
    """This week, month, quarter or year, up to today."""
    first = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }[name]
    return Span(first, today)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
