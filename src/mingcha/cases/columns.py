# SPDX-License-Identifier: Apache-2.0
"""Our tables as columns for DuckDB, as fast as either database gives them: as text that is read in C at both ends.

A row at a time through Python a hundred thousand cases take a minute. PostgreSQL writes CSV itself (COPY); SQLite puts
the lines together in the statement. Days are worked out from their instants by whoever reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from mingcha.cases.engine_views import SELECTS
from mingcha.engine.schema import CASE_TABLES, TABLES

OF_CASE: Final = ("item_id", "item_version")
"""What a step copies from its case: whoever judges cases by other rules says it herself."""


def columns_of(name: str) -> list[str]:
    """The columns that are read of a relation: all of the law, of cases what a table itself holds."""
    columns = TABLES[name].columns
    if name not in CASE_TABLES:
        return list(columns)
    return [column for column in columns if column not in OF_CASE and not _is_day(name, column)]


def select_of(name: str) -> str:
    """Every column of a relation over what :func:`columns_of` reads of it, as DuckDB has it under ``raw_<name>``."""
    if name not in CASE_TABLES:
        return f"SELECT * FROM raw_{name}"
    columns = [_made(name, column) for column in TABLES[name].columns]
    return f"SELECT {', '.join(columns)} FROM raw_{name}"


def _made(name: str, column: str) -> str:
    if column in OF_CASE:
        return f"'' AS {column}"
    return f"{column.removesuffix('_day')}_at // 86400 AS {column}" if _is_day(name, column) else column


def _is_day(name: str, column: str) -> bool:
    return column.endswith("_day") and column.removesuffix("_day") + "_at" in TABLES[name].columns


def read(name: str, ids: Sequence[int]) -> pa.Table:
    """The rows of a relation that concern the cases; of the law all."""
    if name not in CASE_TABLES:
        return _table(name, [(column, column) for column in columns_of(name)], TABLES[name].relation, "")
    source, named = SELECTS[name]
    columns = [(column, named.get(column, f"t.{column}")) for column in columns_of(name)]
    of_case = named.get("case_id", "t.case_id")
    return _table(name, columns, source.partition(" JOIN ")[0], _among(of_case, ids))


def _among(column: str, ids: Sequence[int]) -> str:
    """Numbers stand in the text: a statement takes no more than some thousands of parameters."""
    listed = ",".join(map(str, map(int, ids)))
    if connection.vendor == "postgresql":
        return f" WHERE {column} = ANY('{{{listed}}}'::bigint[])"
    return f" WHERE {column} IN (SELECT value FROM json_each('[{listed}]'))"


def _table(name: str, columns: list[tuple[str, str]], source: str, where: str) -> pa.Table:
    types = [pa.string() if TABLES[name].columns[column] == "text" else pa.int64() for column, _text in columns]
    schema = pa.schema(list(zip([column for column, _text in columns], types, strict=True)))
    text = (_of_postgresql if connection.vendor == "postgresql" else _of_sqlite)(name, columns, f"{source}{where}")
    if not text:
        return schema.empty_table()
    return csv.read_csv(
        pa.py_buffer(text),
        read_options=csv.ReadOptions(column_names=schema.names, block_size=4 << 20),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )


def _of_postgresql(_name: str, columns: list[tuple[str, str]], source: str) -> bytes:
    connection.ensure_connection()
    texts = ", ".join(text for _column, text in columns)
    raw: Any = connection.connection
    with raw.cursor() as cursor, cursor.copy(f"COPY (SELECT {texts} FROM {source}) TO STDOUT (FORMAT csv)") as copy:
        return b"".join(copy)


def _of_sqlite(name: str, columns: list[tuple[str, str]], source: str) -> bytes:
    kinds = TABLES[name].columns
    line = " || ',' || ".join(_quoted(text, kinds[column]) for column, text in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT group_concat({line}, char(10)) FROM {source}")
        return (cursor.fetchone()[0] or "").encode()


def _quoted(text: str, kind: str) -> str:
    """A field as a line of CSV has it: nothing for NULL, text in quotes."""
    if kind == "int":
        return f"coalesce({text}, '')"
    return f"""CASE WHEN {text} IS NULL THEN '' ELSE '"' || replace({text}, '"', '""') || '"' END"""
