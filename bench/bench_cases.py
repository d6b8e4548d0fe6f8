# SPDX-License-Identifier: Apache-2.0
"""script/bench cases: what a handler waits for among a million cases and ten million steps, on both databases.

Lists and the page of a case with 200 steps are whole requests in the test client; a submit is the action, with every kind of
monitor, the ledger's entry, to-dos and the key of its POST. Beside them in the same run: the Django admin's list of the same
table, both served, and SpiffWorkflow, which restores and saves the whole process at every step. ``--dry`` prints only and takes
few cases unless told otherwise.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

import results
import web_data
import web_load
from peers.sides import Side, environment

ROWS, FEW = 1_000_000, 2_000
STEPS = 10
ITEMS = 500
"""Running cases that the handler is in."""
LONG, LONG_CASES = 200, 5
PLACES, AROUND = (8, 50, 200), 4
"""Steps of a case that stand beside the peer's, each a median of so many before it too."""
TIMES = 40
SECONDS = 10
COVERS = ["src/mingcha/cases", "src/mingcha/inbox", "src/mingcha/ledger/moves.py", "src/mingcha/engine/database.py"]


class Here:
    """The organs of the tests' cast, which web_data has laid."""

    def organ(self, kind: str) -> Any:
        from mingcha.organs.models import Organ

        return Organ.objects.get(kind=kind, city__startswith="9901", name__startswith="甲一县")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument(
        "--on", choices=("sqlite", "postgresql"), help="measure there; without, each in a process of its own"
    )
    parser.add_argument("--dry", action="store_true")
    options = parser.parse_args(arguments)
    rows = options.rows or (FEW if options.dry else ROWS)
    if options.on:
        print(json.dumps(measure(rows, options.items), ensure_ascii=False))
        return
    told = [_apart(name, rows, options.items) for name in ("sqlite", "postgresql")]
    size = f"{rows:,} cases, {rows * STEPS:,} steps; a handler with {options.items} running cases"
    for part in ("submit", "steps", "pages", "served"):
        table = [line for each in told for line in each[part]]
        if options.dry:
            print(part, size)
            results.print_table(table)
        else:
            results.record(f"bench cases {part}", table, COVERS, [size])


def _apart(name: str, rows: int, items: int) -> dict[str, list[dict[str, object]]]:
    """A database is chosen once a process."""
    command = [sys.executable, __file__, "--on", name, "--rows", str(rows), "--items", str(items)]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": name}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(rows: int, items: int) -> dict[str, list[dict[str, object]]]:
    with web_data.database(rows):
        from case_loop import loop
        from live_cases import colleague, in_force, officer, open_one
        from mingcha.cases.models import Step
        from mingcha.ledger import System
        from mingcha.organs.actions.calendars import load_calendar
        from mingcha.organs.models import Post

        web_data._load(Step, _steps(rows))
        web_data.analyze()
        load_calendar(by=System("日历"))
        here = Here()
        posts = [Post.objects.get(person__username="handler"), colleague(here, "同行")]
        for number, post in enumerate(posts):
            officer(post.person, f"A{number}", organ=here.organ("unit"))
        version = in_force(here, loop())
        cases = [open_one(version, posts[0]) for _ in range(items)]
        steps = _walked(cases[:LONG_CASES], posts)
        return {
            "submit": _submits(cases, posts, steps),
            "steps": _beside_spiff(steps),
            "pages": list(_pages(cases[0], posts[0])),
            "served": [_beside_admin(posts[0].person)],
        }


def _steps(rows: int) -> Iterator[dict[str, Any]]:
    """Ten a case, like one of the sample log."""
    from mingcha.cases.models import Step

    columns = web_data._columns(Step)
    pattern, first = columns[0], max(row["id"] for row in columns) + 1
    case = web_data.first_case()
    for number in range(rows):
        for place in range(STEPS):
            yield pattern | {
                "id": first + number * STEPS + place,
                "case_id": case + number,
                "act": f"环节{place}",
                "seq": place + 1,
                "run": 1,
                "ord": place + 1,
            }


Times = dict[int, list[tuple[float, float]]]
"""By the number of the step in its case, what each submit took: milliseconds by the wall, and of CPU."""


def _walked(cases: Sequence[Any], posts: list[Any]) -> Times:
    """Few cases along a whole long way."""
    from case_loop import around

    steps: Times = {}
    for case in cases:
        for number in range(1, LONG):
            steps.setdefault(number, []).append(_timed(around(case, posts)))
    return steps


def _middle(steps: Times, place: int, part: int) -> float:
    """The median around a place: of the wall (0), of CPU (1)."""
    near = [took[part] for number in range(place - AROUND, place + 1) for took in steps.get(number, [])]
    return median(near)


