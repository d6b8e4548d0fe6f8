# SPDX-License-Identifier: Apache-2.0
"""The store of files: what is taken in is whole, known by its hashes and of the kind that it says (corpus U*)."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.files import actions
from mingcha.files.kinds import TABLES
from mingcha.files.models import Stored
from mingcha.ledger import Invalid, System
from upload_corpus import BOOK, CSV, NAMES, REFUSED, XML, archive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def store(name: str, content: bytes) -> Stored:
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # as hostile as it comes: Django's own setter would cut it
    return actions.store(upload, by=System("test"), accept=TABLES)


def left(room) -> list[str]:
    return sorted(str(path.relative_to(room)) for path in room.rglob("*") if path.is_file())


def test_a_file_is_known_by_both_hashes_and_lies_under_its_own(room):
    row = store("一月.csv", CSV)
    assert (row.sha256, row.sm3) == (hashlib.sha256(CSV).hexdigest(), hashlib.new("sm3", CSV).hexdigest())
    assert row.path().read_bytes() == CSV
    assert (row.name, row.size, row.media_type, row.by_name) == ("一月.csv", len(CSV), "text/csv", "test")
    assert left(room) == [f"{row.sha256[:2]}/{row.sha256[2:4]}/{row.sha256}"]


def test_the_same_content_lies_on_disk_once_under_two_names(room):
    first, second = store("a.csv", CSV), store("b.txt", CSV)
    assert first.path() == second.path()
    assert [first.name, second.name] == ["a.csv", "b.txt"]
    assert len(left(room)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", CSV.decode().encode("gb18030")),
        ("log.tsv", CSV.decode().encode("utf-16")),
        ("log.XES", XML),
        ("log.xes", b"\xff\xfe" + XML.decode().encode("utf-16-le")),
        ("log.xes.gz", gzip.compress(XML, mtime=0)),
        ("log.xlsx", archive(BOOK)),
        ("log.parquet", b"PAR1........PAR1"),
    ],
)
def test_every_form_of_a_table_is_taken(name, content):
    assert store(name, content).name == name


@pytest.mark.parametrize("entry", REFUSED)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(entry, room):
    name, content, code = REFUSED[entry]
    with pytest.raises(Invalid) as refused:
        store(name, content)
    assert refused.value.code == code
    assert name in str(refused.value)
    assert left(room) == []
    assert not Stored.objects.exists()


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_data_and_never_a_path(name, room):
    row = store(name, CSV)
    assert row.name == NAMES[name]
    assert left(room) == [str(row.path().relative_to(room))]


@pytest.mark.parametrize("name", ["..", "a\0.csv", "a\n.csv", "a\u202evsc.csv", "", "x/"])
def test_a_name_that_nobody_types_is_refused(name, room):
    with pytest.raises(Invalid) as refused:
        store(name, CSV)
    assert refused.value.code == "file_name"


def test_an_ending_that_hides_is_refused():
    with pytest.raises(Invalid) as refused:
        store("log.csv.", CSV)
    assert refused.value.code == "type_not_allowed"
