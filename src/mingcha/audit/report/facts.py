# SPDX-License-Identifier: Apache-2.0
"""What the report says first: how much was audited, and how many findings of which rule, code and level there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mingcha.audit.report.markup import Html, name, two
from mingcha.audit.result import Result
from mingcha.engine.clock import day_of
from mingcha.engine.kinds import KINDS, LEVELS, Lang, Level
from mingcha.engine.points import EVERY, Point

_GRAVITY: Final[dict[str, int]] = {level: place for place, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Rule:
    """A point as it was written; ``ids`` are its points, one for each item that it stands for."""

    point: Point
    ids: tuple[int, ...]

    @property
    def title(self) -> Html:
        return two(self.title_in("zh"), self.title_in("en"))

    def title_in(self, lang: Lang) -> Html:
        return name(self.point.title(lang))


@dataclass(frozen=True)
class Tally:
    """The findings of one rule, code and level: how many, and in how many cases."""

    rule: Rule
    code: str
    level: str
    found: int
    cases: int


@dataclass(frozen=True)
class Facts:
    """Sizes of the log, and what was found. Days are days since 1970-01-01 and None in a log without times."""

    cases: int
    steps: int
    acts: int
    people: int
    organs: int
    first_day: int | None
    last_day: int | None
    rules: tuple[Rule, ...]
    tallies: tuple[Tally, ...]
    """Gravest level first, then the one in most cases."""
    level_cases: dict[str, int]
    """In how many cases there is a finding of each level."""

    @property
    def levels(self) -> dict[Level, int]:
        """The number of findings of each level."""
        return {level: sum(tally.found for tally in self.tallies if tally.level == level) for level in LEVELS}

    def codes(self, kind: str) -> dict[str, dict[Level, int]]:
        """For each code of a kind the number of findings of each level."""
        own = [tally for tally in self.tallies if tally.rule.point.kind == kind]
        return {
            code: {level: sum(t.found for t in own if (t.code, t.level) == (code, level)) for level in LEVELS}
            for code in KINDS[kind].codes
        }


def collect(result: Result) -> Facts:
    """Ask for everything above."""
    rules = _rules(result)
    first, last = result.rows(
        """SELECT LEAST(s.first, c.first), GREATEST(s.last, c.last)
        FROM (SELECT MIN(COALESCE(started_day, ended_day)) AS first, MAX(COALESCE(ended_day, started_day)) AS last FROM step_log) s,
             (SELECT MIN(accepted_day) AS first, MAX(closed_day) AS last FROM case_log) c"""
    )[0]
    return Facts(
        cases=result.one("SELECT COUNT(*) FROM case_log"),
        steps=result.one("SELECT COUNT(*) FROM step_log"),
        acts=result.one("SELECT COUNT(DISTINCT act) FROM step_log"),
        people=result.one("SELECT COUNT(DISTINCT officer_id) FROM people"),
        organs=result.one("SELECT COUNT(DISTINCT organ) FROM case_names"),
        first_day=first,
        last_day=None if last is None else min(last, max(day_of(result.now), first)),
        rules=rules,
        tallies=_tallies(result, rules),
        level_cases=dict(result.rows("SELECT level, COUNT(DISTINCT case_id) FROM found GROUP BY level")),
    )


def _rules(result: Result) -> tuple[Rule, ...]:
    """Points that differ in nothing but the item and its version are one rule."""
    ids: dict[str, list[int]] = {}
    for number, point in enumerate(result.points.points, 1):
        # As text: a point holds mappings, so it cannot be a key itself.
        ids.setdefault(repr(replace(point, item=EVERY, version=EVERY)), []).append(number)
    return tuple(Rule(result.points.of(numbers[0]), tuple(numbers)) for numbers in ids.values())


def _tallies(result: Result, rules: tuple[Rule, ...]) -> tuple[Tally, ...]:
    owner = {point_id: place for place, rule in enumerate(rules) for point_id in rule.ids}
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    for point_id, code, level, found, cases in result.rows(
        "SELECT point_id, code, level, COUNT(*), COUNT(DISTINCT case_id) FROM found GROUP BY ALL"
    ):
        key = (owner[point_id], code, level)
        before = sums.get(key, (0, 0))
        sums[key] = (
            before[0] + found,
            before[1] + cases,
        )  # the points of a rule have different items, so no case counts twice
    ordered = sorted(sums.items(), key=lambda entry: (_GRAVITY[entry[0][2]], -entry[1][1], entry[0]))
    return tuple(Tally(rules[place], code, level, *sizes) for (place, code, level), sizes in ordered)
