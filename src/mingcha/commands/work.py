# SPDX-License-Identifier: Apache-2.0
"""``mingcha work``: runs the jobs that wait in the database, and what is done every few seconds (architecture.md section 5).

Any number of machines may run it on one PostgreSQL. It ends by SIGTERM, after the jobs that are running; killed at any
moment it loses nothing: a job is done again after the time that settings.Q_CLUSTER allows it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
from threading import Event
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from mingcha.commands.application import application
from mingcha.commands.processes import end_with_parent
from mingcha.commands.terminal import say

if TYPE_CHECKING:
    from mingcha.ledger.ticker import Tick

GRACE: Final = 30.0
"""Seconds that running jobs have to end; those that take longer are done again by whoever works next."""
LOST: Final = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "运行后台任务，封存台账。SIGTERM 使它停止。"
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        from mingcha.ledger import ticker

        context = multiprocessing.get_context("fork")
        stop, started = context.Event(), context.Event()
        os.register_at_fork(after_in_child=lambda: end_with_parent(signal.SIGKILL))
        pool = context.Process(target=_pool, args=(stop, started), name="pool")
        pool.start()  # before anything opens a connection or begins a thread: neither survives a fork
        lost = Event()

        def watch() -> None:
            if not pool.is_alive():
                lost.set()

        try:
            ticker.run({"pool": (1.0, watch), **ticks()}, lost)
        except KeyboardInterrupt:
            say("正在结束后台任务……")
        finally:
            stop.set()
            _end(pool)
    if lost.is_set():
        say("后台任务的进程意外结束，请重新启动。")
    return LOST if lost.is_set() else 0


FORGET_EVERY: Final = 3_600.0
"""Answers to POSTs of last week are looked for once an hour."""


def ticks() -> dict[str, Tick]:
    """What is done every so many seconds. Each decides for itself whose turn it is."""
    from mingcha.ledger import once, sealing

    return {"seal": (sealing.EVERY, sealing.seal), "forget": (FORGET_EVERY, once.forget)}


def _pool(stop: Any, started: Any) -> None:
    """The pool of django-q2. It lives in a process of its own, whose children are the workers."""
    from django_q.cluster import Sentinel

    class Pool(Sentinel):  # type: ignore[misc]
        def reincarnate(self, process: Any) -> None:
            """A process that was killed may have held the queue's lock, and all others would wait for it for ever."""
            if process.exitcode is not None and process.exitcode < 0:
                os._exit(LOST)
            super().reincarnate(process)

    Pool(stop, started, uuid4())


def _end(pool: Any) -> None:
    try:
        pool.join(GRACE)
    except KeyboardInterrupt:
        say("不再等待正在运行的任务。")
    if pool.is_alive():
        pool.kill()  # its workers end with it
        pool.join()
