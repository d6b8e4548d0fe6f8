# SPDX-License-Identifier: Apache-2.0
"""The triggers by which the database refuses to change what the ledger has written (security.md C2, F7).

They hold against the application and against mistakes. Whoever owns the tables can drop them; that is found by the seals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

UNIQUE: Final = {
    "ledger_entry": ("id", "ref"),
    "ledger_batch": ("number", "head"),
    "ledger_sealed": ("entry_id", "batch_id, position"),
}
"""Append-only tables, and what is unique in each: SQLite's INSERT OR REPLACE deletes by these and fires no trigger."""
WORDS: Final = "ledger: append-only"


def sqlite() -> tuple[list[str], list[str]]:
    """Statements that put the triggers in place, and that take them away."""
    put, away = [], []
    for table, uniques in UNIQUE.items():
        for act in ("UPDATE", "DELETE"):
            put.append(_sqlite_trigger(f"{table}_no_{act.lower()}", f"{act} ON {table}"))
            away.append(f"DROP TRIGGER {table}_no_{act.lower()}")
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(columns)})" for columns in uniques)
        put.append(_sqlite_trigger(f"{table}_no_replace", f"INSERT ON {table} WHEN {taken}"))
        away.append(f"DROP TRIGGER {table}_no_replace")
    return put, away


def postgresql() -> tuple[list[str], list[str]]:
    """The same. TRUNCATE has a trigger of its own there."""
    put = [
        f"""CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    ]
    away = []
    for table in UNIQUE:
        put.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
        away.append(f"DROP TRIGGER {table}_append_only ON {table}")
    return put, [*away, "DROP FUNCTION ledger_append_only()"]


def statements(vendor: str) -> tuple[Sequence[str], Sequence[str]]:
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor]()


def _sqlite_trigger(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"


def _same(columns: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in columns.split(", "))
