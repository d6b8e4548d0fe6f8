# SPDX-License-Identifier: Apache-2.0
"""A log or a register as a relation of text: whatever the form of the file, the rest of the reading sees only this.

Each form (CSV, XLSX, XES, Parquet) has its own module that opens a file and gives a :class:`Source`. Files are named to
DuckDB by their full path; nothing else on the machine is open to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mingcha.files.badinput import Fault


@dataclass(frozen=True)
class Reading:
    """How to read a file; all of it may be left to be found out. The keys of ``[log]`` and of each ``[tables.…]``."""

    encoding: str = "auto"
    delimiter: str = "auto"
    header_rows: int = 1
    sheet: str | None = None
    timezone: str | None = None
    time_format: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()


class Source(Protocol):
    """An opened file. ``relation`` is SQL whose columns ``c0``, ``c1`` … are text, in the order of ``columns`` and of the rows."""

    @property
    def path(self) -> Path: ...
    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def relation(self) -> str: ...
    @property
    def notes(self) -> Sequence[str]: ...

    def lines(self, ordinals: Sequence[int]) -> dict[int, int]:
        """The line (or row) of the file at which rows stand, counted as an editor does, for messages. Rows count from 0."""
        ...

    def explain(self, error: Exception) -> tuple[list[Fault], int]:
        """Why DuckDB could not read the relation to its end: the first faults and their number."""
        ...


def literal(text: object) -> str:
    """Text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet(paths: Iterable[Path], options: str = "") -> str:
    """SQL that reads Parquet files one after another. They are listed: a pattern would take brackets in a path for itself."""
    return f"read_parquet([{', '.join(literal(path) for path in sorted(paths))}]{options})"


def name_list(columns: Sequence[str]) -> str:
    """Columns as shown in a message."""
    shown = "、".join(name[:30] for name in columns[:30])
    return shown + ("……" if len(columns) > 30 else "")
