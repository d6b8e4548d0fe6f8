# SPDX-License-Identifier: Apache-2.0
"""How long a back-test of 100,000 cases takes in its jobs, on SQLite and PostgreSQL (issue: under 10 s on 2 cores).

``script/bench backtest --dry 4000`` tries it small and records nothing.

The cases are copies of the sample log of ``mingcha sample`` as an import leaves them: about eight steps each, with their
people, evidence, decisions and money. The draft has all points of the sample, two of them changed. What is timed are the
slices in two lanes, as two workers judge them; the queue hands on the next within half a second.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from case_jobs import copy, count, judged, tell

CASES = 100_000


def measured(cases: int) -> dict[str, Any]:
    """The cases are copied, a draft tested over them."""
    from django.db import connection

    from mingcha.cases import jobs
    from mingcha.cases.actions import backtests
    from mingcha.cases.models import BackTest

    test = _ordered(_laid(cases))
    taken = judged(test, jobs, backtests)
    test = BackTest.objects.get(pk=test.pk)
    assert (test.status, test.done) == ("done", test.total), test.fault
    return {
        "database": connection.vendor,
        "cases": f"{test.total:,}",
        "steps": count("cases_step"),
        "alarms": f"{sum(n for *_key, n in test.counts):,}",
        **taken,
    }


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
    copy(cases // len(log) - 1)
    draft = open_draft(PowerItem.objects.get(code="行政处罚"), by=by)
    points = [dict(point) for point in draft.document["point"]]
    for point in [point for point in points if isinstance(point.get("limit"), int)][:2]:
        point["limit"] = max(1, point["limit"] // 2)
    return save_section(draft, "point", points, draft.version, by=by)


def _ordered(draft: Any) -> Any:
    from case_logs import NOW
    from mingcha.cases.actions.backtests import begin_backtest
    from mingcha.ledger import System

    return begin_backtest(draft, date(2020, 1, 1), now=NOW, by=System("测量"))


if __name__ == "__main__":
    covers = (
        "src/mingcha/cases/replay.py",
        "src/mingcha/cases/columns.py",
        "src/mingcha/cases/jobs.py",
        "src/mingcha/engine",
    )
    goal = "goal: 100,000 cases in less than 10 s in the background"
    tell(__file__, sys.argv[1:], measured, usual=CASES, covers=covers, goal=goal)
