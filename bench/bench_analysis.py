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
COVERS = ["src/mingcha/analysis", "src/mingcha/cases/actions/alarms.py"]
PAGES = ("month", "quarter", "year")


def measured(rows: int) -> dict[str, Any]:
    """Milliseconds of pages (50th, 95th), of a day counted anew; seconds of all days."""
    told: dict[str, Any] = {}
    with web_data.database(rows) as posts:
        from mingcha.analysis.actions import counting
        from mingcha.analysis.models import Count
        from mingcha.cases.models import Alarm, AlarmDay
        from mingcha.engine.clock import date_of, day_of, local_seconds

        days = {
            date_of(day_of(local_seconds(at))) for at in Alarm.objects.values_list("occurred_at", flat=True).iterator()
        }
        AlarmDay.objects.bulk_create([AlarmDay(day=day) for day in sorted(days)], batch_size=500)
        start = time.perf_counter()
        while counting.count_days():
            pass
        told["all"] = {
            "days": len(days),
            "seconds": round(time.perf_counter() - start, 1),
            "rows": Count.objects.count(),
        }
        web_data.analyze()
        some = sorted(days)[:: max(1, len(days) // TIMES)][:TIMES]
        told["day"] = spread([timed(partial(_again, day, AlarmDay, counting)) for day in some])
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
        "all: every day counted for the first time; day: one day counted anew with its month",
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
