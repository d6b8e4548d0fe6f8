# SPDX-License-Identifier: Apache-2.0
"""script/bench analysis: the dashboard over a million alarms, and counting them anew, on both databases.

``--dry`` prints only, ``--rows N`` takes fewer rows, ``--databases`` names some. Each database is measured in a process of its
own: ``--one`` is that process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import results
import web_data

TIMES = 40
COVERS = ["src/mingcha/analysis", "src/mingcha/cases/actions/alarms.py", "src/mingcha/cases/closings.py"]
PAGES = ("month", "quarter", "year")
DECIDED = (
    "INSERT INTO cases_decision (case_id, decided_at) SELECT id, came_at + (id % 90) * 86400 FROM cases_case WHERE id % 2 = 0",
    "INSERT INTO cases_penalty (case_id, decision_id, type) SELECT case_id, id, 'fine' FROM cases_decision",
)
"""Half of the cases come to a penalty, after up to 90 days."""


def measured(rows: int) -> dict[str, Any]:
    """Milliseconds of pages (50th, 95th), of a day counted anew; seconds of all days."""
    told: dict[str, Any] = {}
    with web_data.database(rows) as posts:
        from django.db import connection

        from mingcha.analysis.actions import counting
        from mingcha.analysis.models import CaseCount, Count
        from mingcha.cases.models import Alarm, AlarmDay, Case, CaseDay
        from mingcha.engine.clock import date_of, day_of, local_seconds

        with connection.cursor() as cursor:
            for statement in DECIDED:
                cursor.execute(statement)

        def days_of(model: Any, column: str) -> set[Any]:
            moments = model.objects.filter(**{f"{column}__isnull": False}).values_list(column, flat=True)
            return {date_of(day_of(local_seconds(at))) for at in moments.iterator()}

        closed = days_of(Case, "closed_at")
        for name, noted, kept, days in (
            ("alarms", AlarmDay, Count, days_of(Alarm, "occurred_at")),
            ("cases", CaseDay, CaseCount, days_of(Case, "came_at") | closed),
        ):
            noted.objects.bulk_create([noted(day=day) for day in sorted(days)], batch_size=500)
            start = time.perf_counter()
            while counting.count_days():
                pass
            seconds = round(time.perf_counter() - start, 1)
            told[f"all {name}"] = {"days": len(days), "seconds": seconds, "rows": kept.objects.count()}
            web_data.analyze()
            some = sorted(days)[:: max(1, len(days) // TIMES)][:TIMES]
            told[f"a day of {name}"] = spread([timed(partial(_again, day, noted, counting)) for day in some])
        told["cases closed"] = {"n": Case.objects.filter(closed_at__isnull=False).count(), "days": len(closed)}
        for name in ("wide", "narrow"):
            browser = web_data.client(getattr(posts, name))
            for page in PAGES:
                browser.get("/analysis/", {"period": page})
                told[f"{name} {page}"] = spread([timed(partial(_open, browser, page)) for _ in range(TIMES)])
    return told


def _again(day: Any, model: Any, counting: Any) -> None:
    model.objects.create(day=day)
    assert counting.count_days() == 1


def _open(browser: Any, page: str) -> None:
    assert browser.get("/analysis/", {"period": page}).status_code == 200


def timed(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1_000


def spread(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {"p50": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=web_data.ROWS)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--one", action="store_true")
    options = parser.parse_args(arguments)
    if options.one:
        print(json.dumps(measured(options.rows)))
        return
    told = {database: _apart(database, options.rows) for database in options.databases}
    table = [
        {"what": name}
        | {database: ", ".join(f"{k} {v}" for k, v in one[name].items()) for database, one in told.items()}
        for name in next(iter(told.values()))
    ]
    notes = [
        f"{options.rows:,} cases and as many alarms over five years; wide: all of them, narrow: 0.1 %; milliseconds in the test client",
        "all: every day counted for the first time; a day: one day counted anew with its month",
    ]
    if options.dry:
        results.print_table(table)
    else:
        results.record("bench analysis", table, COVERS, notes)


def _apart(database: str, rows: int) -> Any:
    command = [sys.executable, str(Path(__file__)), "--one", "--rows", str(rows)]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
