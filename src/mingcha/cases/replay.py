# SPDX-License-Identifier: Apache-2.0
"""Judges known cases by the points of a draft and by those in force, side by side, in a database of its own (feature 36).

DuckDB holds a slice of cases as columns; both sets of points are put before them one after the other, with the monitors'
own text. Nothing is written where the engine reads (S1-25).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb
from django.utils.translation import gettext as _

from mingcha.cases.columns import load
from mingcha.catalog.document import OTHERS, ItemDocument, read_item
from mingcha.engine.batch import LOOK_AHEAD_DAYS, insert_all
from mingcha.engine.clock import day_of
from mingcha.engine.database import columns_of, create_tables
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import Point
from mingcha.engine.schema import CASE_TABLES, FINDING, TABLES
from mingcha.engine.statement import statement, tables_of
from mingcha.ledger import Invalid
from mingcha.organs.calendars import work_calendar

OURS: Final = ""
"""Item and version of all cases and points here: whatever version a case began with, it is judged by these points."""
LAW: Final = ("certificates", "articles", "tiers", "calendar")
MEMORY: Final = "400MB"
_SAME: Final = "case_id, object_kind, object_id, point_key, code"
_FACTS: Final = (
    "case_id, kind, level, act, point_id, object_kind, object_id, code, subject, mode, officer_id, value, bound"
)
_ORDER: Final = "CASE mark WHEN 'new' THEN 0 WHEN 'gone' THEN 1 ELSE 2 END, CASE level WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END"


@dataclass(frozen=True)
class Outcome:
    """What a slice came to: [kind, level, mark, how many]; cases alarmed by the draft and by what is in force; some rows."""

    counts: list[tuple[str, str, str, int]]
    alarmed: int
    alarmed_live: int
    rows: list[dict[str, Any]]


def rules_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a document points are judged by: the steps, the points, and what is said for all points."""
    rest = {name: value for name, value in document.items() if name not in ("catalog", "item", "version", *OTHERS)}
    points = rest.get("point")
    rest["point"] = [_bare(point) for point in points] if isinstance(points, list) else points
    return rest


def _bare(point: Any) -> Any:
    return {k: v for k, v in point.items() if k not in ("item", "version")} if isinstance(point, dict) else point


def read_rules(rules: Mapping[str, Any]) -> ItemDocument:
    """The points as the engine takes them. Raises Invalid with every fault and its place."""
    head = {"code": "*", "name": "*", "category": "*", "version": "*", "valid_from": "2000-01-01"}
    try:
        return read_item({**rules, "catalog": head})
    except Invalid as bad:
        raise Invalid.many(
            (None, "points_invalid", _("{path}：{message}").format(path=fault.field, message=fault.message))
            for fault in bad.faults
        ) from bad


def replay(ids: Sequence[int], draft: ItemDocument, live: ItemDocument | None, now: int, most: int) -> Outcome:
    """Judge the cases as of ``now`` (local seconds); at most ``most`` rows are given.

    Raises:
        CalendarMissing: the cases reach into a year that the calendar does not hold.
    """
    sides = {"draft": draft} | ({"live": live} if live else {})
    kinds = {kind for side in sides.values() for kind in side.points.kinds}
    with _database(ids, kinds, now) as duck:
        _check_calendar(duck, sides.values(), now)
        _judge(duck, "draft", draft, draft.points.kinds)
        same = _same_kinds(draft, live) if live else set()
        _judge(duck, "live", live, [kind for kind in live.points.kinds if kind not in same] if live else [])
        duck.execute(
            "INSERT INTO found_live SELECT * FROM found_draft WHERE kind IN (SELECT unnest(?))", [sorted(same)]
        )
        duck.execute(_COMPARED)
        counts = duck.execute("SELECT kind, level, mark, count(*) FROM compared GROUP BY ALL ORDER BY ALL").fetchall()
        cases = "SELECT count(DISTINCT case_id) FROM found_"
        drafted, before = (duck.execute(cases + name).fetchall()[0][0] for name in ("draft", "live"))
        rows = duck.execute(
            f"SELECT mark, {_FACTS} FROM compared ORDER BY {_ORDER}, case_id LIMIT {int(most)}"
        ).fetchall()
    names = ["mark", *_FACTS.split(", ")]
    return Outcome(counts, drafted, before, [dict(zip(names, row, strict=True)) for row in rows])


