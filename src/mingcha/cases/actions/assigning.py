# SPDX-License-Identifier: Apache-2.0
"""Step authorisation 环节授权: people are chosen for a step that waits, or others for one that runs (S1-31)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.tasks import TODO, Began, Chosen, after, place_people
from mingcha.cases.models import Case, Step, StepOfficer, Task, TaskPerson
from mingcha.cases.procedure import procedure_of
from mingcha.inbox.actions import close_todos
from mingcha.ledger import Invalid, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


@transaction.atomic
def assign_step(task: Task, chosen: Chosen, seen: int, *, now: datetime | None = None, by: Post) -> Changes:
    """Choose who does a step. Whoever was on it before is released, and the log says since when.

    Raises:
        NotAllowed: no right, or out of reach.
        Conflict: somebody else was first.
        WrongState: the step is done.
        Invalid: nobody is chosen, or somebody who keeps out of the case.
    """
    now = now or timezone.now()
    case = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ").get(pk=task.case_id)
    require(by, Perm.CASES_CASE_ASSIGN, case)
    check_version(task, seen)
    task.refresh_from_db()
    if task.status not in Task.OPEN:
        raise WrongState(_("“{act}”已经办理").format(act=task.act), "task_done")
    if not chosen.persons:
        raise Invalid(_("请选择办理人"), "required", "people")
    step = Step.objects.get(pk=task.step_id)
    task.step = step
    release_people(task, now)
    if step.assigned_at is None:
        step.assigned_at = now
        step.save(update_fields=["assigned_at"])
    place_people(case, task, chosen, now)
    told: dict[str, Any] = {"step": task.act, "people": list(chosen.persons), "helpers": list(chosen.helpers)}
    if task.status == Task.Status.WAITING:
        move(task, Task.Status.ACTIVE, act="assign_step", by=by, **told)
    else:
        task.save()  # a new version: whoever looks at the old people is told
        record("assign_step", task, by=by, **told)
    close_todos(TODO, task)
    return after(case, procedure_of(case.item_version), [Began(task, chosen.persons)], now, by)


def release_people(task: Task, now: datetime) -> None:
    """Nobody stands on the step any more; the log keeps who did, and until when."""
    StepOfficer.objects.filter(step_id=task.step_id, released_at=None).update(released_at=now)
    parts = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)
    TaskPerson.objects.filter(task=task, part__in=parts).delete()
