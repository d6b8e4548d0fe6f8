# SPDX-License-Identifier: Apache-2.0
"""The engine on a whole log: Parquet cut in slices of whole cases, judged by DuckDB with the monitors' own text.

Every monitor looks at one case at a time, so judging slice by slice is exact and memory stays flat whatever the size.
Each worker is a database of its own with one thread: two slices side by side lose less time than two threads in one.

A log is a folder ``00000``, ``00001`` … of slices, each with ``<table>.parquet`` for the tables that have rows; beside
them stand ``certificates.parquet``, ``tiers.parquet`` and ``articles.parquet`` where there are any.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import day_of
from mingcha.engine.database import columns_of, create_tables
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import EVERY, PointSet
from mingcha.engine.schema import CASE_TABLES, FINDING, TABLES
from mingcha.engine.statement import statement

LOOK_AHEAD_DAYS: Final = 15
"""How far past today the calendar must reach while cases are open: more than the longest run of days off."""
LAW_TABLES: Final = ("certificates", "tiers", "articles")
Progress = Callable[[int, int], None]
"""Called with the slices judged and the slices in all."""


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The run was told to stop; nothing of it is left behind."""


@dataclass(frozen=True)
class Settings:
    """What a run is judged by. ``now`` is in local seconds; ``memory_mb`` bounds each worker's database."""

    points: PointSet
    calendar: WorkCalendar
    now: int
    workers: int = max(1, min(2, os.cpu_count() or 1))
    memory_mb: int = 160


def slices(log: Path) -> list[Path]:
    """The slices of a log, in order."""
    return sorted(path for path in log.iterdir() if path.is_dir() and path.name.isdigit())


def quoted(path: Path) -> str:
    """A path as an SQL literal, for the statements that take no parameters."""
    return "'" + str(path).replace("'", "''") + "'"


def resolve(log: Path, points: PointSet) -> PointSet:
    """The points with ``"*"`` replaced by the items and acts of this log."""
    if any(EVERY in (point.item, point.version) for point in points.points):
        points = points.over(_select(log, "cases", "DISTINCT item_id, item_version"))
    return points


def acts_of(log: Path, points: PointSet) -> list[str]:
    """The acts of the log, asked for only where a point says ``"*"``."""
    wanted = any(EVERY in acts for point in points.points for acts in point.acts.values())
    return sorted(act for (act,) in _select(log, "steps", "DISTINCT act")) if wanted else []


def check_calendar(log: Path, settings: Settings) -> None:
    """Refuse a log that reaches into an unknown year: the monitors would find no working days there, and say nothing.

    Raises:
        CalendarMissing: naming the year.
        CalendarError: a case names a calendar that is not there.
    """
    for (calendar_id,) in _select(log, "cases", "DISTINCT calendar_id"):
        settings.calendar.of(calendar_id)
    points = [point for point in settings.points.points if point.kind == "time_limit"]
    if any(point.unit == "working_day" or point.option == "next_work_day" for point in points):
        days = _select(log, "steps", "MIN(started_day), MAX(COALESCE(ended_day, started_day))")
        days += _select(log, "cases", "MIN(closed_day), MAX(closed_day)")  # what is open ends with its case
        for first, last in days:
            if first is not None:
                settings.calendar.require(first, last)
    if points and any(n for (n,) in _select(log, "cases", "COUNT(*) FILTER (closed_at IS NULL)")):
        today = day_of(settings.now)
        settings.calendar.require(today, today + LOOK_AHEAD_DAYS)


