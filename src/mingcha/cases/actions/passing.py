# SPDX-License-Identifier: Apache-2.0
"""Work passes to others: handed over 转办, delegated 委派, and everything of a colleague at once 交接 (S1-30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.placing import DOING, add_person, fit_person, reason_of, replace_person
from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import Began, after
from mingcha.cases.models import Case, Task, TaskPerson
from mingcha.cases.procedure import procedure_of
from mingcha.ledger import Invalid, Refused, WrongState, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm


@transaction.atomic
def hand_over_task(
    task: Task, person_id: int, reason: str, seen: int, *, now: datetime | None = None, by: Post
) -> Changes:
    """Give one's own place on a step to another. Raises as submit_step, and Invalid for who cannot be chosen."""
    now = now or timezone.now()
    task, case = working_on(task, seen, by, still=True)
    why = reason_of(reason)
    replace_person(case, task, by.person_id, fit_person(case, person_id), now)
    return _passed(case, task, "hand_over_task", now, by, person=person_id, reason=why)


@transaction.atomic
def delegate_task(
    task: Task, person_id: int, reason: str, seen: int, *, now: datetime | None = None, by: Post
) -> Changes:
    """Take another in on a step, as a second who has it from oneself. Raises as hand_over_task."""
    now = now or timezone.now()
    task, case = working_on(task, seen, by, still=True)
    why = reason_of(reason)
    person = fit_person(case, person_id)
    add_person(case, task, person, TaskPerson.Part.SECOND, now, given_by=by.person.name)
    return _passed(case, task, "delegate_task", now, by, person=person_id, reason=why)


@dataclass(frozen=True)
class Passed:
    """What became of one task: ``refused`` says why it stayed where it was."""

    task: Task
    case: Case
    refused: str = ""


@transaction.atomic
def hand_over_all(
    leaving: Person, person_id: int, reason: str, *, now: datetime | None = None, by: Post
) -> list[Passed]:
    """Give every open task of a colleague to another, as far as one's reach goes: one reason, one result for each.

    Raises:
        NotAllowed: no right.
        Invalid: no reason, nobody to take them, or nothing to hand over.
    """
    now = now or timezone.now()
    require(by, Perm.CASES_CASE_ASSIGN)
    why = reason_of(reason)
    if leaving.pk == person_id:
        raise Invalid(_("不能交给本人"), "same_person", "person")
    if not Person.objects.filter(pk=person_id, status=Person.Status.ACTIVE).exists():
        raise Invalid(_("选择的人员不存在或者已停用"), "people_unknown", "person")
    tasks = tasks_of(leaving.pk, by)
    if not tasks:
        raise Invalid(_("{name} 在您的管辖范围内没有正在办理的环节").format(name=leaving), "nothing", "leaving")
    told = [_take(task, leaving.pk, person_id, why, now, by) for task in tasks]
    done = [each.task.pk for each in told if not each.refused]
    record("hand_over_all", leaving, by=by, person=person_id, reason=why, tasks=done, refused=len(told) - len(done))
    return told


def tasks_of(person_id: int, by: Post) -> list[Task]:
    """The open tasks of somebody in cases within reach, in the order in which cases are locked everywhere."""
    mine = TaskPerson.objects.filter(person=person_id, part__in=DOING).values("task")
    rows = Task.objects.filter(pk__in=mine, status=Task.Status.ACTIVE, case__in=Case.objects.within(by))
    return list(rows.select_related("step").order_by("case_id", "pk"))


def _take(task: Task, leaving: int, person_id: int, why: str, now: datetime, by: Post) -> Passed:
    case = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ").get(pk=task.case_id)
    try:
        with transaction.atomic():
            fresh = locked(task)
            fresh.case, fresh.step = case, task.step
            if case.status != Case.Status.OPEN or fresh.status not in Task.OPEN:
                raise WrongState(_("“{act}”已经办理").format(act=task.act), "task_done")
            replace_person(case, fresh, leaving, fit_person(case, person_id), now)
            _passed(case, fresh, "hand_over_task", now, by, person=person_id, reason=why)
    except Refused as refused:
        return Passed(task, case, refused.message)
    return Passed(fresh, case)


def _passed(case: Case, task: Task, act: str, now: datetime, by: Post, **told: Any) -> Changes:
    task.save()  # a new version: whoever looks at the old people is told
    record(act, task, by=by, step=task.act, **told)
    return after(case, procedure_of(case.item_version), [Began(task, [told["person"]])], now, by)
