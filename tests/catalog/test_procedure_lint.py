# SPDX-License-Identifier: Apache-2.0
"""What lint tells of a procedure, each fault by itself on one that is otherwise right (W12, S1-11, S1-13)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, data, integers, lists, sampled_from, tuples

from catalog.documents import RECEIPT, SAMPLE, document_of
from catalog.procedures import penalty
from mingcha.catalog.document import read_item
from mingcha.catalog.lint import lint
from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.joins import Joins
from mingcha.catalog.procedure.lint import lint_procedure
from mingcha.catalog.procedure.reading import MOST_STEPS
from mingcha.ledger import Invalid
from mingcha.organs.models import Role

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def roles() -> None:
    for key in ("handler", "reviewer", "head"):
        Role.objects.get_or_create(key=key, defaults={"name": key})


def found(change: Change) -> set[tuple[str, str, str]]:
    document = penalty()
    change(document)
    return {(level, path, code) for level, path, code, _message in lint_procedure(document)}


def step(act: str, **more: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        next(each for each in document["step"] if each["act"] == act).update(more)

    return change


def way(start: str, end: str, **more: Any) -> Change:
    return lambda document: document["transition"].append({"from": start, "to": end, **more})


def without(*pairs: tuple[str, str]) -> Change:
    def change(document: dict[str, Any]) -> None:
        kept = [each for each in document["transition"] if (each["from"], each["to"]) not in pairs]
        document["transition"] = kept

    return change


def both(*changes: Change) -> Change:
    return lambda document: [change(document) for change in changes]


def added(act: str, place: int = 8) -> Change:
    return lambda document: document["step"].append({"act": act, "place": place, "roles": ["handler"]})


def test_a_procedure_that_is_right_draws_nothing() -> None:
    assert lint(penalty()) == []


@pytest.mark.parametrize("folder", [RECEIPT, SAMPLE], ids=["receipt", "sample"])
def test_a_plain_sequence_without_transitions_draws_no_false_fault(folder: Any) -> None:
    document = document_of(folder)
    read_item(document)
    assert lint_procedure(document) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (way("结案", "立案"), ("error", "step", "no_start")),
        (way("结案", "立案"), ("error", "step", "no_end")),
        (added("公示"), ("error", "step[9].act", "unreachable")),
        (both(added("公示"), way("决定", "公示")), ("error", "step[9].act", "dead_end")),
        (both(added("不予处罚"), step("不予处罚", kind="decide"), way("决定", "不予处罚")), None),
        (
            both(added("甲"), added("乙", 9), way("决定", "甲"), way("甲", "乙"), way("乙", "甲")),
            ("error", "step[9].act", "loop_no_exit"),
        ),
        (way("决定", "执行", guard="没有的 = 1", action="x"), ("error", "transition[11].guard", "guard_field")),
        (step("法制审核", join="any"), ("error", "step[2].split", "split_no_join")),
        (
            both(added("旁路"), way("检验", "旁路"), way("旁路", "结案")),
            ("error", "step[2].split", "split_no_join"),
        ),
        (step("结案", join="all"), None),
        (step("执行", join="all"), ("error", "step[7].join", "join_no_split")),
        (step("立案", split="all"), ("warning", "step[1].split", "split_alone")),
        (step("执行", roles=["nobody"]), ("warning", "step[7].roles", "role_unknown")),
        (without(("决定", "结案")), ("warning", "step[6].act", "guard_no_default")),
        (way("执行", "决定", action="再议"), ("warning", "transition[11].rollback", "back_unmarked")),
        (way("立案", "决定", rollback=True), ("warning", "transition[11].rollback", "rollback_forward")),
        (
            both(lambda document: document["catalog"].update(pauses=["听证"]), step("决定", pauses=["检验"])),
            ("warning", "step[6].pauses", "pause_not_allowed"),
        ),
    ],
    ids=lambda value: value[2] if isinstance(value, tuple) else None,
)
def test_a_fault_of_the_whole_is_named_with_its_place_w12(
    change: Change, expected: tuple[str, str, str] | None
) -> None:
    told = found(change)
    assert expected in told if expected else not {"split_no_join", "dead_end"} & {code for *_rest, code in told}


def test_conditions_that_cover_every_choice_leave_nothing_open() -> None:
    document = penalty()
    choice = {"key": "end", "label": "结论", "type": "choice", "required": True, "choices": ["处罚", "不罚"]}
    document["form"][0]["fields"].append(choice)
    document["transition"][7]["guard"] = '结论 = "处罚"'
    document["transition"][8]["guard"] = '结论 in ("不罚", "移送")'
    assert lint_procedure(document) == []
    choice["choices"] = ["处罚", "不罚", "撤案"]
    assert [code for *_rest, code, _message in lint_procedure(document)] == ["guard_no_default"]


@pytest.mark.req("S1-11")
def test_a_dual_officer_point_on_a_step_that_assigns_nobody_is_told_where_it_belongs() -> None:
    document = penalty()
    document["point"][0]["at"] = ["调查取证"]
    (level, path, code, message), *more = lint_procedure(document)
    assert (level, path, code, more) == ("warning", "point[1].at", "assigns_nobody", [])
    assert "在“立案”分派，监察点应放在“立案”" in message


@pytest.mark.req("S1-11")
def test_where_no_step_says_who_assigns_nothing_is_told() -> None:
    document = penalty()
    document["point"][0]["at"] = ["调查取证"]
    del document["step"][0]["assigns"]
    assert lint_procedure(document) == []


@pytest.mark.req("S1-13")
@pytest.mark.parametrize(
    "change",
    [way("执行", "调查取证", action="再查"), way("调查取证", "决定", action="快办", rollback=True)],
    ids=["a way onward leads back", "a way onward is called a return"],
)
def test_a_rollback_point_on_a_branch_that_itself_goes_back_is_flagged(change: Change) -> None:
    assert ("warning", "point[2].at", "rollback_on_branch") in found(change)
    assert "rollback_on_branch" not in {code for *_rest, code in found(lambda _document: None)}


@pytest.mark.parametrize(
    ("section", "entry", "path"),
    [
        ("step", {"act": "立案", "place": 9}, "step[9].act"),
        ("step", {"act": "x", "place": 0}, "step[9].place"),
        ("step", {"act": "x", "place": True}, "step[9].place"),
        ("step", {"act": "x", "place": 9, "kind": "script"}, "step[9].kind"),
        ("step", {"act": "x", "place": 9, "kind": []}, "step[9].kind"),
        ("step", {"act": "x", "place": 9, "roles": "handler"}, "step[9].roles"),
        ("step", {"act": "x", "place": 9, "roles": ["a", "a"]}, "step[9].roles"),
        ("step", {"act": "x", "place": 9, "roles": [1]}, "step[9].roles"),
        ("step", {"act": "x", "place": 9, "form": "none"}, "step[9].form"),
        ("step", {"act": "x", "place": 9, "documents": ["none"]}, "step[9].documents"),
        ("step", {"act": "x", "place": 9, "evidence": {"照片": 0}}, "step[9].evidence"),
        ("step", {"act": "x", "place": 9, "evidence": ["照片"]}, "step[9].evidence"),
        ("step", {"act": "x", "place": 9, "limit": 3}, "step[9].limit"),
        ("step", {"act": "x", "place": 9, "limit": 1.5, "unit": "hour"}, "step[9].limit"),
        ("step", {"act": "x", "place": 9, "unit": "week", "limit": 3}, "step[9].unit"),
        ("step", {"act": "x", "place": 9, "split": "some"}, "step[9].split"),
        ("step", {"act": "x", "place": 9, "join": None}, "step[9].join"),
        ("step", {"act": "x", "place": 9, "assigns": "yes"}, "step[9].assigns"),
        ("step", {"act": "x", "place": 9, "script": "os"}, "step[9].script"),
        ("step", "x", "step[9]"),
        ("step", {"act": "x\x00", "place": 9}, "step[9].act"),
        ("transition", {"from": "立案", "to": "没有"}, "transition[11].to"),
        ("transition", {"from": ["立案"], "to": "结案"}, "transition[11].from"),
        ("transition", {"from": "立案", "to": "立案"}, "transition[11].to"),
        ("transition", {"from": "立案", "to": "调查取证", "action": "立案"}, "transition[11]"),
        ("transition", {"from": "立案", "to": "结案", "guard": "__import__('os')"}, "transition[11].guard"),
        ("transition", {"from": "立案", "to": "结案", "guard": 5}, "transition[11].guard"),
        ("transition", {"from": "立案", "to": "结案", "rollback": 1}, "transition[11].rollback"),
        ("transition", {"from": "立案", "to": "结案", "script": "x"}, "transition[11].script"),
        ("transition", 7, "transition[11]"),
    ],
)
@pytest.mark.req("S1-04")
def test_a_fault_of_one_value_is_refused_with_its_path(section: str, entry: Any, path: str) -> None:
    document = penalty()
    document[section].append(entry)
    with pytest.raises(Invalid) as refused:
        read_item(document)
    assert path in {fault.field for fault in refused.value.faults}
    lint(document)  # tells it too, and does not stumble over it


def test_sections_that_are_no_lists_or_too_long_are_refused() -> None:
    for section, value in (("step", {}), ("step", [{"act": "x", "place": 1}] * 301), ("transition", {"from": "x"})):
        document = penalty() | {section: value}
        with pytest.raises(Invalid):
            read_item(document)
        lint(document)


# --- large ones -----------------------------------------------------------------------------------------------------
def wide(count: int) -> dict[str, Any]:
    """Every third step splits and joins, and every step leads on to the next few."""
    acts = [f"环节{n}" for n in range(count)]
    steps = [
        {"act": act, "place": n + 1, "kind": "close" if n == count - 1 else "other", "roles": ["handler"]}
        | ({"split": "all", "join": "all"} if n % 3 == 0 else {})
        for n, act in enumerate(acts)
    ]
    ways = [{"from": act, "to": to} for n, act in enumerate(acts) for to in acts[n + 1 : n + 7]]
    return {"step": steps, "transition": ways}


def test_a_procedure_of_as_many_steps_as_may_be_is_linted_in_one_walk_a_join() -> None:
    calls = 0

    def count(_frame: Any, event: str, _told: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    document = wide(MOST_STEPS)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = lint_procedure(document)
    finally:
        sys.setprofile(before)
    assert [code for _level, _path, code, _message in found].count("split_no_join") == MOST_STEPS // 3
    assert calls < 200_000


@given(data())
@settings(max_examples=60, deadline=None)
def test_joins_are_those_to_which_every_branch_comes_and_which_none_gets_past(drawn: Any) -> None:
    acts = [f"环节{n}" for n in range(drawn.draw(integers(2, 9)))]
    join = drawn.draw(sampled_from(acts))
    steps = [{"act": act, "place": n + 1, "join": "all" if act == join else "any"} for n, act in enumerate(acts)]
    pairs = drawn.draw(lists(tuples(sampled_from(acts), sampled_from(acts), booleans()), min_size=1, max_size=20))
    graph = Graph({"step": steps, "transition": [{"from": a, "to": b, "rollback": back} for a, b, back in pairs]})
    ends = drawn.draw(lists(sampled_from(acts), min_size=1, max_size=4))
    right = all(
        join in graph.reached([end], returns=False)
        and not graph.reached([end], {join}, returns=False) & set(graph.last)
        for end in ends
    )
    assert Joins(graph).any_of(ends) == right
