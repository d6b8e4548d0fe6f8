# SPDX-License-Identifier: Apache-2.0
"""Guards for compressed files: nothing is unpacked before it is known to be small, plain and inside (corpus U09–U11, X07)."""

from __future__ import annotations

import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final
from xml.parsers import expat

from mingcha.files.badinput import refuse

MAX_RATIO: Final = 100
MAX_TOTAL: Final = 1 << 30
MAX_ENTRIES: Final = 10_000
MAX_STREAM: Final = 1 << 36
"""A log in gzip is read as a stream, never held: only its ratio and this length bound it."""
SMALL: Final = 1 << 20
"""Below this the ratio says nothing: a page of blanks compresses a thousandfold."""
CHUNK: Final = 1 << 18

_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER: Final = 30
_MAX_DIRECTORY: Final = 8 << 20


def check(path: Path) -> tuple[str, ...]:
    """The names of the members of a zip (XLSX, DOCX …) that may safely be unpacked; else ``BadInput``."""
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(path, members)
            _check_names(path, members)
            _check_overlap(path, members, archive.start_dir)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏，请重新导出") from error
    return tuple(member.filename for member in members)


def begins(path: Path, length: int) -> Iterator[bytes]:
    """The first bytes of each member of a zip that has been found safe, or is found so now."""
    check(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    yield part.read(length)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏，请重新导出") from error


def _check_directory(path: Path) -> None:
    """Refuse by the last bytes alone: to list a million members is already expensive."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END.size - 0xFFFF))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise refuse("archive_damaged", path.name, "不是完整的压缩文件，请重新导出")
    end = _END.unpack_from(tail, at)
    if end[4] > MAX_ENTRIES or end[5] > _MAX_DIRECTORY:
        raise _bomb(path, f"文件数超过 {MAX_ENTRIES} 个")


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MAX_ENTRIES:
        raise _bomb(path, f"文件数超过 {MAX_ENTRIES} 个")
    if total > MAX_TOTAL:
        raise _bomb(path, f"解压后超过 {MAX_TOTAL >> 30} GiB")
    if any(
        member.file_size > SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size) for member in members
    ):
        raise _bomb(path, f"压缩比超过 {MAX_RATIO}")
    if any(member.flag_bits & 1 for member in members):
        raise refuse("archive_encrypted", path.name, "文件已加密，请去掉密码后再提供")


def _check_names(path: Path, members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        inside = PurePosixPath(name)
        outside = inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0] if inside.parts else True
        if outside or "\0" in member.orig_filename or stat.S_ISLNK(member.external_attr >> 16):
            raise refuse("archive_path", path.name, f"压缩文件中的“{name[:60]}”指向文件之外，已拒绝")
        if name in seen:
            raise refuse("archive_path", path.name, f"压缩文件中“{name[:60]}”出现两次，已拒绝")
        seen.add(name)


def _check_overlap(path: Path, members: list[zipfile.ZipInfo], end: int) -> None:
    """Entries that share bytes unpack to more than the ratio of each tells."""
    for member in sorted(members, key=lambda each: each.header_offset, reverse=True):
        length = _LOCAL_HEADER + len(member.filename) + member.compress_size
        if member.header_offset + length > end and member.file_size:
            raise _bomb(path, "其中的文件互相重叠")
        end = member.header_offset


def _bomb(path: Path, why: str) -> Exception:
    return refuse("archive_bomb", path.name, f"疑似压缩炸弹（{why}），已拒绝，未解压")


def gunzip(path: Path) -> Iterator[bytes]:
    """The contents of a gzip file in pieces of at most :data:`CHUNK` bytes; memory stays flat."""
    out = 0
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as unpacked:
            while chunk := unpacked.read(CHUNK):
                out += len(chunk)
                if out > MAX_STREAM or (out > SMALL and out > MAX_RATIO * raw.tell()):
                    raise _bomb(path, f"压缩比超过 {MAX_RATIO}")
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏或不完整，请重新导出") from error


def refuse_doctype(stream: IO[bytes], name: str) -> None:
    """Refuse XML that declares a document type (the door of every entity attack); reads no further than its root."""
    parser = expat.ParserCreate()
    begun = False
    left = SMALL

    def declared(*_: object) -> None:
        raise refuse("xml_dtd", name, "XML 中含有 DTD 或实体声明，已拒绝")

    def root(*_: object) -> None:
        nonlocal begun
        begun = True

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = root
    try:
        while not begun and (chunk := stream.read(4096)):
            parser.Parse(chunk, False)
            left -= len(chunk)
            if left < 0:
                raise refuse("xml_limits", name, "XML 在根元素之前过长，已拒绝")
        parser.Parse(b"", not begun)
    except expat.ExpatError as error:
        raise refuse("xml_damaged", name, "XML 格式有误，请重新导出") from error
