# SPDX-License-Identifier: Apache-2.0
"""The engine on Spark, for a log that has outgrown one machine: the same text over the same Parquet folders.

Needs the extra ``mingcha[spark]`` and Java 17. On one machine DuckDB (``batch``) is several times faster: choose Spark
for size, not for speed.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mingcha.engine.batch import LAW_TABLES, Settings, acts_of, check_calendar, resolve, slices
from mingcha.engine.clock import day_of
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import PointSet
from mingcha.engine.schema import FINDING, TABLES, Table
from mingcha.engine.statement import parts, tables_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


PARTITIONS: Final = 4
"""Of a shuffle, for each slice of the log (at most 250,000 cases)."""
_TYPES: Final = {"int": "BIGINT", "text": "STRING"}


def connect(master: str = "local[2]", n_slices: int = 1) -> SparkSession:
    """A session on a cluster (``spark://host:7077``) or on this machine, listening on loopback only when local.

    It is set up for a log of so many slices: Spark's own choice of 200 partitions is mostly waiting where the log is small.
    """
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.driver.memory": "3g",
        "spark.sql.shuffle.partitions": str(PARTITIONS * n_slices),
    }
    if master.startswith("local"):
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
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
    session = connect(master, len(slices(log)))
    half = out.with_name(out.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    try:
        _present(session, log, points, settings)
        for kind in points.kinds:
            judge(session, KINDS[kind].sql).write.mode("append").parquet(str(half))
        shutil.rmtree(out, ignore_errors=True)
        half.rename(out)
    finally:
        shutil.rmtree(half, ignore_errors=True)
        session.stop()
    return points


def judge(session: SparkSession, text: str) -> DataFrame:
    """The findings of one monitor over the base relations, which must be views of the session.

    Spark puts the query of a common table expression wherever its name stands: the plan of a long monitor would grow
    beyond all bounds. So each expression becomes a view of its own, and is worked out once where it is used twice.
    """
    for name in tables_of(text):
        session.table(TABLES[name].relation).createOrReplaceTempView(name)
    named, final = parts(text)
    for name, query in named:
        frame = session.sql(query)
        if len(re.findall(rf"\b(?:FROM|JOIN)\s+{name}\b", text)) > 1:
            frame = frame.localCheckpoint()
        frame.createOrReplaceTempView(name)
    session.sql(final).createOrReplaceTempView("selected")
    # A bare NULL has no type here, and Parquet needs one.
    columns = ", ".join(f"CAST(f.{name} AS {_TYPES[kind]}) AS {name}" for name, kind in FINDING.items())
    return session.sql(
        f"SELECT {columns}, l.level FROM selected f JOIN {TABLES['point_levels'].relation} l ON l.point_id = f.point_id AND l.code = f.code"
    )


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
    return session.createDataFrame(rows, ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in table.columns.items()))
