# SPDX-License-Identifier: Apache-2.0
"""Months by the calendar: from the last of a month one comes to the last of the other."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import TypeVar

D = TypeVar("D", date, datetime)


def months_on(day: D, count: int) -> D:
    """The same day so many months later; earlier where ``count`` is negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
