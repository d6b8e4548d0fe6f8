# SPDX-License-Identifier: Apache-2.0
"""Days whose cases are to be counted anew (decision 0024): whoever opens, closes or changes cases says so in her transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from mingcha.cases.models import Case, CaseDay
from mingcha.engine.clock import date_of, day_of, local_seconds


def day_at(moment: datetime) -> date:
    """The day in China on which it was."""
    return date_of(day_of(local_seconds(moment)))


def note_cases(cases: Iterable[Case]) -> None:
    """These came in or went, or did so until now."""
    listed = list(cases)
    _note({day_at(case.came_at) for case in listed} | _closed(listed))


def note_closed(cases: Iterable[Case]) -> None:
    """These are closed, or something else is said of them; of those that are open nothing is counted but that they came in."""
    _note(_closed(cases))


def _closed(cases: Iterable[Case]) -> set[date]:
    return {day_at(case.closed_at) for case in cases if case.closed_at is not None}


def _note(days: set[date]) -> None:
    if days:
        CaseDay.objects.bulk_create([CaseDay(day=day) for day in sorted(days)])
