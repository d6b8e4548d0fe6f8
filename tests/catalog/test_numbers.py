# SPDX-License-Identifier: Apache-2.0
"""Numbers of documents: no gap and none twice, whoever is undone or comes at once; blocks for terminals (S4-30, H3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from mingcha.catalog.actions.numbers import gaps, reserve_block, settle_block, take_number
from mingcha.catalog.models import Series
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.organs.models import Organ
from mingcha.organs.testing import Cast

BY = System("test")
DAY = date(2026, 11, 22)


def take(organ: Organ, word: str = "呼市监罚决", day: date = DAY) -> str:
    with transaction.atomic():
        return take_number(organ, word, day, BY)


@pytest.mark.django_db
@pytest.mark.req("S4-30")
def test_each_word_of_each_organ_counts_by_itself_and_begins_anew_each_year(cast: Cast) -> None:
    bureau, unit = cast.organ("enforcement"), cast.organ("unit")
    assert [take(bureau), take(bureau), take(bureau, "呼市监罚告")] == [
        "呼市监罚决〔2026〕1号",
        "呼市监罚决〔2026〕2号",
        "呼市监罚告〔2026〕1号",
    ]
    assert take(unit) == "呼市监罚决〔2026〕1号"
    assert take(bureau, day=date(2027, 1, 1)) == "呼市监罚决〔2027〕1号"


@pytest.mark.django_db
def test_an_act_that_is_undone_leaves_no_gap(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    take(organ)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert 1 / len(take_number(organ, "呼市监罚决", DAY, BY).replace("呼市监罚决〔2026〕2号", ""))
    assert take(organ) == "呼市监罚决〔2026〕2号"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["", "a b", "a〔2026〕", "字" * 31, "a\n"])
def test_a_word_that_is_none_is_refused(cast: Cast, word: str) -> None:
    with pytest.raises(Invalid):
        take(cast.organ("enforcement"), word)


@pytest.mark.django_db
def test_a_block_is_set_aside_and_what_was_not_used_stays_a_gap_with_its_reason(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    take(organ)
    with transaction.atomic():
        block = reserve_block(organ, "呼市监罚决", DAY, "终端 1", BY)
    assert (block.first, block.last) == (2, 51)
    assert take(organ) == "呼市监罚决〔2026〕52号"
    with pytest.raises(Conflict, match="没有交回"):
        reserve_block(organ, "呼市监罚决", DAY, "终端 1", BY)
    other = reserve_block(organ, "呼市监罚决", DAY, "终端 2", BY)
    assert other.first == 53
    with pytest.raises(Invalid, match="不在这个号段内"):
        settle_block(block, [1], "x", BY)
    with pytest.raises(Invalid, match="原因"):
        settle_block(block, [2], " ", BY)
    assert settle_block(block, range(2, 50), "现场只办了 48 件", BY) == [
        "呼市监罚决〔2026〕50号",
        "呼市监罚决〔2026〕51号",
    ]
    with pytest.raises(WrongState):
        settle_block(block, [], "x", BY)
    assert gaps(block.series) == [(50, "现场只办了 48 件"), (51, "现场只办了 48 件")]
    assert settle_block(other, range(53, 103), "", BY) == []


@pytest.mark.django_db
def test_blocks_are_only_for_whoever_keeps_the_documents_of_the_organ(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    for by in (cast.post("handler"), cast.outsider("filler"), cast.post("overseer")):
        with pytest.raises(NotAllowed):
            reserve_block(organ, "呼市监罚决", DAY, "终端 1", by)
    block = reserve_block(organ, "呼市监罚决", DAY, "终端 1", cast.post("filler"))
    for by in (cast.post("handler"), cast.outsider("filler"), cast.post("overseer")):
        with pytest.raises(NotAllowed):
            settle_block(block, range(1, 51), "", by)
    assert settle_block(block, range(1, 51), "", cast.post("filler")) == []


@pytest.mark.django_db
def test_what_is_too_long_or_of_another_kind_is_refused_beside_its_field(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    wrong: list[Any] = ["", " ", "终" * 61, "a\x00b", 7, ["x"]]
    for name in wrong:
        with pytest.raises(Invalid) as told:
            reserve_block(organ, "呼市监罚决", DAY, name, BY)
        assert [fault.field for fault in told.value.faults] == ["terminal"]
    block = reserve_block(organ, "呼市监罚决", DAY, "终端 1", BY)
    given: list[tuple[Any, Any, str]] = [
        ([1], "x" * 201, "reason"),
        ([1], 7, "reason"),
        (["1"], "x", "used"),
        ([True], "x", "used"),
        ([[1]], "x", "used"),
        (range(1, 10**9), "x", "used"),
    ]
    for used, reason, field in given:
        with pytest.raises(Invalid) as told:
            settle_block(block, used, reason, BY)
        assert [fault.field for fault in told.value.faults] == [field]
    block.refresh_from_db()
    assert block.settled_at is None


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_taken_outside_an_act(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        take_number(cast.organ("enforcement"), "呼市监罚决", DAY, BY)


@pytest.fixture
def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: whoever wants a number waits for its turn from the beginning")


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_at_once_gets_each_a_number_of_his_own(only_postgresql: None, cast: Cast) -> None:
    organ = cast.organ("enforcement")

    def several(worker: int) -> list[str]:
        found = []
        try:
            for turn in range(10):
                try:
                    with transaction.atomic():
                        number = take_number(organ, "呼市监罚决", DAY, BY)
                        if (worker + turn) % 5 == 0:
                            raise ZeroDivisionError
                        found.append(number)
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(8) as pool:
        taken = [number for found in pool.map(several, range(8)) for number in found]
    assert sorted(taken) == sorted(f"呼市监罚决〔2026〕{n}号" for n in range(1, len(taken) + 1))
    assert Series.objects.get().last == len(taken) == 64
