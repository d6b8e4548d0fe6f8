# SPDX-License-Identifier: Apache-2.0
"""Events gathered from XES and written as Parquet parts, so that memory does not grow with the log."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.files.badinput import refuse

LEAVES: Final = ("string", "date", "int", "float", "boolean", "id")
"""The attributes of XES that hold one value; lists and containers do not, and are passed over."""
BATCH: Final = 4 << 20
"""Characters of XML after which the events are written."""
MAX_COLUMNS: Final = 2_000

Row = dict[str, str]


class Batch:
    """The events since the last part. ``of`` has for each event the place of its trace in ``traces``.

    A reader fills the lists; ``columns`` has every attribute seen, in order, trace attributes as ``case:…``. In a part a column
    is called by its number: attributes may differ by nothing but case.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        self.folder, self.name = folder, name
        self.events: list[Row] = []
        self.traces: list[Row] = []
        self.of: list[int] = []
        self.columns: dict[str, int] = {}
        self.parts = 0
        self._read = 0

    def advance(self, characters: int) -> None:
        """Say how much text was read, and write when it is enough. The last event may not be whole yet: it stays."""
        self._read += characters
        if self._read >= BATCH:
            self._write(len(self.events) - 1)
            self._read = 0

    def flush(self) -> None:
        """Write what is left, at the end of the text, and give back the memory: DuckDB comes next."""
        self._write(len(self.events))
        pa.default_memory_pool().release_unused()

    def _write(self, count: int) -> None:
        of_event, of_trace = _names(self.events), _names(self.traces)
        if len(of_event) + len(of_trace) > MAX_COLUMNS:
            raise refuse("xml_limits", self.name, f"属性种类超过 {MAX_COLUMNS} 个，已拒绝")
        count = max(count, 0)
        if count:
            columns = {"event": pa.nulls(count, pa.bool_())}  # events without any attribute still are rows
            columns |= self._columns("", of_event, _texts(self.events[:count], of_event))
            of_traces = _texts(self.traces, of_trace).take(pa.array(self.of[:count], pa.int64()))
            columns |= self._columns("case:", of_trace, of_traces)
            path = self.folder / f"{self.parts:09}.parquet"
            pq.write_table(pa.table(columns), path, compression="none", use_dictionary=False, write_statistics=False)
            self.parts += 1
        self._forget(count)

    def _columns(self, prefix: str, names: list[str], texts: pa.StructArray) -> dict[str, pa.Array]:
        numbers = [self.columns.setdefault(prefix + name, len(self.columns)) for name in names]
        return {f"c{number}": column for number, column in zip(numbers, texts.flatten(), strict=True)}

    def _forget(self, count: int) -> None:
        """The lists stay the same objects, since a reader holds them; so do the last event and the traces from its own on."""
        first = self.of[count] if count < len(self.of) else max(0, len(self.traces) - 1)
        del self.events[:count], self.of[:count], self.traces[:first]
        self.of[:] = [place - first for place in self.of]


def _names(rows: list[Row]) -> list[str]:
    """Every attribute of the rows, in the order in which they were met; most rows bring nothing new and are not looked through."""
    missing = set().union(*rows)
    names: list[str] = []
    for row in rows:
        if not missing:
            break
        new = [name for name in row if name in missing]
        names += new
        missing.difference_update(new)
    return names


def _texts(rows: list[Row], names: list[str]) -> pa.StructArray:
    """The rows as columns of text, by one call of Arrow rather than one look-up a cell."""
    return pa.array(rows, pa.struct([(name, pa.string()) for name in names]))
