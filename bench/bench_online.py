# SPDX-License-Identifier: Apache-2.0
"""script/bench online: what it costs to judge one case by all kinds, inside the transaction that would change it.

On plain tables with the indexes of ``engine.database``; the views over the application's own tables come with it.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import generate
import results

sys.path.extend(str(Path(__file__).parent.parent / "tests" / part) for part in ("", "engine"))

import psycopg
from backends import Backend

from mingcha.engine.batch import LAW_TABLES, slices
from mingcha.engine.clock import day_of
from mingcha.engine.database import judge_case
from mingcha.engine.schema import TABLES
from postgres import cluster

CASES = 50_000
JUDGED = 3_000
WARM = 200


def rows_of(log: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every base relation of a log, as rows."""
    points = generate.points()
    rows: dict[str, list[tuple[Any, ...]]] = {
        **points.rows(),
        "clock": [(generate.NOW, day_of(generate.NOW))],
        "calendar": list(generate.calendar().rows()),
    }
    for name, table in TABLES.items():
        folders = [log] if name in LAW_TABLES else slices(log)
        files = [str(path) for folder in folders if (path := folder / f"{name}.parquet").exists()]
        if files:
            rows[name] = duckdb.execute(f"SELECT {', '.join(table.columns)} FROM read_parquet(?)", [files]).fetchall()
    return rows


def measure(name: str, backend: Backend, rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, object]:
    for table, values in rows.items():
        if values:
            backend.insert(table, values)
    if (
        backend.dialect == "postgresql"
    ):  # with statistics SQLite builds a filter over the whole calendar for each lookup
        backend.connection.execute("ANALYZE")
    backend.connection.commit()
    cases = random.Random(1).choices(range(1, CASES + 1), k=WARM + JUDGED)
    took = []
    for case in cases:
        started = time.perf_counter()
        judge_case(backend.connection, backend.dialect, case)
        took.append((time.perf_counter() - started) * 1_000)
    took = sorted(took[WARM:])
    return {
        "database": name,
        "cases in it": f"{CASES:,}",
        "judged": f"{JUDGED:,}",
        "p50 ms": f"{took[JUDGED // 2]:.2f}",
        "p99 ms": f"{took[JUDGED * 99 // 100]:.2f}",
    }


def main(arguments: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as folder, cluster() as where:
        log = Path(folder) / "log"
        generate.generate(log, CASES, 0.05)
        rows = rows_of(log)
        table = [
            measure("SQLite, file", Backend(sqlite3.connect(Path(folder) / "cases.db"), "sqlite"), rows),
            measure("PostgreSQL, socket, prepared", Backend(psycopg.connect(where), "postgresql"), rows),
        ]
    if "--dry" in arguments:
        results.print_table(table)
    else:
        results.record(
            "bench online", table, ["src/mingcha/engine"], ["all eight kinds, one statement each, on plain tables"]
        )


if __name__ == "__main__":
    main(sys.argv[1:])
