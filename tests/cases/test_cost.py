# SPDX-License-Identifier: Apache-2.0
"""What submitting a step costs in statements, pinned: the engine's included, whatever the history (S1-30; decision 0007)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from case_loop import FORTH, around, loop
from live_cases import colleague, in_force, later, officer, open_one

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-30")]

ENGINE = 1
"""The statement by which a case is judged goes past Django's own count."""
ONE_STEP = 24
"""Two to begin and end; case and task; sheet and file; task, entry, its mark and its key; step and to-dos; the step, task and
people that follow; the engine, alarms, limits, calendar, next look, to-dos. A step that asks for presence has one more."""


@pytest.fixture
def pair(cast: Any) -> Any:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return cast, first, second


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
    cast, first, second = pair
    case = open_one(in_force(cast, loop()), first)
    sent: list[int] = []
    for number in range(6):
        submit = around(case, [first, second], later(number / 10))
        with counted(sent):
            submit()
    assert sent[2:] == [ONE_STEP] * 4  # the second officer joins the case with the first of them


def test_presence_costs_one_statement_more(pair: Any) -> None:
    cast, first, second = pair
    document = loop()
    document["point"].append({"key": "二人", "kind": "qualification", "at": ["登记"], "second": [FORTH]})
    case = open_one(in_force(cast, document), first)
    sent: list[int] = []
    for number in range(5):
        submit = around(case, [first, second], later(number / 10))
        with counted(sent):
            submit()
    assert sent[2] == ONE_STEP + 1
