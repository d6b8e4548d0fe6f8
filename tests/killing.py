# SPDX-License-Identifier: Apache-2.0
"""Imports that are killed at random moments: what was acknowledged is there in the end, whole, and once.

Used by ``tests/journeys/test_import_survives.py`` with a few rounds and by ``script/prove import`` with many.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from installation import Server, Visitor
from settled import STEPS, with_cast, with_item, with_source

TARGETS = ("web", "work", "pool", "all")
"""Web server, the work's parent, one of its workers, or everything at once as when the power fails."""
LATE = 5
"""Every so many cases one is decided too late: one alarm each."""
PATIENCE = 240.0
JOB_SECONDS = 12


@dataclass
class Counts:
    """What is in the database, and what of it is there more than once."""

    cases: int = 0
    steps: int = 0
    alarms: int = 0
    finished: int = 0
    doubled: list[str] = field(default_factory=list)


class Killed:
    """An installation that takes in logs of ``cases`` cases while parts of it are killed."""

    def __init__(self, home: Path, server: Server, cases: int) -> None:
        self.home, self.server, self.cases, self.logs = home, server, cases, 0
        self.visitor = Visitor(server.url)
        self.visitor.log_in("importer")

    def round(self, target: str, after: float) -> None:
        """Bring in one more log; ``target`` is killed so many seconds after the upload began."""
        killer = threading.Thread(target=self._kill, args=(target, after))
        killer.start()
        try:
            self._bring_in(self._next_log())
        finally:
            killer.join()

    def counts(self) -> Counts:
        with closing(self._database()) as rows:
            one = {
                name: rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for name, table in (("cases", "cases_case"), ("steps", "cases_step"), ("alarms", "cases_alarm"))
            }
            finished = rows.execute("SELECT count(*) FROM ledger_entry WHERE act = 'finish_import'").fetchone()[0]
            doubled = [
                f"{table} {found}"
                for table, key in (
                    ("cases_case", "number"),
                    ("cases_step", "case_id || ' ' || act"),
                    ("cases_alarm", "case_id || ' ' || point_key"),
                    ("exchange_import", "id"),
                )
                for (found,) in rows.execute(f"SELECT {key} FROM {table} GROUP BY 1 HAVING count(*) > 1")
            ]
        return Counts(**one, finished=finished, doubled=doubled)

    def expected(self) -> Counts:
        cases = self.logs * self.cases
        return Counts(cases, cases * len(STEPS), cases // LATE, self.logs)

    def _next_log(self) -> Path:
        """Cases that no earlier log has."""
        self.logs += 1
        path = self.home / f"log-{self.logs}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("案号,环节,时间,承办人\n")
            for place in range(self.cases):
                decided = "2026-01-26" if place % LATE == 0 else "2026-01-07"
                for act, day in zip(STEPS, ("2026-01-05", "2026-01-06", decided), strict=True):
                    file.write(f"{self.logs}-{place},{act},{day} 10:00,张三\n")
        return path

    def _bring_in(self, log: Path) -> None:
        page = self.visitor.post("/exchange/new/", {"source": self._source(), "logs": log})
        number = int(page.url.rstrip("/").rsplit("/", 1)[-1])
        self._wait(number, "ready")
        self.visitor.post(f"/exchange/{number}/run/", {}, page=f"/exchange/{number}/")
        self._wait(number, "done")

    def _source(self) -> int:
        with closing(self._database()) as rows:
            return int(rows.execute("SELECT id FROM exchange_source").fetchone()[0])

    def _wait(self, number: int, status: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while (found := self._status(number)) != status:
            assert found not in ("failed", "dropped", "mapping"), found
            assert time.monotonic() < deadline, f"import {number} stays {found}\n{self.server.said()}"
            time.sleep(0.1)

    def _status(self, number: int) -> str:
        with closing(self._database()) as rows:
            return str(rows.execute("SELECT status FROM exchange_import WHERE id = ?", (number,)).fetchone()[0])

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.home / 'mingcha.sqlite3'}?mode=ro", uri=True, timeout=20)

    def _kill(self, target: str, after: float) -> None:
        time.sleep(after)
        if target == "all":
            self.server.kill_all()
            self.server.start()
        elif target == "pool":
            work = self.server.children()["work"]
            os.kill(random.choice(self.server.family(work)[1:] or [work]), signal.SIGKILL)
        else:
            self.server.kill(target)


@contextmanager
def killed(home: Path, cases: int) -> Iterator[Killed]:
    """Such an installation, running."""
    made = with_source(with_item(with_cast(home, "importer", MINGCHA_JOB_SECONDS=str(JOB_SECONDS))))
    with made.served() as server:
        yield Killed(home, server, cases)
