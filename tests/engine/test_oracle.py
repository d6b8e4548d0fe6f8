# SPDX-License-Identifier: Apache-2.0
"""The oracle against examples worked out by hand from docs/engine.md, and the random worlds against what they promise.

These tests prove nothing of the product: they make the judge of the monitors, and its cases, worthy of belief.
"""

from __future__ import annotations

import random
from collections import Counter

import oracle_examples_conduct
import oracle_examples_decisions
import oracle_examples_time
import pytest
from oracle import judge
from oracle_example import Example
from oracle_log import Finding, World
from worlds import make_world
from worlds_draft import FIRST_DAY, LAST_DAY
from worlds_points import LEVELS

from mingcha.engine.schema import FINDING, TABLES

EXAMPLES = [
    *oracle_examples_time.EXAMPLES,
    *oracle_examples_conduct.EXAMPLES,
    *oracle_examples_decisions.EXAMPLES,
]
KEYS = {
    "steps": "step_id",
    "cases": "case_id",
    "suspensions": "suspension_id",
    "extensions": "extension_id",
    "evidence": "evidence_id",
    "decisions": "decision_id",
    "penalties": "penalty_id",
    "orders_to_correct": "order_id",
    "executions": "exec_id",
    "goods": "goods_id",
    "points": "point_id",
}
MODES = {
    ("time_limit", "overdue"): ("step", "stage", "promise"),
    ("time_limit", "due_soon"): ("step", "stage", "promise"),
    ("qualification", "unqualified"): ("assigned", "ended", "both"),
    ("rollback", "rollback"): ("live", "order"),
    ("discretion", "range"): ("above", "below"),
    ("execution", "goods"): ("more", "less"),
    ("separation", "same_person"): (None, "any", "all"),
}
"""The modes of the codes that have any."""


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [make_world(random.Random(seed), 6) for seed in range(200)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.says)
def test_the_oracle_finds_what_was_worked_out_by_hand(example: Example) -> None:
    assert set(judge(example.world)) == set(example.expected)


def test_every_code_has_an_example_and_every_kind_three() -> None:
    kinds = Counter(example.world["points"][0]["kind"] for example in EXAMPLES)
    codes = {(example.world["points"][0]["kind"], finding.code) for example in EXAMPLES for finding in example.expected}
    assert min(kinds[kind] for kind in LEVELS) >= 3
    assert codes == {(kind, code) for kind, levels in LEVELS.items() for code in levels}


def test_a_finding_has_the_columns_of_the_schema_in_their_order() -> None:
    assert Finding._fields == tuple(FINDING)


def test_every_kind_code_and_mode_occurs_ten_times(worlds: list[World]) -> None:
    seen: Counter[tuple[str, str, str | None]] = Counter()
    for world in worlds:
        kinds = {point["point_id"]: point["kind"] for point in world["points"]}
        seen.update((kinds[finding.point_id], finding.code, finding.mode) for finding in judge(world))
    wanted = {
        (kind, code, mode)
        for kind, levels in LEVELS.items()
        for code in levels
        for mode in MODES.get((kind, code), (None,))
    }
    assert set(seen) == wanted
    assert min(seen.values()) >= 10, seen


def test_the_key_of_a_finding_is_never_doubled(worlds: list[World]) -> None:
    for world in worlds:
        keys = [finding[:5] for finding in judge(world)]
        assert len(keys) == len(set(keys))


def test_the_same_seed_gives_the_same_world() -> None:
    assert make_world(random.Random(7), 3) == make_world(random.Random(7), 3)


def test_the_oracle_does_not_look_at_the_order_of_rows(worlds: list[World]) -> None:
    for world in worlds[:20]:
        backwards = {table: rows[::-1] for table, rows in world.items()}
        assert judge(backwards) == judge(world)


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_columns_and_types_of_the_schema(worlds: list[World], table: str) -> None:
    types = {"int": int, "text": str}
    for row in (row for world in worlds for row in world[table]):
        assert list(row) == list(TABLES[table].columns)
        assert all(type(row[name]) in (types[kind], type(None)) for name, kind in TABLES[table].columns.items())


def test_a_day_is_the_day_of_its_instant(worlds: list[World]) -> None:
    instants = [
        (row[name], row[name[:-3] + "_day"])
        for world in worlds
        for rows in world.values()
        for row in rows
        for name in row
        if name.endswith("_at")
    ]
    assert all(day == (None if instant is None else instant // 86_400) for instant, day in instants)


def test_every_span_lies_a_month_inside_the_calendar(worlds: list[World]) -> None:
    tables = ("cases", "steps", "suspensions", "extensions")
    rows = [row for world in worlds for table in tables for row in world[table]]
    days = [row[name] for row in rows for name in row if name.endswith("_day") and row[name] is not None]
    assert min(days) >= FIRST_DAY + 30
    assert max(days) <= LAST_DAY - 30


def test_ids_are_unique_and_steps_and_decisions_are_of_their_case(worlds: list[World]) -> None:
    for world in worlds:
        for table, key in KEYS.items():
            ids = [row[key] for row in world[table]]
            assert len(ids) == len(set(ids))
        items = {case["case_id"]: (case["item_id"], case["item_version"]) for case in world["cases"]}
        for row in world["steps"] + world["decisions"]:
            assert items[row["case_id"]] == (row["item_id"], row["item_version"])


def test_run_counts_the_runs_of_an_act_in_the_case(worlds: list[World]) -> None:
    for world in worlds:
        runs: Counter[tuple[int, str]] = Counter()
        for step in sorted(world["steps"], key=lambda row: (row["case_id"], row["seq"], row["step_id"])):
            runs[step["case_id"], step["act"]] += 1
            assert step["run"] == runs[step["case_id"], step["act"]]


def test_the_calendar_counts_working_days_and_names_the_next(worlds: list[World]) -> None:
    for calendar_id in ("office", "hall"):
        days = [row for row in worlds[0]["calendar"] if row["calendar_id"] == calendar_id]
        assert [row["day"] for row in days] == list(range(FIRST_DAY, LAST_DAY + 1))
        working = [row["day"] for row in days if row["is_work"]]
        for row in days:
            assert row["wd"] == sum(day <= row["day"] for day in working)
            assert row["next_work_day"] == next(day for day in working if day >= row["day"])
