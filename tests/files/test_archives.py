# SPDX-License-Identifier: Apache-2.0
"""Guards for compressed files (corpus U09, U10, X07)."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile

import pytest

from mingcha.files import archives
from mingcha.files.badinput import BadInput


def zipped(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def code(call, *arguments):
    with pytest.raises(BadInput) as caught:
        call(*arguments)
    return caught.value.errors[0].code


def test_an_honest_archive_passes_and_names_its_members(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.txt", "x"), ("b/c.xml", "<a/>" * 1000), ("空.txt", "")])
    assert archives.check(path) == ("a.txt", "b/c.xml", "空.txt")


def test_a_ratio_above_a_hundred_is_a_bomb(tmp_path):
    assert code(archives.check, zipped(tmp_path / "a.zip", [("a", b"\0" * 5_000_000)])) == "archive_bomb"


def test_too_many_entries_are_a_bomb(tmp_path):
    path = zipped(tmp_path / "a.zip", [(str(number), "") for number in range(10_001)])
    assert code(archives.check, path) == "archive_bomb"


def test_a_total_above_the_limit_is_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 1000)
    assert code(archives.check, zipped(tmp_path / "a.zip", [("a", "x" * 600), ("b", "y" * 600)])) == "archive_bomb"


def test_entries_that_share_bytes_are_a_bomb(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a", "x" * 100), ("b", "y" * 100)], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)  # the second entry now begins where the first does
    path.write_bytes(data)
    assert code(archives.check, path) == "archive_bomb"


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "..\\x", "C:\\x", "C:x"])
def test_a_member_that_points_outside_is_refused(tmp_path, name):
    assert code(archives.check, zipped(tmp_path / "a.zip", [(name, "x")])) == "archive_path"


def test_a_symbolic_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    assert code(archives.check, zipped(tmp_path / "a.zip", [(link, "/etc/passwd")])) == "archive_path"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path):
    assert code(archives.check, zipped(tmp_path / "a.zip", [("a", "x"), ("a", "y")])) == "archive_path"


def test_an_encrypted_archive_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a", "x")])
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert code(archives.check, path) == "archive_encrypted"


@pytest.mark.parametrize("cut", [0, 10, -10])
def test_a_damaged_archive_is_refused(tmp_path, cut):
    path = zipped(tmp_path / "a.zip", [("a", "x" * 100)])
    path.write_bytes(path.read_bytes()[:cut])
    assert code(archives.check, path) == "archive_damaged"


def test_gzip_is_read_in_pieces(tmp_path):
    content = random.Random(1).randbytes(1_000_000)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(content[:600_000]) + gzip.compress(content[600_000:]))
    pieces = list(archives.gunzip(path))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= archives.CHUNK


def test_a_gzip_bomb_stops_early(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"\0" * 50_000_000))
    read = []
    assert code(lambda: read.extend(map(len, archives.gunzip(path)))) == "archive_bomb"
    assert sum(read) < 10_000_000


@pytest.mark.parametrize(
    "content", [b"not gzip", gzip.compress(b"x" * 1000, mtime=0)[:-5], gzip.compress(b"x", mtime=0)[:12] + b"garbage"]
)
def test_a_damaged_gzip_is_refused(tmp_path, content):
    path = tmp_path / "a.gz"
    path.write_bytes(content)
    assert code(lambda: list(archives.gunzip(path))) == "archive_damaged"


def test_a_document_type_is_refused_and_plain_xml_is_not():
    archives.refuse_doctype(io.BytesIO(b"<?xml version='1.0'?><!-- x --><a><b/></a>"), "x")
    assert code(archives.refuse_doctype, io.BytesIO(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "x") == "xml_dtd"
    assert (
        code(archives.refuse_doctype, io.BytesIO(b"<!--" + b" " * 2_000_000 + b"--><!DOCTYPE a><a/>"), "x")
        == "xml_limits"
    )
    assert code(archives.refuse_doctype, io.BytesIO(b"nothing"), "x") == "xml_damaged"
