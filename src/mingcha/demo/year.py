# SPDX-License-Identifier: Apache-2.0
"""A year of cases of the demonstration district, ending now: the same ``now`` and seed give the same year (samples of a real one)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from mingcha.demo import district, faults, law, live, stories
from mingcha.demo.case import Case, Course
from mingcha.demo.clock import MINUTES, Clock
from mingcha.demo.coercion import Seizure, Surcharge
from mingcha.demo.district import District
from mingcha.demo.inspection import Inspection
from mingcha.demo.law import Law
from mingcha.demo.money import Penalty
from mingcha.demo.permit import Permit
from mingcha.demo.plan import TOTAL, Planner
from mingcha.demo.street import Street
from mingcha.engine.clock import date_of

SEED: Final = 990101
COURSES: Final[dict[str, type[Course]]] = {
    "ordinary": Penalty,
    "summary": Street,
    "permit": Permit,
    "seizure": Seizure,
    "surcharge": Surcharge,
    "inspection": Inspection,
}
STORIES_FROM: Final = 100
"""A year of fewer cases has no room for stories."""
SERIES: Final = {
    "ordinary": "罚",
    "summary": "当罚",
    "permit": "许",
    "seizure": "强",
    "surcharge": "加罚",
    "inspection": "检",
}


@dataclass(frozen=True)
class Year:
    """The cases in the order in which they came, and what is there before the first."""

    clock: Clock
    district: District
    law: Law
    cases: Sequence[Case]

    def story(self, name: str) -> list[Case]:
        return [case for case in self.cases if case.story == name]


def make_year(now: datetime, cases: int = TOTAL, seed: int = SEED) -> Year:
    """The year before ``now``, of about so many cases."""
    clock = Clock(now)
    rng = Random(f"district {seed}")  # noqa: S311 - nothing here is secret, and it must come out the same again
    place = district.found(rng, clock)
    rules = law.read(place)
    scale = cases / TOTAL
    planner = Planner(place, rules, clock, seed, scale)
    made = planner.all()
    live.keep_alive(made, clock, scale)
    made += stories.tell(planner) if cases >= STORIES_FROM else []
    faults.deal(made, clock, rng, scale)
    for case in made:
        COURSES[case.form](case, clock, rules).run()
        stories.finish(case, clock, place)
    made.sort(key=lambda case: case.steps[0].start)
    return Year(clock, place, rules, list(_numbered(made)))


def _numbered(cases: list[Case]) -> Iterator[Case]:
    last: dict[str, int] = {}
    for case in cases:
        came = date_of(case.steps[0].start // MINUTES)
        series = f"{case.item.organ.mark if case.form == 'permit' else case.unit.organ.mark}{SERIES[case.form]}〔{came.year}〕"
        last[series] = last.get(series, 0) + 1
        case.number = f"{series}{last[series]:04}号"
        yield case
