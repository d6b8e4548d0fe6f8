# SPDX-License-Identifier: Apache-2.0
"""How long a re-check of 1,000,000 cases takes in its jobs, on SQLite and PostgreSQL (issue: under 60 s on 2 cores).

``script/bench recheck --dry 4000`` tries it small and records nothing.

The cases are those of ``bench backtest``, copies of the sample log as an import leaves them, with their alarms; then the calendar
of the last year is changed. What is timed are the slices in two lanes, as two workers judge them, with the rows of the
difference that they keep.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent / "tests"))

import results
from bench_backtest import _copy, _count

CASES = 1_000_000


def measure(cases: int) -> dict[str, Any]:
    """One database: make it, copy the cases with their alarms, run the jobs."""
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

    from case_logs import NOW
    from mingcha.cases import jobs_recheck
    from mingcha.cases.actions.rechecks import LANES, begin_recheck, lay_out, worker
    from mingcha.cases.models import Recheck

    row = begin_recheck({"reason": "测量"}, by=_laid(cases), now=NOW)
    begun = time.perf_counter()
    numbers = list(jobs_recheck.chosen(row).order_by("pk").values_list("pk", flat=True))
    bounds = [*numbers[jobs_recheck.SLICE - 1 : -1 : jobs_recheck.SLICE], *numbers[-1:]]
    lay_out(row, bounds, len(numbers), by=worker(row))
    connections.close_all()
    for child in [_lane(row.pk, range(lane, len(bounds), LANES)) for lane in range(LANES)]:
        os.waitpid(child, 0)
    wall, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    row = Recheck.objects.get(pk=row.pk)
    assert (row.status, row.done) == ("ready", row.total), row.fault
    return {
        "database": connection.vendor,
        "cases": f"{row.total:,}",
        "steps": f"{_count('cases_step'):,}",
        "alarms": f"{_count('cases_alarm'):,}",
        "differences": f"{_count('cases_recheckrow'):,}",
        "slices": len(bounds),
        "wall s": f"{wall:.1f}",
        "CPU s of the lanes": f"{used.ru_utime + used.ru_stime:.1f}",
        "peak MB of a lane": used.ru_maxrss // 1024,
    }


def _lane(recheck_id: int, numbers: Sequence[int]) -> int:
    """A worker of its own that judges these slices; gives its process."""
    child = os.fork()
    if child:
        return child
    from mingcha.cases import jobs_recheck

    done = 1
    try:
        for number in numbers:
            jobs_recheck.run(recheck_id, number)
        done = 0
    finally:
        os._exit(done)


def _laid(cases: int) -> Any:
    """The sample as an import writes and judges it, its copies with their alarms, a calendar that was put right since; and who
    orders the re-check."""
    from case_logs import NOW, load_rules, small_log
    from mingcha.cases.actions.alarms import judge_all
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.cases.models import Alarm, Case
    from mingcha.ledger import System
    from mingcha.organs.models import Calendar, CalendarDay
    from mingcha.organs.testing import cast

    made, by = cast(), System("测量")
    folder, log = small_log()
    load_rules(folder, made.organ("enforcement"), by)
    write_slice(log, Incoming("测量", made.organ("enforcement"), 1, {}), NOW, by=by)
    judge_all(list(Case.objects.all()), NOW, by=by)
    _copy(cases // len(log) - 1, Alarm)
    first = Calendar.objects.get(pk="CN")
    CalendarDay.objects.filter(calendar=first, day__gte=20_700).update(wd=0)
    Calendar.objects.filter(pk="CN").update(digest="changed")
    return made.post("overseer")


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
        covers = ["src/mingcha/cases/rechecking", "src/mingcha/cases/columns.py", "src/mingcha/cases/jobs_recheck.py"]
        covers.append("src/mingcha/engine")
        results.record("bench recheck", table, covers, ["goal: 1,000,000 cases in less than 60 s in the background"])


if __name__ == "__main__":
    main(sys.argv[1:])
