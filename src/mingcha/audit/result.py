# SPDX-License-Identifier: Apache-2.0
"""What an audit found, ready to be asked: one in-memory database over the log and the findings, for summary, files and report.

Relations: ``found`` (a row for each finding, with the names of what it is about), ``step_log`` and ``case_log`` (the log),
``people`` (who acted at which step), ``case_names``, ``officer_names``, ``calendar``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from mingcha.engine.batch import quoted, slices
from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.database import columns_of
from mingcha.engine.points import Point, PointSet
from mingcha.engine.schema import FINDING, TABLES
from mingcha.engine.words import Finding

MEMORY_MB: Final = 200


@dataclass(frozen=True)
class Result:
    """The database of an audit, the points as they judged, and the instant (local seconds) at which open cases were judged."""

    connection: duckdb.DuckDBPyConnection
    points: PointSet
    calendar: WorkCalendar
    now: int

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query that is known to be small."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """The single value of a query that always has one."""
        return self.rows(sql, *values)[0][0]

    def stream(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of any size, a few thousand at a time."""
        cursor = self.connection.cursor().execute(sql, values)
        while block := cursor.fetchmany(5_000):
            yield from block


@contextmanager
def open_result(log: Path, out: Path, points: PointSet, calendar: WorkCalendar, now: int) -> Iterator[Result]:
    """Open the findings under ``out`` of the log under ``log`` (see ``engine.batch``); closes its database at the end."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_MB}MB'")
        connection.execute(f"SET temp_directory = {quoted(log.parent / 'spill')}")
        # DuckDB 2.0.0 breaks off ("dict-surviving join", duckdb#24807) when a join becomes the build side of another.
        connection.execute("SET disabled_optimizers = 'join_order'")
        result = Result(connection, points, calendar, now)
        _show_log(connection, log)
        _load_points(connection, points)
        _load_calendar(connection, calendar)
        _find(connection, out)
        yield result


def finding_of(row: tuple[Any, ...]) -> Finding:
    """The finding in a row that begins with the columns of :data:`COLUMNS`."""
    return Finding(*row[: len(COLUMNS)])


COLUMNS: Final = (*FINDING, "level")
"""The first columns of ``found``."""


def point_of(result: Result, finding: Finding) -> Point:
    return result.points.of(finding.point_id)


def _show_log(connection: duckdb.DuckDBPyConnection, log: Path) -> None:
    for view, name in (
        ("step_log", "steps"),
        ("case_log", "cases"),
        ("people", "step_officers"),
        ("decision_log", "decisions"),
        ("penalty_log", "penalties"),
        ("execution_log", "executions"),
        ("evidence_log", "evidence"),
    ):
        files = [quoted(path) for part in slices(log) if (path := part / f"{name}.parquet").exists()]
        _view(connection, view, files, columns_of("duckdb", TABLES[name].columns))
    _view(connection, "case_names", _present(log / "case_names.parquet"), "case_id BIGINT, name VARCHAR, organ VARCHAR")
    _view(connection, "officer_names", _present(log / "officer_names.parquet"), "officer_id BIGINT, name VARCHAR")


def _present(path: Path) -> list[str]:
    return [quoted(path)] if path.exists() else []


def _view(connection: duckdb.DuckDBPyConnection, name: str, files: list[str], columns: str) -> None:
    """A view over Parquet files, or an empty table of the same columns where there are none."""
    if files:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{', '.join(files)}])")
    else:
        connection.execute(f"CREATE TABLE {name} ({columns})")


def _load_points(connection: duckdb.DuckDBPyConnection, points: PointSet) -> None:
    connection.execute("CREATE TABLE point (point_id BIGINT, key VARCHAR, kind VARCHAR, name VARCHAR)")
    for number, point in enumerate(points.points, 1):
        connection.execute("INSERT INTO point VALUES (?, ?, ?, ?)", [number, point.key, point.kind, point.title("zh")])


def _load_calendar(connection: duckdb.DuckDBPyConnection, calendar: WorkCalendar) -> None:
    connection.execute(f"CREATE TABLE calendar ({columns_of('duckdb', TABLES['calendar'].columns)})")
    columns = [list(column) for column in zip(*calendar.rows(), strict=True)]
    # A list for each column: thousands of single rows would take longer than many an audit.
    lists = ", ".join(
        f"UNNEST(?::{'VARCHAR' if type_ == 'text' else 'BIGINT'}[])" for type_ in TABLES["calendar"].columns.values()
    )
    connection.execute(f"INSERT INTO calendar SELECT {lists}", columns)


def _find(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Join to each finding what it is about: names, and the act and the day of its step, decision or case.

    A penalty or a payment stands at the act of its decision, an item of evidence at its step.
    """
    files = [quoted(path) for path in sorted(out.glob("*.parquet"))]
    _view(connection, "raw_findings", files, f"{columns_of('duckdb', FINDING)}, level VARCHAR")
    columns = ", ".join(f"f.{column}" for column in COLUMNS)
    connection.execute(
        f"""CREATE TABLE found AS
        SELECT {columns}, p.kind, p.key, p.name AS point, n.name AS case_name, n.organ, o.name AS officer,
               COALESCE(s.act, d.act) AS act, s.run,
               COALESCE(s.ended_day, s.started_day, d.decided_day, c.closed_day, c.accepted_day) AS day
        FROM raw_findings f
        JOIN point p USING (point_id)
        LEFT JOIN case_log c ON c.case_id = f.case_id
        LEFT JOIN case_names n ON n.case_id = f.case_id
        LEFT JOIN officer_names o ON o.officer_id = f.officer_id
        LEFT JOIN penalty_log y ON f.object_kind = 'penalty' AND y.penalty_id = f.object_id
        LEFT JOIN execution_log x ON f.object_kind = 'execution' AND x.exec_id = f.object_id
        LEFT JOIN evidence_log e ON f.object_kind = 'evidence' AND e.evidence_id = f.object_id
        LEFT JOIN step_log s
               ON s.step_id = CASE f.object_kind WHEN 'step' THEN f.object_id WHEN 'evidence' THEN e.step_id END
        LEFT JOIN decision_log d
               ON d.decision_id = CASE f.object_kind WHEN 'decision' THEN f.object_id WHEN 'penalty' THEN y.decision_id
                                  WHEN 'execution' THEN x.decision_id END"""
    )
