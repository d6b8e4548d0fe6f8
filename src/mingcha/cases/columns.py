# SPDX-License-Identifier: Apache-2.0
"""Our tables as columns for DuckDB, as fast as either database gives them: as text that is read in C at both ends.

A row at a time through Python costs three times as much. Days are worked out from their instants by whoever reads.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Final

import duckdb
import pyarrow as pa
from django.db import connection
from pyarrow import csv

from mingcha.cases.engine_views import SELECTS
from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import CASE_TABLES, TABLES
from mingcha.engine.statement import words_of

TYPES: Final = {"text": pa.string(), "int": pa.int64()}
Named = tuple[str, str, str]
"""A column: its name in the result, the text that gives it, and its kind, one of ``TYPES``."""
OF_CASE: Final = ("item_id", "item_version")
"""What a step copies from its case: whoever judges cases by other rules says it herself."""


def load(
    duck: duckdb.DuckDBPyConnection, name: str, ids: Sequence[int], kinds: Collection[str], *, whose: bool = False
) -> None:
    """Put a relation's rows that concern the cases into its table in DuckDB; of the law all.

    Of cases only what monitors of these kinds name is read, and numbers and acts, by which rows are told apart: the rest
    stays empty. ``whose``: item and version are those with which a case began, from a table ``whose`` of (case_id, item_id,
    item_version); else they are empty.
    """
    columns, joined = ["*"], ""
    if name in CASE_TABLES:
        there = _named(name, frozenset(kinds))
        rows = _rows(name, there, ids)
        columns = [_made(name, column, there, whose) for column in TABLES[name].columns]
        joined = " JOIN whose w USING (case_id)" if whose and not set(OF_CASE).isdisjoint(TABLES[name].columns) else ""
    else:
        rows = read_law(name)
    duck.register("raw", rows)
    duck.execute(f"INSERT INTO {TABLES[name].relation} SELECT {', '.join(columns)} FROM raw{joined}")
    duck.unregister("raw")


@cache
def _named(name: str, kinds: frozenset[str]) -> list[str]:
    """The columns of a relation that are read: not those of the case, nor days, which follow from their instants."""
    words = {"act"}.union(*(words_of(KINDS[kind].sql) for kind in kinds))

    def is_named(column: str) -> bool:
        return column.endswith("_id") or column in words or f"{column.removesuffix('_at')}_day" in words

    return [c for c in TABLES[name].columns if c not in OF_CASE and not _is_day(name, c) and is_named(c)]


def _made(name: str, column: str, there: Collection[str], whose: bool) -> str:
    if column in OF_CASE:
        return f"w.{column}" if whose else "''"
    if _is_day(name, column):
        instant = f"{column.removesuffix('_day')}_at"
        return f"{instant} // 86400" if instant in there else "NULL"
    return column if column in there else "NULL"


def _is_day(name: str, column: str) -> bool:
    return column.endswith("_day") and column.removesuffix("_day") + "_at" in TABLES[name].columns


def read_law(name: str) -> pa.Table:
    """The rows of a relation that is not of cases."""
    return _table([(column, column, kind) for column, kind in TABLES[name].columns.items()], TABLES[name].relation, "")


def _rows(name: str, columns: Sequence[str], ids: Sequence[int]) -> pa.Table:
    source, named = SELECTS[name]
    kinds = TABLES[name].columns
    chosen = [(column, named.get(column, f"t.{column}"), kinds[column]) for column in columns]
    return read_of(source.partition(" JOIN ")[0], chosen, named.get("case_id", "t.case_id"), ids)


def read_of(source: str, columns: Sequence[Named], of_case: str, ids: Sequence[int]) -> pa.Table:
    """The rows of a table ``t`` of ours that concern the cases, by its column ``of_case``."""
    return _table(columns, source, _among(of_case, ids))


def _among(column: str, ids: Sequence[int]) -> str:
    """Numbers stand in the text: a statement takes no more than some thousands of parameters. From where to where they go is
    said as well, since PostgreSQL takes a long list for so many rows that it reads the whole table; numbers without a gap
    are no list."""
    listed = ",".join(map(str, map(int, ids)))
    low, high = min(ids, default=0), max(ids, default=-1)
    if high - low < len(set(ids)):
        return f" WHERE {column} BETWEEN {low:d} AND {high:d}"
    if connection.vendor == "postgresql":
        return f" WHERE {column} BETWEEN {low:d} AND {high:d} AND {column} = ANY('{{{listed}}}'::bigint[])"
    return f" WHERE {column} IN (SELECT value FROM json_each('[{listed}]'))"


def _table(columns: Sequence[Named], source: str, where: str) -> pa.Table:
    """Each column is asked for as one text, a line a row; all of them in one pass over the rows."""
    # The line's end is a constant: char(10) would be worked out for every value, which doubles what SQLite does.
    together = ("string_agg" if connection.vendor == "postgresql" else "group_concat") + "({}, '\n')"
    texts = ", ".join(together.format(_quoted(text, kind)) for _name, text, kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {texts} FROM {source}{where}")
        count, *told = cursor.fetchone()
    made = (_column(text, kind) if count else [] for (_name, _text, kind), text in zip(columns, told, strict=True))
    types = [(column, TYPES[kind]) for column, _text, kind in columns]
    return pa.table(list(made), schema=pa.schema(types))


def _column(text: str, kind: str) -> pa.ChunkedArray:
    parsed = csv.read_csv(
        pa.py_buffer(f"{text}\n".encode()),
        read_options=csv.ReadOptions(column_names=["x"], use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=kind == "text", ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types={"x": TYPES[kind]},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return parsed["x"]


def _quoted(text: str, kind: str) -> str:
    """A value as CSV has it: nothing for NULL, text in quotes."""
    if kind == "int":  # SQLite puts them together as they are
        return f"coalesce(CAST({text} AS TEXT), '')" if connection.vendor == "postgresql" else f"coalesce({text}, '')"
    return f"""coalesce('"' || replace({text}, '"', '""') || '"', '')"""
