# SPDX-License-Identifier: Apache-2.0
"""Examples in a document are judged by its points: what they expect comes true, or lint says what does not (feature 21)."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.documents import small
from mingcha.catalog.lint import lint

LATE = {"act": "受理", "start": "2026-03-02 09:00", "end": "2026-03-20 17:00", "people": ["甲", "乙"]}
IN_TIME = LATE | {"end": "2026-03-03 17:00"}
DECIDED = {"act": "决定", "start": "2026-03-23 09:00", "end": "2026-03-23 17:00", "people": ["甲"]}
POINTS = [
    {"key": "受理期限", "kind": "time_limit", "at": ["受理"], "limit": 5, "unit": "working_day"},
    {"key": "两人", "kind": "qualification", "at": ["受理"]},
    {"key": "分离", "kind": "separation", "first": ["受理"], "second": ["决定"]},
    {"key": "证据", "kind": "evidence", "at": ["受理"], "require": {"照片": 2}},
]
PHOTOS = {"evidence": {"照片": 2}}


def told(*steps: Any, **more: Any) -> list[str]:
    """What lint says of one example."""
    example = {"name": "例", "now": "2026-04-01 09:00", "steps": list(steps), **more}
    document = small() | {"point": POINTS, "example": [example]}
    return [found.message for found in lint(document) if found.path.startswith("example")]


def test_what_is_expected_and_found_is_no_fault() -> None:
    assert told(IN_TIME | PHOTOS) == []
    assert told(LATE | PHOTOS, expect=[{"kind": "time_limit", "at": "受理"}]) == []
    assert told(IN_TIME | PHOTOS, DECIDED, expect=[{"kind": "separation"}]) == []
    assert told(IN_TIME, expect=[{"kind": "evidence", "at": "受理"}]) == []
    assert told(IN_TIME | PHOTOS, uncertified=["乙"], expect=[{"kind": "qualification", "at": "受理"}]) == []


def test_what_is_found_unexpectedly_and_what_is_not_found_are_faults() -> None:
    assert told(LATE | PHOTOS) == ["多出的报警：办理时限 · 受理"]
    assert told(IN_TIME | PHOTOS, expect=[{"kind": "time_limit", "at": "受理"}]) == ["没有预期的报警：办理时限 · 受理"]


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (7, "没有写对"),
        ({"now": "昨天", "steps": []}, "应写成"),
        ({"now": "2026-04-01", "steps": [{"act": "无"}]}, "没有环节"),
        ({"now": "2026-04-01", "steps": [{"act": "受理"}] * 51}, "不超过"),
        ({"now": "2026-04-01", "steps": [], "expect": [{"kind": "basis"}]}, "不能检验"),
        ({"now": "2099-04-01", "steps": []}, "2099"),
        ({"now": "2026-04-01", "steps": [IN_TIME | {"back_from": ["x"], "evidence": 3}]}, "没有写对"),
        ({"now": "2026-04-01", "steps": [IN_TIME | {"evidence": {"照片": float("inf")}}]}, "没有写对"),
        ({"now": "2026-04-01", "steps": [IN_TIME | {"evidence": {"\ud800": 1}}]}, "没有写对"),
        ({"now": "2026-04-01", "steps": [IN_TIME], "expect": 3}, "没有写对"),
        ({"now": "2026-04-01", "steps": {"a": 1}}, "没有写对"),
    ],
)
def test_an_example_that_cannot_be_judged_is_told_and_breaks_nothing(example: Any, words: str) -> None:
    found = lint(small() | {"example": [example]})
    assert any(words in one.message for one in found if one.path == "example[1]"), found


def test_a_section_that_is_no_list_is_told() -> None:
    assert [one.path for one in lint(small() | {"example": {"a": 1}}) if one.level == "error"] == ["example"]
