# SPDX-License-Identifier: Apache-2.0
"""Judges a slice of cases by the rules as they stand, each by the version it began with, and compares that with its alarms.

DuckDB holds the slice as columns, as for back-tests (``cases.replay``). Nothing is written where the engine reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb
from django.db.models import Count, Max

from mingcha.cases.columns import load, read_law, read_of
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.replay import MEMORY, check_calendars
from mingcha.catalog.models import Point
from mingcha.engine.batch import insert_all
from mingcha.engine.clock import day_of
from mingcha.engine.database import columns_of, create_tables
from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import FINDING
from mingcha.engine.statement import statement, tables_of
from mingcha.organs.models import Calendar

_SAME: Final = "case_id, object_kind, object_id, point_key, code"
FACTS: Final = ("mark", "case_id", "kind", "level", "point_key", "object_kind", "object_id", "code")
_WHOSE: Final = (
    ("case_id", "t.id", "int"),
    ("item_id", "t.item_code", "text"),
    ("item_version", "t.item_number", "text"),
)
_OF_ALARM: Final = (
    *((name, f"t.{name}", "int") for name in ("case_id", "object_id")),
    *((name, f"t.{name}", "text") for name in ("object_kind", "point_key", "code", "kind", "level", "status")),
)
_COUNTING: Final = (
    "SEMI JOIN (SELECT item_id, version AS item_version FROM engine_points"
    " WHERE kind = 'time_limit' AND (unit = 'working_day' OR option = 'next_work_day')"
    ") p ON p.item_id = c.item_id AND p.item_version = c.item_version"
)
"""Cases of items that count working days: the alarms of others need no calendar."""
LAW: Final = ("articles", "certificates", "tiers")
COUNTING: Final = frozenset(name for name, kind in KINDS.items() if "calendar" in tables_of(kind.sql))
"""The kinds that a calendar can change."""
_ALWAYS: Final = frozenset({"cases", "steps", "points", "point_levels", "calendar"})
"""What says which cases there are, how far the calendar must reach, and of what level a finding is."""
_COMPARED: Final = f"""
SELECT CASE WHEN a.case_id IS NULL THEN 'new' WHEN NOT a.stands THEN 'back' ELSE 'level' END AS mark,
    case_id, f.kind, f.level, point_key, object_kind, object_id, code
FROM found f LEFT JOIN alarms a USING ({_SAME})
WHERE a.case_id IS NULL OR (NOT a.stands AND a.status <> 'revoked') OR (a.stands AND a.level <> f.level)
UNION ALL
SELECT 'gone', case_id, a.kind, a.level, point_key, object_kind, object_id, code
FROM alarms a ANTI JOIN found f USING ({_SAME}) WHERE a.stands
ORDER BY 2, 5, 7, 8"""
"""An alarm that was revoked stays so, whatever is found (cases.actions.alarms)."""


@dataclass(frozen=True)
class Difference:
    """What would change: [kind, level, mark, how many], and every row."""

    counts: list[tuple[str, str, str, int]]
    rows: list[dict[str, Any]]


def rules_now() -> str:
    """A digest of all by which cases are judged besides themselves: points, law, certificates, calendars. What is published of
    a version never changes, so that points need only be counted; an article ends and a tier changes in its own row."""
    told: list[Any] = [*Calendar.objects.order_by("code").values_list("code", "digest")]
    told.append(sorted(Point.objects.aggregate(n=Count("pk"), last=Max("pk")).items()))
    for name in LAW:
        rows = read_law(name)
        told.append(rows.sort_by([(column, "ascending") for column in rows.column_names]).to_pydict())
    return hashlib.sha256(repr(told).encode()).hexdigest()


def compare(ids: Sequence[int], now: int, kinds: Collection[str] = frozenset(KINDS)) -> Difference:
    """Judge the cases as of ``now`` (local seconds) and say what their alarms would become.

    ``kinds``: only cases that differ by one of these are told of, each with all its differences, as it would be judged anew.

    Raises:
        CalendarMissing: they reach into a year that the calendar does not hold; the monitors would say nothing there.
    """
    if len(kinds) < len(KINDS):
        ids = sorted({row["case_id"] for row in _compared(ids, now, kinds).rows})
        if not ids:
            return Difference([], [])
    return _compared(ids, now, frozenset(KINDS))


def _compared(ids: Sequence[int], now: int, kinds: Collection[str]) -> Difference:
    with _database(ids, now, kinds) as duck:
        check_calendars(duck, now, _COUNTING)
        duck.execute(f"CREATE TABLE raw_found ({columns_of('duckdb', FINDING)}, level VARCHAR)")
        there = {kind for (kind,) in duck.execute("SELECT DISTINCT kind FROM engine_points").fetchall()}
        for name in sorted(there.intersection(kinds)):
            duck.execute(f"INSERT INTO raw_found {statement(KINDS[name].sql, inline=True)}")
        duck.execute(
            f"CREATE TABLE found AS SELECT f.*, p.point_key, p.kind FROM raw_found f JOIN engine_points p USING (point_id)"
            f" QUALIFY row_number() OVER (PARTITION BY {_SAME}) = 1"
        )
        duck.execute(f"CREATE TABLE compared AS {_COMPARED}")
        counts = duck.execute("SELECT kind, level, mark, count(*) FROM compared GROUP BY ALL ORDER BY ALL").fetchall()
        rows = duck.execute(f"SELECT {', '.join(FACTS)} FROM compared").fetchall()
    return Difference(counts, [dict(zip(FACTS, row, strict=True)) for row in rows])


@contextmanager
def _database(ids: Sequence[int], now: int, kinds: Collection[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The cases with their alarms of these kinds, and what the kinds read, in memory."""
    wanted = _ALWAYS.union(*(tables_of(KINDS[kind].sql) for kind in kinds))
    with duckdb.connect() as duck:
        duck.execute("SET threads = 1")
        duck.execute(f"SET memory_limit = '{MEMORY}'")
        duck.execute("SET preserve_insertion_order = false")
        for sql in create_tables("duckdb"):
            duck.execute(sql)
        duck.register("whose", read_of("cases_case t", _WHOSE, "t.id", ids))
        for name in wanted - {"clock"}:
            load(duck, name, ids, kinds, whose=True)
        insert_all(duck, "clock", [(now, day_of(now))])
        duck.register("raised", read_of("cases_alarm t", _OF_ALARM, "t.case_id", ids))
        stands = ", ".join(f"'{status.value}'" for status in STANDING)
        told = ", ".join(f"'{kind}'" for kind in sorted(kinds))
        duck.execute(
            f"CREATE TABLE alarms AS SELECT *, status IN ({stands}) AS stands FROM raised WHERE kind IN ({told})"
        )
        yield duck
