# SPDX-License-Identifier: Apache-2.0
"""The engine on Spark, for a log that has outgrown one machine: the same text over the same Parquet folders.

Needs the extra ``mingcha[spark]`` and Java 17. On one machine DuckDB (``batch``) is several times faster: choose Spark
for size, not for speed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingcha.engine.batch import LAW_TABLES, Settings, acts_of, check_calendar, resolve, slices
from mingcha.engine.clock import day_of
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import PointSet
from mingcha.engine.schema import TABLES, Table
from mingcha.engine.statement import statement

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def connect(master: str = "local[2]") -> SparkSession:
    """A session on a cluster (``spark://host:7077``) or on this machine, listening on loopback only when local."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.session.timeZone": "Asia/Shanghai", "spark.driver.memory": "3g"}
    if master.startswith("local"):
        # Spark's own choice of 200 partitions is made for a cluster; on one machine it is mostly waiting.
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "8",
        }
    builder = SparkSession.builder.master(master).appName("mingcha")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def judge_log(log: Path, settings: Settings, out: Path, master: str = "local[2]") -> PointSet:
    """Judge every case of a log on Spark; what it writes and returns is what ``batch.judge_log`` does.

    ``log`` and ``out`` must be folders that every worker can reach by the same path.
    """
    points = resolve(log, settings.points)
    check_calendar(log, settings)
    session = connect(master)
    half = out.with_name(out.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    try:
        _present(session, log, points, settings)
        found = None
        for kind in points.kinds:
            rows = session.sql(statement(KINDS[kind].sql))
            found = rows if found is None else found.unionAll(rows)
        if found is not None:
            found.write.parquet(str(half))
        shutil.rmtree(out, ignore_errors=True)
        half.rename(out)
    finally:
        shutil.rmtree(half, ignore_errors=True)
        session.stop()
    return points


def _present(session: SparkSession, log: Path, points: PointSet, settings: Settings) -> None:
    """Let the base relations show the log and the law."""
    rows: dict[str, list[Any]] = {
        **points.rows(acts_of(log, points)),
        "clock": [(settings.now, day_of(settings.now))],
        "calendar": list(settings.calendar.rows()),
    }
    for name, table in TABLES.items():
        if name in rows:
            frame = _frame(session, table, rows[name])
        else:
            folders = [log] if name in LAW_TABLES else slices(log)
            files = [str(path) for folder in folders if (path := folder / f"{name}.parquet").exists()]
            frame = session.read.parquet(*files) if files else _frame(session, table, [])
        frame.createOrReplaceTempView(table.relation)


def _frame(session: SparkSession, table: Table, rows: list[Any]) -> DataFrame:
    types = {"int": "BIGINT", "text": "STRING"}
    return session.createDataFrame(rows, ", ".join(f"`{name}` {types[kind]}" for name, kind in table.columns.items()))
