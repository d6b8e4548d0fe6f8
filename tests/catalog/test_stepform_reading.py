# SPDX-License-Identifier: Apache-2.0
"""Forms of steps whose settings are of another kind than they should be: told with their path (S1-04)."""

from __future__ import annotations

from typing import Any

import pytest

from mingcha.catalog.stepforms.kinds import ALWAYS, TYPES
from mingcha.catalog.stepforms.reading import check_forms

ODD = [[], {}, ["text"], {"a": 1}, 7, None, True]
FULL: dict[str, Any] = {
    "key": "甲",
    "label": "甲",
    "type": "text",
    "required": False,
    "help": "",
    "min": 1,
    "max": 2,
    "pattern": "digits",
    "decimals": 0,
    "choices": ["a"],
    "many": False,
    "accept": ["pdf"],
    "columns": [{"key": "乙", "label": "乙", "type": "text"}],
}


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("kind", TYPES)
def test_a_setting_of_another_kind_is_told_with_its_path_and_never_stops_the_reader(kind: str, value: Any) -> None:
    for name in FULL:
        field = {given: FULL[given] for given in (*ALWAYS, *TYPES[kind][1]) if given in FULL} | {"type": kind}
        if kind == "date":
            field |= {"min": "2026-01-01", "max": "today"}
        errors: list[tuple[str, str]] = []
        check_forms([{"key": "甲", "name": "甲", "fields": [{**field, name: value}]}], errors)
        assert all(path.startswith("form[1].fields[1].") and message for path, message in errors)
        if name in ("type", "pattern", "key", "label"):
            assert [path for path, _message in errors if path == f"form[1].fields[1].{name}"]
        drawn: list[tuple[str, str]] = []
        check_forms(
            [{"key": value, "name": value, "fields": [{**FULL, "type": "table", "columns": [{name: value}]}]}], drawn
        )
        assert drawn


def faults_of(*fields: dict[str, Any]) -> list[str]:
    errors: list[tuple[str, str]] = []
    numbered = [{"key": f"k{number}", "label": "甲", **field} for number, field in enumerate(fields)]
    check_forms([{"key": "甲", "name": "甲", "fields": numbered}], errors)
    return [path.removeprefix("form[1].") for path, _message in errors]


@pytest.mark.req("S1-16", "S1-18", "S1-19")
def test_a_fact_that_is_none_or_does_not_fit_its_field_is_told_with_its_path() -> None:
    goods = [{"key": "名称", "label": "名称", "type": "text"}, {"key": "数量", "label": "数量", "type": "number"}]
    right: list[dict[str, Any]] = [
        {"type": "money", "fact": "penalty.fine"},
        {"type": "choice", "choices": ["甲", "乙"], "fact": "outcome"},
        {"type": "choice", "choices": ["已改正", "未改正"], "fact": "recheck"},
        {"type": "long", "fact": "basis"},
        {"type": "party", "fact": "party"},
        {"type": "table", "columns": goods, "fact": "goods.listed"},
    ]
    assert faults_of(*right) == []
    wrong: list[dict[str, Any]] = [
        {"type": "text", "fact": "penalty.fine"},
        {"type": "money", "fact": "penalty.imprisonment"},
        {"type": "money", "fact": ["paid.fine"]},
        {"type": "choice", "choices": ["甲"], "many": True, "fact": "outcome"},
        {"type": "choice", "choices": ["未改正"], "fact": "recheck"},
        {"type": "table", "columns": goods[:1], "fact": "goods.listed"},
        {"type": "table", "columns": [{**goods[0], "fact": "title"}]},
    ]
    for field in wrong:
        assert len(found := faults_of(field)) == 1, field
        assert found[0].endswith(".fact")
    assert faults_of(right[0], right[0]) == ["fields[2].fact"]
