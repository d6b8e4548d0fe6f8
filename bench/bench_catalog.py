# SPDX-License-Identifier: Apache-2.0
"""script/bench catalog: the catalogue with 2,000 items, lint of a procedure of 60 steps, search in the text of the national laws.

Whole requests in the test client, each page twenty times; ``--dry`` prints only, ``--items N`` takes fewer. Each database is
measured in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

import results

sys.path.append(str(Path(__file__).parent.parent / "tests"))
ITEMS, STEPS, TIMES = 2_000, 60, 20
GOAL = 100
COVERS = ["src/mingcha/catalog"]
PAGES = {
    "list": ("/catalog/", "/catalog/?page=50", "/catalog/?q=许可 1", "/catalog/?category=行政许可"),
    "rules in force": ("/catalog/rules/", "/catalog/rules/?kind=time_limit"),
    "law, search": (
        "/catalog/law/articles/?q=听证",
        "/catalog/law/articles/?q=应当",
        "/catalog/law/articles/?q=没收违法所得",
    ),
}


def document(number: int, steps: int = 8) -> dict[str, Any]:
    """An item whose steps follow one another, with a limit on each fourth."""
    acts = [f"环节{place}" for place in range(1, steps + 1)]
    head = {"code": f"XK-{number}", "name": f"许可 {number}", "category": "行政许可", "version": "1"}
    limited = {"kind": "time_limit", "limit": 5, "unit": "working_day"}
    ways = [{"from": first, "to": then, "action": "办结"} for first, then in pairwise(acts)]
    return {
        "catalog": head | {"valid_from": date(2026, 1, 1)},
        "step": [{"act": act, "place": place, "roles": ["handler"]} for place, act in enumerate(acts, 1)],
        "transition": ways,
        "point": [limited | {"key": f"p{place}", "at": [act]} for place, act in enumerate(acts[::4], 1)],
    }


def measure(items: int) -> list[dict[str, object]]:
    """The table of one database."""
    import django

    import databases
    from mingcha.ledger.keys import new_ring

    new_ring(databases.HOME / "keys.json")
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    try:
        with databases.made():
            return list(_tables(items, databases.CHOSEN))
    finally:
        databases.pytest_unconfigure()


def _tables(items: int, name: str) -> Iterator[dict[str, object]]:
    from mingcha.catalog.actions import load_item, load_national_laws
    from mingcha.catalog.lint import lint
    from mingcha.catalog.national import find_file
    from mingcha.ledger import System
    from mingcha.organs.testing import cast

    people, by = cast(), System("测量")
    for number in range(items):
        load_item(document(number), organ=people.organ("enforcement"), by=by)
    load_national_laws(find_file(), by=by)
    client = people.client(people.post("overseer"))
    _get(client, "/catalog/")  # the first request of a session notes when it was seen
    for kind, addresses in PAGES.items():
        spent, most = [], 0
        for address in addresses:
            times, statements = _timed(lambda address=address: _get(client, address))  # type: ignore[misc]
            spent += times
            most = max(most, statements)
        yield _line(name, kind, spent, most)
    large = document(0, STEPS)
    yield _line(name, f"lint, {STEPS} steps", *_timed(lambda: lint(large)))


def _get(client: Any, address: str) -> None:
    assert client.get(address).status_code == 200, address


def _timed(do: Callable[[], object]) -> tuple[list[float], int]:
    """Milliseconds of each time but the first, and the statements of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        do()
    statements, times = len(captured), []
    for _ in range(TIMES):
        begun = time.perf_counter()
        do()
        times.append((time.perf_counter() - begun) * 1_000)
    return times, statements


def _line(name: str, kind: str, times: list[float], statements: int) -> dict[str, object]:
    return {
        "database": name,
        "what": kind,
        "median ms": f"{sorted(times)[len(times) // 2]:.0f}",
        "p95 ms": f"{quantiles(times, n=20)[-1]:.0f}",
        "goal": GOAL,
        "statements": statements,
    }


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--of", help="measure this database alone and print its table as JSON")
    options = parser.parse_args(arguments)
    if options.of:
        print(json.dumps(measure(options.items), ensure_ascii=False))
        return
    table = [line for name in ("sqlite", "postgresql") for line in _apart(name, options.items)]
    keep = _print if options.dry else results.record
    keep(
        "bench catalog",
        table,
        COVERS,
        [f"{options.items:,} items, the national laws; whole requests in the test client"],
    )


def _apart(name: str, items: int) -> Any:
    """A database is chosen once a process."""
    command = [sys.executable, __file__, "--of", name, "--items", str(items)]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": name}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _print(name: str, table: Sequence[Mapping[str, object]], _covers: Sequence[str], notes: Sequence[str]) -> None:
    print(name, *notes, sep="\n")
    results.print_table(table)


if __name__ == "__main__":
    main(sys.argv[1:])
