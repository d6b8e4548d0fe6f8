# SPDX-License-Identifier: Apache-2.0
"""Procedures for the tests: the penalty of samples.md 1 in short, and random ones that may say anything."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from mingcha.catalog.procedure.words import JOINS, KINDS, SPLITS, UNITS

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text.isprintable() and bool(text)
)
GUARDS = st.sampled_from(["金额 > 5000", '情节 in ("一般", "严重") and not [面积（平方米）] < 2', "日期 >= 2026-01-31"])


def penalty() -> dict[str, Any]:
    """Eight steps with a return, a split into two that are joined, forms, points: nothing is wrong with it."""
    steps: list[dict[str, Any]] = [
        {"act": "立案", "place": 1, "kind": "accept", "roles": ["handler"], "assigns": True},
        {"act": "调查取证", "place": 2, "kind": "investigate", "roles": ["handler"], "split": "all", "form": "found"},
        {"act": "复查", "place": 3, "kind": "investigate", "roles": ["handler"]},
        {"act": "检验", "place": 3, "kind": "investigate", "roles": ["handler"]},
        {"act": "法制审核", "place": 4, "kind": "review", "roles": ["reviewer"], "join": "all"},
        {"act": "决定", "place": 5, "kind": "decide", "roles": ["head"]},
        {"act": "执行", "place": 6, "kind": "execute", "roles": ["handler"]},
        {"act": "结案", "place": 7, "kind": "close", "roles": ["handler"]},
    ]
    ways: list[dict[str, Any]] = [
        {"from": "立案", "to": "调查取证", "action": "立案"},
        {"from": "调查取证", "to": "复查"},
        {"from": "调查取证", "to": "检验"},
        {"from": "复查", "to": "法制审核", "action": "报审"},
        {"from": "检验", "to": "法制审核"},
        {"from": "法制审核", "to": "决定", "action": "同意"},
        {"from": "法制审核", "to": "调查取证", "action": "退回补正", "rollback": True},
        {"from": "决定", "to": "执行", "action": "处罚", "guard": "罚款 > 0"},
        {"from": "决定", "to": "结案", "action": "不予处罚"},
        {"from": "执行", "to": "结案", "action": "结案"},
    ]
    fields = [{"key": "fine", "label": "罚款", "type": "money"}, {"key": "what", "label": "情节", "type": "text"}]
    points = [
        {"key": "two", "kind": "qualification", "at": ["立案"], "second": ["调查取证"], "k": 2},
        {"key": "back", "kind": "rollback", "at": ["调查取证"]},
    ]
    head = {"code": "CF-7", "name": "处罚", "category": "行政处罚", "version": "1", "valid_from": "2026-01-01"}
    form = {"key": "found", "name": "现场", "fields": fields}
    whole = {"catalog": head, "step": steps, "transition": ways, "form": [form], "point": points}
    return copy.deepcopy(whole)


def chain(length: int) -> dict[str, Any]:
    """A procedure of so many steps one after the other, each with a return to the one before."""
    document = penalty()
    acts = [f"环节 {number}" for number in range(1, length + 1)]
    document["step"] = [
        {"act": act, "place": place, "roles": ["handler"], "assigns": True} for place, act in enumerate(acts, 1)
    ]
    onward = [{"from": a, "to": b, "guard": "罚款 > 0"} for a, b in pairwise(acts)]
    spare = [{"from": a, "to": b, "action": "免罚"} for a, b in pairwise(acts)]
    back = [{"from": b, "to": a, "rollback": True} for a, b in pairwise(acts)]
    document["transition"] = [*onward, *spare, *back]
    document["point"] = []
    return document


@st.composite
def procedures(draw: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Steps and transitions that reading accepts, in any order of lines: a chain to a closing step, with further ways
    onward and returns. Each property may be there or not."""
    acts = draw(st.lists(NAMES, min_size=1, max_size=8, unique=True))
    names = st.lists(NAMES, max_size=3, unique=True)
    more = {
        "kind": st.sampled_from(list(KINDS)),
        "roles": names,
        "form": NAMES,
        "opinions": names,
        "documents": names,
        "evidence": st.dictionaries(NAMES, st.integers(1, 9), max_size=3),
        "pauses": names,
        "split": st.sampled_from(list(SPLITS)),
        "join": st.sampled_from(list(JOINS)),
        "assigns": st.booleans(),
    }
    steps = []
    for place, act in enumerate(acts, 1):
        step = {"act": act, "place": place} | draw(st.fixed_dictionaries({}, optional=more))
        if draw(st.booleans()):
            step |= {"limit": draw(st.integers(1, 90)), "unit": draw(st.sampled_from(list(UNITS)))}
        steps.append(step)
    steps[-1]["kind"] = "close"
    told = {"action": NAMES, "guard": GUARDS}
    ways = [{"from": a, "to": b} | draw(st.fixed_dictionaries({}, optional=told)) for a, b in pairwise(acts)]
    numbers = st.integers(0, len(acts) - 1)
    for start, end in draw(st.lists(st.tuples(numbers, numbers), max_size=8, unique=True)):
        way = {"from": acts[start], "to": acts[end]} | draw(st.fixed_dictionaries({}, optional=told))
        if end > start + 1:
            ways.append(way | draw(st.sampled_from([{}, {"rollback": False}])))
        elif end < start:
            ways.append(way | {"rollback": True})
    return draw(st.permutations(steps)), draw(st.permutations(ways))
