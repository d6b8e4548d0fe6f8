# SPDX-License-Identifier: Apache-2.0
"""The sealer: every entry in exactly one batch, whatever the order of commits and however many seal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mingcha.ledger import System, record, sealing
from mingcha.ledger.hashing import head_of, link_of, root_of
from mingcha.ledger.keys import add_key
from mingcha.ledger.models import Batch, Entry, Sealed, Unsealed
from mingcha.ledger.sealing import ClockWentBack, my_turn, seal
from mingcha.ledger.verify import verify

Deeds = Callable[..., list[Entry]]
pytestmark = pytest.mark.django_db


def members(number: int) -> list[int]:
    return list(Sealed.objects.filter(batch_id=number).order_by("position").values_list("entry_id", flat=True))


def test_all_that_waits_goes_into_one_batch_in_its_order(deeds: Deeds) -> None:
    entries = deeds(5)
    assert seal() == 5
    batch = Batch.objects.get()
    assert members(1) == [entry.pk for entry in entries]
    assert (batch.number, batch.size, batch.previous) == (1, 5, "")
    assert batch.root == root_of("sm3", [(entry.pk, entry.leaf) for entry in entries])
    assert batch.head == head_of("sm3", batch.values())
    assert not Unsealed.objects.exists()
    assert list(verify()) == []


def test_a_batch_holds_the_one_before(deeds: Deeds) -> None:
    for _ in range(3):
        deeds(2)
        seal()
    one, two, three = Batch.objects.order_by("number")
    assert two.previous == link_of("sm3", one.head, one.signature)
    assert three.previous == link_of("sm3", two.head, two.signature)
    assert list(verify()) == []


def test_where_nothing_waits_no_batch_is_made_and_nothing_locked(
    deeds: Deeds, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert seal() == 0
    deeds(1)
    assert (seal(), seal()) == (1, 0)
    assert Batch.objects.count() == 1


def test_a_lower_number_that_comes_later_is_sealed_by_the_next_batch(deeds: Deeds) -> None:
    first, second, third = deeds(3)
    Unsealed.objects.filter(pk=second.pk).delete()  # its transaction has not committed yet
    seal()
    Unsealed.objects.create(entry=second)
    seal()
    assert (members(1), members(2)) == ([first.pk, third.pk], [second.pk])
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_lower_number_may_commit_after_a_batch_and_is_sealed_by_the_next(deeds: Deeds) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time: numbers commit in their order
    recorded, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record("slow", None, by=System("test"))
            recorded.set()
            sealed.wait()
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    recorded.wait()
    quick = deeds(1)[0]
    assert seal() == 1
    sealed.set()
    thread.join()
    slow_one = Entry.objects.get(act="slow")
    assert slow_one.pk < quick.pk
    assert seal() == 1
    assert (members(1), members(2)) == ([quick.pk], [slow_one.pk])
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_however_many_seal_while_others_write_each_entry_is_in_one_batch(deeds: Deeds) -> None:
    writing = threading.Event()
    writing.set()

    def write() -> None:
        for _ in range(15):
            deeds(3)
        connection.close()

    def tick() -> None:
        while writing.is_set():
            seal()
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    tickers = [threading.Thread(target=tick) for _ in range(2)]
    for thread in writers + tickers:
        thread.start()
    for thread in writers:
        thread.join()
    writing.clear()
    for thread in tickers:
        thread.join()
    seal()
    assert Sealed.objects.count() == Entry.objects.count() == 90
    assert sum(Batch.objects.values_list("size", flat=True)) == 90
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_while_one_seals_another_lets_it_be(deeds: Deeds) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one at a time write at all
    deeds(1)
    seen: list[int] = []
    seal()
    deeds(1)
    with transaction.atomic():
        assert my_turn("seal")

        def other() -> None:
            seen.append(seal())
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == [0]
    assert seal() == 1


def test_what_is_too_much_for_one_batch_fills_several(deeds: Deeds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 4)
    deeds(10)
    assert seal() == 10
    assert list(Batch.objects.order_by("number").values_list("size", flat=True)) == [4, 4, 2]
    assert list(verify()) == []


def test_the_cost_of_a_batch_does_not_grow_with_history(
    deeds: Deeds, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        deeds(2)
        seal()
    deeds(2)
    with django_assert_num_queries(10):  # two of them the savepoint of the test
        seal()


def test_a_clock_that_went_back_stops_sealing_until_it_is_right_again(deeds: Deeds) -> None:
    deeds(1)
    seal()
    ahead = Batch(
        number=2, made_at=timezone.now() + timedelta(minutes=1), size=1, root="", previous="", head="x", algo="sm3"
    )
    ahead.save(force_insert=True)
    deeds(1)
    with pytest.raises(ClockWentBack):
        seal()
    assert Unsealed.objects.count() == 1


def test_a_chain_over_a_change_of_key_and_of_algorithm_is_proved(
    deeds: Deeds, settings: Settings, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = settings.KEYS_FILE.read_bytes()
    try:
        monkeypatch.setattr("mingcha.ledger.entries.ALGORITHM", "sha256")
        monkeypatch.setattr("mingcha.ledger.sealing.ALGORITHM", "sha256")
        deeds(3)
        seal()
        monkeypatch.undo()
        add_key(settings.KEYS_FILE, "seal")
        deeds(3)
        seal()
        assert list(Batch.objects.order_by("number").values_list("algo", "key_id")) == [("sha256", "s1"), ("sm3", "s2")]
        assert list(verify()) == []
    finally:
        settings.KEYS_FILE.write_bytes(kept)
