# SPDX-License-Identifier: Apache-2.0
"""The log and the tasks of running cases are brought to another version of their item (S1-30).

Called inside a preview, which is undone, and inside the move itself. What people typed, signed, proved and paused hangs on
steps by their numbers and so stays; only what names a step, or its place in the procedure, is written anew.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import F

from mingcha.cases.actions.alarms import rename_acts
from mingcha.cases.actions.opening import category_of
from mingcha.cases.models import Arrival, Case, Decision, Step, StepSheet, Task
from mingcha.cases.moving.plan import Plan
from mingcha.cases.moving.work import Work
from mingcha.catalog.models import FormDraft

Changed = dict[tuple[Any, ...], list[int]]
SLICE: Final = 500
ASIDE: Final = 1_000_000
"""Added to the runs of steps while they change names: no two of a case may be the same for a moment."""
GOING: Final = "go_"
"""Where to and who, as typed half into a form (forms/working.py): that was said of the old procedure."""


def rewrite(works: Sequence[Work], plan: Plan) -> None:
    """Write steps, tasks and the cases themselves anew. Some twenty statements, however many cases."""
    _steps(works, plan)
    _tasks(works, plan)
    _arrivals(works, plan)
    cases = [work.case for work in works]
    _decisions(cases, plan)
    _sheets(works, plan)
    _drafts(works, plan)
    item = plan.new.item
    told: dict[str, Any] = {
        "item_version": plan.new,
        "item_number": plan.new.number,
        "power": item.category,
        "category": category_of(plan.new),
    }
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(**told, version=F("version") + 1)
    for case in cases:
        case.version += 1
        for name, value in told.items():
            setattr(case, name, value)
    rename_acts(cases)


def _steps(works: Sequence[Work], plan: Plan) -> None:
    """Names, places, and how often each has begun: two steps that become one are counted on."""
    after, aside = plan.after, []
    changed: Changed = defaultdict(list)
    for work in works:
        runs: Counter[str] = Counter()
        for step in work.steps:
            act = plan.of(step.act)
            runs[act] += 1
            back = plan.of(step.back_from) if step.back_from else step.back_from
            now = (act, runs[act], after.ordinal(act), after.parallel(act), back)
            if now == (step.act, step.run, step.ord, step.parallel, step.back_from):
                continue
            if now[:2] != (step.act, step.run):
                aside.append(step.pk)
            step.act, step.run, step.ord, step.parallel, step.back_from = now
            changed[now].append(step.pk)
    for start in range(0, len(aside), SLICE):
        Step.objects.filter(pk__in=aside[start : start + SLICE]).update(run=F("run") + ASIDE)
    _write(Step, ("act", "run", "ord", "parallel", "back_from"), changed)


def _tasks(works: Sequence[Work], plan: Plan) -> None:
    """An open one counts as changed: whoever has its page open fills in a form that may have become another."""
    changed: Changed = defaultdict(list)
    opened = []
    for work in works:
        for task in work.tasks:
            now = (plan.of(task.act), plan.of(task.came_by) if task.came_by else "")
            if now != (task.act, task.came_by):
                task.act, task.came_by = now
                changed[now].append(task.pk)
            if task.status in Task.OPEN:
                task.version += 1
                opened.append(task.pk)
    _write(Task, ("act", "came_by"), changed)
    for start in range(0, len(opened), SLICE):
        Task.objects.filter(pk__in=opened[start : start + SLICE]).update(version=F("version") + 1)


def _arrivals(works: Sequence[Work], plan: Plan) -> None:
    """Branches that have come to a joining step wait there under its new name."""
    rows = [arrival for work in works for arrival in work.arrivals]
    if not rows:
        return
    Arrival.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.act, row.came_by = plan.of(row.act), plan.of(row.came_by)
    Arrival.objects.bulk_create(rows)


def _sheets(works: Sequence[Work], plan: Plan) -> None:
    """What was filled in is shown by the form that the step has now."""
    changed: Changed = defaultdict(list)
    for work in works:
        acts = {step.pk: step.act for step in work.steps}  # the new names already
        for sheet in work.sheets:
            form = str(plan.after.step(acts[sheet.step_id]).get("form", ""))
            if form and form != sheet.form:
                sheet.form = form
                changed[form,].append(sheet.pk)
    _write(StepSheet, ("form",), changed)


def _drafts(works: Sequence[Work], plan: Plan) -> None:
    """What was typed half is found under the name of its step; whom to give the next one was said of another procedure."""
    for draft in [draft for work in works for draft in work.drafts]:
        typed = {name: given for name, given in json.loads(draft.typed).items() if not name.startswith(GOING)}
        FormDraft.objects.filter(pk=draft.pk).update(
            form=plan.of(draft.form), typed=json.dumps(typed, ensure_ascii=False)
        )


def _decisions(cases: Sequence[Case], plan: Plan) -> None:
    changed: Changed = defaultdict(list)
    for pk, act in Decision.objects.filter(case__in=cases).exclude(act=None).values_list("pk", "act"):
        if act and plan.of(act) != act:
            changed[plan.of(act),].append(pk)
    _write(Decision, ("act",), changed)


def _write(model: Any, names: Sequence[str], changed: Changed) -> None:
    """One statement for all rows that become the same: there are as many of them as steps, however many cases."""
    for values, numbers in changed.items():
        for start in range(0, len(numbers), SLICE):
            rows = model.objects.filter(pk__in=numbers[start : start + SLICE])
            rows.update(**dict(zip(names, values, strict=True)))
