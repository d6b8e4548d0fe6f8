# SPDX-License-Identifier: Apache-2.0
"""The monitors' text finds what the independent reference finds, on every database, for all cases and for one."""

from __future__ import annotations

import random

import oracle_examples_conduct
import oracle_examples_decisions
import oracle_examples_time
import pytest
from backends import Backend
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import judge
from oracle_example import Example
from worlds import World, make_world
from worlds_points import LEVELS

from mingcha.engine.database import judge_case

CASES_PER_WORLD = 8
EXAMPLES = [
    pytest.param(example, id=example.says.replace(" ", "-"), marks=pytest.mark.req(*example.req))
    for module in (oracle_examples_time, oracle_examples_conduct, oracle_examples_decisions)
    for example in module.EXAMPLES
]
fuzz = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def expected(world: World) -> set[tuple[object, ...]]:
    """What the reference finds, with the level that the point gives the code."""
    kinds = {point["point_id"]: point["kind"] for point in world["points"]}
    return {(*finding, LEVELS[kinds[finding.point_id]][finding.code]) for finding in judge(world)}


@pytest.mark.parametrize("backend", ["duck", "sqlite", "postgresql"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_case_worked_by_hand_is_judged_so_by_every_back_end(
    example: Example, backend: str, request: pytest.FixtureRequest
) -> None:
    database: Backend = request.getfixturevalue(backend)
    assert {row[:-1] for row in database.judge(example.world)} == {tuple(finding) for finding in example.expected}


@settings(fuzz, max_examples=150)
@given(seed=st.integers(0, 2**32 - 1))
def test_duckdb_finds_what_the_reference_finds(seed: int, duck: Backend) -> None:
    world = make_world(random.Random(seed), CASES_PER_WORLD)
    assert duck.judge(world) == expected(world)


@settings(fuzz, max_examples=150)
@given(seed=st.integers(0, 2**32 - 1))
def test_sqlite_finds_what_the_reference_finds(seed: int, sqlite: Backend) -> None:
    world = make_world(random.Random(seed), CASES_PER_WORLD)
    assert sqlite.judge(world) == expected(world)


@settings(fuzz, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_postgresql_finds_what_the_reference_finds(seed: int, postgresql: Backend) -> None:
    world = make_world(random.Random(seed), CASES_PER_WORLD)
    assert postgresql.judge(world) == expected(world)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@settings(fuzz, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_one_case_is_judged_as_it_is_among_all(backend: str, request: pytest.FixtureRequest, seed: int) -> None:
    """The cut to one case, which the transaction that changes the case runs, changes no finding."""
    database: Backend = request.getfixturevalue(backend)
    world = make_world(random.Random(seed), 3)
    database.load(world)
    found = {
        tuple(vars(finding).values())
        for case in world["cases"]
        for finding in judge_case(database.connection, database.dialect, case["case_id"])
    }
    assert found == expected(world)
