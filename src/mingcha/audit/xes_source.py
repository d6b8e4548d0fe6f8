# SPDX-License-Identifier: Apache-2.0
"""XES and XES.gz: events as rows, trace attributes as ``case:…`` columns (corpus X01–X07).

The text is read by :mod:`mingcha.audit.xes_plain`, which is fast and takes only XES as tools write it; at the first thing
that it does not know, the file is read from its beginning by :mod:`mingcha.audit.xes_strict`. Both fill a :class:`Batch`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shutil import rmtree
from typing import Final

from mingcha.audit import encoding, xes_plain, xes_strict
from mingcha.audit.sources import parquet
from mingcha.audit.xes_batch import Batch
from mingcha.files.archives import gunzip
from mingcha.files.badinput import Fault, refuse

_CHUNK: Final = 1 << 18
"""Bytes; what a reader makes of a larger piece would not stay in the processor's cache."""
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.\-]+)["']""")


@dataclass(frozen=True)
class XesSource:
    """An XES log whose events lie as Parquet parts in ``folder``."""

    path: Path
    columns: tuple[str, ...]
    folder: Path
    notes: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        return parquet(self.folder.iterdir(), ", union_by_name = true")

    def lines(self, ordinals: Sequence[int]) -> dict[int, int]:
        return xes_strict.event_lines(_text(self.path), set(ordinals))

    def explain(self, error: Exception) -> tuple[list[Fault], int]:
        return [Fault("xml_damaged", self.path.name, None, str(error).splitlines()[0][:200])], 1


def open_xes(path: Path, work: Path) -> XesSource:
    """Read all events of the log into parts below ``work``."""
    folder = work / f"xes-{len(list(work.iterdir()))}"
    batch = Batch(folder, path.name)
    try:
        xes_plain.read(_text(path), batch)
    except xes_plain.NotPlain:
        rmtree(folder)
        batch = Batch(folder, path.name)
        xes_strict.read(_text(path), batch, path.name)
    batch.flush()
    if not batch.parts:
        raise refuse("no_rows", path.name, "日志中没有事件")
    return XesSource(path, tuple(batch.columns), folder)


def _text(path: Path) -> Iterator[str]:
    chunks = gunzip(path) if path.suffix.lower() == ".gz" else encoding.pieces(path, _CHUNK)
    head = next(chunks, b"")
    if not head.strip():
        raise refuse("file_empty", path.name, "文件是空的")
    return encoding.decode(chain([head], chunks), _codec(head, path.name), path.name)


def _codec(head: bytes, name: str) -> str:
    """As the XML standard has it: the mark, else the declaration, else UTF-8."""
    if marked := encoding.by_bom(head):
        return marked
    found = _DECLARED.match(head)
    declared = found[1].decode().lower() if found else "utf-8"
    codec = encoding.KNOWN.get(declared)
    if codec is None or codec.startswith("utf-16"):
        raise refuse("bad_encoding", name, f"XML 声明的编码“{declared}”与内容不符或不支持：请另存为 UTF-8")
    return codec
