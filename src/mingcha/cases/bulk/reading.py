# SPDX-License-Identifier: Apache-2.0
"""A slice of a log, case by case: each row with the name by which it is known again, each case with a hash of all it says."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from mingcha.cases.bulk.tables import TABLES, Table

Row = dict[str, Any]
Name = tuple[Any, ...]
OF_CASE: Final = (
    "item_id",
    "item_version",
    "category",
    "area",
    "calendar_id",
    "accepted_at",
    "closed_at",
    "promised_at",
)


@dataclass
class Told:
    """What the log tells of a case: its own columns, and for each table its rows by name. References are names too."""

    number: str
    organ: str | None
    title: str
    party: str
    case: Row
    rows: dict[str, dict[Name, Row]] = field(default_factory=lambda: {table.name: {} for table in TABLES})

    @property
    def content(self) -> str:
        """A hash by which an unchanged case is passed over."""
        rows = {
            name: sorted((json.dumps([*key, row], default=str)) for key, row in found.items())
            for name, found in self.rows.items()
        }
        said = [self.number, self.organ, self.title, self.party, self.case, rows]
        return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def came_at(self) -> int:
        """When it first was heard of."""
        instants = (row[at] for row in self.rows["steps"].values() for at in ("assigned_at", "started_at", "ended_at"))
        known = [at for at in (*instants, self.case["accepted_at"]) if at is not None]
        return min(known, default=0)


def read_slice(folder: Path, names: Mapping[int, Row], officers: Mapping[int, str]) -> list[Told]:
    """The cases of a slice folder of ``audit.ingest``.

    Args:
        folder: holds ``<table>.parquet``.
        names: by the log's number of a case: ``name``, ``organ`` and, where the log has them, ``title`` and ``party``.
        officers: what the log's numbers of people mean; people are known by name.
    """
    told = {row["case_id"]: _told(row, names[row["case_id"]]) for row in _read(folder, "cases")}
    known: dict[tuple[str, int], Name] = {}
    for table in TABLES:
        rows = _read(folder, table.name)
        for row in rows:
            _name_references(row, table, known, officers)
        _put(table, rows, told, known)
    for case in told.values():
        for row in case.rows["evidence"].values():
            if (number := row["superseded_by"]) is not None:
                row["superseded_by"] = known.get(("evidence", number), ())
    return list(told.values())


def _read(folder: Path, table: str) -> list[Row]:
    path = folder / f"{table}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def _told(row: Row, name: Row) -> Told:
    said = {column: row[column] for column in OF_CASE}
    return Told(name["name"], name["organ"], name.get("title") or "", name.get("party") or "", said)


def _name_references(
    row: Row, table: Table, known: Mapping[tuple[str, int], Name], officers: Mapping[int, str]
) -> None:
    for column, target in table.refs.items():
        if row[column] is not None:
            row[column] = known[target, row[column]]
    if "officer_id" in row:
        row["officer_id"] = officers[row["officer_id"]]


def _put(table: Table, rows: Iterable[Row], told: Mapping[int, Told], known: dict[tuple[str, int], Name]) -> None:
    """Name the rows of each case; of rows that would have one name the second is the second."""
    seen: dict[int, Counter[Name]] = defaultdict(Counter)
    for row in rows:
        case_id = row["case_id"]
        name = tuple(row[column] for column in table.known_by)
        seen[case_id][name] += 1
        name = (*name, seen[case_id][name])
        if table.pk:
            known[table.name, row[table.pk]] = name
        told[case_id].rows[table.name][name] = {column: row[column] for column in table.columns}
