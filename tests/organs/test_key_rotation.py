# SPDX-License-Identifier: Apache-2.0
"""A key of the ring is followed by another: what the old one made is written anew in slices, nothing is lost on the way (D2, D5, J6)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, models
from django.db.models import functions
from pytest_django import Settings

from mingcha.ledger import Invalid, System, keys
from mingcha.ledger.models import Batch, Entry
from mingcha.ledger.sealing import seal
from mingcha.organs.actions import keys as rotation
from mingcha.organs.actions.people import create_person
from mingcha.organs.login import Factors
from mingcha.organs.models import Person
from mingcha.organs.testing import Cast, invented_id

BY = System("test")
NAMES = ("id_number", "phone")


@pytest.fixture
def here(cast: Cast, settings: Settings, tmp_path: Path) -> Cast:
    """A ring that the test may change, and a person with a telephone."""
    ring = tmp_path / "keys.json"
    shutil.copy(settings.KEYS_FILE, ring)
    settings.KEYS_FILE = ring
    Authenticator.objects.all().delete()
    for type_, name in (("totp", "secret"), ("recovery_codes", "seed")):
        data = {name: Factors().encrypt(f"the {name}"), "counter": 7}
        Authenticator.objects.create(user=cast.post("handler").person, type=type_, data=data)
    return cast


def stored() -> dict[int, list[str]]:
    """What stands in the columns of each person who has numbers."""
    raws = {f"raw_{name}": functions.Cast(name, models.TextField()) for name in NAMES}
    rows = Person.objects.annotate(**raws).exclude(raw_id_number="").order_by("pk")
    return {pk: values for pk, *values in rows.values_list("pk", *raws, "id_number_index", "phone_index")}


def plain() -> list[tuple[Any, ...]]:
    return list(Person.objects.order_by("pk").values_list("pk", "version", *NAMES))


def by_keys() -> set[str]:
    """The ids of the keys that made what is stored."""
    return {value.partition(":")[0] for values in stored().values() for value in values if value}


def rotate(purpose: str) -> rotation.Rewritten:
    rotation.begin_rotation(purpose, by=BY)
    return rotation.finish_rotation(purpose, by=BY)


def told() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(object_kind=rotation.KIND).order_by("id").values_list("act", "object_name"))


def test_every_value_is_written_anew_and_reads_as_before(here: Cast) -> None:
    before, rows = plain(), len(stored())
    assert rows > 3
    assert by_keys() == {"f1", "i1"}
    assert rotate("field") == rotation.Rewritten(rows + 2)
    assert by_keys() == {"f2", "i1"}
    assert rotate("index").rows == rows
    assert by_keys() == {"f2", "i2"}
    assert plain() == before
    factors = {row.type: row.data for row in Authenticator.objects.all()}
    assert factors["totp"]["secret"].startswith("f2:")
    assert factors["totp"]["counter"] == 7
    assert Factors().decrypt(factors["totp"]["secret"]) == "the secret"
    assert Factors().decrypt(factors["recovery_codes"]["seed"]) == "the seed"
    assert told() == [("add_key", "f2"), ("rotate_key", "f2"), ("add_key", "i2"), ("rotate_key", "i2")]
    assert Entry.objects.filter(act="rotate_key").first().what == {"purpose": "field", "rows": rows + 2}  # type: ignore[union-attr]


def test_a_run_that_broke_off_is_taken_up_by_the_next_without_another_key(
    here: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rows = plain(), len(stored())
    usual, left = rotation._anew, [rows // 2]

    def killed(*given: Any) -> dict[str, str]:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return usual(*given)

    monkeypatch.setattr(rotation, "SLICE", 2)
    monkeypatch.setattr(rotation, "_anew", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate("field")
    assert {"f1", "f2"} < by_keys()
    assert plain() == before
    monkeypatch.setattr(rotation, "_anew", usual)
    rest = rotate("field").rows
    assert 2 < rest < rows + 2
    assert by_keys() == {"f2", "i1"}
    assert plain() == before
    assert told() == [("add_key", "f2"), ("rotate_key", "f2")]
    rotate("field")
    assert by_keys() == {"f3", "i1"}


def test_a_value_that_no_key_opens_is_named_and_keeps_the_key_open(here: Cast) -> None:
    lost, other = list(stored())[:2]
    kept = stored()[lost][1]
    with_raw(lost, kept[:-8] + "AAAAAAA=")
    done = rotate("field")
    assert done.unreadable == {f"organs.person {lost}"}
    assert stored()[other][0].startswith("f2:")
    assert stored()[lost][1] == kept[:-8] + "AAAAAAA="
    assert told() == [("add_key", "f2")]
    with_raw(lost, kept)
    assert rotate("field").unreadable == set()
    assert told() == [("add_key", "f2"), ("rotate_key", "f2")]


def with_raw(pk: int, text: str) -> None:
    """Past the field, as a damaged disk would."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organs_person SET phone = %s WHERE id = %s", [text, pk])


def test_a_number_is_known_whichever_key_hashed_it(here: Cast, settings: Settings) -> None:
    number = invented_id(4242)
    create_person({"name": "甲", "username": "jia", "id_number": number}, by=BY)
    keys.add_key(settings.KEYS_FILE, "index")
    with pytest.raises(Invalid, match="已登记"):
        create_person({"name": "乙", "username": "yi", "id_number": number}, by=BY)


def test_seals_of_both_keys_are_proved_by_the_ring(here: Cast) -> None:
    seal()
    rotate("seal")
    seal()
    made = list(Batch.objects.order_by("number").values_list("key_id", flat=True))
    assert made[-2:] == ["s1", "s2"]
    assert set(keys.ring().public_keys()) == {"s1", "s2"}
