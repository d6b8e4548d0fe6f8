# SPDX-License-Identifier: Apache-2.0
"""A step is done: what was filled in, where it goes, who goes on, and what the engine says, in one transaction (S1-30, S1-31)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.counted import note_closed
from mingcha.cases.actions.gates import columns_of, refuse_closed_gate
from mingcha.cases.actions.lapsing import lapse_requests
from mingcha.cases.actions.presence import OnStep, ask_presence
from mingcha.cases.actions.tasks import Aside, Began, Chosen, after, begin_step, end_step, let_in
from mingcha.cases.blocking import refuse_blocked
from mingcha.cases.dues import promised_at
from mingcha.cases.facts import answers, write_facts
from mingcha.cases.late import Late, in_order, keep_late, not_before_others
from mingcha.cases.models import (
    Arrival,
    Case,
    CaseFile,
    Extension,
    Gate,
    Step,
    StepSheet,
    Suspension,
    Task,
    TaskPerson,
)
from mingcha.cases.people import wanted_at
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.actions.formdrafts import clear_form_drafts
from mingcha.catalog.models import FormDraft
from mingcha.catalog.procedure.graph import Way
from mingcha.ledger import Invalid, NotAllowed, WrongState, move
from mingcha.ledger.moves import check_version, move_held
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

ON_STEP: Final = tuple(one.name for one in fields(OnStep))
OFFICERS: Final = {
    "officer_officer": F("step__people__officer_id"),
    "officer_person": F("step__people__officer__person_id"),
    "officer_role": F("step__people__role"),
    "officer_released": F("step__people__released_at"),
}


@dataclass(frozen=True)
class Done:
    """What a step is submitted with: its form's values, the acts that follow, by act who is to do them, and when it was done if
    that was not just now."""

    values: Mapping[str, Any] = field(default_factory=dict)
    onward: tuple[str, ...] = ()
    people: Mapping[str, Chosen] = field(default_factory=dict)
    late: Late = field(default_factory=Late)


@transaction.atomic
def submit_step(task: Task, done: Done, seen: int, *, now: datetime | None = None, by: Post) -> Changes:
    """End a step and begin those that follow, at the time at which it was done. Gives what the judgement did to the alarms.

    Raises:
        NotAllowed: she is not among those who are to do it; a stand-in is nobody (S1-42).
        WrongState: the task is no longer open, or the case is closed or stands still.
        Conflict: somebody else was first (``seen`` is the version that was looked at).
        Invalid: where to go is not clear, a point with effect *block* speaks against it, or it cannot have been done then.
    """
    now = now or timezone.now()
    at = done.late.happened(now)
    task, case = working_on(task, seen, by)
    if done.late.at is not None:
        at = in_order(case, task.step, at, by)
        keep_late(done.late, now, by, case=case, step=task.step)
    around = Around.of(task)
    procedure = procedure_of(case.item_version)
    if around.gated or columns_of(procedure, task.act):
        refuse_closed_gate(task, procedure)
    told = _keep_sheet(task, case, procedure, done, by, now)
    chosen = _onward(procedure, task.act, told, done)
    done_now = {"done_by": by, "done_at": now}
    move_held(task, Task.Status.DONE, act="submit_step", by=by, fields=done_now, step=task.act, **done.late.told(now))
    end_step(task, at)
    if around.kept:
        clear_form_drafts(task)
    write_facts(case, task.step, answers(procedure.form(task.act) or {}, done.values), at)
    _accepted(case, procedure, task.act, at)
    asks = ask_presence(case, task, around.there, by, now)
    running = acts_running(case) if around.beside else set()
    began = _go_on(case, procedure, task, _Onward(chosen, done.people, running, around.overtaken, at < now), at)
    if not began and not running:
        close_case(case, now, by, at=at if at == now else not_before_others(case, at))
    changes = after(case, procedure, began, now, by, aside=Aside(around.plain, asks))
    if changes.raised:
        refuse_blocked(case, procedure, now)
    return changes


@dataclass(frozen=True)
class Around:
    """What stands beside a task, read along with it, so that nobody asks for what is not there.

    ``hers``: she is to do it. ``beside``: other steps are open. ``overtaken``: steps have begun after it. ``gated``: a gate of
    the step is open. ``paused``: the case stands still. ``moved``: it has pauses or extensions. ``kept``: somebody has typed
    half into its form. ``there``: the officers on a step that asks for officers.
    """

    hers: bool
    beside: bool
    overtaken: bool
    gated: bool
    paused: bool
    moved: bool
    kept: bool
    there: Sequence[OnStep]

    @classmethod
    def of(cls, task: Task) -> Around:
        """As ``working_on`` read it."""
        flags = {one.name: bool(vars(task)[one.name]) for one in fields(cls) if one.name != "there"}
        return cls(**flags, there=vars(task)["there"])

    @property
    def plain(self) -> bool:
        return not self.beside and not self.moved


def working_on(task: Task, seen: int | None, by: Post, *, still: bool = False, done: bool = False) -> tuple[Task, Case]:
    """The task and its case, locked, if this person may act on it now. Raises as submit_step.

    ``still``: she may although the case stands still. ``done``: although the step is done. ``seen`` is None for what nobody
    else's act could contradict.
    """
    require(by, Perm.CASES_CASE_WORK)
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version__item", "organ")
    case = rows.get(pk=task.case_id)
    fresh = _with_surroundings(task, case, by)
    case.file = fresh.case.file
    fresh.case, around = case, Around.of(fresh)
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再办理"), "case_closed")
    if fresh.status == Task.Status.WAITING:
        raise WrongState(_("“{act}”还没有安排办理人").format(act=task.act), "task_waiting")
    if fresh.status not in Task.OPEN and not (done and fresh.status == Task.Status.DONE):
        raise WrongState(_("“{act}”已经办理").format(act=task.act), "task_done")
    if not around.hers:
        raise NotAllowed(_("您不是“{act}”的办理人").format(act=task.act))
    if seen is not None and fresh.version != seen:
        check_version(fresh, seen)
    if around.paused and not still:
        raise WrongState(_("案件已中止，恢复后才能办理"), "case_suspended")
    return fresh, case


def _with_surroundings(task: Task, case: Case, by: Post) -> Task:
    """The task with its step, the file of its case, and what is around it, in a statement after the one that locked the case:
    a statement that had to wait for a lock still sees the rows of other tables as they were when it began. Where officers are
    asked for it gives a row for each of them."""
    parts = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)
    hers = TaskPerson.objects.filter(task=OuterRef("pk"), person_id=by.person_id, part__in=parts)
    rows = surrounded().annotate(hers=Exists(hers)).filter(pk=task.pk)
    if wanted_at(procedure_of(case.item_version), task.act) is None:
        fresh, there = rows.get(), []
    else:
        found = list(rows.annotate(**OFFICERS).order_by("step__people__pk"))
        fresh = found[0]
        read = [OnStep(**{name: vars(row)[f"officer_{name}"] for name in ON_STEP}) for row in found]
        there = [each for each in read if each.officer is not None]
    fresh.there = there  # type: ignore[attr-defined]
    return fresh


@cache
def surrounded() -> QuerySet[Task]:
    """Built once: to put the question together costs more than to answer it."""
    pauses = Suspension.objects.filter(case=OuterRef("case_id"))
    extensions = Extension.objects.filter(case=OuterRef("case_id"))
    others = Task.objects.filter(case=OuterRef("case_id"), status__in=Task.OPEN).exclude(pk=OuterRef("pk"))
    rows = Task.objects.select_for_update(of=("self",)).select_related("step", "case__file")
    return rows.annotate(
        beside=Exists(others),
        overtaken=Exists(Step.objects.filter(case=OuterRef("case_id"), seq__gt=OuterRef("step__seq"))),
        gated=Exists(Gate.objects.filter(step=OuterRef("step_id"), status=Gate.Status.OPEN)),
        paused=Exists(pauses.filter(to_at=None)),
        moved=Exists(pauses) | Exists(extensions),
        kept=Exists(FormDraft.objects.filter(kind=Task._meta.label_lower, number=OuterRef("pk"))),
    )


def _keep_sheet(task: Task, case: Case, procedure: Procedure, done: Done, by: Post, now: datetime) -> dict[str, Any]:
    """Keep what was filled in, and bring the case's own answers up to date. Gives these."""
    file: CaseFile = case.file
    told: dict[str, Any] = json.loads(file.values) if file.values else {}
    if done.values:
        form = str(procedure.step(task.act).get("form", ""))
        text = json.dumps(dict(done.values), ensure_ascii=False)
        StepSheet.objects.create(step=task.step, form=form, values=text, filled_by=by, filled_at=now)
        told |= done.values
        file.values = json.dumps(told, ensure_ascii=False)
        file.save(update_fields=["values"])
    return told


