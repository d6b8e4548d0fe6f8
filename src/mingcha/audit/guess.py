# SPDX-License-Identifier: Apache-2.0
"""Guesses which column of a log is what: by its name in Chinese, English or XES, and where that fails by what stands in it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import duckdb

from mingcha.audit import times
from mingcha.audit.sources import Source
from mingcha.files.badinput import BadInput, refuse

SAMPLE: Final = 20_000
MOST_COLUMNS: Final = 2_000
MOST_ACTS: Final = 200

NAMES: Final[dict[str, list[str]]] = tomllib.loads(
    files("mingcha.audit").joinpath("data/column_names.toml").read_text("utf-8")
)
_WHOLLY: Final = ("title", "party")
"""Only by its whole name: a column that merely contains it may be somebody's telephone."""
_TIMES: Final = ("time", "start", "end", "assigned", "promised", "accepted")


@dataclass(frozen=True)
class Column:
    """What stands in a column of the sample: how many texts, different ones, and times."""

    place: int
    name: str
    filled: int
    different: int
    timed: int

    @property
    def is_time(self) -> bool:
        return self.filled > 0 and self.timed >= 0.8 * self.filled


def look(con: duckdb.DuckDBPyConnection, source: Source) -> list[Column]:
    """Take a sample of the source into the table ``sample`` and look at each column. ``BadInput`` if it cannot be read."""
    if len(source.columns) > MOST_COLUMNS:
        message = f"有 {len(source.columns)} 列，最多为 {MOST_COLUMNS} 列草拟映射：请删去不用的列，或自己写映射"
        raise refuse("too_many_columns", source.path.name, message)
    cells = ", ".join(f"c{place}" for place in range(len(source.columns)))
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE sample AS SELECT {cells} FROM {source.relation} LIMIT {SAMPLE}")
    except duckdb.Error as error:
        raise BadInput(*source.explain(error)) from error
    columns = []
    for place, name in enumerate(source.columns):
        text = f"trim(c{place})"
        seconds = times.seconds(text, times.zoned(text), None, ())
        found = con.execute(
            f"SELECT count(*), count(DISTINCT {text}), count({seconds}) FROM sample WHERE {text} <> ''"
        ).fetchone() or (0, 0, 0)
        columns.append(Column(place, name, *found))
    return columns


def guess(con: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> tuple[dict[str, str], list[str]]:
    """The fields with the columns they probably are, and what is doubtful about that."""
    found, doubts = dict[str, Column](), list[str]()
    for field, names in NAMES.items():
        taken = set(found.values())
        fitting = [c for c in columns if c.filled and c not in taken and c.is_time == (field in _TIMES)]
        if (column := _named(names, fitting, wholly=field in _WHOLLY)) and (
            field != "lifecycle" or column.different > 1
        ):
            found[field] = column
    _settle_times(found)
    _by_content(con, columns, found, doubts)
    return {field: column.name for field, column in found.items()}, doubts


def _named(names: Sequence[str], columns: Sequence[Column], *, wholly: bool = False) -> Column | None:
    """The column called by the earliest of the names; a name that only contains it counts last, or not at all."""
    by_name = {_plain(column.name): column for column in reversed(columns)}
    for name in names:
        if column := by_name.get(_plain(name)):
            return column
    if wholly:
        return None
    inside = [c for name in names if len(name) >= 2 and name[0] > "\x7f" for c in columns if name in c.name]
    return inside[0] if inside else None


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("_", "")


def _settle_times(found: dict[str, Column]) -> None:
    """Either begin and end, or one time."""
    if "start" in found and "end" in found:
        found.pop("time", None)
        return
    begin, end = found.pop("start", None), found.pop("end", None)
    if "time" not in found and (only := end or begin):
        found["time"] = only


def _by_content(
    con: duckdb.DuckDBPyConnection, columns: Sequence[Column], found: dict[str, Column], doubts: list[str]
) -> None:
    """Time, case and activity must be found: by what stands in the columns if no name tells."""

    def free(*, is_time: bool) -> list[Column]:
        taken = {column.place for column in found.values()}
        return [c for c in columns if c.filled and c.is_time == is_time and c.place not in taken and c.name]

    if not {"time", "start"} & set(found) and (candidates := free(is_time=True)):
        found["time"] = max(candidates, key=lambda column: (column.filled, column.different))
        doubts.append(f"time：没有认得的列名，按内容猜是“{found['time'].name}”")
    if "case" not in found and (candidates := [c for c in free(is_time=False) if 1 < c.different < 0.9 * c.filled]):
        found["case"] = max(candidates, key=lambda column: (column.filled, column.different))
        doubts.append(f"case：没有认得的列名，按内容猜是“{found['case'].name}”")
    if "activity" not in found and "case" in found:
        candidates = [c for c in free(is_time=False) if 1 < c.different <= MOST_ACTS]
        if candidates:
            found["activity"] = max(candidates, key=lambda column: _variety(con, found["case"], column))
            doubts.append(f"activity：没有认得的列名，按内容猜是“{found['activity'].name}”")


def _variety(con: duckdb.DuckDBPyConnection, case: Column, column: Column) -> tuple[float, int]:
    """How many different values a case has on average; of equal ones the column with fewer values in all."""
    found = con.execute(
        f"SELECT avg(n) FROM (SELECT count(DISTINCT c{column.place}) AS n FROM sample GROUP BY c{case.place})"
    ).fetchone()
    return float(found[0]) if found else 0.0, -column.different


def separators(con: duckdb.DuckDBPyConnection, place: int) -> str:
    """The Chinese marks that cut names apart in a column. A comma or a blank may stand inside a name and is not guessed."""
    marks = "、，；"
    found = con.execute(
        f"SELECT {', '.join(f'bool_or(contains(c{place}, {mark!r}))' for mark in marks)} FROM sample"
    ).fetchone()
    return "".join(mark for mark, there in zip(marks, found or (), strict=False) if there)
