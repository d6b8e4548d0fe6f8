# SPDX-License-Identifier: Apache-2.0
"""为何是这一天: explains one deadline with the numbers of the monitor, the sum and every day (S1-07, S3-17).

Pure: it reads no clock and no file. A sum goes through the modules in this order: ``pauses`` (what is taken off),
``span`` (what was used, what extensions gave), ``reckoning`` (due day, late, near), then ``days`` (to draw) and
``lines`` (to read). The numbers follow ``docs/engine.md`` and share nothing with ``monitors/time_limit.sql``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.deadline.days import Day, days
from mingcha.engine.deadline.lines import lines
from mingcha.engine.deadline.parts import Line, state_line
from mingcha.engine.deadline.pauses import Pause
from mingcha.engine.deadline.reckoning import Due, Reckoning, reckon
from mingcha.engine.deadline.span import Extension, Limit, Span

__all__ = [
    "Day",
    "Due",
    "Explanation",
    "Extension",
    "Limit",
    "Line",
    "Pause",
    "Reckoning",
    "Span",
    "explain",
    "explained",
    "reckon",
    "state_line",
]


@dataclass(frozen=True)
class Explanation(Reckoning):
    """The reckoning, with its lines to read and its days to draw."""

    lines: tuple[Line, ...]
    days: tuple[Day, ...]


def explain(
    span: Span,
    limit: Limit,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    *,
    calendar: WorkCalendar,
    now: int,
) -> Explanation:
    """Explain one span at ``now`` (local seconds), by the calendar of its case.

    ``pauses`` are all of the case, lawful or not; ``extensions`` only those that belong to this very span (a step's
    name the step, a stage's name its point). Raises :class:`~mingcha.engine.calendar.CalendarMissing` where the answer
    needs a year that the calendar does not hold.
    """
    return explained(reckon(span, limit, pauses, extensions, calendar, now), calendar)


def explained(reckoning: Reckoning, calendar: WorkCalendar) -> Explanation:
    """The same of a span that is reckoned already: to draw and say every day costs many times what the sum does."""
    drawn = days(reckoning, calendar)
    return Explanation(**vars(reckoning), lines=lines(reckoning, drawn, calendar), days=drawn)
