# SPDX-License-Identifier: Apache-2.0
"""Runs the monitors' text on each back end over one world, so that the results can be compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import duckdb

from mingcha.engine.batch import insert_all
from mingcha.engine.database import create_tables, insert
from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import TABLES
from mingcha.engine.statement import statement

World = dict[str, list[dict[str, Any]]]
Rows = set[tuple[Any, ...]]
TEXTS: Mapping[str, str] = {key: kind.sql for key, kind in KINDS.items()}


class Backend:
    """A database with the base relations as tables; ``judge`` replaces what is in them and runs every monitor."""

    def __init__(self, connection: Any, dialect: Any) -> None:
        self.connection, self.dialect = connection, dialect
        for sql in create_tables(dialect):
            connection.execute(sql)

    def load(self, world: World) -> None:
        for name, table in TABLES.items():
            self.connection.execute(f"DELETE FROM {table.relation}")
            if rows := [tuple(row[column] for column in table.columns) for row in world.get(name, ())]:
                self.insert(name, rows)

    def insert(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        if self.dialect == "duckdb":  # slow at many statements and at many places in one
            insert_all(self.connection, name, rows)
        else:
            head, _, places = insert(self.dialect, name).rpartition("VALUES ")
            for start in range(0, len(rows), 1_000):
                block = rows[start : start + 1_000]
                values = [value for row in block for value in row]
                self.connection.execute(f"{head}VALUES {', '.join([places] * len(block))}", values)

    def judge(self, world: World, texts: Mapping[str, str] = TEXTS) -> Rows:
        """The findings of every kind, each row with its level; asserts that no row comes twice."""
        self.load(world)
        return {row for kind in texts for row in self.run(texts[kind])}

    def run(self, text: str) -> Rows:
        rows = [tuple(row) for row in self.connection.execute(statement(text)).fetchall()]
        found = set(rows)
        assert len(found) == len(rows), "the same finding came twice"
        return found


def on_duckdb() -> Backend:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    return Backend(connection, "duckdb")


def on_sqlite() -> Backend:
    return Backend(sqlite3.connect(":memory:"), "sqlite")


def on_postgresql(where: str) -> Backend:
    import psycopg

    connection = psycopg.connect(where, autocommit=False)
    return Backend(connection, "postgresql")
