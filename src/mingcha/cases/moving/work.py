# SPDX-License-Identifier: Apache-2.0
"""How the work in running cases stands: what a new version has to take over, read for many cases at once (S1-30)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mingcha.cases.models import (
    Arrival,
    Case,
    Extension,
    ExtensionRequest,
    Opinion,
    Step,
    StepSheet,
    Suspension,
    Task,
)
from mingcha.catalog.models import FormDraft

DRAFTED = Task._meta.label_lower


@dataclass
class Work:
    """One case: its log of steps, its open tasks, and what hangs on them."""

    case: Case
    steps: list[Step] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    pauses: list[Suspension] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    sheets: list[StepSheet] = field(default_factory=list)
    drafts: list[FormDraft] = field(default_factory=list)
    asked: list[ExtensionRequest] = field(default_factory=list)
    extensions: int = 0

    @property
    def open(self) -> list[Task]:
        return [task for task in self.tasks if task.status in Task.OPEN]

    def signed(self, task: Task) -> int:
        """How many columns of its approval sheet are signed."""
        return sum(1 for opinion in self.opinions if opinion.step_id == task.step_id)

    @property
    def still(self) -> Suspension | None:
        """The pause that lasts."""
        return next((pause for pause in self.pauses if pause.to_at is None), None)

    @property
    def mark(self) -> str:
        """Differs as soon as anybody has acted in the case."""
        told: list[Any] = [self.case.item_version_id, self.case.version, len(self.steps), self.extensions]
        told += [[task.pk, task.status, task.version] for task in self.tasks]
        told += [[opinion.pk] for opinion in self.opinions]
        told += [[pause.pk, pause.to_at is None] for pause in self.pauses]
        told += [[arrival.act, arrival.came_by] for arrival in self.arrivals]
        told += [[draft.pk, draft.saved_at.isoformat()] for draft in self.drafts]
        told += [[request.pk] for request in self.asked]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def work_of(cases: Sequence[Case]) -> dict[int, Work]:
    """By number of the case. Nine queries, however many cases."""
    made = {case.pk: Work(case) for case in cases}
    for step in Step.objects.filter(case__in=made).order_by("case_id", "seq", "id"):
        made[step.case_id].steps.append(step)
    open_tasks: dict[int, int] = {}
    for task in Task.objects.filter(case__in=made).order_by("pk"):
        made[task.case_id].tasks.append(task)
        if task.status in Task.OPEN:
            open_tasks[task.pk] = task.case_id
    for opinion in Opinion.objects.filter(step__case__in=made, step__ended_at=None).select_related("step"):
        made[opinion.step.case_id].opinions.append(opinion)
    for sheet in StepSheet.objects.filter(step__case__in=made).select_related("step").order_by("pk"):
        made[sheet.step.case_id].sheets.append(sheet)
    for draft in FormDraft.objects.filter(kind=DRAFTED, number__in=open_tasks).order_by("pk"):
        made[open_tasks[draft.number]].drafts.append(draft)
    for pause in Suspension.objects.filter(case__in=made).order_by("pk"):
        made[pause.case_id].pauses.append(pause)
    for arrival in Arrival.objects.filter(case__in=made).order_by("pk"):
        made[arrival.case_id].arrivals.append(arrival)
    for request in ExtensionRequest.objects.filter(case__in=made, status=ExtensionRequest.Status.ASKED).order_by("pk"):
        made[request.case_id].asked.append(request)
    for case_id in Extension.objects.filter(case__in=made).values_list("case_id", flat=True):
        made[case_id].extensions += 1
    return made
