# SPDX-License-Identifier: Apache-2.0
"""The engine on a database that holds the base relations ``engine_*``: tables, or views over an application's own.

One case inside the transaction that changes it (:func:`judge_case`), or everything there is (:func:`judge_all`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal

from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import FINDING, TABLES
from mingcha.engine.statement import statement
from mingcha.engine.words import Finding

Dialect = Literal["sqlite", "postgresql", "duckdb"]
Value = str | int | None

_PLACE: Final[dict[Dialect, str]] = {"sqlite": "?", "postgresql": "%s", "duckdb": "?"}
_NAMED: Final[dict[Dialect, str]] = {"sqlite": ":{}", "postgresql": "%({})s", "duckdb": "${}"}
_TYPES: Final[dict[Dialect, dict[str, str]]] = {
    "sqlite": {"text": "TEXT", "int": "INTEGER"},
    "postgresql": {"text": "TEXT", "int": "BIGINT"},
    "duckdb": {"text": "VARCHAR", "int": "BIGINT"},
}
_INDEXED: Final = {
    "steps": "case_id",
    "certificates": "officer_id",
    "articles": "article_id",
    "tiers": "violation, tier",
    "calendar": "calendar_id, day",
    "points": "item_id, version",
} | {name: "case_id" for name, table in TABLES.items() if table.of_case}


def columns_of(dialect: Dialect, columns: Mapping[str, str]) -> str:
    """The column list of a CREATE TABLE."""
    return ", ".join(f"{name} {_TYPES[dialect][kind]}" for name, kind in columns.items())


def create_tables(dialect: Dialect, names: Iterable[str] = TABLES) -> list[str]:
    """The statements that create base relations as plain tables, with the indexes that judging one case needs."""
    made = []
    for table in (TABLES[name] for name in names):
        made.append(f"CREATE TABLE {table.relation} ({columns_of(dialect, table.columns)})")
        if dialect != "duckdb" and table.name in _INDEXED:
            made.append(f"CREATE INDEX {table.relation}_scope ON {table.relation} ({_INDEXED[table.name]})")
    return made


def insert(dialect: Dialect, table: str) -> str:
    """The statement that inserts a row (its columns in the order of the schema) into a base relation."""
    names = TABLES[table].columns
    places = ", ".join([_PLACE[dialect]] * len(names))
    return f"INSERT INTO {TABLES[table].relation} ({', '.join(names)}) VALUES ({places})"


@cache
def case_statement(kind: str, dialect: Dialect, *, clock: bool = True) -> str:
    """The text of a kind for one case. Always the same string, so that a connection can keep it prepared.

    Without ``clock`` the instant is the parameter ``now`` instead of what the relation says.
    """
    name = _NAMED[dialect].format
    return statement(KINDS[kind].sql, case=name("case_id"), inline=True, now=None if clock else name("now"))


@cache
def whole_statement(kinds: tuple[str, ...], dialect: Dialect, *, clock: bool = True) -> str:
    """Several kinds as one statement: what a case is judged by goes to the database once.

    Each column says its type: nothing but NULL in one kind is to some databases a text, and in another kind a number.
    """
    columns = ", ".join(
        f"CAST(u.{name} AS {_TYPES[dialect][kind]}) AS {name}" for name, kind in {**FINDING, "level": "text"}.items()
    )
    parts = (case_statement(kind, dialect, clock=clock) for kind in kinds)
    return "\nUNION ALL\n".join(f"SELECT {columns}\nFROM ({part}) u" for part in parts)


def judge_case(
    connection: Any, dialect: Dialect, case_id: int, kinds: Iterable[str] = KINDS, now: int | None = None
) -> list[Finding]:
    """Judge one case by every kind, on the caller's connection and inside its transaction.

    ``now`` is the instant (local seconds) at which what is open is judged; without it the relation ``clock`` says.

    On PostgreSQL the connection is psycopg's own: the statement is prepared at its first use, which a framework's cursor
    does not do. Without that a case takes ten times as long.
    """
    parameters: Mapping[str, int] = {"case_id": case_id} | ({} if now is None else {"now": now})
    sql = whole_statement(tuple(kinds), dialect, clock=now is None)
    if dialect == "postgresql":
        from psycopg import Cursor  # by name: a framework's connection has cursors that write values into the text

        rows = Cursor(connection).execute(sql, parameters, prepare=True).fetchall()
    else:
        rows = connection.execute(sql, parameters).fetchall()
    return [_finding(row) for row in rows]


def judge_all(connection: Any, kinds: Iterable[str] = KINDS) -> list[Finding]:
    """Judge every case that the relations hold. For small logs and tests; large ones go through ``batch``."""
    return [_finding(row) for kind in kinds for row in connection.execute(statement(KINDS[kind].sql)).fetchall()]


def _finding(row: Sequence[Any]) -> Finding:
    """PostgreSQL sums whole numbers into numeric, which arrives as a Decimal."""
    values: list[Any] = [value if value is None or isinstance(value, str) else int(value) for value in row]
    return Finding(*values)
