# SPDX-License-Identifier: Apache-2.0
"""The sum that is shown to people ("why this date") is the sum that judges: explain() and the SQL agree on every span."""

from __future__ import annotations

import random
from typing import Any

import pytest
from backends import Backend
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import World, make_world

from mingcha.engine.calendar import Mark, WorkCalendar
from mingcha.engine.clock import date_of
from mingcha.engine.deadline import Extension, Limit, Pause, Span, explain


def calendars(world: World) -> dict[str, WorkCalendar]:
    """The world's made-up calendars as the product's own: every day of it is marked."""
    made = {}
    for name in {row["calendar_id"] for row in world["calendar"]}:
        rows = [row for row in world["calendar"] if row["calendar_id"] == name]
        years = {date_of(row["day"]).year: "official" for row in rows}
        marks = {row["day"]: Mark(bool(row["is_work"]), "", "official") for row in rows}
        made[name] = WorkCalendar(name, dict(sorted(years.items())), marks)
    return made


def spans(world: World, point: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any], Span]]:
    """(case, step, span) for every run that a step limit judges."""
    acts = {row["act"] for row in world["point_acts"] if row["point_id"] == point["point_id"] and row["part"] == "at"}
    cases = {case["case_id"]: case for case in world["cases"]}
    return [
        (case, step, Span(step["started_at"], step["ended_at"], case["closed_at"]))
        for step in world["steps"]
        if step["act"] in acts and step["started_at"] is not None
        for case in [cases[step["case_id"]]]
        if (case["item_id"], case["item_version"]) == (point["item_id"], point["version"])
    ]


@pytest.mark.req("S1-07", "S3-17")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1))
def test_explain_and_the_monitor_agree_on_every_step(seed: int, duck: Backend) -> None:
    world = make_world(random.Random(seed), 8)
    now, known = world["clock"][0]["now"], calendars(world)
    judged = {(row[0], row[3]): (row[4], row[8], row[9]) for row in duck.judge(world) if row[6] == "step"}
    explained = {}
    for point in world["points"]:
        if point["kind"] != "time_limit" or point["unit"] in (None, "promise"):
            continue
        kinds = frozenset(row["kind"] for row in world["point_pause_kinds"] if row["point_id"] == point["point_id"])
        limit = Limit(point["unit"], point["limit_n"], kinds, point["option"], point["warn_seconds"])
        for case, step, span in spans(world, point):
            pauses = [
                Pause(row["suspension_id"], row["kind"], row["from_at"], row["to_at"], row["cap_at"])
                for row in world["suspensions"]
                if row["case_id"] == case["case_id"]
            ]
            extensions = [
                Extension(row["extension_id"], row["amount"], row["approved_at"])
                for row in world["extensions"]
                if row["step_id"] == step["step_id"]
                and row["point_key"] in (None, point["point_key"])
                and row["approved_at"] is not None
            ]
            why = explain(span, limit, pauses, extensions, calendar=known[case["calendar_id"]], now=now)
            if why.code is not None:
                explained[point["point_id"], step["step_id"]] = (why.code, why.value, why.bound)
    assert explained == judged
