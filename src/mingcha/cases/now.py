# SPDX-License-Identifier: Apache-2.0
"""What is to be done now in a case, by whom, and what the post that looks may do about it (S1-30)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases.actions.gates import FIRST, columns_of
from mingcha.cases.models import Case, Presence, Task
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


def to_do(case: Case, post: Post) -> list[dict[str, Any]]:
    """Each open task with its people and acts; nothing for a case of another system. Four queries at most."""
    tasks = list(
        case.tasks.filter(status__in=Task.OPEN)
        .select_related("step")
        .prefetch_related("people__person", "step__opinions")
        .order_by("pk")
    )
    if not tasks:
        return []
    procedure = procedure_of(case.item_version)
    return [_told(task, procedure, post) for task in tasks]


def _told(task: Task, procedure: Procedure, post: Post) -> dict[str, Any]:
    people = [str(row.person) for row in task.people.all()]
    hers = any(row.person_id == post.person_id for row in task.people.all())
    columns = columns_of(procedure, task.act)
    signed = len(task.step.opinions.all())
    turn = columns[signed] if signed < len(columns) else ""
    acts = []
    if task.status == Task.Status.ACTIVE and hers and post.may(Perm.CASES_CASE_WORK):
        acts.append({"label": _("办理"), "url": reverse("cases:step-work", args=[task.pk]), "primary": True})
    if turn and ((turn == FIRST and hers) or (turn != FIRST and post.may(Perm.CASES_CASE_SIGN))):
        label = _("签署：{column}").format(column=turn)
        acts.append({"label": label, "url": reverse("cases:opinion-sign", args=[task.pk]), "primary": not acts})
    if post.may(Perm.CASES_CASE_ASSIGN):
        waits = task.status == Task.Status.WAITING
        url = reverse("cases:step-assign", args=[task.pk])
        acts.append({"label": _("环节授权"), "url": url, "primary": waits})
    words = []
    if task.status == Task.Status.WAITING:
        words.append(_("还没有安排办理人"))
    if turn:
        words.append(_("审批表待签：{column}").format(column=turn))
    return {"task": task, "people": people, "words": words, "acts": acts}


def codes_of(case: Case, post: Post) -> list[Presence]:
    """The codes that whoever submitted shows to colleagues who have not yet said that they were there."""
    asked = case.presences.filter(status=Presence.Status.ASKED, step__task__done_by__person=post.person_id)
    return list(asked.select_related("officer", "step"))
