# SPDX-License-Identifier: Apache-2.0
"""A rule that is slightly wrong must be noticed: each mutant of a monitor differs from the reference on some world."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from backends import Backend
from oracle import judge
from worlds import make_world

from mingcha.engine.kinds import KINDS

MUTANTS: dict[str, list[dict[str, Any]]] = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))
CASES_PER_WORLD = 12
MOST_WORLDS = 600
"""Most mutants fall within ten worlds; those on the rarest boundaries need some hundred."""


def mutate(text: str, mutant: dict[str, Any]) -> str:
    pieces = text.split(mutant["old"])
    assert len(pieces) == 2 or ("where" in mutant and len(pieces) > mutant["where"]), (
        f"{mutant['says']}: {mutant['old']}"
    )
    place = mutant.get("where", 1)
    return mutant["old"].join(pieces[:place]) + mutant["new"] + mutant["old"].join(pieces[place:])


def notices(backend: Backend, text: str, expected: set[tuple[Any, ...]]) -> bool:
    try:
        return {row[:-1] for row in backend.run(text)} != expected
    except AssertionError:  # the same finding twice
        return True


@pytest.mark.parametrize("kind", KINDS)
def test_every_mutant_of_a_monitor_is_noticed(kind: str, sqlite: Backend) -> None:
    alive = {mutant["says"]: mutate(KINDS[kind].sql, mutant) for mutant in MUTANTS[kind]}
    assert len(alive) == len(MUTANTS[kind]) >= 7
    for seed in range(MOST_WORLDS):
        world = make_world(random.Random(seed), CASES_PER_WORLD)
        points = {point["point_id"] for point in world["points"] if point["kind"] == kind}
        expected = {tuple(finding) for finding in judge(world) if finding.point_id in points}
        sqlite.load(world)
        alive = {says: text for says, text in alive.items() if not notices(sqlite, text, expected)}
        if not alive:
            break
    assert sorted(alive) == []
