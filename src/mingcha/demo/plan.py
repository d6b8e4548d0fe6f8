# SPDX-License-Identifier: Apache-2.0
"""How many cases of which kind, whose, and about what: the figures of the year, before anything happens in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final

from mingcha.demo import coercion, inspection, ordinary, permit, street
from mingcha.demo.case import Case
from mingcha.demo.clock import Clock
from mingcha.demo.district import District, Unit
from mingcha.demo.law import Law

PUNISHED: Final = {"市场监管": 410, "应急管理": 55, "卫生健康": 70, "农牧水务": 45, "城市管理": 40}
NOT_FILED: Final = {"市场监管": 205, "应急管理": 27, "卫生健康": 36, "农牧水务": 22, "城市管理": 20}
SPARED: Final = {"市场监管": 78, "应急管理": 10, "卫生健康": 14, "农牧水务": 8, "城市管理": 8}
WITHDRAWN: Final = {"市场监管": 6, "卫生健康": 2, "城市管理": 1}
SUMMARY: Final = {"城市管理": 900, "卫生健康": 150}
NOT_ACCEPTED, NOT_GRANTED = 10, 8
EXTENDED, TESTED, HELD_LATE = 11, 8, 1
TOTAL: Final = 3_081
BRACKETS: Final = ((200_001, 300_000, 3), (50_500, 200_000, 43), (5_100, 50_000, 186), (50, 5_000, 388))
"""Fines by the ordinary procedure: from, to, and how many of 620."""
HEAVY: Final = (
    {"市场监管"},
    {"市场监管", "应急管理", "农牧水务", "城市管理"},
    set(PUNISHED),
    set(PUNISHED) - {"应急管理"},
)
CARELESS_WEIGHT: Final = 3
BEGIN: Final[dict[str, Callable[[Case, Clock], None]]] = {
    "ordinary": ordinary.begin,
    "summary": street.begin,
    "permit": permit.begin,
    "seizure": coercion.begin,
    "surcharge": coercion.begin,
    "inspection": inspection.begin,
}


class Planner:
    """Makes cases whose course is drawn and not yet run."""

    def __init__(self, district: District, law: Law, clock: Clock, seed: int, scale: float) -> None:
        self.district, self.law, self.clock, self.seed, self.scale = district, law, clock, seed, scale
        self.rng = Random(f"plan {seed}")  # noqa: S311 - nothing here is secret, and it must come out the same again
        self.count = 0

    def scaled(self, count: int) -> int:
        return max(1, round(count * self.scale))

    def all(self) -> list[Case]:
        return [*self.ordinary(), *self.summary(), *self.permits(), *self.coercion(), *self.inspections()]

    def ordinary(self) -> Iterator[Case]:
        for fate, counts in (
            ("punished", PUNISHED),
            ("not_filed", NOT_FILED),
            ("spared", SPARED),
            ("withdrawn", WITHDRAWN),
        ):
            brackets = iter(self.brackets()) if fate == "punished" else None
            for category, count in counts.items():
                for _ in range(self.scaled(count)):
                    yield self.penalty(category, fate, brackets)

    def brackets(self) -> list[tuple[str, tuple[int, int]]]:
        """A bracket of fines for each penalty, the heavy ones where the law has such; in the order of the categories."""
        slots = [category for category, count in PUNISHED.items() for _ in range(self.scaled(count))]
        given: list[tuple[int, int] | None] = [None] * len(slots)
        for (least, most, count), able in zip(BRACKETS[:3], HEAVY, strict=False):
            free = [place for place, category in enumerate(slots) if given[place] is None and category in able]
            self.rng.shuffle(free)
            if least == BRACKETS[2][0]:  # first those whose law knows no small fine
                free.sort(key=lambda place: slots[place] in HEAVY[3])
            for place in free[: self.scaled(count)]:
                given[place] = (least, most)
        small = BRACKETS[3][:2]
        return [(category, bracket or small) for category, bracket in zip(slots, given, strict=True)]

    def penalty(self, category: str, fate: str, brackets: Iterator[tuple[str, tuple[int, int]]] | None) -> Case:
        least, most = next(brackets)[1] if brackets else (0, 10**9)
        known = [
            (subject, self.law.violations[subject["violation"]])
            for subject in self.law.subjects["ordinary"]
            if subject["category"] == category
        ]
        fitting = [(s, v) for s, v in known if v.tiers[0].least <= most and v.tiers[-1].most >= least] or known
        subject, violation = self.rng.choices(fitting, [v.weight for _, v in fitting])[0]
        low, high = max(least, violation.tiers[0].least), min(most, violation.tiers[-1].most)
        plan: dict[str, Any] = {
            "violation": violation.name,
            "basis": violation.basis,
            "tiers": violation.tiers,
            "gain": violation.gain,
            "needs_order": violation.needs_order,
            "fresh": False,
        }
        if violation.goods and self.rng.random() < 0.5:
            plan["goods"] = violation.goods
        case = self.case("ordinary", subject, fate, [violation.party], violation.name, plan)
        case.fine = (min(low, high), high) if fate == "punished" else (0, 0)
        first = self.clock.first - (8 if fate == "not_filed" else 75)
        while True:
            case.plan = dict(plan)
            self.place(case, first)
            if self.clock.day(case.at["verified" if fate == "not_filed" else "decided"]) + 10 >= self.clock.first:
                break
        filed = self.clock.day(case.at["filed"])
        case.plan["fresh"] = self.clock.today - 118 < filed <= self.clock.today - 92
        return case

    def summary(self) -> Iterator[Case]:
        for subject in self.law.subjects["summary"]:
            for _ in range(self.scaled(SUMMARY[subject["category"]])):
                yield self.placed("summary", subject, "fined", subject["title"])

    def permits(self) -> Iterator[Case]:
        refused = iter(self.rng.sample(range(self.scaled(520)), self.scaled(NOT_ACCEPTED) + self.scaled(NOT_GRANTED)))
        fates = {place: "not_accepted" for _, place in zip(range(self.scaled(NOT_ACCEPTED)), refused, strict=False)}
        fates |= dict.fromkeys(refused, "refused")
        for subject in self.law.subjects["permit"]:
            for place in range(self.scaled(subject["cases"])):
                fate = fates.get(place, "granted") if subject["cases"] > 100 else "granted"
                yield self.placed("permit", subject, fate, subject["name"])

    def coercion(self) -> Iterator[Case]:
        for subject in self.law.subjects["seizure"]:
            count = self.scaled(subject["cases"])
            kinds = ["extended"] * self.scaled(EXTENDED) + ["tested"] * self.scaled(TESTED) + ["late"] * HELD_LATE
            kinds = [*kinds, *["plain"] * count][:count]
            self.rng.shuffle(kinds)
            for kind in kinds:
                goods = self.rng.choice(subject["goods"])
                plan = {"goods": tuple(goods), "seizure": kind}
                case = self.case("seizure", subject, "seized", subject["parties"], f"查封、扣押{goods[0]}", plan)
                last = self.clock.today - (50 if kind == "late" else 0)
                case.wrong |= {"seizure_late"} if kind == "late" else set()
                self.place(case, self.clock.first, last)
                yield case
        for subject in self.law.subjects["surcharge"]:
            for _ in range(self.scaled(subject["cases"])):
                yield self.placed("surcharge", subject, "fined", "逾期不缴纳罚款加处罚款")

    def inspections(self) -> Iterator[Case]:
        for subject in self.law.subjects["inspection"]:
            subject["parties"] = self.law.firms
            for _ in range(self.scaled(subject["cases"])):
                yield self.placed("inspection", subject, "done", subject["name"], people=0.0)

    def placed(self, form: str, subject: dict[str, Any], fate: str, title: str, *, people: float = 0.3) -> Case:
        case = self.case(form, subject, fate, subject["parties"], title, {}, people)
        self.place(case, self.clock.first)
        return case

    def case(  # noqa: PLR0913 - what a case is about
        self,
        form: str,
        subject: dict[str, Any],
        fate: str,
        kinds: Sequence[str],
        title: str,
        plan: dict[str, Any],
        people: float = 0.3,
    ) -> Case:
        """A case whose time is not drawn yet."""
        self.count += 1
        rng = Random(f"{self.seed} {form} {self.count}")  # noqa: S311
        unit = self.unit(form, subject)
        pool = [*unit.careful(), *list(unit.careless) * CARELESS_WEIGHT]
        lead = self.rng.choice(pool)
        partner = self.rng.choice([each for each in unit.officers if each is not lead])
        item = self.law.item(subject["code"], unit.organ)
        party = self.law.party(self.rng, kinds, people=people)
        return Case(form, item, subject, unit, lead, partner, rng, fate, title, party, plan=plan)

    def unit(self, form: str, subject: dict[str, Any]) -> Unit:
        kind = {"summary": "summary", "permit": "permits"}.get(form, "ordinary")
        units = self.district.for_kind(kind, subject["category"]) or self.district.for_kind(
            "summary", subject["category"]
        )
        if form in ("permit", "seizure", "surcharge", "inspection"):
            units = [unit for unit in units if unit.organ.region == "150102"]
        if form in ("seizure", "surcharge", "inspection"):
            units = [unit for unit in units if unit.organ.key == "xc-sj"]
        weights = [unit.share.get(kind) or unit.share["summary"] for unit in units]
        return self.rng.choices(units, weights)[0]

    def place(self, case: Case, first: int, last: int | None = None) -> None:
        """Draw the day on which it came, and what follows from it."""
        weekends = case.form == "summary" and case.unit.organ.category == "城市管理"
        case.came_day = self.clock.draw(self.rng, first, last or self.clock.today, weekends=weekends)
        BEGIN[case.form](case, self.clock)
