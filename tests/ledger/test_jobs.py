# SPDX-License-Identifier: Apache-2.0
"""Jobs are queued with the change that wants them; a failed one is an incident until somebody runs it again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Task

from mingcha.ledger import Conflict, System, ticker
from mingcha.ledger.jobs import incidents, later, overdue, retry
from mingcha.ledger.models import Entry

SEAL = "mingcha.ledger.sealing.seal"
pytestmark = pytest.mark.django_db


def failed(task_id: str = "t1") -> Task:
    now = timezone.now()
    args = {"func": SEAL, "args": (), "kwargs": {}, "started": now, "stopped": now}
    return Task.objects.create(id=task_id, name="n", success=False, result="boom", attempt_count=3, **args)


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_the_job_back() -> None:

    def act() -> None:
        later(SEAL)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act()
    assert not OrmQ.objects.exists()
    with transaction.atomic():
        later(SEAL)
    assert OrmQ.objects.get().task["func"] == SEAL


@pytest.mark.parametrize("path", ["mingcha.nowhere.run", "mingcha.ledger.sealing.nothing"])
def test_a_path_that_names_nothing_is_refused_at_once(path: str) -> None:
    with pytest.raises(ImportError):
        later(path)


def test_an_incident_is_run_again_by_somebody_who_is_remembered(officer: System) -> None:
    failed()
    again = retry("t1", by=officer)
    assert not incidents()
    assert OrmQ.objects.get().task["id"] == again
    entry = Entry.objects.get()
    assert (entry.act, entry.actor_name, entry.object_kind, entry.object_name) == (
        "retry_job",
        "王明察",
        "ledger.job",
        SEAL,
    )
    assert entry.what == {"task": "t1", "again": again, "attempts": 3}


def test_of_two_who_run_it_again_the_second_is_told(officer: System) -> None:
    failed()
    retry("t1", by=officer)
    with pytest.raises(Conflict):
        retry("t1", by=officer)
    assert OrmQ.objects.count() == 1


def test_a_job_that_waits_too_long_is_seen() -> None:
    task_id = later(SEAL)
    now = timezone.now()
    assert overdue(now) == []
    assert [(one["id"], one["func"]) for one in overdue(now + timedelta(hours=2))] == [(task_id, SEAL)]


@pytest.mark.django_db(transaction=True)
def test_the_ticker_goes_on_when_a_tick_fails(caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    done: list[str] = []

    def bad() -> None:
        done.append("bad")
        raise ZeroDivisionError

    def good() -> None:
        done.append("good")
        if done.count("good") == 3:
            stop.set()

    ticker.run({"bad": (0.0, bad), "good": (0.0, good)}, stop)
    assert done == ["bad", "good"] * 3
    assert "tick bad failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_tick_waits_its_time() -> None:
    stop = threading.Event()
    done: list[str] = []

    def rare() -> None:
        done.append("rare")

    def often() -> None:
        done.append("often")
        if done.count("often") == 4:
            stop.set()

    ticker.run({"rare": (3600.0, rare), "often": (0.0, often)}, stop)
    assert done == ["rare", *["often"] * 4]
