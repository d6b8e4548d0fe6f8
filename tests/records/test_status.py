# SPDX-License-Identifier: Apache-2.0
"""How the installation fares, and the way out of read-only: two persons of different duties (security.md I4, threat 23)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from mingcha.ledger import Conflict, NotAllowed, ReadOnly, System, WrongState, heads, pulse, record
from mingcha.ledger.models import Batch, Entry
from mingcha.ledger.sealing import seal
from mingcha.organs.models import Role
from mingcha.organs.testing import Cast
from mingcha.records.actions import accept_head

HEAD = heads.Head(7, "ab" * 32, "2026-11-20T01:00:00Z")


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder of the test's own, in which ``mingcha work`` has just been heard of."""
    settings.HOME = tmp_path
    pulse.beat()
    return tmp_path


@pytest.fixture
def older(home: Path) -> Iterator[None]:
    """A head is known that this database lacks."""
    heads.learn([HEAD])
    assert heads.read_only()
    yield
    heads.own_file().unlink()
    assert not heads.read_only()


def note() -> Entry:
    with transaction.atomic():
        return record("note", None, by=System("test"))


def test_the_newest_head_is_kept_outside_the_database(cast: Cast, home: Path) -> None:
    note()
    seal()
    heads.remember()
    kept = json.loads(heads.own_file().read_text())
    assert (kept["number"], kept["head"]) == (1, Batch.objects.get().head)
    assert not heads.read_only()
    heads.remember()
    heads.learn([heads.Head(0, "00")])
    assert json.loads(heads.own_file().read_text()) == kept


def test_another_body_keeps_heads_in_its_folder(cast: Cast, home: Path, settings: Any) -> None:
    settings.HEADS = str(home / "elsewhere")
    (home / "elsewhere").mkdir()
    for _ in range(2):
        note()
        seal()
        heads.remember()
    (day,) = (home / "elsewhere").iterdir()
    assert [json.loads(line)["number"] for line in day.read_text().splitlines()] == [1, 2]
    heads.own_file().unlink()
    day.write_text(day.read_text() + json.dumps(HEAD._asdict()) + "\n")
    assert heads.missing() == [HEAD]


def test_nothing_is_written_while_an_older_state_waits_but_pages_open(cast: Cast, older: None) -> None:
    with pytest.raises(ReadOnly):
        note()
    client = cast.client(cast.post("overseer"))
    page = client.get("/records/entries/")
    assert (page.status_code, "站点处于只读状态" in page.content.decode()) == (200, True)
    refused = client.post("/records/seals/verify/")
    assert (refused.status_code, "暂时不能办理" in refused.content.decode()) == (503, True)
    heads.remember()
    assert heads.missing() == [HEAD]


def test_two_persons_of_different_duties_open_it_again(cast: Cast, older: None) -> None:
    system, audit, overseer = map(cast.post, ("system_admin", "audit_admin", "overseer"))
    with pytest.raises(NotAllowed):
        accept_head("试", by=overseer)
    page = cast.client(system).post("/records/heads/accept/", {"reason": "磁盘损坏，恢复昨夜的备份"})
    assert page.status_code == 302
    assert heads.read_only()
    with pytest.raises(Conflict, match="另一人"):
        accept_head("再来", by=system)
    twin = cast.outsider("system_admin")
    with pytest.raises(NotAllowed, match="另一方"):
        accept_head("同一职责", by=twin)
    shown = cast.client(audit).get("/records/incidents/status/").content.decode()
    assert all(words in shown for words in ("磁盘损坏", system.person.name, "缺少已知的第 7 批"))
    accept_head("核对过，确认", by=audit)
    assert not heads.read_only()
    note()
    kept = Entry.objects.filter(act="accept_head").order_by("id")
    assert [(entry.actor_id, entry.what["reason"][:2]) for entry in kept] == [
        (system.person_id, "磁盘"),
        (audit.person_id, "核对"),
    ]
    with pytest.raises(WrongState):
        accept_head("多余", by=audit)


def test_everybody_who_watches_sees_that_the_worker_is_silent(cast: Cast, home: Path) -> None:
    words = "后台任务没有响应"
    overseer = cast.client(cast.post("overseer"))
    assert words not in overseer.get("/records/entries/").content.decode()
    os.utime(pulse.place(), (time.time() - 200,) * 2)
    assert words in overseer.get("/records/entries/").content.decode()
    assert words not in cast.client(cast.post("handler")).get("/cases/").content.decode()
    shown = overseer.get("/records/incidents/status/").content.decode()
    assert "超过两分钟没有心跳" in shown
    assert "还没有备份过" in shown


def test_a_late_seal_is_said(cast: Cast, home: Path) -> None:
    seal()  # what the cast did may be longer ago
    with transaction.atomic():
        record("note", None, by=System("test"))
    client = cast.client(cast.post("audit_admin"))
    assert "待封存 " in client.get("/records/incidents/status/").content.decode()


def test_a_right_that_comes_with_a_version_reaches_roles_that_are_there_once(cast: Cast) -> None:
    from mingcha.organs.actions.roles import load_roles

    role = Role.objects.get(key="audit_admin")
    for each in Role.objects.all():
        each.rights = [right for right in each.rights if not right.startswith("ledger:status")]
        each.save()
    assert load_roles(System("test")) == 0
    role.refresh_from_db()
    assert "ledger:status:read" not in role.rights, "it was offered before: somebody has taken it away"
