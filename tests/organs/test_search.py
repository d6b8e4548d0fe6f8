# SPDX-License-Identifier: Apache-2.0
"""People are found by part of the name, by initials, by username; rare characters like all others."""

from __future__ import annotations

import pytest

from mingcha.organs.models import Person
from mingcha.organs.search import matching, search_text

PEOPLE = {"苏日娜": "surina", "王建平": "wjp01", "买买提·艾力": "mmt", "𠮷田𡋾": "rare", "李建国": "lijianguo"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("苏", ["苏日娜"]),
        ("日娜", ["苏日娜"]),
        ("苏日娜", ["苏日娜"]),
        ("srn", ["苏日娜"]),
        ("建", ["李建国", "王建平"]),
        ("建国", ["李建国"]),
        ("国建", []),
        ("SURINA", ["苏日娜"]),
        ("ｗｊｐ", ["王建平"]),
        ("买提艾力", []),
        ("买买提·艾力", ["买买提·艾力"]),
        ("𠮷田", ["𠮷田𡋾"]),
        ("%", []),
        ("", sorted(PEOPLE)),
    ],
)
def test_a_person_is_found_by_what_one_types(db: None, typed: str, found: list[str]) -> None:
    for name, username in PEOPLE.items():
        Person.objects.create(name=name, username=username, search_text=search_text(name, username))
    assert sorted(Person.objects.filter(matching(typed)).values_list("name", flat=True)) == found


def test_the_tokens_of_a_row_are_characters_pairs_initials_and_words() -> None:
    assert search_text("苏日娜", "surina") == "苏 日 娜 苏日 日娜 srn surina"
