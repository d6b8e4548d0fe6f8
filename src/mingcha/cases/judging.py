# SPDX-License-Identifier: Apache-2.0
"""The engine on our cases: one inside the transaction that changes it, many at once by DuckDB (architecture.md section 7).

Both read the same views, so both name the same rows: a finding means the same whichever way it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import duckdb
from django.db import connection

from mingcha.engine.batch import insert_all
from mingcha.engine.clock import day_of
from mingcha.engine.database import create_tables, judge_all, judge_case
from mingcha.engine.schema import CASE_TABLES, TABLES
from mingcha.engine.words import Finding

SLICE: Final = 1_000
"""Cases judged together: SQLite takes some thousands of parameters, and memory stays flat."""
FEW: Final = 5
"""Right after an import PostgreSQL knows nothing of its tables yet, and a case by itself takes a fifth of a second."""

_LAW: Final[dict[str, str]] = {
    "points": "(item_id, version) IN (SELECT item_code, item_number FROM cases_case WHERE id IN ({ids}))",
    "certificates": "officer_id IN (SELECT officer_id FROM cases_stepofficer WHERE case_id IN ({ids}))",
    "articles": "article_id IN (SELECT article_id FROM cases_decisionbasis WHERE case_id IN ({ids}))",
    "tiers": "violation IN (SELECT violation FROM cases_decision WHERE case_id IN ({ids}))",
    "calendar": "calendar_id IN (SELECT calendar_id FROM cases_case WHERE id IN ({ids}))",
}
"""What the law is cut to: what the cases can touch. The rows of points are few."""


def judge_one(case_id: int, now: int) -> list[Finding]:
    """Judge a case on the connection, and inside the transaction, of whoever calls. ``now`` in local seconds."""
    connection.ensure_connection()
    dialect: Any = connection.vendor
    return judge_case(connection.connection, dialect, case_id, now=now)


def judge_many(case_ids: Sequence[int], now: int) -> list[Finding]:
    """Judge many cases as the transaction of whoever calls sees them. A few are judged one by one: to read a
    calendar into the other engine costs more than they do."""
    if len(case_ids) <= FEW:
        return [finding for pk in case_ids for finding in judge_one(pk, now)]
    found: list[Finding] = []
    for start in range(0, len(case_ids), SLICE):
        with duckdb.connect() as duck:
            duck.execute("SET threads = 1")
            for sql in create_tables("duckdb"):
                duck.execute(sql)
            for name in TABLES:
                insert_all(duck, name, _rows(name, case_ids[start : start + SLICE], now))
            found += judge_all(duck)
    return found


def _rows(name: str, ids: Sequence[int], now: int) -> Iterable[tuple[Any, ...]]:
    """The rows of a relation that concern the cases."""
    if name == "clock":
        return [(now, day_of(now))]
    places = ", ".join(["%s"] * len(ids))
    where, values = "", list(ids)
    if name in CASE_TABLES:
        where = f" WHERE case_id IN ({places})"
    elif name in _LAW:
        where = f" WHERE {_LAW[name].format(ids=places)}"
    else:
        values = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TABLES[name].relation}{where}", values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
