# SPDX-License-Identifier: Apache-2.0
"""The staged log as slices of whole cases in the engine's tables, all by statements of DuckDB.

A case belongs to the slice of its hash, so a log of any size is cut in one pass, and each slice is made in little memory. Step
numbers are the row numbers of the log: a finding leads back to its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import fields as names
from mingcha.audit.convert import ITEM, absent, day_of
from mingcha.audit.lifecycle import paired
from mingcha.audit.log_stage import LogStage
from mingcha.audit.mapping import Mapping
from mingcha.audit.sources import literal, parquet
from mingcha.engine.schema import TABLES

CASES: Final = 100_000
"""What a slice is meant to hold: twice as many do not fit into the memory of the ingest. A hash spreads cases within a few per cent."""
ROWS: Final = 1_000_000
NAMED: Final = ("organ", "title", "party")
"""What is kept of a case beside its name, in ``case_names.parquet``."""


@dataclass(frozen=True)
class Slice:
    """A slice being made: ``rows`` is SQL of its rows, ``folder`` takes its tables, its cases are numbered after ``before``."""

    rows: str
    folder: Path
    before: int


def cut(con: duckdb.DuckDBPyConnection, log: LogStage, work: Path, cases: int) -> list[str]:
    """SQL of the rows of each slice, of about so many cases; every case is wholly in one of them."""
    counted = con.execute(f'SELECT approx_count_distinct("case"), count(*) FROM ({log.rows})').fetchone() or (0, 0)
    count = max(1, -(-counted[0] // cases), -(-counted[1] // ROWS))
    parts = [log.rows]
    if count > 1:
        folder = work / "slices"
        con.execute(
            f'COPY (SELECT *, hash("case") % {count} AS slice FROM ({log.rows}))'
            f" TO {literal(folder)} (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 20000, PARTITION_BY (slice))"
        )
        parts = [f"SELECT * FROM {parquet(each.iterdir())}" for each in sorted(folder.iterdir())]
    return parts


def begin(con: duckdb.DuckDBPyConnection, made: Slice, mapping: Mapping, log: LogStage) -> None:
    """Number the cases of a slice: the view ``ev`` of its steps and the table ``case_no`` with a row for each case.

    What is said of a case is taken from all its rows, also where several of them are one step.
    """
    made.folder.mkdir(parents=True)
    order = "seq" if "seq" in mapping.columns else 'COALESCE("time", "start", "end")'
    steps = made.rows
    if "lifecycle" in mapping.columns:
        con.execute(f"CREATE OR REPLACE TEMP TABLE paired AS {paired(con, made.rows)}")  # once: many statements read it
        steps = "SELECT * FROM paired"
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW ev AS SELECT r.*, a.act, a.ord, a.parallel, {order} AS place,"
        f' COALESCE("time", "start") AS started_at, COALESCE("time", "end") AS ended_at,'
        f" {_is_decision(mapping, log)} AS is_decision FROM ({_whole(con, steps)}) r JOIN acts a ON a.raw = r.activity"
    )
    closed = "c.closed" if mapping.close.by == "column" else "e.ended"
    con.execute(
        f'CREATE OR REPLACE TEMP TABLE case_no AS SELECT "case" AS name, {made.before} + row_number() OVER (ORDER BY first_row)'
        f' AS case_id, c.* EXCLUDE ("case", first_row), {closed} AS closed_at FROM'
        f' (SELECT "case", min(row) AS first_row, {_first_said()}, {_of_case(mapping)}'
        f' FROM ({_whole(con, made.rows)}) SEMI JOIN acts ON raw = activity GROUP BY "case") c'
        f' JOIN (SELECT "case", {_ended(mapping)} AS ended FROM ev GROUP BY "case") e USING ("case")'
    )


def _whole(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    there = [name for name, *_ in con.execute(f"DESCRIBE {rows}").fetchall()]
    return f"SELECT *{absent(names.LOG, there)} FROM ({rows})"


def _first_said() -> str:
    """What is only shown of a case: its first row that says anything counts, and rows may differ."""
    return ", ".join(f"arg_min({name}, row) FILTER ({name} IS NOT NULL) AS {name}" for name in NAMED)


def _of_case(mapping: Mapping) -> str:
    pick = {"error": "min({0})", "first": "arg_min({0}, row)", "last": "arg_max({0}, row)"}[mapping.differing]
    said = [
        f"{pick.format(name)} FILTER ({name} IS NOT NULL) AS {name}, COALESCE(min({name}) <> max({name}), FALSE) AS differs_{name}"
        for name in names.OF_CASE
        if name != "promised"
    ]
    both = "COALESCE(promised, promised_day)"
    said.append(
        f"{pick.format(both)} FILTER ({both} IS NOT NULL) AS promised, COALESCE(min({both}) <> max({both}), FALSE) AS differs_promised"
    )
    return ", ".join(said)


def _ended(mapping: Mapping) -> str:
    acts = f"act IN {_quoted(mapping.close.acts)}" if mapping.close.acts else "FALSE"
    return {
        "last_event": "CASE WHEN count(ended_at) = count(*) THEN max(ended_at) END",
        "acts": f"max(ended_at) FILTER ({acts})",
    }.get(mapping.close.by, "CAST(NULL AS BIGINT)")


def _is_decision(mapping: Mapping, log: LogStage) -> str:
    """A row is a decision if its act is one; where none is named, if it has an outcome or a penalty.

    A deciding step that is still open has decided nothing yet, where the log can tell.
    """
    if mapping.decision_acts:
        done = (
            ' AND COALESCE("time", "end", decided) IS NOT NULL' if {"end", "lifecycle"} & set(mapping.columns) else ""
        )
        return f"act IN {_quoted(mapping.decision_acts)}{done}"
    amounts = [f"penalties_{number}" for number in range(len(log.kinds["penalties"]))]
    return f"COALESCE({', '.join(['outcome', *(f'CAST({each} AS VARCHAR)' for each in amounts)])}) IS NOT NULL"


def put(con: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: str, order: str) -> int:
    """Write a table of the engine from SQL with its columns but for the days, which follow from the instants. No rows, no file."""
    columns = ", ".join(_typed(table, name) for name in TABLES[table].columns)
    path = folder / f"{table}.parquet"
    written = con.execute(
        f"COPY (SELECT {columns} FROM ({rows}) ORDER BY {order}) TO {literal(path)} (FORMAT parquet, COMPRESSION uncompressed)"
    ).fetchone()
    count = int(written[0]) if written else 0
    if not count:
        path.unlink(missing_ok=True)
    return count


def _typed(table: str, name: str) -> str:
    instant = name.removesuffix("_day") + "_at"
    value = day_of(instant) if name.endswith("_day") and instant in TABLES[table].columns else name
    return f"CAST({value} AS {'BIGINT' if TABLES[table].columns[name] == 'int' else 'VARCHAR'}) AS {name}"


def write_slice(con: duckdb.DuckDBPyConnection, made: Slice, mapping: Mapping) -> dict[str, int]:
    """Write the tables that come from the log itself; the number of rows of each."""
    defaults = {name: _or_default(mapping, name) for name in ("item", "version", "category", "calendar")}
    area = f"COALESCE(area, {mapping.default('area')})" if mapping.default("area") else "area"
    con.execute(
        "CREATE OR REPLACE TEMP VIEW case_rows AS SELECT case_id, name, organ,"
        f" {defaults['item']} AS item_id, {defaults['version']} AS item_version, {defaults['category']} AS category, {area} AS area,"
        f" {defaults['calendar']} AS calendar_id, accepted AS accepted_at, closed_at, promised AS promised_at FROM case_no"
    )
    tables = {"cases": ("SELECT * FROM case_rows", "case_id"), "steps": (_STEPS, "case_id, seq")}
    if "persons" in mapping.columns:
        tables["step_officers"] = (_OFFICERS, "case_id, step_id, officer_id")
    return {table: put(con, made.folder, table, rows, order) for table, (rows, order) in tables.items()}


def _or_default(mapping: Mapping, name: str) -> str:
    default = mapping.default(name)
    return name if default is None else f"COALESCE({name}, {literal(default)})"


def _quoted(words: Sequence[str]) -> str:
    return f"({', '.join(literal(word) for word in words)})"


_STEPS: Final = """
    SELECT e.row AS step_id, c.case_id, c.item_id, c.item_version, e.act, e.ord,
           row_number() OVER (PARTITION BY c.case_id ORDER BY e.place, e.row) AS seq,
           row_number() OVER (PARTITION BY c.case_id, e.act ORDER BY e.place, e.row) AS run,
           e.parallel, COALESCE(e.assigned, e.started_at) AS assigned_at, e.started_at, e.ended_at,
           COALESCE(b.act, e.back_from) AS back_from
    FROM ev e
    JOIN case_rows c ON c.name = e."case"
    LEFT JOIN acts b ON b.raw = e.back_from
"""
_OFFICERS: Final = f"""
    SELECT p.case_id, p.step_id, o.officer_id, min(COALESCE(w.code, nullif(trim(p.word), ''))) AS role,
           min(p.assigned_at) AS assigned_at, CAST(NULL AS BIGINT) AS released_at
    FROM (
      SELECT case_id, step_id, assigned_at, trim(person) AS person,
             CASE WHEN len(roles) = 1 THEN roles[1] ELSE roles[place] END AS word
      FROM (
        SELECT c.case_id, e.row AS step_id, COALESCE(e.assigned, e.started_at, e.ended_at) AS assigned_at,
               string_split(e.role, '{ITEM}') AS roles,
               unnest(string_split(e.persons, '{ITEM}')) AS person,
               generate_subscripts(string_split(e.persons, '{ITEM}'), 1) AS place
        FROM ev e
        JOIN case_no c ON c.name = e."case"
        WHERE e.persons IS NOT NULL
      )
    ) p
    JOIN officers o ON o.name = p.person
    LEFT JOIN role_words w ON w.word = trim(p.word)
    GROUP BY p.case_id, p.step_id, o.officer_id
"""
