# SPDX-License-Identifier: Apache-2.0
"""The main job: a log goes in, checked findings come out (S3-01, S3-10, S1-33).

Everything happens in a work folder of its own, which is gone afterwards; what the user asked for appears whole or not at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mingcha.audit.ingest import IngestResult, ingest
from mingcha.audit.mapping import Mapping, load_mapping
from mingcha.audit.result import Result, open_result
from mingcha.audit.staging import Faults
from mingcha.engine import batch
from mingcha.engine.calendar import CalendarError, WorkCalendar, national, read
from mingcha.engine.points import EVERY, Point, PointsError, PointSet, read_points
from mingcha.engine.words import moment
from mingcha.files.badinput import BadInput, Fault, refuse

Say = Callable[[str], None]
"""Takes a line that tells how far the work is."""


@dataclass(frozen=True)
class Audit:
    """What to audit, and by what. ``now`` is in local seconds; ``master`` is the Spark cluster where ``engine`` is spark."""

    logs: Sequence[Path]
    mapping: Path
    points: Path
    now: int
    calendar: Path | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    master: str = "local[2]"


@contextmanager
def run(audit: Audit, say: Say = lambda line: None) -> Iterator[Result]:
    """Audit a log; gives the result while its work folder stands.

    Raises:
        BadInput: the points, the mapping, the calendar or the log cannot be used; every fault of the first three at once.
        CalendarError, CalendarMissing: a case goes by a calendar, or reaches into a year, that is not known.
    """
    points, calendar, mapping = _rules(audit)
    with tempfile.TemporaryDirectory(prefix="mingcha-audit-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        log, out = work / "log", work / "findings"
        ingested = ingest(audit.logs, mapping, log, progress=say)
        for note in (*ingested.notes, *_idle(points, ingested)):
            say(f"注意：{note}")
        settings = batch.Settings(points, calendar, audit.now)
        if audit.engine == "spark":
            say("正在用 Spark 判定")
            judged = _on_cluster(log, settings, out, audit.master)
        else:
            judged = batch.judge_log(log, settings, out, lambda done, total: say(f"正在判定：{done}/{total}"))
        with open_result(log, out, judged, calendar, audit.now) as result:
            if (
                last := result.one("SELECT MAX(GREATEST(started_at, ended_at)) FROM step_log") or audit.now
            ) > audit.now:
                say(f"注意：日志记到 {moment(last)}，晚于判定时间 {moment(audit.now)}；此后的环节同样参加判定")
            yield result


def _on_cluster(log: Path, settings: batch.Settings, out: Path, master: str) -> PointSet:
    """Judge on Spark; what breaks there is told in a line, not in a hundred of Java."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    from mingcha.engine import cluster

    try:
        return cluster.judge_log(log, settings, out, master)
    except (PySparkException, Py4JError) as error:
        reason = " ".join(str(error).split())[:300]
        raise refuse("spark_failed", master, f"Spark 未能完成判定，请检查集群和 Java：{reason}") from error


def _rules(audit: Audit) -> tuple[PointSet, WorkCalendar, Mapping]:
    """What the log is judged by; ``BadInput`` with the faults of all three files."""
    faults = Faults()
    points, calendar, mapping = PointSet(()), national(), None
    try:
        points = read_points(audit.points)
    except PointsError as bad:
        for path, reason in bad.errors:
            where = path if path == str(audit.points) else f"{audit.points.name} {path}"
            faults.add([Fault("points_invalid", where, None, reason)])
    try:
        calendar = read(audit.calendar) if audit.calendar else calendar
    except CalendarError as bad:
        faults.add(Fault("calendar_invalid", f"{audit.calendar}", None, reason) for reason in bad.errors)
    try:
        mapping = load_mapping(audit.mapping)
    except BadInput as bad:
        faults.add(bad.errors, bad.total)
    faults.finish()
    assert mapping is not None
    return points, calendar, mapping


def _idle(points: PointSet, log: IngestResult) -> Iterator[str]:
    """What judges nothing of this log: nobody may take its silence for a good result.

    Raises:
        BadInput: all of the points.
    """
    acts = {act.name for act in log.acts} | {EVERY}
    idle = [point for point in points.points if not any(_fits(point, *each) for each in log.items)]
    if len(idle) == len(points.points):
        has, want = (
            "、".join(sorted({f"{item} 第 {version} 版" for item, version in pairs}))
            for pairs in (log.items, [(point.item, point.version) for point in idle])
        )
        raise refuse("points_idle", "监察点", f"没有一个适用于这份日志：监察点针对 {want}，日志的事项是 {has}")
    for point in points.points:
        if point in idle:
            yield f"监察点“{point.key}”未用上：日志没有事项 {point.item} 第 {point.version} 版"
        elif unknown := {act for named in point.acts.values() for act in named} - acts:
            yield f"监察点“{point.key}”所列环节在日志中不存在：{'、'.join(sorted(unknown))}"


def _fits(point: Point, item: str, version: str) -> bool:
    return point.item in (EVERY, item) and point.version in (EVERY, version)
