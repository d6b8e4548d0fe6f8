# SPDX-License-Identifier: Apache-2.0
"""A step is sent back 退回: to the one before, to any that led here, or to the start, always with a reason (S1-30, S1-12).

The log says where it came back from, so the engine counts the return; which are exempt is the point's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.placing import DOING, reason_of
from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import Chosen, after, begin_step, end_step
from mingcha.cases.blocking import refuse_blocked
from mingcha.cases.models import Case, Recusal, StepOfficer, Task
from mingcha.cases.notices import COSIGN, OPINION
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.actions.formdrafts import clear_form_drafts
from mingcha.inbox.actions import close_todos
from mingcha.ledger import Invalid, move
from mingcha.organs.models import Officer, Person, Post

WAITS: Final = (OPINION, COSIGN)
"""What waits for others on a step that is left."""


def targets(task: Task, procedure: Procedure) -> list[str]:
    """The steps done before from which this one can be reached, the latest first."""
    rows = Task.objects.filter(case_id=task.case_id, status=Task.Status.DONE)
    done = rows.order_by("-step__seq").values_list("act", flat=True)
    running = set(Task.objects.filter(case_id=task.case_id, status__in=Task.OPEN).values_list("act", flat=True))
    return [
        act
        for act in dict.fromkeys(done)
        if act not in running and task.act in procedure.graph.reached([act], returns=False)
    ]


def previous(task: Task, found: Sequence[str]) -> str:
    """Of the targets the step before: where the task came from, if it did not come by a return."""
    return task.came_by if task.came_by in found else found[0] if found else ""


@transaction.atomic
def return_step(task: Task, to: str, reason: str, seen: int, *, now: datetime | None = None, by: Post) -> Changes:
    """Send a step back. Whoever did the target last does it again; what else runs behind the target is dropped.

    Raises:
        NotAllowed, WrongState, Conflict: as submit_step.
        Invalid: no reason, a step that was not done or does not lead here, or a point with effect *block*.
    """
    now = now or timezone.now()
    task, case = working_on(task, seen, by)
    procedure = procedure_of(case.item_version)
    why = reason_of(reason)
    found = targets(task, procedure)
    if to not in found:
        names = _("、").join(found) or _("没有可以退回的环节")
        raise Invalid(_("只能退回办过的前序环节：{names}").format(names=names), "return_to", "to")
    leave_step(task, Task.Status.RETURNED, "return_step", why, now, by)
    behind = procedure.graph.reached([to], returns=False)
    for other in case.tasks.filter(status__in=Task.OPEN, act__in=behind).select_related("step").order_by("pk"):
        leave_step(other, Task.Status.DROPPED, "drop_step", why, now, by)
    case.arrivals.filter(act__in=behind).delete()
    began = begin_step(case, to, _who_did(case, to), now, came_by=task.act, back=True)
    began.task.reason = why
    Task.objects.filter(pk=began.task.pk).update(reason=why)
    changes = after(case, procedure, [began], now, by)
    refuse_blocked(case, procedure, now)
    return changes


def leave_step(task: Task, to: str, act: str, why: str, now: datetime, by: Post) -> None:
    """A step ends without being done, and nobody waits for it any more."""
    move(task, to, act=act, by=by, fields={"reason": why, "done_by": by, "done_at": now}, step=task.act, reason=why)
    end_step(task, now)
    clear_form_drafts(task)
    for kind in WAITS:
        close_todos(kind, task)


def _who_did(case: Case, act: str) -> Chosen:
    """Who did a step last, the lead first; without those who have left or keep out of the case since."""
    task = case.tasks.filter(act=act, status=Task.Status.DONE).order_by("-step__seq").first()
    if task is None:
        return Chosen()
    rows = task.people.filter(part__in=DOING, person__status=Person.Status.ACTIVE).order_by("pk")
    out = Recusal.objects.filter(case=case).values("person")
    persons = tuple(rows.exclude(person__in=out).values_list("person_id", flat=True))
    helpers = StepOfficer.objects.filter(
        step_id=task.step_id, role="auxiliary", released_at=None, officer__kind=Officer.Kind.AUXILIARY
    ).exclude(officer__person__in=list(persons))
    return Chosen(persons, tuple(helpers.values_list("officer_id", flat=True)) if persons else ())