@contextmanager
def _database(ids: Sequence[int], kinds: set[str], now: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """The cases and the law that the kinds read, in memory."""
    wanted = {"cases", "steps", "decisions", "calendar"}.union(*(tables_of(KINDS[kind].sql) for kind in kinds))
    with duckdb.connect() as duck:
        duck.execute("SET threads = 1")  # two slices side by side lose less than two threads in one
        duck.execute(f"SET memory_limit = '{MEMORY}'")
        duck.execute("SET preserve_insertion_order = false")
        for sql in create_tables("duckdb"):
            duck.execute(sql)
        for name in (*CASE_TABLES, *LAW):
            if name in wanted:
                load(duck, name, ids, kinds)
        insert_all(duck, "clock", [(now, day_of(now))])
        yield duck


def _same_kinds(draft: ItemDocument, live: ItemDocument) -> set[str]:
    """The kinds by which both judge alike: their findings need not be looked for twice."""

    def points(side: ItemDocument, kind: str) -> list[Point]:
        return [point for point in side.points.points if point.kind == kind]

    if draft.acts != live.acts:
        return set()
    return {kind for kind in draft.points.kinds if points(draft, kind) == points(live, kind)}


def _judge(duck: duckdb.DuckDBPyConnection, name: str, side: ItemDocument | None, kinds: Iterable[str]) -> None:
    """The findings of one set of points as the table ``found_<name>``, each once by its key."""
    duck.execute(f"CREATE TABLE raw_found ({columns_of('duckdb', FINDING)}, level VARCHAR)")
    duck.execute("CREATE TABLE keys (point_id BIGINT, point_key VARCHAR, kind VARCHAR)")
    if side is not None:
        for table, rows in side.points.rows(side.acts).items():
            duck.execute(f"DELETE FROM {TABLES[table].relation}")
            insert_all(duck, table, rows)
        duck.execute(f"UPDATE engine_points SET item_id = '{OURS}', version = '{OURS}'")
        duck.execute("INSERT INTO keys SELECT point_id, point_key, kind FROM engine_points")
        for kind in kinds:
            duck.execute(f"INSERT INTO raw_found {statement(KINDS[kind].sql, inline=True)}")
    duck.execute(
        f"CREATE TABLE found_{name} AS SELECT f.*, k.point_key, k.kind FROM raw_found f JOIN keys k USING (point_id)"
        f" QUALIFY row_number() OVER (PARTITION BY {_SAME}) = 1"
    )
    duck.execute("DROP TABLE raw_found")
    duck.execute("DROP TABLE keys")


_COMPARED: Final = f"""CREATE TABLE compared AS
WITH sides AS (
    SELECT CASE WHEN l.case_id IS NULL THEN 'new' ELSE 'same' END AS mark, d.* FROM found_draft d
    LEFT JOIN found_live l USING ({_SAME}, level)
    UNION ALL
    SELECT 'gone' AS mark, l.* FROM found_live l ANTI JOIN found_draft d USING ({_SAME}, level)
)
SELECT s.*, coalesce(t.act, e.act, '') AS act FROM sides s
LEFT JOIN engine_steps t ON s.object_kind = 'step' AND t.step_id = s.object_id
LEFT JOIN engine_decisions e ON s.object_kind = 'decision' AND e.decision_id = s.object_id"""
"""A level that changes is an alarm that goes and one that comes."""


def _check_calendar(duck: duckdb.DuckDBPyConnection, sides: Any, now: int) -> None:
    """Only points that count working days ask for a calendar."""
    points = [point for side in sides for point in side.points.points if point.kind == "time_limit"]
    if any(point.unit == "working_day" or point.option == "next_work_day" for point in points):
        check_calendars(duck, now)


def check_calendars(duck: duckdb.DuckDBPyConnection, now: int, among: str = "") -> None:
    """As ``engine.batch`` refuses a log that reaches into an unknown year: the monitors would say nothing there. ``among``
    narrows the cases ``c``. Raises CalendarMissing."""
    days = duck.execute(
        "SELECT c.calendar_id, min(s.started_day), max(coalesce(s.ended_day, s.started_day)),"
        f" bool_or(c.closed_at IS NULL) FROM engine_cases c JOIN engine_steps s USING (case_id) {among} GROUP BY 1"
    ).fetchall()
    for calendar_id, first, last, is_open in days:
        calendar = work_calendar(calendar_id)
        if first is not None:
            calendar.require(first, last)
        if is_open:
            calendar.require(day_of(now), day_of(now) + LOOK_AHEAD_DAYS)
