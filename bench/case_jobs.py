# SPDX-License-Identifier: Apache-2.0
"""What benches of jobs over very many cases share: a database of their own, copies of the sample's cases, slices in two lanes
as two workers judge them, a table of both databases.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import apart
import results

STRIDE = 10_000
"""By how much the numbers of one copy differ from those of the one before; no table of the sample has so many rows."""
MOVED = frozenset({"id", "case_id", "step_id", "decision_id", "object_id", "superseded_by"})


def tell(
    script: str,
    arguments: Sequence[str],
    measured: Callable[[int], dict[str, Any]],
    *,
    usual: int,
    covers: Sequence[str],
    goal: str,
) -> None:
    """``measured`` of so many cases on both databases, each in a process of its own, which is ``script`` with "measure"."""
    numbers = [int(each) for each in arguments if each.isdigit()]
    cases = numbers[0] if numbers else usual
    if arguments[:1] == ["measure"]:
        print(json.dumps(_measure(measured, cases)))
        return
    table = []
    for database in ("sqlite", "postgresql"):
        command = [sys.executable, script, "measure", str(cases)]
        environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        table.append(json.loads(done.stdout.splitlines()[-1]))
    if "--dry" in arguments:
        results.print_table(table)
    else:
        results.record(f"bench {Path(script).stem.removeprefix('bench_')}", table, covers, [goal])


def _measure(measured: Callable[[int], dict[str, Any]], cases: int) -> dict[str, Any]:
    """One database: make it, and measure there."""
    with apart.database():
        return measured(cases)


def judged(row: Any, jobs: Any, actions: Any) -> dict[str, Any]:
    """Lay the cases of an ordered run out and judge its slices: how many there were, and how long it took."""
    from django.db import connections

    from mingcha.cases.actions.backtests import LANES

    before, begun = _of_children(), time.perf_counter()
    numbers = list(jobs.chosen(row).order_by("pk").values_list("pk", flat=True))
    bounds = [*numbers[jobs.SLICE - 1 : -1 : jobs.SLICE], *numbers[-1:]]
    actions.lay_out(row, bounds, len(numbers), by=actions.worker(row))
    connections.close_all()
    for child in [_lane(jobs.run, row.pk, range(lane, len(bounds), LANES)) for lane in range(LANES)]:
        os.waitpid(child, 0)
    wall = time.perf_counter() - begun
    return {
        "slices": len(bounds),
        "wall s": f"{wall:.1f}",
        "CPU s of the lanes": f"{_of_children() - before:.1f}",
        "with the queue's polls s": f"{wall + 0.5 * -(-len(bounds) // LANES):.1f}",
        "peak MB of a lane": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _lane(run: Callable[[int, int], None], pk: int, numbers: Sequence[int]) -> int:
    """A worker of its own that judges these slices; gives its process."""
    child = os.fork()
    if child:
        return child
    done = 1
    try:
        for number in numbers:
            run(pk, number)
        done = 0
    finally:
        os._exit(done)


def copy(times: int, *more: Any) -> None:
    """Every row of the cases, and of ``more`` tables about them, so many times more, in the database itself."""
    from django.db import connection

    from mingcha.cases.bulk.tables import TABLES
    from mingcha.cases.models import Case

    with connection.cursor() as cursor:
        for model in (Case, *(table.model for table in TABLES), *more):
            columns = [field.column for field in model._meta.concrete_fields]
            made = ", ".join(_moved(column) for column in columns)
            cursor.execute(
                f"WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {times})"
                f" INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {made} FROM k, {model._meta.db_table} t"
            )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def _moved(column: str) -> str:
    if column == "number":
        return "t.number || '-' || k.n"
    return f"t.{column} + k.n * {STRIDE}" if column in MOVED else f"t.{column}"


def count(table: str) -> str:
    """How many rows a table has, for the table of results."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return f"{int(cursor.fetchone()[0]):,}"