def _onward(procedure: Procedure, act: str, told: Mapping[str, Any], done: Done) -> list[Way]:
    """The ways that are taken: all that are open where the step splits, else the one that was chosen."""
    ways = procedure.ways(act, told)
    if not ways:
        if procedure.may_end(act):
            return []
        raise Invalid(_("按填写的内容，没有可以进入的下一环节"), "no_way", "onward")
    if procedure.graph.stops[act].all_out:
        return ways
    wanted = [way for way in ways if way.end in done.onward]
    if not wanted and len(ways) == 1:
        return ways
    if len(wanted) != 1:
        names = _("、").join(way.end for way in ways)
        raise Invalid(_("请选择下一环节：{names}").format(names=names), "onward", "onward")
    return wanted


@dataclass(frozen=True)
class _Onward:
    """Where a case goes: the ways that are taken, who goes on by act, and the acts that still run beside. ``overtaken``: others
    have begun since the step did. ``earlier``: it was done before it was entered."""

    ways: Sequence[Way]
    people: Mapping[str, Chosen]
    running: set[str]
    overtaken: bool
    earlier: bool


def _go_on(case: Case, procedure: Procedure, task: Task, onward: _Onward, now: datetime) -> list[Began]:
    """Begin what follows. What joins begins later, when all have come that can."""
    running, began = set(onward.running), []
    for way in onward.ways:
        chosen = onward.people.get(way.end, Chosen())
        if way.end in procedure.joins:
            _arrive(case, task.act, way.end, chosen)
        elif way.end not in running and not (onward.overtaken and _came_before(case, procedure, way.end, task)):
            began.append(begin_step(case, way.end, chosen, now, came_by=task.act))
            running.add(way.end)
    together = not_before_others(case, now) if onward.earlier else now
    return [*began, *begin_joined(case, procedure, running, together)]


