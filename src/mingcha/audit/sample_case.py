# SPDX-License-Identifier: Apache-2.0
"""One made-up case: what it is about, who handles it, and the record that grows with each step."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from random import Random
from typing import Final, Literal

from mingcha.audit.sample_clock import DAY, WorkClock
from mingcha.audit.sample_faults import CARELESS_LEADS, NOT_FILED, SPARED, WITHDRAWN, Luck
from mingcha.audit.sample_staff import District, Person, Unit, Violation
from mingcha.engine.clock import date_of, day_number

Fate = Literal["not_filed", "spared", "withdrawn", "punished"]

FIRST: Final = date(2025, 9, 1)
BEGIN: Final = date(2025, 11, 21)
NOW: Final = date(2026, 11, 20)
"""The log holds what was in hand or came in from BEGIN to NOW; clues go back to FIRST."""
SOURCES: Final = {"投诉举报": 40, "日常检查": 35, "双随机抽查": 10, "上级交办": 8, "其他机关移送": 7}
PROMISED_TO: Final = "投诉举报"
_MONTHS: Final = (1.0, 0.8, 1.5, 1.0, 1.0, 1.35, 0.9, 0.9, 1.3, 1.15, 1.2, 1.25)
_FESTIVAL: Final = (date(2026, 2, 9), date(2026, 2, 28))


@dataclass
class Step:
    """A row of the log. Moments are working minutes; ``facts`` holds the further cells by their headers."""

    act: str
    assigned: int
    start: int
    end: int
    people: list[tuple[Person, str]]
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A piece of evidence on a run of an act; ``replaced_by`` counts the case's pieces from 0."""

    act: str
    run: int
    kind: str
    added: int
    removed: int | None = None
    replaced_by: int | None = None


@dataclass
class Case:
    """A case with all that would have happened to it, also after :data:`NOW`."""

    unit: Unit
    violation: Violation
    fate: Fate
    lead: Person
    partner: Person
    area: str
    source: str
    party: str
    place: str
    luck: Luck
    delay: int = 0
    steps: list[Step] = field(default_factory=list)
    evidence: list[Item] = field(default_factory=list)
    pauses: list[tuple[str, int, int]] = field(default_factory=list)
    extensions: list[tuple[str, str, int, int]] = field(default_factory=list)
    orders: list[tuple[int, int, str, int]] = field(default_factory=list)
    goods: list[tuple[str, int, int, int, int, int, int, int]] = field(default_factory=list)
    promised: str = ""
    number: str = ""

    @property
    def pair(self) -> list[tuple[Person, str]]:
        return [(self.lead, "主办"), (self.partner, "协办")]

    def head(self, place: int) -> tuple[Person, str]:
        return (self.unit.organ.heads[place], "审批")

    def step(self, act: str, start: float, end: float, people: list[tuple[Person, str]]) -> Step:
        """Add a step; whoever handled the one before assigned it when that was done."""
        start, end = int(start), int(end)
        assigned = min(self.steps[-1].end, start) if self.steps else start
        self.steps.append(Step(act, assigned, start, max(start, end), people))
        return self.steps[-1]

    def runs(self, act: str) -> int:
        return sum(step.act == act for step in self.steps)


class Clues:
    """Where the next case comes from: the day by season, the unit by its share, the rest by lot."""

    def __init__(self, rng: Random, clock: WorkClock, district: District) -> None:
        self.rng, self.clock, self.district = rng, clock, district
        self.opens = range(clock.opens(day_number(FIRST)), clock.closes(day_number(NOW)), DAY)
        self.seasons = list(accumulate(_season(date_of(clock.day(opens))) for opens in self.opens))
        self.shares = list(accumulate(unit.share for unit in district.units))

    def next(self) -> tuple[Case, int]:
        """A new case without steps, and when its clue comes in."""
        rng = self.rng
        day = bisect_right(self.seasons, rng.random() * self.seasons[-1])
        came = self.opens[min(day, len(self.opens) - 1)] + rng.randrange(DAY - 60)
        unit = rng.choices(self.district.units, cum_weights=self.shares)[0]
        known = self.district.violations[unit.organ.category]
        violation = rng.choices(known, [each.weight for each in known])[0]
        fates: tuple[Fate, ...] = ("not_filed", "spared", "withdrawn", "punished")
        fate = rng.choices(fates, (NOT_FILED, SPARED, WITHDRAWN, 100 - NOT_FILED - SPARED - WITHDRAWN))[0]
        source = rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        careless = rng.random() < CARELESS_LEADS * unit.n_careless / unit.share
        lead = rng.choice(unit.careless if careless else unit.officers[unit.n_careless :])
        partner = rng.choice([officer for officer in unit.officers if officer is not lead])
        case = Case(
            unit=unit,
            violation=violation,
            fate=fate,
            lead=lead,
            partner=partner,
            area=rng.choice(unit.areas),
            source=source,
            party=self.party(violation),
            place=f"{rng.choice(self.district.streets)}{rng.randrange(1, 240)}号",
            luck=Luck(rng, careless=careless, friday=unit.friday),
            delay=rng.randrange(130),
        )
        return case, came

    def party(self, violation: Violation) -> str:
        """A shop, or a person as organs name one in public."""
        if self.rng.random() < 0.3:
            return f"{self.rng.choice(self.district.surnames)}某"
        return f"{self.rng.choice(self.district.shops)}{violation.party}"


def _season(day: date) -> float:
    """How many clues come in: many in March (3·15), June (安全生产月), September and December, near none around the Spring Festival."""
    return 0.12 if _FESTIVAL[0] <= day <= _FESTIVAL[1] else _MONTHS[day.month - 1]
