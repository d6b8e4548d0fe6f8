# SPDX-License-Identifier: Apache-2.0
"""The units of time of the engine (``engine/schema.py``): local seconds and days since 1970-01-01 at UTC+8.

China keeps one time, UTC+8, without summer time, so a fixed offset is exact for every year the calendar knows and
needs no time zone database. Nothing here reads the clock: ``now`` is taken once by the caller and passed in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

DAY_SECONDS: Final = 86_400
CHINA: Final = timezone(timedelta(hours=8), "UTC+08:00")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=CHINA)
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


def local_seconds(moment: datetime) -> int:
    """``*_at`` of a moment, whole seconds (a fraction is dropped). One without a time zone is local time, UTC+8."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=CHINA)
    return (aware - _EPOCH) // timedelta(seconds=1)


def moment_of(at: int) -> datetime:
    """The moment of an ``*_at``, as an aware datetime at UTC+8. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(seconds=at)


def day_of(at: int) -> int:
    """The ``*_day`` that stands beside an ``*_at``."""
    return at // DAY_SECONDS


def day_number(day: date) -> int:
    """``*_day`` of a date."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date of a ``*_day``. Raises ValueError outside the years 1 to 9999."""
    return date.fromordinal(day + _EPOCH_ORDINAL)
