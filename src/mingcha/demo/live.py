# SPDX-License-Identifier: Apache-2.0
"""Work that waits for somebody on the day of the demonstration: terms that end today or tomorrow, so that it is never dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo import ordinary, permit, street
from mingcha.demo.case import Case
from mingcha.demo.clock import Clock


def _publish(case: Case, clock: Clock, last: int) -> None:
    """Decided six working days ago, and published tomorrow, on the seventh."""
    case.came_day = clock.days[last - 6]
    street.begin(case, clock)
    case.plan |= {"reported_on": 1.5, "published_on": 7.5}


def _report(case: Case, clock: Clock, last: int) -> None:
    """Decided a working day ago, and reported tomorrow, on the second."""
    case.came_day = clock.days[last - 1]
    street.begin(case, clock)
    case.plan |= {"reported_on": 2.6, "published_on": 6.5}


def _issue(case: Case, clock: Clock, last: int) -> None:
    """Accepted four working days ago and issued tomorrow, the last day that was promised."""
    case.came_day = clock.days[last - 4]
    permit.begin(case, clock)
    opens = (last - 4) * DAY
    case.at = {"came": opens + 15, "accepted": opens + 60, "issued": opens + int(5.7 * DAY)}


def _verify(case: Case, clock: Clock, last: int) -> None:
    """The clue is verified since fourteen working days; tomorrow is the last day."""
    case.came_day = clock.days[last - 14]
    ordinary.begin(case, clock)
    start = (last - 14) * DAY + 200
    case.plan.pop("verify_extended", None)
    case.at |= {"came": start - 100, "start": start, "verified": start + int(14.9 * DAY)}
    case.at |= {"filed": case.at["verified"] + 200, "decided": case.at["verified"] + 40 * DAY}


WAITING: Final[Sequence[tuple[str, int, Callable[[Case, Clock, int], None]]]] = (
    ("summary", 9, _publish),
    ("summary", 4, _report),
    ("permit", 6, _issue),
    ("ordinary", 5, _verify),
)


def keep_alive(cases: Sequence[Case], clock: Clock, scale: float) -> None:
    """Let some of the cases wait today."""
    last = clock.closes(clock.today) // DAY
    for form, count, place in WAITING:
        for case in _some(cases, form, max(1, round(count * scale))):
            place(case, clock, last)


def _some(cases: Sequence[Case], form: str, count: int) -> Iterator[Case]:
    """Cases of a form from all over the list, none of them twice."""
    fit = [
        case
        for case in cases
        if case.form == form and not case.plan.get("waits") and not case.unit.friday and case.fate != "not_accepted"
    ]
    for case in fit[:: max(1, len(fit) // count)][:count]:
        case.plan["waits"] = True
        yield case