def _submits(cases: Sequence[Any], posts: list[Any], steps: Times) -> list[dict[str, object]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from case_loop import around

    for case in cases[LONG_CASES:]:  # step 1, and every plan and cache is warm
        _asked(around(case, posts))
    early = [_timed(around(case, posts)) for case in cases[LONG_CASES:]]
    act = around(cases[0], posts)
    with CaptureQueriesContext(connection) as captured:
        _asked(act)
    statements = len(captured) + 1  # the engine's goes past Django's own count
    wall = sorted(took for took, _cpu in early)
    rates = {f"{count} at once, a second": _rate(cases[LONG_CASES:], posts, count) for count in (1, 2, 4)}
    ratio = [_middle(steps, LONG, part) / median(took[part] for took in early) for part in (0, 1)]
    return [
        {
            "database": connection.vendor,
            "statements": statements,
            "CPU ms": f"{median(cpu for _took, cpu in early):.1f}",
            "p50 ms": f"{wall[len(wall) // 2]:.1f}",
            "p99 ms": f"{wall[len(wall) * 99 // 100]:.1f}",
            f"step {LONG} : step 2, wall": f"{ratio[0]:.2f}",
            f"step {LONG} : step 2, CPU": f"{ratio[1]:.2f}",
            **rates,
        }
    ]


def _beside_spiff(steps: Times) -> list[dict[str, object]]:
    """Our whole submit beside the peer's keeping of state alone."""
    from django.db import connection

    side = Side(environment(), "spiff.py")
    try:
        told = side.ask("submit", places=PLACES)["result"]
    finally:
        side.close()
    return [
        {
            "database": connection.vendor,
            "step": place,
            "ours, the whole submit, CPU ms": f"{_middle(steps, place, 1):.1f}",
            "SpiffWorkflow, restore, run and save, CPU ms": f"{cpu:.1f}",
            "its document, KiB": f"{size / 1024:.0f}",
        }
        for place, (cpu, size) in zip(PLACES, told, strict=True)
    ]


def _beside_admin(person: Any) -> dict[str, object]:
    """The list of cases as the handler has it and as the admin has it, two at once, each by its own server."""
    from django.db import connection

    cookie, told = web_load.session_of(person), {}
    with web_load.ours() as (url, _pid, _seconds):
        told["ours"] = _loaded(url + "/cases/", cookie)
    with web_load.admin() as url:
        told["admin"] = _loaded(url + "/admin/cases/case/", cookie)
    assert told["ours"].bad == 0, told
    return {
        "database": connection.vendor,
        "ours p95 ms": f"{told['ours'].p95:.0f}",
        "ours /s": f"{told['ours'].a_second:.1f}",
        "admin p95 ms": f"{told['admin'].p95:.0f}",
        "admin /s": f"{told['admin'].a_second:.1f}",
        "admin failed": told["admin"].bad,
    }


def _loaded(url: str, cookie: str) -> web_load.Told:
    web_load.load(url, cookie, 2, 3)
    return web_load.load(url, cookie, 2)


def _asked(act: Callable[[], Any]) -> None:
    """As a POST asks, with its key."""
    from uuid import uuid4

    from mingcha.ledger import once

    token = once._current.set(once.Current("post", 1, uuid4().hex, "0" * 64))
    try:
        act()
    finally:
        once._current.reset(token)


def _timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the wall, and of CPU."""
    cpu, wall = time.process_time(), time.perf_counter()
    _asked(act)
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - cpu) * 1_000


def _rate(cases: Sequence[Any], posts: list[Any], count: int) -> str:
    """Submits a second of so many processes, each with cases of its own."""
    from django.db import connections

    connections.close_all()
    forked = multiprocessing.get_context("fork")
    told = forked.SimpleQueue()
    workers = [forked.Process(target=_work, args=(cases[place::count], posts, told)) for place in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return f"{sum(told.get() for _ in workers) / SECONDS:.0f}"


def _work(cases: Sequence[Any], posts: list[Any], told: Any) -> None:
    from case_loop import around

    done, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        _asked(around(cases[done % len(cases)], posts))
        done += 1
    told.put(done)


def _pages(case: Any, post: Any) -> Iterator[dict[str, object]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = web_data.client(post)
    client.get("/")  # the first request of a session also writes it
    pages = {
        "home": "/",
        "to-dos": reverse("inbox:todo-list"),
        "cases": reverse("cases:case-list"),
        f"a case of {LONG} steps": reverse("cases:case-detail", args=[case.pk]),
    }
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        statements, times = len(captured), []
        for _ in range(TIMES):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1_000)
        times.sort()
        yield {
            "database": connection.vendor,
            "page": name,
            "statements": statements,
            "median ms": f"{times[TIMES // 2]:.0f}",
            "p95 ms": f"{times[TIMES * 95 // 100]:.0f}",
        }


if __name__ == "__main__":
    main(sys.argv[1:])
