# SPDX-License-Identifier: Apache-2.0
"""How long a re-check of 1,000,000 cases takes in its jobs, on SQLite and PostgreSQL (issue: under 60 s on 2 cores).

``script/bench recheck --dry 4000`` tries it small and records nothing.

The cases are those of ``bench backtest``, copies of the sample log as an import leaves them, with their alarms; then the calendar
of the last year is changed. What is timed are the slices in two lanes, as two workers judge them, with the rows of the
difference that they keep.
"""

from __future__ import annotations

import sys
from typing import Any

from case_jobs import copy, count, judged, tell

CASES = 1_000_000


def measured(cases: int) -> dict[str, Any]:
    """The cases are copied with their alarms, and re-checked: those of the calendar that was changed, and then all by every
    monitor, which here are the same cases and come to the same."""
    from django.db import connection

    from mingcha.cases.models import RecheckRow
    from mingcha.organs.models import Calendar

    by = _laid(cases)
    sums = {"database": connection.vendor, "steps": count("cases_step"), "alarms": count("cases_alarm")}
    told = _rechecked(by, calendar=Calendar.objects.get(pk="CN"))
    rows = RecheckRow.objects.count()
    whole = _rechecked(by)
    assert RecheckRow.objects.count() == 2 * rows, "a calendar tells less than all"
    both = {f"{name}, by a calendar": told[name] for name in ("wall s", "CPU s of the lanes")}
    return sums | {"cases": told.pop("cases"), "differences": f"{rows:,}"} | both | whole


def _rechecked(by: Any, **scope: Any) -> dict[str, Any]:
    from case_logs import NOW
    from mingcha.cases import jobs_recheck
    from mingcha.cases.actions import rechecks
    from mingcha.cases.models import Recheck

    row = rechecks.begin_recheck({"reason": "测量"} | scope, by=by, now=NOW)
    taken = judged(row, jobs_recheck, rechecks)
    row = Recheck.objects.get(pk=row.pk)
    assert (row.status, row.done) == ("ready", row.total), row.fault
    return {"cases": f"{row.total:,}", **taken}


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
    copy(cases // len(log) - 1, Alarm)
    first = Calendar.objects.get(pk="CN")
    CalendarDay.objects.filter(calendar=first, day__gte=20_700).update(wd=0)
    Calendar.objects.filter(pk="CN").update(digest="changed")
    return made.post("overseer")


if __name__ == "__main__":
    of_cases = ("rechecking", "columns.py", "jobs_recheck.py")
    covers = (*(f"src/mingcha/cases/{name}" for name in of_cases), "src/mingcha/engine")
    goal = "goal: 1,000,000 cases in less than 60 s in the background"
    tell(__file__, sys.argv[1:], measured, usual=CASES, covers=covers, goal=goal)
