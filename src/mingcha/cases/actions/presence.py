# SPDX-License-Identifier: Apache-2.0
"""The second officer says herself that she was there, on her own device, within 24 hours (S1-42, 顶替执法).

Whoever submitted shows a code of six digits, or a QR picture of it; the other types or scans it while logged in as herself.
Who lets the time pass, or denies, did not count: the engine then finds too few officers.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import judge
from mingcha.cases.models import Case, Presence, StepOfficer, Task
from mingcha.inbox.actions import NewTodo, close_todos
from mingcha.ledger import By, Invalid, NotAllowed, System, WrongState, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.models import Post

TERM: Final = timedelta(hours=24)
TODO: Final = "presence"


@dataclass(frozen=True)
class OnStep:
    """An officer on a step, as ``working_on`` reads her along with the task."""

    officer: int
    person: int | None
    role: str | None
    released: datetime | None


def ask_presence(case: Case, task: Task, there: Sequence[OnStep], by: Post, now: datetime) -> list[NewTodo]:
    """Ask every other officer of a step that wants officers whether she was there. Called by the act that ends the step, which
    opens the to-dos that this gives."""
    others = {
        row.officer: row.person
        for row in there
        if row.released is None and row.role != "auxiliary" and row.person not in (None, by.person_id)
    }
    made = [
        Presence(
            case=case,
            step_id=task.step_id,
            officer_id=officer,
            person_id=person,
            code=f"{secrets.randbelow(10**6):06}",
            asked_at=now,
            due_at=now + TERM,
        )
        for officer, person in others.items()
    ]
    Presence.objects.bulk_create(made)
    return [_asks(presence, task.act) for presence in made]


def _asks(presence: Presence, act: str) -> NewTodo:
    words = {"act": act, "case": presence.case.title or presence.case.number}
    return {
        "kind": TODO,
        "object_id": presence.pk,
        "title": "请确认您参加了“{act}”：{case}".format(**words),
        "title_en": "Confirm that you took part in “{act}”: {case}".format(**words),
        "person_id": presence.person_id,
        "link": reverse("cases:presence", args=[presence.pk]),
        "place": presence.case.number,
        "due": presence.due_at,
    }


@transaction.atomic
def confirm_presence(presence: Presence, code: str, *, now: datetime | None = None, by: Post) -> Presence:
    """She was there. Raises NotAllowed for anybody else, WrongState if it is answered or too late, Invalid for a wrong code."""
    now = now or timezone.now()
    presence = _hers(presence, by, now)
    given = unicodedata.normalize("NFKC", code).strip()  # a Chinese keyboard gives wide digits
    if not secrets.compare_digest(given.encode(), presence.code.encode()):
        raise Invalid(_("确认码不对"), "wrong_code", "code")
    fields = {"answered_at": now}
    moved: Presence = move(presence, Presence.Status.CONFIRMED, act="confirm_presence", by=by, fields=fields)
    close_todos(TODO, presence)
    return moved


@transaction.atomic
def lock_presence(presence: Presence, *, by: Post) -> None:
    """Keep that a wrong code was given so often that none is taken for a while (organs/attempts.py counts)."""
    record("lock_presence", presence, by=by)


@transaction.atomic
def deny_presence(presence: Presence, *, now: datetime | None = None, by: Post) -> Presence:
    """She was not there: she does not count, and the engine looks again at once."""
    now = now or timezone.now()
    presence = _hers(presence, by, now)
    return _not_there(presence, Presence.Status.DENIED, "deny_presence", now, by)


@transaction.atomic
def lapse_presence(presence: Presence, now: datetime) -> Presence:
    """The time has passed without her word. Raises WrongState if she answered meanwhile."""
    return _not_there(_held(presence), Presence.Status.LAPSED, "lapse_presence", now, System("clock"))


def _held(presence: Presence) -> Presence:
    """The row, locked after its case, as every act does: whoever judges a case has it to herself."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=presence.case_id)
    row = locked(presence)
    row.case = case
    return row


def _hers(presence: Presence, by: Post, now: datetime) -> Presence:
    row = _held(presence)
    if row.person_id != by.person_id:
        raise NotAllowed(_("只有本人能确认"))
    if row.status != Presence.Status.ASKED:
        raise WrongState(_("已经答复"), "answered")
    if row.due_at < now:
        raise WrongState(_("已超过 24 小时，不能再确认"), "too_late")
    return row


def _not_there(presence: Presence, to: str, act: str, now: datetime, by: By) -> Presence:
    moved: Presence = move(presence, to, act=act, by=by, fields={"answered_at": now})
    people = StepOfficer.objects.filter(step_id=presence.step_id, officer_id=presence.officer_id)
    for row in people:
        row.released_at = row.assigned_at
        row.save(update_fields=["released_at"])
    close_todos(TODO, presence)
    judge(presence.case, now, by=by)
    return moved
