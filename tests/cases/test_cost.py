# SPDX-License-Identifier: Apache-2.0
"""What submitting a step costs in statements, pinned: the engine's included, whatever the history (S1-30; decision 0007)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from live_cases import colleague, in_force, later, officer, open_one, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-30")]

ENGINE = 1
"""The statement by which a case is judged goes past Django's own count."""
ONE_STEP = 24
"""Two to begin and end; case and task; sheet and file; task, entry, its mark and its key; step and to-dos; the step, task and
people that follow; the engine, alarms, limits, calendar, next look, to-dos. A step that asks for presence has three more."""


@pytest.fixture
def pair(cast: Any) -> Any:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return cast, first, second


def loop(steps: int = 0) -> dict[str, Any]:
    """An item that goes round as often as one likes; with the limits, people and gates of any other."""
    head = {"code": "CF-4", "name": "往复", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    acts = ("登记", "调查", "补充", "结案")
    ways = (("登记", "调查"), ("调查", "补充"), ("补充", "调查"), ("调查", "结案"))
    fields = [{"key": "情况", "label": "情况", "type": "long"}]
    points = [
        {"key": "期限", "kind": "time_limit", "at": ["调查", "补充"], "limit": 30, "unit": "working_day"},
        {"key": "依据", "kind": "basis", "at": ["结案"]},
        {"key": "证据", "kind": "evidence", "at": ["结案"], "require": {"照片": 1}},
    ]
    return {
        "catalog": head,
        "step": [
            {"act": act, "place": place, "kind": "close" if act == "结案" else "other", "form": "f"}
            for place, act in enumerate(acts, 1)
        ],
        "transition": [{"from": start, "to": end} for start, end in ways],
        "form": [{"key": "f", "name": "情况", "fields": fields}],
        "point": points,
        "pauses": [],
    }


@contextmanager
def counted(sent: list[int]) -> Iterator[None]:
    """Counts what goes to the database, asked with a key as every page asks."""
    from mingcha.ledger import once

    token = once._current.set(once.Current("post", 1, f"{len(sent):0>8}", "0" * 64))
    try:
        with CaptureQueriesContext(connection) as captured:
            yield
    finally:
        once._current.reset(token)
    sent.append(len(captured) + ENGINE)


def test_a_step_is_submitted_by_so_many_statements(pair: Any) -> None:
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = pair
    case = open_one(in_force(cast, loop()), first)
    both = Chosen((first.person_id, second.person_id))
    sent: list[int] = []
    for number in range(6):
        onward = "补充" if number % 2 else "调查"
        task = task_of(case)
        with counted(sent):
            submit_step(task, Done({"情况": "属实"}, (onward,), {onward: both}), 1, now=later(number / 10), by=first)
    assert sent[2:] == [ONE_STEP] * 4  # the second officer joins the case with the first of them


def test_presence_costs_three_statements_more(pair: Any) -> None:
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = pair
    document = loop()
    document["point"].append({"key": "人员", "kind": "qualification", "at": ["登记"], "second": ["补充"]})
    case = open_one(in_force(cast, document), first)
    both = Chosen((first.person_id, second.person_id))
    sent: list[int] = []
    for number in range(5):
        onward = "补充" if number % 2 else "调查"
        task = task_of(case)
        with counted(sent):
            submit_step(task, Done({"情况": "属实"}, (onward,), {onward: both}), 1, now=later(number / 10), by=first)
    assert sent[2] == ONE_STEP + 3
