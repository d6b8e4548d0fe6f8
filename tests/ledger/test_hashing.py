# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON has one form for one value; the growing tree has the root that RFC 6962 defines."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from mingcha.ledger.hashing import Tree, canonical, instant, leaf_of, plain, root_of

LEAVES = st.lists(st.tuples(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32)), min_size=1, max_size=70)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner),
    max_leaves=12,
)


class Level(StrEnum):
    RED = "red"


def by_definition(algorithm: str, leaves: list[tuple[int, bytes]]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if len(leaves) == 1:
        number, leaf = leaves[0]
        return hashlib.new(algorithm, b"\0" + number.to_bytes(8, "big") + leaf).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(algorithm, leaves[:split]), by_definition(algorithm, leaves[split:])
    return hashlib.new(algorithm, b"\x01" + left + right).digest()


@given(leaves=LEAVES, algorithm=st.sampled_from(["sm3", "sha256"]))
def test_the_growing_tree_has_the_root_of_the_definition(leaves: list[tuple[int, bytes]], algorithm: str) -> None:
    assert (
        root_of(algorithm, [(number, leaf.hex()) for number, leaf in leaves]) == by_definition(algorithm, leaves).hex()
    )


@given(leaves=LEAVES, data=st.data())
def test_any_change_of_a_leaf_changes_the_root(leaves: list[tuple[int, bytes]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    number, leaf = leaves[place]
    other = data.draw(st.sampled_from([(number ^ 1, leaf), (number, bytes([leaf[0] ^ 1, *leaf[1:]]))]))
    changed = [*leaves[:place], other, *leaves[place + 1 :]]
    pairs = [[(one, two.hex()) for one, two in several] for several in (leaves, changed, leaves[:-1])]
    roots = {root_of("sm3", several) for several in pairs if several}
    assert len(roots) == sum(map(bool, pairs))


@given(PLAIN)
def test_a_value_that_went_through_json_is_written_the_same_again(value: object) -> None:
    text = canonical(plain(value))
    assert canonical(json.loads(text)) == text
    assert leaf_of("sm3", {"what": plain(value)}) == leaf_of("sm3", {"what": json.loads(text)})


def test_one_instant_is_written_one_way_in_every_zone() -> None:
    moment = datetime(2026, 11, 21, 14, 5, tzinfo=timezone(timedelta(hours=8)))
    assert instant(moment) == instant(moment.astimezone(UTC)) == "2026-11-21T06:05:00.000000Z"


def test_days_amounts_choices_and_messages_become_text() -> None:
    kept = plain({"day": date(2026, 2, 28), "amount": Decimal("3.50"), Level.RED: (Level.RED, gettext_lazy("名称"))})
    assert canonical(kept) == '{"amount":"3.50","day":"2026-02-28","red":["red","名称"]}'


@pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, b"x", {1: "x"}, object()])
def test_what_programs_write_differently_is_not_kept(value: object) -> None:
    with pytest.raises(TypeError):
        plain({"value": value})


def test_half_a_character_is_not_kept() -> None:
    with pytest.raises(UnicodeEncodeError):
        leaf_of("sm3", {"what": plain("\ud800")})


def test_an_unknown_algorithm_hashes_nothing() -> None:
    with pytest.raises(ValueError, match="unknown algorithm"):
        leaf_of("md5", {})


def test_a_tree_without_leaves_has_no_root() -> None:
    with pytest.raises(ValueError, match="no root"):
        Tree("sm3").root()
