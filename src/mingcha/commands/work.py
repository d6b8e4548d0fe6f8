# SPDX-License-Identifier: Apache-2.0
"""``mingcha work``: runs the jobs that wait in the database, and what is done every few seconds (architecture.md section 5).

Any number of machines may run it on one PostgreSQL. It ends by SIGTERM, after the jobs that are running; killed at any
moment it loses nothing: a job is done again after the time that settings.Q_CLUSTER allows it.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from mingcha.commands.application import application
from mingcha.commands.processes import end_with_parent, running
from mingcha.commands.terminal import say

if TYPE_CHECKING:
    from mingcha.ledger.ticker import Tick

GRACE: Final = 30.0
"""Seconds that running jobs have to end; those that take longer are done again by whoever works next."""
LOST: Final = 1
LOG: Final = logging.getLogger("mingcha.jobs")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "运行后台任务，封存台账。SIGTERM 使它停止。"
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application(), running():
        from mingcha.ledger import heads, pulse, ticker

        _wait_while_read_only()
        context = multiprocessing.get_context("fork")
        stop, started = context.Event(), context.Event()
        os.register_at_fork(after_in_child=lambda: end_with_parent(signal.SIGKILL))
        pool = context.Process(target=_pool, args=(stop, started), name="pool")
        pool.start()  # before anything opens a connection or begins a thread: neither survives a fork
        lost = Event()

        def watch() -> None:
            if not pool.is_alive() or heads.read_only():
                lost.set()

        pulse.begin()
        try:
            ticker.run({"pool": (1.0, watch), **ticks()}, lost)
        except KeyboardInterrupt:
            say("正在结束后台任务……")
        finally:
            stop.set()
            _end(pool)
        if lost.is_set():
            say(
                "数据库缺少已知的台账批次，后台任务停下。"
                if heads.read_only()
                else "后台任务的进程意外结束，请重新启动。"
            )
    return LOST if lost.is_set() else 0


FORGET_EVERY: Final = 3_600.0
"""Answers to POSTs of last week are looked for once an hour, and so are accounts that nobody uses."""
LAPSED_EVERY: Final = 30.0
"""Elevated sessions whose five minutes are over get their entry so soon."""


def ticks() -> dict[str, Tick]:
    """What is done every so many seconds. Each decides for itself whose turn it is."""
    from mingcha.analysis.actions import counting
    from mingcha.cases import clock
    from mingcha.catalog.actions.formdrafts import forget_form_drafts
    from mingcha.exchange.actions import forget_tokens
    from mingcha.inbox.outward import actions as outward
    from mingcha.ledger import jobs, once, pulse, sealing
    from mingcha.lists import actions as lists
    from mingcha.organs.actions import dormant, elevation, sessions
    from mingcha.oversight.actions import daily, prompting, risking

    return {
        "pulse": (pulse.EVERY, pulse.beat),
        "seal": (sealing.EVERY, heard(pulse.SEAL, _seal)),
        "clock": (clock.EVERY, heard(pulse.CLOCK, clock.tick)),
        "outbox": (outward.EVERY, heard(pulse.OUTBOX, outward.tick)),
        "probe": (pulse.EVERY, jobs.probe),
        "counts": (counting.EVERY, counting.tick),
        "orders": (prompting.EVERY, prompting.tick),
        "daily": (daily.EVERY, daily.tick),
        "risks": (risking.EVERY, risking.tick),
        "forget": (FORGET_EVERY, once.forget),
        "forget_jobs": (FORGET_EVERY, jobs.forget),
        "elevations": (LAPSED_EVERY, elevation.end_lapsed),
        "presences": (FORGET_EVERY, sessions.forget_presences),
        "dormant": (FORGET_EVERY, dormant.disable_dormant),
        "form_drafts": (FORGET_EVERY, forget_form_drafts),
        "tokens": (FORGET_EVERY, forget_tokens),
        "exports": (FORGET_EVERY, lists.forget),
    }


def heard(part: str, tick: Callable[[], object]) -> Callable[[], None]:
    """The tick with its own pulse: one that fails, or never comes to an end, is not heard of."""
    from mingcha.ledger import pulse

    def told() -> None:
        tick()
        pulse.beat(part)

    return told


def _seal() -> None:
    """Seal, and keep the newest head outside the database. Not while the site only reads: there would be two signed heads of
    one number before anybody has accepted the second (decision 0018)."""
    from mingcha.ledger import heads, sealing

    if not heads.read_only():
        sealing.seal()
        heads.remember()


def _wait_while_read_only() -> None:
    """No job runs and nothing is sealed before an older state is accepted; the pulse goes on."""
    from django.db import connections

    from mingcha.ledger import heads, pulse

    told = False
    while heads.read_only():
        if not told:
            say("站点处于只读状态，后台任务暂停，等待系统管理员和审计管理员确认（见“运行状态”页面）。")
            told = True
        pulse.beat()
        time.sleep(heads.LOOKED_FOR)
    connections.close_all()  # none may reach the workers by the fork


def _pool(stop: Any, started: Any) -> None:
    """The pool of django-q2. It lives in a process of its own, whose children are the workers."""
    from django_q.cluster import Sentinel

    class Pool(Sentinel):  # type: ignore[misc]
        def reincarnate(self, process: Any) -> None:
            """A process that was killed may have held the queue's lock, and all others would wait for it for ever."""
            if process.exitcode is not None and process.exitcode < 0:
                os._exit(LOST)
            super().reincarnate(process)

    _watch_jobs()
    Pool(stop, started, uuid4())


def _watch_jobs() -> None:
    """Have the queue's package say when a job begins and how it ended: for the log, with the number of the request that
    ordered it, and for the counts."""
    from django_q.signals import post_execute_in_worker, pre_execute

    pre_execute.connect(begin_job, weak=False)
    post_execute_in_worker.connect(end_job, weak=False)


def begin_job(task: dict[str, Any], **_more: Any) -> None:
    from structlog.contextvars import bind_contextvars, clear_contextvars

    from mingcha.ledger import pulse
    from mingcha.ledger.models import Job

    pulse.beat(pulse.JOBS)
    ref = Job.objects.filter(pk=task["id"]).values_list("ref", flat=True).first() or ""
    clear_contextvars()
    bind_contextvars(request=ref, job=task["func"], task=task["id"])
    task["begun"] = time.monotonic()


def end_job(task: dict[str, Any], **_more: Any) -> None:
    from structlog.contextvars import clear_contextvars

    from mingcha.ledger import metrics, pulse
    from mingcha.ledger.jobs import kind_of

    pulse.beat(pulse.JOBS)

    seconds = time.monotonic() - task.pop("begun", time.monotonic())
    outcome = "done" if task["success"] else "failed"
    metrics.JOBS.labels(task["func"], outcome).inc()
    metrics.JOB_SECONDS.labels(task["func"]).observe(seconds)
    told = {"outcome": outcome, "ms": round(seconds * 1_000)}
    if task["success"]:
        LOG.info("job", extra=told)
    else:  # its words may hold what somebody typed; the incident keeps them
        LOG.error("job", extra=told | {"error": kind_of(task["result"])})
    clear_contextvars()


def _end(pool: Any) -> None:
    try:
        pool.join(GRACE)
    except KeyboardInterrupt:
        say("不再等待正在运行的任务。")
    if pool.is_alive():
        pool.kill()  # its workers end with it
        pool.join()