def _select(log: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    """Rows over a table of all slices; none where no slice has it."""
    files = [str(path) for part in slices(log) if (path := part / f"{table}.parquet").exists()]
    if not files:
        return []
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM read_parquet(?)", [files]).fetchall()


def judge_log(log: Path, settings: Settings, out: Path, progress: Progress = lambda done, total: None) -> PointSet:
    """Judge every case of a log and write the findings to ``out``, one Parquet file a slice.

    The columns are those of :data:`~mingcha.engine.schema.FINDING` and ``level``. Nothing appears under ``out`` before
    all is done; a run that fails or is cancelled (KeyboardInterrupt) leaves nothing.

    Returns:
        The points as they stood for this log: ``point_id`` of a finding is the place in this set.

    Raises:
        CalendarMissing: the log or today reaches into a year that the calendar does not hold.
        Cancelled: on an interrupt.
    """
    points = resolve(log, settings.points)
    check_calendar(log, settings)
    law = _Law(log, points.rows(acts_of(log, points)), settings)
    parts = slices(log)
    half = out.with_name(out.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(parents=True)
        _run(parts, law, points.kinds, half, progress)
        shutil.rmtree(out, ignore_errors=True)
        half.rename(out)
    except KeyboardInterrupt as error:
        raise Cancelled from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return points


def _run(parts: Sequence[Path], law: _Law, kinds: Sequence[str], out: Path, progress: Progress) -> None:
    stop = threading.Event()
    workers: list[_Worker] = []
    local = threading.local()

    def judge(part: Path) -> None:
        if stop.is_set():
            return
        if not hasattr(local, "worker"):
            local.worker = _Worker(law, kinds)
            workers.append(local.worker)
        local.worker.judge(part, out / f"{part.name}.parquet")

    with ThreadPoolExecutor(law.settings.workers) as pool:
        try:
            waiting = [pool.submit(judge, part) for part in parts]
            for done, future in enumerate(as_completed(waiting), 1):
                future.result()
                progress(done, len(parts))
        except BaseException:
            stop.set()
            for worker in workers:
                worker.connection.interrupt()
            raise
        finally:
            pool.shutdown()
            for worker in workers:
                worker.connection.close()


@dataclass(frozen=True)
class _Law:
    """What is the same for every slice: the points' rows, the calendar, the people and the law beside the log."""

    log: Path
    rows: dict[str, list[tuple[str | int | None, ...]]]
    settings: Settings

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        for sql in create_tables("duckdb", (name for name in TABLES if name not in CASE_TABLES)):
            connection.execute(sql)
        for name in CASE_TABLES:
            connection.execute(f"CREATE TABLE empty_{name} ({columns_of('duckdb', TABLES[name].columns)})")
        now = self.settings.now
        rows = self.rows | {"clock": [(now, day_of(now))], "calendar": list(self.settings.calendar.rows())}
        for name, values in rows.items():
            insert_all(connection, name, values)
        for name in LAW_TABLES:
            if (path := self.log / f"{name}.parquet").exists():
                connection.execute(
                    f"INSERT INTO {TABLES[name].relation} BY NAME SELECT * FROM read_parquet(?)", [str(path)]
                )


def insert_all(
    connection: duckdb.DuckDBPyConnection, name: str, values: Iterable[tuple[str | int | None, ...]]
) -> None:
    """All rows as a list for each column: DuckDB is slow at single rows, and the calendar has thousands."""
    columns = [list(column) for column in zip(*values, strict=True)]
    if columns:
        typed = zip(columns_of("duckdb", TABLES[name].columns).split(", "), columns, strict=True)
        unnested = ", ".join(f"unnest(?::{column.split()[1]}[])" for column, _ in typed)
        connection.execute(f"INSERT INTO {TABLES[name].relation} SELECT {unnested}", columns)


class _Worker:
    """A database with the law in it, which judges one slice after another."""

    def __init__(self, law: _Law, kinds: Sequence[str]) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 1")
        self.connection.execute("SET enable_progress_bar = false")  # DuckDB would draw it on the output of `python -c`
        self.connection.execute(f"SET memory_limit = '{law.settings.memory_mb}MB'")
        self.connection.execute("SET preserve_insertion_order = false")
        law.load(self.connection)
        self.statements = [statement(KINDS[kind].sql, inline=True) for kind in kinds]
        self.connection.execute(f"CREATE TEMP TABLE findings ({columns_of('duckdb', FINDING)}, level VARCHAR)")

    def judge(self, part: Path, out: Path) -> None:
        self.present(part)
        self.connection.execute("TRUNCATE findings")
        for sql in self.statements:
            self.connection.execute(f"INSERT INTO findings {sql}")
        self.connection.execute(f"COPY findings TO {quoted(out)} (FORMAT parquet)")

    def present(self, part: Path) -> None:
        """Let the base relations show this slice; a table without a file is an empty one."""
        for name in CASE_TABLES:
            relation, path = TABLES[name].relation, part / f"{name}.parquet"
            source = f"read_parquet({quoted(path)})" if path.exists() else f"empty_{name}"
            columns = ", ".join(TABLES[name].columns)
            self.connection.execute(f"CREATE OR REPLACE VIEW {relation} AS SELECT {columns} FROM {source}")
