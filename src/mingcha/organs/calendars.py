# SPDX-License-Identifier: Apache-2.0
"""The work calendars as the engine's own objects, built from the rows that people keep (S1-07, S3-17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from mingcha.engine.calendar import NATIONAL, CalendarMissing, Mark, WorkCalendar
from mingcha.engine.clock import day_number
from mingcha.ledger import WrongState
from mingcha.organs.models import Calendar, CalendarMark, CalendarYear


def work_calendar(code: str = NATIONAL) -> WorkCalendar:
    """A calendar by its code, with the years that are known now. Raises CalendarError for a code that nobody keeps."""
    return built(tuple(Calendar.objects.order_by("code").values_list("code", "digest"))).of(code)


@lru_cache(maxsize=2)
def built(digests: tuple[tuple[str, str], ...]) -> WorkCalendar:
    """The national calendar with its local ones. By their digests: what is kept holds as long as they say the same."""
    return from_rows()


def from_rows() -> WorkCalendar:
    """The same, read anew."""
    years = dict(CalendarYear.objects.order_by("year").values_list("year", "standing"))
    marks: dict[str, dict[int, Mark]] = {code: {} for code in Calendar.objects.values_list("code", flat=True)}
    for mark in CalendarMark.objects.order_by("day"):
        assert mark.day is not None
        marks[mark.calendar_id][day_number(mark.day)] = Mark(mark.is_work, mark.name, mark.standing)  # type: ignore[arg-type]
    nation = marks.pop(NATIONAL, {})
    local = {code: WorkCalendar(code, years, nation | own) for code, own in marks.items()}  # type: ignore[arg-type]
    return WorkCalendar(NATIONAL, years, nation, local)  # type: ignore[arg-type]


@contextmanager
def known_years(field: str | None = None) -> Iterator[None]:
    """Turn a question about a year that nobody has brought into a refusal that names it (corpus D06), beside the field that asked."""
    try:
        yield
    except CalendarMissing as missing:
        raise WrongState(str(missing), missing.code, field) from missing
