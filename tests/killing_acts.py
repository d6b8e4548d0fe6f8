# SPDX-License-Identifier: Apache-2.0
"""Steps that are submitted while the web server is killed (kill -9): each is done in the end, whole, and once.

Used by ``tests/journeys/test_submit_survives.py`` with a few rounds and by ``bench/prove_cases.py`` with many.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from installation import Server, Visitor
from mingcha.commands.serve import SHORT_LIFE, TRIES
from settled import with_cast

LONGEST = 0.3
"""Seconds after a step was opened within which the kill falls: into the page, the act, or the answer."""
_CASES = """
import sys
sys.path.insert(0, {tests!r})
from case_races import document
from mingcha.cases.actions.opening import Clue, open_case
from mingcha.catalog.actions.versions import load_item
from mingcha.ledger import System
from mingcha.organs.models import Organ, Post
organ = Organ.objects.get(kind="enforcement", city__startswith="9901")
version = load_item(document(), organ=organ, by=System("test"))
post = Post.objects.get(person__username="handler")
for _ in range({rounds}):
    open_case(version, Clue("inspection", "占道"), by=post)
"""
_COUNTS = {
    "tasks": "SELECT act || ' ' || status FROM cases_task WHERE case_id = ? ORDER BY act",
    "steps": "SELECT act || ' ' || run FROM cases_step WHERE case_id = ? ORDER BY act",
    "sheets": "SELECT act FROM cases_stepsheet JOIN cases_step ON id = step_id WHERE case_id = ?",
    "entries": "SELECT act FROM ledger_entry WHERE act = 'submit_step' AND object_id IN (SELECT id FROM cases_task WHERE case_id = ?)",
}
_EXPECTED = {
    "tasks": ["右 waiting", "左 waiting", "登记 done"],
    "steps": ["右 1", "左 1", "登记 1"],
    "sheets": ["登记"],
    "entries": ["submit_step"],
}


def submit_while_killed(home: Path, rounds: int, seed: int) -> int:
    """So many steps, each with a kill at a random moment. Gives how many kills fell before the answer; raises where one is lost
    or doubled."""
    rng = random.Random(seed)
    made = with_cast(home, "handler")
    made.ask(_CASES.format(tests=str(Path(__file__).parent), rounds=rounds))
    fell = 0
    with made.served() as server:
        visitor = Visitor(server.url)
        visitor.log_in("handler")
        for case in range(1, rounds + 1):
            if case % TRIES == 0:
                time.sleep(SHORT_LIFE)  # a server that dies young so often is given up
            fell += _round(home, server, visitor, case, rng.uniform(0, LONGEST))
    return fell


def _round(home: Path, server: Server, visitor: Visitor, case: int, after: float) -> bool:
    """Gives whether the kill fell before the answer had come."""
    task = _rows(home, "SELECT id FROM cases_task WHERE case_id = ?", case)[0]
    answered = threading.Event()
    told: list[bool] = []

    def kill() -> None:
        time.sleep(after)
        told.append(not answered.is_set())
        web = server.children()["web"]
        for pid in reversed(server.family(web)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.wait_for(lambda: server.children().get("web", web) != web)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        page = visitor.post(f"/cases/steps/{task}/", {"_act": "submit", "甲": "一"}, mark='class="form')
        answered.set()
    finally:
        killer.join()
    assert page.url.endswith(f"/cases/{case}/"), (page.status, page.url)
    found = {name: _rows(home, query, case) for name, query in _COUNTS.items()}
    assert found == _EXPECTED, (case, after, found)
    return told[0]


def _rows(home: Path, query: str, case: int) -> list[object]:
    with closing(sqlite3.connect(f"file:{home / 'mingcha.sqlite3'}?mode=ro", uri=True, timeout=20)) as rows:
        return [row[0] for row in rows.execute(query, (case,))]
