# SPDX-License-Identifier: Apache-2.0
"""One made-up case: what it is about, who handles it, and the record that grows with each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

from mingcha.demo.clock import Clock
from mingcha.demo.district import Person, Unit
from mingcha.demo.law import Item, Law

People = list[tuple[Person, str]]


@dataclass
class Step:
    """A row of the log; moments are wall minutes. ``facts`` holds the further cells by the field of the mapping."""

    act: str
    assigned: int
    start: int
    end: int
    people: People
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """A piece of evidence on a run of an act; ``replaced_by`` counts the case's pieces from 0."""

    act: str
    run: int
    kind: str
    added: int
    removed: int | None = None
    replaced_by: int | None = None


@dataclass
class Case:
    """A case with all that would have happened to it, also what is still to come. ``at`` holds its milestones by name,
    in the units of its procedure; ``wrong`` the faults that were drawn for it."""

    form: str
    item: Item
    subject: dict[str, Any]
    unit: Unit
    lead: Person
    partner: Person
    rng: Random
    fate: str
    title: str
    party: str
    came_day: int = 0
    at: dict[str, int] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    spoilt: str = ""
    fine: tuple[int, int] = (0, 0)
    story: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    evidence: list[Piece] = field(default_factory=list)
    pauses: list[tuple[str, int, int, int | None]] = field(default_factory=list)
    extensions: list[tuple[str, str, int, int]] = field(default_factory=list)
    orders: list[tuple[str, int, int, str, int]] = field(default_factory=list)
    goods: list[tuple[str, int, int, int, int, int, int, int]] = field(default_factory=list)
    accepted: int | None = None
    promised: int | None = None
    number: str = ""

    @property
    def careless(self) -> bool:
        return self.lead in self.unit.careless

    def head(self, place: int) -> tuple[Person, str]:
        heads = self.unit.organ.heads
        return heads[min(place, len(heads) - 1)], "审批"

    def last(self, act: str) -> Step:
        return next(step for step in reversed(self.steps) if step.act == act)


class Course:
    """The course of a case: working minutes go in, wall minutes are kept. What one unit enters on Fridays comes out so."""

    demanded: ClassVar[dict[str, tuple[str, ...]]] = {}
    """The evidence that belongs to an act."""

    def __init__(self, case: Case, clock: Clock, law: Law) -> None:
        self.case, self.clock, self.law, self.rng = case, clock, law, case.rng
        self.between = case.rng.uniform
        self.delay = case.rng.randrange(130)

    def run(self) -> None:
        """Let everything happen to the case."""
        raise NotImplementedError

    @property
    def pair(self) -> People:
        return [(self.case.lead, "主办"), (self.case.partner, "协办")]

    def once_in(self, n: float) -> bool:
        return self.rng.random() < 1 / n

    def wall(self, moment: float) -> int:
        """When a working minute was entered."""
        if self.case.unit.friday:
            moment = self.clock.week_end(int(moment), self.delay)
        return self.clock.wall(moment)

    def step(self, act: str, start: float, end: float, people: People, **facts: Any) -> Step:
        """Add a step; whoever handled the one before assigned it when that was done."""
        return self.keep(act, self.wall(start), self.wall(max(start, end)), people, **facts)

    def keep(self, act: str, start: int, end: int, people: People, **facts: Any) -> Step:
        """Add a step by wall minutes, with the evidence that belongs to it."""
        steps = self.case.steps
        before = min(steps[-1].end, start) if steps else start
        steps.append(Step(act, before, start, max(start, end), people, facts))
        self.prove(steps[-1])
        return steps[-1]

    def prove(self, step: Step) -> None:
        """Upload evidence while the step runs; on the spoilt act a piece lacks, comes late, is taken away or replaced."""
        case, run = self.case, sum(each.act == step.act for each in self.case.steps)
        kinds = self.demanded.get(step.act, ())
        spoilt = self.rng.randrange(len(kinds)) if kinds and case.spoilt == step.act and run == 1 else -1
        for place, kind in enumerate(kinds):
            added = self.rng.randint(step.start, step.end)
            if place != spoilt:
                if self.once_in(90):
                    self._replace(step, run, kind, added)
                else:
                    case.evidence.append(Piece(step.act, run, kind, added))
            elif "evidence_removed" in case.wrong:
                case.evidence.append(
                    Piece(step.act, run, kind, added, removed=step.end + self.rng.randrange(90, 9_000))
                )
            elif self.once_in(2):
                case.evidence.append(Piece(step.act, run, kind, step.end + self.rng.randrange(40, 4_000)))

    def _replace(self, step: Step, run: int, kind: str, added: int) -> None:
        """A better piece of the same kind takes the place of the first: nothing wrong with that."""
        better = self.rng.randint(added, step.end)
        self.case.evidence.append(Piece(step.act, run, kind, better))
        self.case.evidence.append(Piece(step.act, run, kind, added, replaced_by=len(self.case.evidence) - 1))

    def cite(self, articles: Any) -> list[str]:
        """The legal basis of a decision, or what somebody wrote instead."""
        cited = list(articles)
        if "no_basis" in self.case.wrong:
            return []
        if "repealed_basis" in self.case.wrong:
            cited[-1] = self.law.cited["repealed"][0]
        if "unheard_basis" in self.case.wrong:
            cited.append(self.rng.choice(self.law.cited["unheard"]))
        return cited

    def doubtful_pair(self) -> People:
        """Not two officers with certificates: one alone, with an assistant, with one whose certificate ended, or of another field."""
        unit = self.case.unit
        second: list[People] = [[], [(self.rng.choice(unit.assistants), "辅助人员")]]
        second += [[(each, "协办")] for each in unit.lapsed] * 2
        return [(self.case.lead, "主办"), *self.rng.choice(second)]

    def with_assistant(self, n: float) -> People:
        if not self.once_in(n):
            return self.pair
        return [*self.pair, (self.rng.choice(self.case.unit.assistants), "辅助人员")]
