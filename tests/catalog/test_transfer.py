# SPDX-License-Identifier: Apache-2.0
"""A package from elsewhere may hold anything: what is wrong with it is told, and nothing fails (feature 6, corpus T)."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.documents import small
from catalog.procedures import penalty
from mingcha.catalog.document import digest_of
from mingcha.catalog.transfer import clashes, read_package
from mingcha.ledger import Invalid
from mingcha.ledger.hashing import plain
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BAD: list[Any] = [None, True, 0, -1, 10**30, 1.5, "", "x", [], [[]], [{}], [None, "x"], {}, {"x": []}, "文" * 999]
TRIED = 110
"""Of some tens of thousands, for the time of a test; another seed finds others."""


def whole() -> dict[str, Any]:
    """With every section."""
    example = {"now": "2026-03-02 09:00", "steps": [{"act": "立案", "start": "2026-03-02 09:00"}], "expect": []}
    return plain(
        penalty()
        | {
            "guide": {"phone": "1"},
            "material": [{"key": "m1", "name": "执照", "copies": 1}],
            "risk": [{"key": "r1", "step": "立案", "level": "high", "description": "压案", "measure": "核对"}],
            "document": [{"key": "责改", "name": "责改", "template": "责改", "step": "决定", "word": ""}],
            "example": [example],
        }
    )


def paths(value: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*so_far, key)
        yield from paths(inner, (*so_far, key))


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(document)
    here: Any = made
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return made


@pytest.mark.parametrize("name", ["whole", "small"])
def test_whatever_stands_in_a_package_its_clashes_are_told(cast: Cast, name: str) -> None:
    document = whole() if name == "whole" else plain(small())
    every = [(path, bad) for path in paths(document) for bad in BAD if path != ("catalog",)]
    organ = cast.organ("enforcement")
    for path, bad in random.Random(6).sample(every, min(TRIED, len(every))):
        told = clashes(put(document, path, bad), organ)
        assert all(isinstance(one.message, str) and one.level in ("error", "warning") for one in told), (path, bad)


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("step", 5),
        ("step", {"act": "x"}),
        ("step", "x"),
        ("step", [5, None, []]),
        ("step", [{"act": "甲", "place": 1, "roles": 5}]),
        ("document", [{"key": "责改", "name": "责改", "template": "责改", "step": [{}]}]),
        ("form", [{"key": "甲", "name": "甲", "fields": [{"key": "乙", "label": "乙", "type": []}]}]),
        ("step", [{"act": "甲", "place": 1, "roles": {"a": 1}}]),
        ("step", [{"act": "甲", "place": 1, "roles": [[], {}, None, "handler"]}]),
    ],
)
def test_steps_and_roles_of_any_kind_are_told_and_not_tripped_over(cast: Cast, section: str, value: Any) -> None:
    assert clashes(whole() | {section: value}, cast.organ("enforcement"))


def packed(document: str, digest: str = "x") -> bytes:
    return f'{{"format": "mingcha-item", "edition": 1, "digest": "{digest}", "document": {document}}}'.encode()


@pytest.mark.parametrize(
    "inner",
    [
        "1.5",
        "NaN",
        "1e999",
        '"\\ud800"',
        '{"\\udfff": 1}',
        '"\\u0000"',
        "[" * 900 + "]" * 900,
        "[" * 9_000 + "]" * 9_000,
    ],
    ids=["float", "nan", "infinity", "surrogate", "surrogate-key", "nul", "deep", "deeper"],
)
def test_values_that_have_no_digest_are_refused_as_no_package(inner: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_package(packed(f'{{"catalog": {{}}, "guide": {inner}}}'))
    assert refused.value.code == "not_json"
    assert refused.value.field == "file"


def test_a_package_as_it_was_written_is_read() -> None:
    document = whole()
    found = read_package(packed(json.dumps(document, ensure_ascii=False), digest_of(document)))
    assert found["document"] == document
