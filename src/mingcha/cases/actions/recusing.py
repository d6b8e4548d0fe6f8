# SPDX-License-Identifier: Apache-2.0
"""Somebody keeps out of a case 回避: by her own word, or recorded by whoever may choose people (S1-31)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.consulting import drop_signer, keep_gate
from mingcha.cases.actions.placing import DOING, reason_of, release_person
from mingcha.cases.actions.tasks import Began, after
from mingcha.cases.models import Case, CaseFile, Recusal, Task, TaskPerson
from mingcha.cases.procedure import procedure_of
from mingcha.ledger import WrongState, move, record
from mingcha.organs.access import require
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm


@transaction.atomic
def declare_recusal(case: Case, person: Person, reason: str, *, now: datetime | None = None, by: Post) -> Changes:
    """Keep somebody out of a case: she leaves its open steps and cannot be chosen again. A step left without people waits.

    Raises:
        NotAllowed: of somebody else, without the right to choose people; or out of reach.
        WrongState: the case is closed, is another system's, or she keeps out of it already.
        Invalid: no reason.
    """
    now = now or timezone.now()
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ")
    case = rows.get(pk=case.pk)
    require(by, Perm.CASES_CASE_READ if person.pk == by.person_id else Perm.CASES_CASE_ASSIGN, case)
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再办理"), "case_closed")
    if not CaseFile.objects.filter(case=case).exists():
        raise WrongState(_("其他系统的办件，不能在这里办理"), "foreign_case")
    why = reason_of(reason)[:300]
    if Recusal.objects.filter(case=case, person=person).exists():
        raise WrongState(_("{name} 已经回避").format(name=person), "recused")
    Recusal.objects.create(case=case, person=person, reason=why, declared_by=by.person.name, declared_at=now)
    record("declare_recusal", case, by=by, person=person.pk, reason=why)
    parts = (*DOING, TaskPerson.Part.SIGNER)
    hers = TaskPerson.objects.filter(person=person, part__in=parts, task__case=case).values("task")
    tasks = Task.objects.filter(pk__in=hers, status__in=Task.OPEN).select_related("step").order_by("pk")
    left = [task for task in tasks if _leaves(case, task, person, now, by)]
    return after(case, procedure_of(case.item_version), [Began(task) for task in left], now, by)


def _leaves(case: Case, task: Task, person: Person, now: datetime, by: Post) -> bool:
    """She leaves one step. Whether nobody is left on it."""
    if drop_signer(task, person.pk):
        keep_gate(case, task, by=by)
    lead = task.people.filter(person=person, part__in=DOING).first()
    if lead is None:
        return False
    release_person(task, person.pk, now)
    next_one = task.people.filter(part__in=DOING).first()
    if next_one is None:
        move(task, Task.Status.WAITING, act="release_task", by=by, step=task.act)
        return True
    if lead.part == TaskPerson.Part.LEAD:
        next_one.part = TaskPerson.Part.LEAD
        next_one.save(update_fields=["part"])
    task.save()
    return False
