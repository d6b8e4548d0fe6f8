# SPDX-License-Identifier: Apache-2.0
"""An entry stands or falls with its act, keeps values and no personal ones, and cannot be changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from mingcha.ledger import Actor, System, record
from mingcha.ledger.append_only import UNIQUE, WORDS
from mingcha.ledger.entries import history
from mingcha.ledger.hashing import leaf_of
from mingcha.ledger.keys import ring
from mingcha.ledger.models import Entry, Unsealed
from mingcha.ledger.sealing import seal
from mingcha.organs.models import Dictionary, DictionaryVersion, Person

Deeds = Callable[..., list[Entry]]
pytestmark = pytest.mark.django_db


def test_an_entry_keeps_the_values_of_actor_and_object(draft: DictionaryVersion, officer: System) -> None:
    record("try_it", draft, by=officer, reason="试", days=[1, 2])
    entry = Entry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_name, entry.post_id) == ("post", 7, "王明察", 70)
    assert (entry.organ, entry.organ_path, entry.city, entry.county) == (
        "市司法局",
        "/1/5/",
        "990100000000",
        "990101000000",
    )
    assert (entry.act, entry.object_kind, entry.object_id) == ("try_it", "organs.dictionaryversion", draft.pk)
    assert entry.object_name == "权力类别 1"
    assert entry.what == {"reason": "试", "days": [1, 2]}
    assert entry.leaf == leaf_of("sm3", entry.values())


def test_an_entry_stays_as_it_was_when_its_object_is_renamed(draft: DictionaryVersion, officer: System) -> None:
    record("try_it", draft, by=officer)
    Dictionary.objects.update(name="新名")
    assert Entry.objects.get().object_name == "权力类别 1"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        record("try", None, by=System("test"))
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_act_and_entry_together() -> None:

    def act() -> None:
        Dictionary.objects.create(key="k", name="n")
        record("try", None, by=System("test"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act()
    assert not Dictionary.objects.exists()
    assert not Entry.objects.exists()
    assert not Unsealed.objects.exists()


def test_an_act_whose_entry_cannot_be_written_is_not_done() -> None:

    def act() -> None:
        Dictionary.objects.create(key="k", name="n")
        record("try", None, by=System("test"), amount=1.5)

    with pytest.raises(TypeError), transaction.atomic():
        act()
    assert not Dictionary.objects.exists()


def test_a_personal_value_is_kept_as_a_keyed_hash() -> None:
    person = Person(pk=5, username="u", name="王", phone="13900000000")
    entry = record("edit_person", person, by=System("test"), personal=("phone", "id_number"), changed=["phone"])
    assert entry.what == {
        "changed": ["phone"],
        "personal": {"phone": ring().index("13900000000", "ledger:organs.person.phone"), "id_number": None},
    }
    assert "13900000000" not in str(Entry.objects.values().get())


def test_text_is_kept_to_the_character() -> None:
    words = "𠮷·阿\u0000\u200d👩‍👩‍👧\n\"'\\ \u2028"
    record("try", None, by=System("test"), words=words)
    entry = Entry.objects.get()
    assert entry.what == {"words": words}
    assert entry.leaf == leaf_of("sm3", entry.values())


def test_an_entry_costs_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        record("try", None, by=System("test"))


def test_the_history_of_a_thing_is_newest_first_and_its_own(draft: DictionaryVersion, officer: System) -> None:
    record("first", draft, by=officer)
    record("other", draft.dictionary, by=officer)
    record("second", draft, by=officer)
    assert [entry.act for entry in history(draft)] == ["second", "first"]


def test_a_person_without_a_post_and_the_public_act_too() -> None:
    for kind in ("person", "public"):
        record("try", None, by=System("anybody", Actor(kind, None, "某人")))
    assert set(Entry.objects.values_list("actor_kind", flat=True)) == {"person", "public"}


ATTACKS = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
    "disable": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop": "DROP TRIGGER {table}_append_only ON {table}",
}
ON = {
    "sqlite": ("update", "delete", "replace"),
    "postgresql": ("update", "delete", "truncate", "disable", "drop"),
}
REFUSED = {"sqlite": WORDS, "postgresql": f"{WORDS}|permission denied|must be owner"}


@pytest.mark.parametrize("table", UNIQUE)
def test_the_database_refuses_to_change_what_was_written(table: str, deeds: Deeds) -> None:
    deeds(3)
    seal()
    before = list(Entry.objects.order_by("pk").values())
    column = UNIQUE[table][-1].split(",")[0]
    for attack in ON[connection.vendor]:
        with (
            pytest.raises(DatabaseError, match=REFUSED[connection.vendor]),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(ATTACKS[attack].format(table=table, column=column))
    assert list(Entry.objects.order_by("pk").values()) == before
    assert len(before) == 3
