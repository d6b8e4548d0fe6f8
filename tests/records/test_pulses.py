# SPDX-License-Identifier: Apache-2.0
"""The watcher is watched: each part of background work that stops is named on the authority's page within three minutes, also
when the clock was put back."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from mingcha.commands.work import begin_job, heard, ticks
from mingcha.ledger import jobs, pulse
from mingcha.organs.testing import Cast

PAGE = "/inbox/messages/"
NAMES = {"clock": "定时判定", "seal": "台账封存程序", "jobs": "任务执行程序", "outbox": "消息发送程序"}


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    pulse.begin()
    return tmp_path


def ago(path: Path, **when: float) -> None:
    """A file as if it had been touched so long ago."""
    os.utime(path, (time.time() - timedelta(**when).total_seconds(),) * 2)


def heard_all(home: Path) -> None:
    for part in (pulse.WORK, *pulse.PARTS):
        pulse.beat(part)
    ago(home / pulse.BEGUN, hours=1)


@pytest.mark.parametrize("part", pulse.PARTS)
def test_the_part_that_stopped_is_named_with_its_time_within_three_minutes(cast: Cast, home: Path, part: str) -> None:
    overseer = cast.client(cast.post("overseer"))
    heard_all(home)
    assert "没有响应" not in overseer.get(PAGE).content.decode()
    ago(pulse.place(part), seconds=175)
    shown = overseer.get(PAGE).content.decode()
    at = timezone.localtime(pulse.last(part)).strftime("%m-%d %H:%M")
    assert f"{NAMES[part]}自 {at} 起没有响应" in shown
    assert [name for name in NAMES.values() if name in shown] == [NAMES[part]]
    assert "没有响应" not in cast.client(cast.post("handler")).get(PAGE).content.decode()
    lines = overseer.get("/records/incidents/status/").content.decode()
    assert "超过两分钟没有响应" in lines


def test_a_loop_that_stopped_for_two_hours_is_said_and_is_silent_again_when_it_is_back(cast: Cast, home: Path) -> None:
    overseer = cast.client(cast.post("overseer"))
    for part in (pulse.WORK, *pulse.PARTS):
        pulse.beat(part)
        ago(pulse.place(part), hours=2)
    ago(home / pulse.BEGUN, hours=3)
    shown = overseer.get(PAGE).content.decode()
    assert "后台任务没有响应" in shown
    assert "定时判定自" not in shown, "one line says it"
    pulse.begin()
    assert "没有响应" not in overseer.get(PAGE).content.decode()


def test_a_part_that_never_came_up_is_named_too(home: Path) -> None:
    assert pulse.stopped() == []
    pulse.beat()
    ago(home / pulse.BEGUN, minutes=3)
    assert pulse.stopped() == [pulse.Stopped(part, None) for part in pulse.PARTS]


def test_a_tick_that_fails_is_not_heard_of(home: Path) -> None:
    def fails() -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        heard(pulse.SEAL, fails)()
    assert pulse.last(pulse.SEAL) is None
    heard(pulse.SEAL, lambda: None)()
    assert pulse.last(pulse.SEAL) is not None


@pytest.mark.django_db
def test_every_part_has_its_tick_or_its_job(home: Path) -> None:
    jobs._probed.clear()
    assert {"clock", "seal", "outbox", "probe"} <= set(ticks())
    assert OrmQ.objects.count() == 0
    jobs.probe()
    jobs.probe()
    assert OrmQ.objects.count() == 1, "a queue that nobody works does not fill up"
    begin_job({"id": "x", "func": "mingcha.ledger.jobs.answer"})
    assert pulse.last(pulse.JOBS) is not None
    jobs.probe()
    assert OrmQ.objects.count() == 1, "whoever was heard of need not be asked"


def test_a_clock_that_went_back_is_said_and_lets_nothing_look_alive(cast: Cast, home: Path) -> None:
    overseer = cast.client(cast.post("overseer"))
    heard_all(home)
    ahead = timezone.now() + timedelta(minutes=90)
    (home / pulse.LATEST).write_text(ahead.isoformat())
    ago(pulse.place(pulse.SEAL), minutes=-90)  # it beat before the clock went back, and never since
    shown = overseer.get(PAGE).content.decode()
    assert "慢 90 分钟" in shown
    assert "台账封存程序没有响应" in shown
    assert "定时判定" not in shown
    pulse.beat()
    assert pulse.behind() is not None, "what was seen is not forgotten by a beat"
    (home / pulse.LATEST).write_text("never")
    assert pulse.behind() is None
    pulse.beat()
    assert (home / pulse.LATEST).read_text() != "never"