def _arrive(case: Case, came_by: str, act: str, chosen: Chosen) -> None:
    told = {"persons": list(chosen.persons), "helpers": list(chosen.helpers)}
    Arrival.objects.update_or_create(case=case, act=act, came_by=came_by, defaults=told)


def begin_joined(case: Case, procedure: Procedure, running: set[str], now: datetime) -> list[Began]:
    """Begin every joining step to which a branch has come and no step that runs can still come, for all who were chosen."""
    if not procedure.joins:
        return []
    waiting: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in case.arrivals.all():
        waiting[arrival.act].append(arrival)
    began = []
    for act, arrivals in waiting.items():
        if act in running or procedure.awaits(act, running):
            continue
        persons = dict.fromkeys(pk for arrival in arrivals for pk in arrival.persons)
        helpers = dict.fromkeys(pk for arrival in arrivals for pk in arrival.helpers)
        case.arrivals.filter(act=act).delete()
        began.append(begin_step(case, act, Chosen(tuple(persons), tuple(helpers)), now, came_by=arrivals[-1].came_by))
        running.add(act)
    return began


def acts_running(case: Case) -> set[str]:
    """The acts of a case that are open."""
    return set(case.tasks.filter(status__in=Task.OPEN).values_list("act", flat=True))


def _came_before(case: Case, procedure: Procedure, act: str, task: Task) -> bool:
    """A step that any of several branches begins was begun already by another that ran beside this one."""
    if len(procedure.graph.inward[act]) < 2:
        return False
    return case.steps.filter(act=act, seq__gt=task.step.seq, back_from=None).exists()


def _accepted(case: Case, procedure: Procedure, act: str, now: datetime) -> None:
    """The first step of kind *accept* that ends accepts the case; what was promised runs from there (S4-08)."""
    if case.accepted_at is not None or procedure.step(act).get("kind") != "accept":
        return
    case.accepted_at = now
    case.promised_at = promised_at(procedure.document["catalog"].get("promised"), case, now)
    case.save(update_fields=["accepted_at", "promised_at"])


def close_case(case: Case, now: datetime, by: Post, *, at: datetime | None = None) -> None:
    """Nothing is left to do: the case is closed 办结, as of ``at`` where what ended it was entered later."""
    move(case, Case.Status.CLOSED, act="close_case", by=by, fields={"closed_at": at or now})
    note_closed([case])
    lapse_requests(case, now, by)
    let_in(case, list(case.insiders.values_list("person_id", flat=True)))
