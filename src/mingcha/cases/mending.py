# SPDX-License-Identifier: Apache-2.0
"""Where an alarm is put right: the page on which evidence that was missing is added to its step (S1-14, S1-41)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from mingcha.cases.actions.placing import DOING
from mingcha.cases.models import Alarm, Case, Task
from mingcha.cases.models.alarms import STANDING
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


def missing_at(step_id: int) -> Q:
    """The alarms that evidence was missing when the step ended."""
    return Q(kind="evidence", code="missing", object_kind="step", object_id=step_id)


def mended_at(case: Case, alarms: Sequence[Alarm], post: Post) -> dict[int, str]:
    """By alarm where this post can add what was missing: whoever did the step, while the case is open. One query at most."""
    steps = {alarm.object_id: alarm.pk for alarm in alarms if alarm.code == "missing" and alarm.status in STANDING}
    if not steps or case.status != Case.Status.OPEN or not post.may(Perm.CASES_CASE_WORK):
        return {}
    tasks = Task.objects.filter(step__in=steps, status=Task.Status.DONE)
    hers = tasks.filter(people__person=post.person_id, people__part__in=DOING)
    return {steps[step]: reverse("cases:evidence-add", args=[pk]) for step, pk in hers.values_list("step_id", "pk")}
