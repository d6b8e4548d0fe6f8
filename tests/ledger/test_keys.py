# SPDX-License-Identifier: Apache-2.0
"""The key ring: rotation loses nothing, nothing opens without it, and a bad file is said loudly."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from mingcha.ledger.keys import PURPOSES, Ring, Undecipherable, add_key, new_ring, ring

PHONE, PLACE = "13900000000", "organs.person.phone"


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.KEYS_FILE = tmp_path / "keys.json"
    new_ring(settings.KEYS_FILE)
    return settings.KEYS_FILE


def test_a_value_comes_back_and_its_text_tells_nothing(file: Path) -> None:
    one, two = ring().encrypt(PHONE, PLACE), ring().encrypt(PHONE, PLACE)
    assert ring().decrypt(one, PLACE) == ring().decrypt(two, PLACE) == PHONE
    assert one != two
    assert PHONE not in one


def test_a_text_cannot_be_moved_to_another_field_or_altered(file: Path) -> None:
    token = ring().encrypt(PHONE, PLACE)
    for bad, place in (
        (token, "organs.person.id_number"),
        (token[:-6] + "AAAA==", PLACE),
        ("f9:xx", PLACE),
        ("", PLACE),
    ):
        with pytest.raises(Undecipherable):
            ring().decrypt(bad, place)


def test_after_a_rotation_the_new_key_writes_and_the_old_ones_still_open_find_and_prove(file: Path) -> None:
    before, token, found = ring(), ring().encrypt(PHONE, PLACE), ring().index(PHONE, PLACE)
    signature = before.sign(b"head")
    for purpose in PURPOSES:
        add_key(file, purpose)
    after = ring()
    assert after.decrypt(token, PLACE) == PHONE
    assert not after.is_newest(token)
    assert after.is_newest(after.encrypt(PHONE, PLACE))
    assert after.indexes(PHONE, PLACE) == [after.index(PHONE, PLACE), found]
    assert after.seal_id != before.seal_id
    public = bytes.fromhex(after.public_keys()[before.seal_id])
    Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), b"head")


def test_equal_values_of_one_place_are_equal_and_of_two_places_are_not(file: Path) -> None:
    assert ring().index(PHONE, PLACE) == ring().index(PHONE, PLACE)
    assert ring().index(PHONE, PLACE) != ring().index(PHONE, "other")
    assert ring().index("bc", "a") != ring().index("c", "ab")


def test_only_its_owner_reads_the_file_and_a_second_ring_never_replaces_it(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        new_ring(file)
    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    add_key(file, "field")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_missing_file_is_said_with_its_name(tmp_path: Path, settings: Settings) -> None:
    settings.KEYS_FILE = tmp_path / "nowhere.json"
    with pytest.raises(ImproperlyConfigured, match=r"nowhere\.json"):
        ring()


def test_a_damaged_file_is_refused_whole(file: Path) -> None:
    good = json.loads(file.read_text("utf-8"))
    bad = [
        "{",
        "[]",
        json.dumps(good | {"seal": []}),
        json.dumps({"field": good["field"]}),
        json.dumps(good | {"field": [{"id": "f1", "key": "c2hvcnQ="}]}),
        json.dumps(good | {"field": good["field"] * 2}),
        json.dumps(good | {"index": [{"id": "a:b", "key": good["index"][0]["key"]}]}),
    ]
    for number, text in enumerate(bad):
        file.write_text(text, "utf-8")
        os.utime(file, ns=(number, number))
        with pytest.raises(ImproperlyConfigured):
            ring()


def test_the_ring_is_read_once_and_again_only_when_it_changes(file: Path) -> None:
    first: Ring = ring()
    assert ring() is first
    add_key(file, "seal")
    assert ring() is not first
