# SPDX-License-Identifier: Apache-2.0
"""The store of files: what is taken in is whole, known by its hashes and of the kind that it says (corpus U*)."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.files import actions
from mingcha.files.kinds import TABLES
from mingcha.files.models import Stored
from mingcha.ledger import Invalid, System

CSV = "案号,环节,时间\nA,立案,2026-01-05\n".encode()
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XML = b'<?xml version="1.0" encoding="UTF-8"?><log/>'

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def store(name: str, content: bytes) -> Stored:
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # as hostile as it comes: Django's own setter would cut it
    return actions.store(upload, by=System("test"), accept=TABLES)


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return made.getvalue()


def link() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("xl/link")
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return made


BOOK = ("xl/workbook.xml", b"<workbook/>")


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
        ("log.xes.gz", gzip.compress(XML)),
        ("log.xlsx", archive(BOOK)),
        ("log.parquet", b"PAR1........PAR1"),
    ],
)
def test_every_form_of_a_table_is_taken(name, content):
    assert store(name, content).name == name


REFUSED = {
    "U01-page-as-workbook": ("log.xlsx", b"<html><table></table></html>", "type_mismatch"),
    "U01-page-as-text": ("log.csv", b"<!DOCTYPE html><script>alert(1)</script>", "type_mismatch"),
    "U01-old-workbook-as-text": ("log.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type_mismatch"),
    "U01-page-as-log": ("log.xes", b"<?xml version='1.0'?><html/>", "type_mismatch"),
    "U01-text-as-gzip": ("log.xes.gz", XML, "type_mismatch"),
    "U01-text-as-parquet": ("log.parquet", CSV, "type_mismatch"),
    "U01-picture": ("scan.jpg", b"\xff\xd8\xff", "type_not_allowed"),
    "U02-drawing": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type_not_allowed"),
    "U02-drawing-as-log": ("x.xes", b"<?xml version='1.0'?><svg><script/></svg>", "type_mismatch"),
    "U06-empty": ("log.csv", b"", "file_empty"),
    "U07-plain": ("log.csv", EICAR, "malware"),
    "U07-in-workbook": ("log.xlsx", archive(BOOK, ("xl/media/a.bin", EICAR)), "malware"),
    "U09-ratio": ("log.xlsx", archive(BOOK, ("xl/a.xml", bytes(5 << 20))), "archive_bomb"),
    "U09-gzip": ("log.xes.gz", gzip.compress(XML + bytes(20 << 20)), "archive_bomb"),
    "U10-up": ("log.xlsx", archive(BOOK, ("../../etc/passwd", b"x")), "archive_path"),
    "U10-absolute": ("log.xlsx", archive(BOOK, ("/etc/passwd", b"x")), "archive_path"),
    "U10-link": ("log.xlsx", archive(BOOK, (link(), b"/etc/passwd")), "archive_path"),
    "U11-macro": ("log.xlsm", archive(BOOK, ("xl/vbaProject.bin", b"x")), "xlsx_macro"),
    "U11-link": ("log.xlsx", archive(BOOK, ("xl/externalLinks/externalLink1.xml", b"<a/>")), "xlsx_link"),
    "damaged-workbook": ("log.xlsx", archive(BOOK)[:-30], "archive_damaged"),
    "damaged-parquet": ("log.parquet", b"PAR1..............", "file_damaged"),
    "no-workbook": ("log.xlsx", archive(("word/document.xml", b"<a/>")), "file_damaged"),
}


@pytest.mark.parametrize("entry", REFUSED)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(entry, room):
    name, content, code = REFUSED[entry]
    with pytest.raises(Invalid) as refused:
        store(name, content)
    assert refused.value.code == code
    assert name in str(refused.value)
    assert left(room) == []
    assert not Stored.objects.exists()


NAMES = {
    "../../etc/passwd.csv": "passwd.csv",
    "..\\..\\x.csv": "x.csv",
    "C:\\x.csv": "x.csv",
    "/abs.csv": "abs.csv",
    "a%2f..csv": "a%2f..csv",
    "CON.csv": "CON.csv",
    "文" * 300 + ".csv": "文" * 196 + ".csv",
}


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
