# SPDX-License-Identifier: Apache-2.0
"""How long a back-test of 100,000 cases takes in its jobs, on SQLite and PostgreSQL (issue: under 10 s on 2 cores).

``script/bench backtest --dry 4000`` tries it small and records nothing.

The cases are copies of the sample log of ``mingcha sample`` as an import leaves them: about eight steps each, with their
people, evidence, decisions and money. The draft has all points of the sample, two of them changed. What is timed are the
slices in two lanes, as two workers judge them; the queue hands on the next within half a second.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent / "tests"))

import results

CASES = 100_000
STRIDE = 100_000
"""By how much the numbers of one copy differ from those of the one before; no table of the sample has so many rows."""


def measure(cases: int) -> dict[str, Any]:
    """One database: make it, copy the cases, run the jobs."""
    import django

    import databases
    from mingcha.ledger.keys import new_ring

    new_ring(databases.HOME / "keys.json")
    django.setup()
    try:
        with databases.made():
            return _measured(cases)
    finally:
        from django.db import connections

        connections.close_all()
        databases.pytest_unconfigure()


def _measured(cases: int) -> dict[str, Any]:
    from django.db import connection, connections

    from mingcha.cases import jobs
    from mingcha.cases.actions.backtests import LANES, lay_out, worker
    from mingcha.cases.models import BackTest

    draft = _laid(cases)
    test = _ordered(draft)
    begun = time.perf_counter()
    numbers = list(jobs.chosen(test).order_by("pk").values_list("pk", flat=True))
    bounds = [*numbers[jobs.SLICE - 1 : -1 : jobs.SLICE], *numbers[-1:]]
    lay_out(test, bounds, len(numbers), by=worker(test))
    connections.close_all()
    for child in [_lane(test.pk, range(lane, len(bounds), LANES)) for lane in range(LANES)]:
        os.waitpid(child, 0)
    wall, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    test = BackTest.objects.get(pk=test.pk)
    assert (test.status, test.done) == ("done", test.total), test.fault
    return {
        "database": connection.vendor,
        "cases": f"{test.total:,}",
        "steps": f"{_count('cases_step'):,}",
        "alarms": f"{sum(n for *_key, n in test.counts):,}",
        "slices": len(bounds),
        "wall s": f"{wall:.1f}",
        "CPU s of the lanes": f"{used.ru_utime + used.ru_stime:.1f}",
        "with the queue's polls s": f"{wall + 0.5 * -(-len(bounds) // LANES):.1f}",
        "peak MB of a lane": used.ru_maxrss // 1024,
    }


def _lane(test_id: int, numbers: Sequence[int]) -> int:
    """A worker of its own that judges these slices; gives its process."""
    child = os.fork()
    if child:
        return child
    from mingcha.cases import jobs

    done = 1
    try:
        for number in numbers:
            jobs.run(test_id, number)
        done = 0
    finally:
        os._exit(done)


def _laid(cases: int) -> Any:
    """The sample as an import writes it, its copies, and a draft of its item with two points changed."""
    from case_logs import NOW, load_rules, small_log
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.catalog.actions import open_draft, save_section
    from mingcha.catalog.models import PowerItem
    from mingcha.ledger import System
    from mingcha.organs.testing import cast

    organ, by = cast().organ("enforcement"), System("测量")
    folder, log = small_log()
    load_rules(folder, organ, by)
    write_slice(log, Incoming("测量", organ, 1, {}), NOW, by=by)
    _copy(cases // len(log) - 1)
    draft = open_draft(PowerItem.objects.get(code="行政处罚"), by=by)
    points = [dict(point) for point in draft.document["point"]]
    for point in [point for point in points if isinstance(point.get("limit"), int)][:2]:
        point["limit"] = max(1, point["limit"] // 2)
    return save_section(draft, "point", points, draft.version, by=by)


def _copy(times: int, *more: Any) -> None:
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
    return f"t.{column} + k.n * {STRIDE}" if column in ("id", "case_id", "step_id", "decision_id") else f"t.{column}"


def _ordered(draft: Any) -> Any:
    from case_logs import NOW
    from mingcha.cases.actions.backtests import begin_backtest
    from mingcha.ledger import System

    return begin_backtest(draft, date(2020, 1, 1), now=NOW, by=System("测量"))


def _count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def main(arguments: Sequence[str]) -> None:
    numbers = [int(each) for each in arguments if each.isdigit()]
    cases = numbers[0] if numbers else CASES
    if arguments[:1] == ["measure"]:
        print(json.dumps(measure(cases)))
        return
    table = []
    for database in ("sqlite", "postgresql"):
        command = [sys.executable, __file__, "measure", str(cases)]
        environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        table.append(json.loads(done.stdout.splitlines()[-1]))
    if "--dry" in arguments:
        results.print_table(table)
    else:
        covers = [
            "src/mingcha/cases/replay.py",
            "src/mingcha/cases/columns.py",
            "src/mingcha/cases/jobs.py",
            "src/mingcha/engine",
        ]
        results.record("bench backtest", table, covers, ["goal: 100,000 cases in less than 10 s in the background"])


if __name__ == "__main__":
    main(sys.argv[1:])
