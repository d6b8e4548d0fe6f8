# SPDX-License-Identifier: Apache-2.0
"""What a database holds, asked in plain SQL of one moment: what a manifest says of it, and what a restore is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Gives the rows of a query; every query of one ``Ask`` sees the same moment."""
TABLES: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1",  # of a search index the tables that hold it are counted
    "postgresql": "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' ORDER BY 1",
}


class Facts(NamedTuple):
    """``tables`` gives the number of rows; ``head`` is None before the first seal; ``files`` are (SHA-256, bytes)."""

    tables: dict[str, int]
    migrations: list[list[str]]
    head: dict[str, Any] | None
    unsealed: int
    files: list[tuple[str, int]]


def facts(vendor: str, ask: Ask) -> Facts:
    """Everything at once."""
    batches = ask("SELECT number, head, key_id FROM ledger_batch ORDER BY number DESC LIMIT 1")
    head = dict(zip(("number", "head", "key_id"), batches[0], strict=True)) if batches else None
    return Facts(
        tables=counts(vendor, ask),
        migrations=[list(row) for row in ask("SELECT app, name FROM django_migrations ORDER BY app, name")],
        head=head,
        unsealed=ask("SELECT count(*) FROM ledger_unsealed")[0][0],
        files=[(row[0], row[1]) for row in ask("SELECT DISTINCT sha256, size FROM files_stored ORDER BY 1")],
    )


def counts(vendor: str, ask: Ask) -> dict[str, int]:
    """How many rows each table has."""
    return {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables(vendor, ask)}


def tables(vendor: str, ask: Ask) -> list[str]:
    """The names of all tables; none in a new database."""
    return [row[0] for row in ask(TABLES[vendor])]
