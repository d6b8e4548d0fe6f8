# SPDX-License-Identifier: Apache-2.0
"""What holds of every deadline, whatever the span, the pauses and the extensions (properties, on drawn examples)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha.engine.calendar import national
from mingcha.engine.clock import DAY_SECONDS, day_of
from mingcha.engine.deadline import Explanation, Extension, Limit, Pause, Span, explain

FIRST = 20_720 * DAY_SECONDS  # 2026-09-24: National Day, New Year and Spring Festival lie ahead
KINDS = frozenset({"检验", "听证"})
CALENDAR = national()
few = settings(max_examples=150, deadline=None)


def moments(last_day: int) -> st.SearchStrategy[int]:
    """Instants within so many days, the edges of days among them."""
    edges = st.sampled_from([0, 1, DAY_SECONDS - 1])
    second = edges | st.integers(0, DAY_SECONDS - 1)
    return st.builds(lambda day, rest: FIRST + day * DAY_SECONDS + rest, st.integers(0, last_day), second)


@st.composite
def pauses_drawn(draw: st.DrawFn, number: int = 0) -> Pause:
    begin = draw(moments(90))
    lengths = st.integers(0, 20 * DAY_SECONDS)
    end = draw(st.none() | lengths)
    cap = draw(st.none() | lengths)
    kind = draw(st.sampled_from(["检验", "听证", "领导出差"]))
    return Pause(number, kind, begin, None if end is None else begin + end, None if cap is None else begin + cap)


@st.composite
def cases(draw: st.DrawFn) -> dict:
    begin = draw(moments(40))
    now = begin + draw(st.integers(0, 80 * DAY_SECONDS))
    pauses = [replace(one, pause_id=number) for number, one in enumerate(draw(st.lists(pauses_drawn(), max_size=4)), 1)]
    approvals = draw(st.lists(st.tuples(moments(80), st.integers(1, 10)), max_size=3))
    unit, option = draw(
        st.sampled_from(
            [
                ("working_day", None),
                ("calendar_day", None),
                ("calendar_day", "next_work_day"),
                ("hour", None),
                ("promise", None),
                ("promise", "pauses_move"),
            ]
        )
    )
    n = draw(st.integers(1, 400 if unit == "hour" else 30)) if unit != "promise" else 0
    end = draw(st.none() | st.integers(0, 60 * DAY_SECONDS))
    return {
        "span": Span(begin, None if end is None else begin + end, promised_at=draw(moments(60))),
        "limit": Limit(unit, n, KINDS, option),
        "pauses": pauses,
        "extensions": [Extension(number, amount, when) for number, (when, amount) in enumerate(approvals, 1)],
        "now": now,
    }


def judge(case: dict) -> Explanation:
    return explain(**case, calendar=CALENDAR)


def numbers(found: Explanation) -> tuple:
    return found.used, found.paused, found.allowed, found.due, found.code, found.late_by, found.left


@pytest.mark.req("S1-07")
@few
@given(cases(), st.integers(1, 10))
def test_a_longer_limit_is_never_due_earlier(case, more):
    assume(case["limit"].unit != "promise")
    longer = case | {"limit": replace(case["limit"], n=case["limit"].n + more)}
    assert judge(case).due.at < judge(longer).due.at or case["limit"].option == "next_work_day"
    assert judge(case).due.at <= judge(longer).due.at


@pytest.mark.req("S1-07")
@few
@given(cases(), pauses_drawn(99))
def test_a_pause_never_brings_the_due_day_nearer_nor_adds_to_what_was_used(case, one):
    with_it = judge(case | {"pauses": [*case["pauses"], one]})
    assert with_it.due.at >= judge(case).due.at
    assert with_it.used <= judge(case).used


@few
@given(cases(), pauses_drawn(99), st.integers(0, 20 * DAY_SECONDS))
def test_a_pause_cut_into_two_adjacent_ones_changes_nothing(case, one, seconds):
    middle = min(one.from_at + seconds, one.to_at if one.to_at is not None else one.from_at + seconds)
    halves = [replace(one, to_at=middle), replace(one, pause_id=100, from_at=middle)]
    whole = judge(case | {"pauses": [*case["pauses"], one]})
    assert numbers(judge(case | {"pauses": [*case["pauses"], *halves]})) == numbers(whole)


@few
@given(cases(), st.randoms())
def test_the_order_in_which_facts_are_given_does_not_matter(case, random):
    shuffled = {name: random.sample(case[name], len(case[name])) for name in ("pauses", "extensions")}
    assert judge(case | shuffled) == judge(case)


@pytest.mark.req("S1-07")
@few
@given(cases())
def test_the_days_that_count_sum_to_what_was_used(case):
    found = judge(case)
    if case["limit"].unit != "hour":
        assert sum(one.used for one in found.days) == found.used
    assert sum(one.role == "due" for one in found.days[1:]) == (found.due.day > found.span.begin_day)


@pytest.mark.req("S1-07")
@few
@given(cases())
def test_each_day_of_a_pause_is_taken_off_once_and_only_inside_the_span(case):
    """Day by day, in the words of the rule."""
    assume(case["limit"].unit != "hour")
    found = judge(case)
    days = range(day_of(case["span"].begin_at) + 1, found.until_day + 1)
    stopped = {
        day
        for day in days
        for one in case["pauses"]
        if one.kind in case["limit"].stopped_by
        and day_of(one.from_at) <= day
        and (one.to_at is None or day < day_of(one.to_at))
        and (one.cap_at is None or day < day_of(one.cap_at))
    }
    if case["limit"].unit == "working_day":
        stopped = {day for day in stopped if CALENDAR.is_work(day)}
        assert found.used == sum(CALENDAR.is_work(day) for day in days) - len(stopped)
    else:
        assert found.used == len(days) - len(stopped)
    assert found.paused == len(stopped)


@few
@given(cases())
def test_every_part_of_a_pause_is_accounted_for_exactly_once(case):
    for count in judge(case).pauses:
        stretches = [(piece.lo, piece.hi) for piece in count.pieces]
        assert all(lo < hi for lo, hi in stretches)
        assert all(before[1] == after[0] for before, after in pairwise(stretches))
        if stretches and count.pause.to_at is not None:
            seconds = case["limit"].unit == "hour"
            begin, end = count.pause.from_at, count.pause.to_at
            assert (stretches[0][0], stretches[-1][1]) == ((begin, end) if seconds else (day_of(begin), day_of(end)))


@pytest.mark.req("S1-07")
@few
@given(cases())
def test_it_is_late_exactly_from_the_late_day_on(case):
    found = judge(case)
    if case["limit"].unit in ("hour", "promise"):
        assert found.is_late == (found.until_at > found.due.at)
    else:
        assert found.is_late == (found.until_day >= found.due.late_day)


@few
@given(cases())
def test_from_the_first_day_to_the_due_day_the_sum_adds_up(case):
    assume(case["limit"].unit in ("working_day", "calendar_day") and case["limit"].option is None)
    found = judge(case)
    until_due = [one for one in found.days[1:] if one.day <= found.due.day]
    off = sum(one.role == "off" for one in until_due)
    paused = sum(piece.amount for count in found.pauses for piece in count.pieces if piece.lo <= found.due.day)
    assert found.due.day - found.span.begin_day == found.allowed + off + paused


@few
@given(cases())
def test_every_line_is_told_in_both_languages(case):
    for line in judge(case).lines:
        assert line.text["zh"]
        assert line.text["en"]
        assert bool(line.value["zh"]) == bool(line.value["en"])
        assert line.note is None or (line.note["zh"] and line.note["en"])
