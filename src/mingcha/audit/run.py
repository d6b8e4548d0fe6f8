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

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import load_mapping
from mingcha.audit.result import Result, open_result
from mingcha.engine import batch
from mingcha.engine.calendar import national, read
from mingcha.engine.points import read_points

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
        BadInput: the log or its mapping cannot be used; every fault at once.
        PointsError: the points cannot be used.
        CalendarError, CalendarMissing: the calendar cannot be used, or has not the year that is needed.
    """
    points = read_points(audit.points)
    calendar = read(audit.calendar) if audit.calendar else national()
    mapping = load_mapping(audit.mapping)
    with tempfile.TemporaryDirectory(prefix="mingcha-audit-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        log, out = work / "log", work / "findings"
        ingest(audit.logs, mapping, log, progress=say)
        settings = batch.Settings(points, calendar, audit.now)
        if audit.engine == "spark":
            from mingcha.engine import cluster

            say("正在用 Spark 判定")
            judged = cluster.judge_log(log, settings, out, audit.master)
        else:
            judged = batch.judge_log(log, settings, out, lambda done, total: say(f"正在判定：{done}/{total}"))
        with open_result(log, out, judged, calendar, audit.now) as result:
            yield result
