# SPDX-License-Identifier: Apache-2.0
"""Judges a slice of cases by the rules as they stand, each by the version it began with, and compares that with its alarms.

DuckDB holds the slice as columns, as for back-tests (``cases.replay``). Nothing is written where the engine reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
from django.db.models import Count, Max, Sum

from mingcha.cases.columns import read, select_of
from mingcha.cases.models import Alarm, Case
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.replay import MEMORY
from mingcha.catalog.models import Article, Point, Tier
from mingcha.engine.batch import LOOK_AHEAD_DAYS, insert_all
from mingcha.engine.clock import day_of
from mingcha.engine.database import columns_of, create_tables
from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import FINDING, TABLES
from mingcha.engine.statement import statement
from mingcha.ledger.models import Versioned
from mingcha.organs.calendars import work_calendar
from mingcha.organs.models import Calendar, Certificate, CertificateSpan

_SAME: Final = "case_id, object_kind, object_id, point_key, code"
FACTS: Final = ("mark", "case_id", "kind", "level", "point_key", "object_kind", "object_id", "code")
_OF_ALARM: Final = ("case_id", "object_kind", "object_id", "point_key", "code", "kind", "level", "status")
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
    """A digest of all by which cases are judged besides themselves: points, law, certificates, calendars."""
    told: list[Any] = [*Calendar.objects.order_by("code").values_list("code", "digest")]
    for model in (Point, Article, Tier, Certificate, CertificateSpan):
        edits = {"edits": Sum("version")} if issubclass(model, Versioned) else {}
        told.append(sorted(model._base_manager.aggregate(n=Count("pk"), last=Max("pk"), **edits).items()))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def compare(ids: Sequence[int], now: int) -> Difference:
    """Judge the cases as of ``now`` (local seconds) and say what their alarms would become.

    Raises:
        CalendarMissing: they reach into a year that the calendar does not hold; the monitors would say nothing there.
    """
    with _database(ids, now) as duck:
        _check_calendar(duck, now)
        duck.execute(f"CREATE TABLE raw_found ({columns_of('duckdb', FINDING)}, level VARCHAR)")
        there = {kind for (kind,) in duck.execute("SELECT DISTINCT kind FROM engine_points").fetchall()}
        for name, kind in KINDS.items():
            if name in there:
                duck.execute(f"INSERT INTO raw_found {statement(kind.sql, inline=True)}")
        duck.execute(
            f"CREATE TABLE found AS SELECT f.*, p.point_key, p.kind FROM raw_found f JOIN engine_points p USING (point_id)"
            f" QUALIFY row_number() OVER (PARTITION BY {_SAME}) = 1"
        )
        duck.execute(f"CREATE TABLE compared AS {_COMPARED}")
        counts = duck.execute("SELECT kind, level, mark, count(*) FROM compared GROUP BY ALL ORDER BY ALL").fetchall()
        rows = duck.execute(f"SELECT {', '.join(FACTS)} FROM compared").fetchall()
    return Difference(counts, [dict(zip(FACTS, row, strict=True)) for row in rows])


@contextmanager
def _database(ids: Sequence[int], now: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """The cases with their alarms, and all of the law, in memory."""
    with duckdb.connect() as duck:
        duck.execute("SET threads = 1")
        duck.execute(f"SET memory_limit = '{MEMORY}'")
        duck.execute("SET preserve_insertion_order = false")
        for sql in create_tables("duckdb"):
            duck.execute(sql)
        begun = Case.objects.filter(pk__gte=ids[0], pk__lte=ids[-1])
        _lay(duck, "whose", begun.order_by(), {"case_id": "pk", "item_id": "item_code", "item_version": "item_number"})
        for name in TABLES:
            if name == "clock":
                continue
            duck.register(f"raw_{name}", read(name, ids))
            duck.execute(f"INSERT INTO {TABLES[name].relation} {select_of(name, whose=True)}")
            duck.unregister(f"raw_{name}")
        insert_all(duck, "clock", [(now, day_of(now))])
        raised = Alarm.objects.filter(case_id__gte=ids[0], case_id__lte=ids[-1])
        _lay(duck, "every", raised.order_by(), {name: name for name in _OF_ALARM})
        stands = ", ".join(f"'{status.value}'" for status in STANDING)
        duck.execute(
            f"CREATE TABLE alarms AS SELECT *, status IN ({stands}) AS stands FROM every"
            " SEMI JOIN engine_cases USING (case_id)"
        )
        yield duck


def _lay(duck: duckdb.DuckDBPyConnection, name: str, rows: Any, columns: dict[str, str]) -> None:
    """Some columns of our rows as a table there."""
    found = list(rows.values_list(*columns.values()))
    numbers = {"case_id", "object_id"}
    types = [(column, pa.int64() if column in numbers else pa.string()) for column in columns]
    told = list(zip(*found, strict=True)) or [()] * len(columns)
    duck.register("laid", pa.table(list(map(pa.array, told, [kind for _name, kind in types])), schema=pa.schema(types)))
    duck.execute(f"CREATE TABLE {name} AS SELECT * FROM laid")
    duck.unregister("laid")


def _check_calendar(duck: duckdb.DuckDBPyConnection, now: int) -> None:
    """Refuse cases that reach into an unknown year: their alarms would seem to be gone."""
    days = duck.execute(
        "SELECT c.calendar_id, min(s.started_day), max(coalesce(s.ended_day, s.started_day)), bool_or(c.closed_at IS NULL)"
        " FROM engine_cases c JOIN engine_steps s USING (case_id) SEMI JOIN ("
        "  SELECT item_id, version AS item_version FROM engine_points"
        "  WHERE kind = 'time_limit' AND (unit = 'working_day' OR option = 'next_work_day')"
        " ) p ON p.item_id = c.item_id AND p.item_version = c.item_version GROUP BY 1"
    ).fetchall()
    for calendar_id, first, last, is_open in days:
        calendar = work_calendar(calendar_id)
        if first is not None:
            calendar.require(first, last)
        if is_open:
            calendar.require(day_of(now), day_of(now) + LOOK_AHEAD_DAYS)
