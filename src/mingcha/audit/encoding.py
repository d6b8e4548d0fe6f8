# SPDX-License-Identifier: Apache-2.0
"""Which bytes a text file is made of, and the text in them: UTF-8, UTF-16 and the GB family (corpus T15, X05, C02).

A wrong guess makes wrong names without any sign, so doubt is refused: only text that is wholly one encoding is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mingcha.files.badinput import BadInput, refuse

KNOWN: Final = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "big5": "big5hkscs",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}
"""What a mapping or an XML declaration may name, and the codec that reads it (GB18030 contains GBK and GB2312)."""

BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHUNK: Final = 1 << 20
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


def by_bom(head: bytes) -> str | None:
    """The codec that the first bytes name, if they do; UTF-16 without a mark shows in its zeros."""
    for bom, codec in BOMS:
        if head.startswith(bom):
            return codec
    even, odd = head[:200:2].count(0), head[1:200:2].count(0)
    half = max(1, len(head[:200]) // 4)
    return "utf-16-be" if even > half > odd else "utf-16-le" if odd > half > even else None


def pieces(path: Path, size: int = CHUNK) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def decode(chunks: Iterable[bytes], codec: str, name: str) -> Iterator[str]:
    """The text; a byte that does not belong to the encoding is ``bad_encoding`` with its line."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    for chunk in chunks:
        text = _decoded(decoder, chunk, codec, f"{name} 第 {{}} 行", lines)
        lines += text.count("\n")
        yield text
    yield _decoded(decoder, b"", codec, f"{name} 第 {{}} 行", lines)


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, codec: str, where: str, lines: int) -> str:
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        line = lines + error.object[: error.start].count(b"\n")
        raise wrong_encoding(where.format(line), codec) from error
    except UnicodeError as error:
        raise wrong_encoding(where.format(lines), codec) from error


def wrong_encoding(where: str, codec: str) -> BadInput:
    name = codec.upper().removesuffix("-SIG")
    return refuse(
        "bad_encoding", where, f"文件不是{name}：有不属于该编码的字节。请另存为 UTF-8，或在 [log].encoding 写明真实编码"
    )


@dataclass(frozen=True)
class Scan:
    """What one quick pass over the bytes found. ``bad`` is the line of the first byte that is not UTF-8."""

    bad: int | None
    nul: int | None
    newlines: int
    crlf: int
    cr: int
    wide: bool
    """Whether there is anything beyond ASCII."""
    long: int | None = None
    """The first line longer than :data:`CHUNK` bytes."""

    @property
    def plain_lines(self) -> bool:
        """Whether all lines end alike, so that bytes can be counted as lines."""
        return self.cr == self.crlf and self.crlf in (0, self.newlines)


def scan(path: Path) -> Scan:
    """Count lines and look for bytes that are not UTF-8 or are zero. One read of the file, flat memory."""
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    bad = nul = long = None
    newlines = crlf = cr = run = 0
    wide = False
    last = b""
    for chunk in pieces(path):
        if nul is None and (at := chunk.find(0)) >= 0:
            nul = 1 + newlines + chunk.count(b"\n", 0, at)
        wide = wide or not chunk.isascii()
        if decoder is not None:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                bad, decoder = 1 + newlines + error.object[: error.start].count(b"\n"), None
        end = _first_end(chunk)
        if long is None and run + end > CHUNK:
            long = 1 + max(newlines, cr)
        run = run + len(chunk) if end == len(chunk) else len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        crlf += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
        cr += chunk.count(b"\r")
        newlines += chunk.count(b"\n")
        last = chunk[-1:]
    if decoder is not None and decoder.getstate()[0]:
        bad = 1 + newlines
    return Scan(bad, nul, newlines, crlf, cr, wide, long)


def _first_end(chunk: bytes) -> int:
    """The length of the chunk up to its first line end."""
    return min((at for end in (b"\n", b"\r") if (at := chunk.find(end)) >= 0), default=len(chunk))


def guess(path: Path, found: Scan) -> str:
    """The codec of a file without mark: UTF-8 if all of it is, GB18030 if it then reads as common Chinese.

    A UTF-8 file with some damaged bytes also decodes as GB18030, to other characters: it is refused by its damage.
    """
    if found.bad is None:
        return "utf-8"
    where = f"{path.name} 第 {found.bad} 行"
    sample = _beyond_ascii(path)
    as_utf8 = [character for character in sample.decode("utf-8", "replace") if character > "\x7f"]
    if 10 * as_utf8.count("\ufffd") < len(as_utf8):
        raise wrong_encoding(where, "utf-8")
    as_gb = [character for character in sample.decode("gb18030", "replace") if character > "\x7f"]
    if 10 * sum(bool(character.encode("gb2312", "ignore")) for character in as_gb) < 9 * len(as_gb):
        raise refuse("bad_encoding", where, "认不出文件编码：请另存为 UTF-8，或在 [log].encoding 写明编码")
    return "gb18030"


def _beyond_ascii(path: Path) -> bytes:
    """Some thousand bytes from the first one that is not ASCII on."""
    for chunk in pieces(path):
        if found := _NOT_ASCII.search(chunk):
            return chunk[found.start() : found.start() + 9_000]
    return b""
