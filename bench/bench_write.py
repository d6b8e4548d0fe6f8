# SPDX-License-Identifier: Apache-2.0
"""script/bench write: what one act on a case costs: lock, two saves, entry, engine, to-dos, idempotency key (decision 0007).

Each database is measured in a process of its own, made by ``mingcha migrate``; on PostgreSQL as the application's role.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import results

sys.path.append(str(Path(__file__).parent.parent / "tests"))

ACTS = 400
WARM = 50
ENGINE = 1
"""The statement of the engine, which goes past Django's own count."""


def measure() -> dict[str, object]:
    """In a process whose database MINGCHA_TEST_DATABASE names."""
    import django

    import databases
    from mingcha.ledger.keys import new_ring

    new_ring(databases.HOME / "keys.json")
    django.setup()
    try:
        with databases.made():
            return _acts(lay())
    finally:
        databases.pytest_unconfigure()


def lay() -> Any:
    """The sample log of the tests' cast, imported."""
    from case_logs import NOW, load_rules, small_log, take_in
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.ledger import System
    from mingcha.organs.testing import cast

    people, by = cast(), System("测量")
    folder, _cases = small_log()
    organ = people.organ("enforcement")
    load_rules(folder, organ, by)
    write_slice(take_in(folder, folder.parent / "bench"), Incoming("测量", organ, 1, {}), NOW, by=by)
    return people.post("overseer")


def _acts(post: Any) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mingcha.cases.models import Case

    cases = list(Case.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as captured:
        one_act(cases[0], post, "first")
    for n in range(WARM):
        one_act(cases[n % len(cases)], post, f"warm{n}")
    cpu, wall = time.process_time(), time.perf_counter()
    for n in range(ACTS):
        one_act(cases[n % len(cases)], post, f"act{n}")
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "database": connection.vendor,
        "statements": len(captured) + ENGINE,
        "CPU ms": f"{cpu / ACTS * 1_000:.1f}",
        "wall ms": f"{wall / ACTS * 1_000:.1f}",
    }


def one_act(case: Any, post: Any, key: str) -> None:
    """What submitting a step does to the database."""
    from django.db import transaction
    from django.utils import timezone

    from mingcha.cases.actions.alarms import judge
    from mingcha.inbox.actions import close_todos, open_todo
    from mingcha.ledger import record
    from mingcha.ledger.moves import locked

    with asked_with(key), transaction.atomic():
        row = locked(case)
        step = row.steps.order_by("-seq").first()
        step.ended_at = step.ended_at or timezone.now()
        step.save(update_fields=["ended_at"])
        row.save(update_fields=["title"])
        record("submit_step", row, by=post, step=step.act)
        judge(row, timezone.now(), by=post)
        close_todos("step", row)
        open_todo("step", row, row.number, organ=post.organ, perm="cases:case:read", link="/")


@contextmanager
def asked_with(key: str) -> Any:
    """The key of the POST that asked, as the middleware keeps it."""
    from mingcha.ledger import once

    token = once._current.set(once.Current("post", 1, f"{key:0>8}", "0" * 64))
    try:
        yield
    finally:
        once._current.reset(token)


def main(arguments: Sequence[str]) -> None:
    if arguments == ["measure"]:
        print(json.dumps(measure()))
        return
    table = []
    for database in ("sqlite", "postgresql"):
        command = [sys.executable, __file__, "measure"]
        environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        table.append(json.loads(done.stdout.splitlines()[-1]))
    if "--dry" in arguments:
        results.print_table(table)
    else:
        covers = ["src/mingcha/ledger", "src/mingcha/cases/actions", "src/mingcha/inbox/actions.py"]
        results.record("bench write", table, covers, ["one act: lock, two saves, entry, engine, to-dos, key"])


if __name__ == "__main__":
    main(sys.argv[1:])
