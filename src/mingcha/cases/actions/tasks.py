# SPDX-License-Identifier: Apache-2.0
"""Steps begin and end: the row of the log, the task, the people, their to-dos. Called inside the act that moves the case on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases import notices
from mingcha.cases.actions.alarms import Changes, judge
from mingcha.cases.dues import Dues, dues_of, keep_next_looks
from mingcha.cases.models import Case, CasePerson, Recusal, Step, StepOfficer, Task, TaskPerson
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.cases.search_words import add_names
from mingcha.inbox.actions import NewTodo, Wait, close_todos, open_new_todos, open_todo
from mingcha.inbox.models import NEVER, Todo
from mingcha.ledger import By, Invalid
from mingcha.organs.models import Officer, Person
from mingcha.organs.perms import Perm

TODO = "task"
MOST = 20
"""People on one step."""
SLICE = 500


@dataclass(frozen=True)
class Chosen:
    """Who is to do a step: persons by their accounts, the lead first, and auxiliary officers who only help."""

    persons: tuple[int, ...] = ()
    helpers: tuple[int, ...] = ()


@dataclass
class Began:
    """A step that has just begun, and for whom it waits."""

    task: Task
    persons: Sequence[int] = field(default_factory=tuple)


@dataclass(frozen=True)
class Aside:
    """What an act knows when it ends. ``plain``: the case has no other open step, and no pause or extension, so these are not
    asked for. ``asks``: for whom it waits besides, told in the same statement."""

    plain: bool = False
    asks: Sequence[NewTodo] = ()


def begin_step(case: Case, act: str, chosen: Chosen, now: datetime, *, came_by: str = "", back: bool = False) -> Began:
    """Write the step into the log and make it somebody's task; without people it waits to be given to some."""
    procedure = procedure_of(case.item_version)
    so_far = case.steps.aggregate(seq=Max("seq"), runs=Count("pk", filter=Q(act=act)))
    step = Step.objects.create(
        case=case,
        act=act,
        ord=procedure.ordinal(act),
        seq=(so_far["seq"] or 0) + 1,
        run=so_far["runs"] + 1,
        parallel=procedure.parallel(act),
        started_at=now,
        assigned_at=now if chosen.persons else None,
        back_from=came_by if back else None,
    )
    status = Task.Status.ACTIVE if chosen.persons else Task.Status.WAITING
    task = Task.objects.create(step=step, case=case, act=act, status=status, came_by=came_by)
    task.step = step
    if chosen.persons:
        place_people(case, task, chosen, now)
    return Began(task, chosen.persons)


def place_people(case: Case, task: Task, chosen: Chosen, now: datetime) -> None:
    """Put people on a step: on the task, in the log where the register knows them, and among those who see the case.

    Raises:
        Invalid: too many, nobody of that name, or somebody who keeps out of the case.
    """
    if len(chosen.persons) + len(chosen.helpers) > MOST:
        raise Invalid(_("一个环节最多 {most} 人").format(most=MOST), "people_many", "people")
    persons = _known(case, chosen.persons)
    if len(persons) < len(set(chosen.persons)):
        raise Invalid(_("选择的人员不存在或者已停用"), "people_unknown", "people")
    if recused := next((person for person in persons.values() if vars(person)["recused"]), None):
        raise Invalid(_("{name} 已回避，不能办理本案").format(name=recused), "people_recused", "people")
    order = list(dict.fromkeys(chosen.persons))
    rows, log = [], []
    for number, pk in enumerate(order):
        person = persons[pk]
        officer = getattr(person, "officer", None)
        part = TaskPerson.Part.SECOND if number else TaskPerson.Part.LEAD
        rows.append(TaskPerson(task=task, person=person, officer=officer, part=part))
        if officer is not None:
            role = "auxiliary" if officer.kind == Officer.Kind.AUXILIARY else "second" if number else "lead"
            log.append(StepOfficer(case=case, step=task.step, officer=officer, role=role, assigned_at=now))
    helpers = _helpers(chosen.helpers)
    log += [
        StepOfficer(case=case, step=task.step, officer=officer, role="auxiliary", assigned_at=now)
        for officer in helpers
    ]
    TaskPerson.objects.bulk_create(rows)
    StepOfficer.objects.bulk_create(log)
    let_in(case, [pk for pk in order if not vars(persons[pk])["inside"]])
    add_names(case, [*(persons[pk].name for pk in order), *(officer.name for officer in helpers)])


def _known(case: Case, ids: Sequence[int]) -> dict[int, Any]:
    """Active persons with their officers, and whether each keeps out of the case, and sees it already as it stands."""
    recused = Recusal.objects.filter(case=case, person=OuterRef("pk"))
    inside = CasePerson.objects.filter(case=case, person=OuterRef("pk"), status=case.status)
    rows = Person.objects.filter(status=Person.Status.ACTIVE).select_related("officer")
    return rows.annotate(recused=Exists(recused), inside=Exists(inside)).in_bulk(ids)


def _helpers(ids: Sequence[int]) -> list[Officer]:
    found = list(Officer.objects.filter(pk__in=ids, kind=Officer.Kind.AUXILIARY)) if ids else []
    if len(found) < len(set(ids)):
        raise Invalid(_("选择的辅助人员不存在"), "people_unknown", "helpers")
    return found


def let_in(case: Case, persons: Sequence[int]) -> None:
    """Whoever acts in a case sees it, and how it stands (decision 0006)."""
    rows = [CasePerson(case=case, person_id=pk, came_at=case.came_at, status=case.status) for pk in persons]
    CasePerson.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "case"], update_fields=["status"]
    )


def after(
    case: Case,
    procedure: Procedure,
    began: Sequence[Began],
    now: datetime,
    by: By,
    *,
    aside: Aside | None = None,
) -> Changes:
    """What every act ends with: the engine judges, the next look is noted, and who has to act is told, with the term.

    ``aside``: what whoever calls knows already.
    """
    known = aside or Aside()
    changes = judge(case, now, by=by)
    dues = dues_of(case, procedure, now, moved=not known.plain)
    keep_next_looks({case.pk: dues})
    if not known.plain:
        follow_terms({case.pk: dues})
    open_new_todos(TODO, [*known.asks, *(wait for each in began for wait in _waits(case, each, dues))])
    for each in began:
        if not each.persons:
            _ask_for_people(case, each.task, dues)
        columns = procedure.step(each.task.act).get("opinions", ())
        if each.persons and columns and columns[0] != notices.FIRST:  # hers she finds with the step
            notices.ask_opinion(case, each.task, columns[0])
    return changes


def follow_terms(told: Mapping[int, Dues]) -> None:
    """Bring the terms of to-dos to what the limits of their cases say now: pauses, other steps and calendars move them."""
    tasks = {task.pk: task for task in Task.objects.filter(case__in=told, status__in=Task.OPEN).select_related("step")}
    changed = []
    for todo in Todo.objects.filter(kind=TODO, object_id__in=tasks, closed_at=None):
        task = tasks[todo.object_id]
        due = told[task.case_id].of(task.step) or NEVER
        if todo.due_at != due:
            todo.due_at = due
            changed.append(todo)
    Todo.objects.bulk_update(changed, ["due_at"], batch_size=SLICE)


def _waits(case: Case, began: Began, dues: Dues) -> Iterator[NewTodo]:
    """A to-do for each person on a step that has begun."""
    task, words = began.task, {"case": case.title or case.number, "act": began.task.act}
    link, due = reverse("cases:case-detail", args=[case.pk]), dues.of(task.step)
    for person in dict.fromkeys(began.persons):
        yield {
            "object_id": task.pk,
            "title": "{act}：{case}".format(**words),
            "title_en": "{act}: {case}".format(**words),
            "person_id": person,
            "link": link,
            "place": case.number,
            "due": due,
        }


def _ask_for_people(case: Case, task: Task, dues: Dues) -> None:
    """Where nobody is chosen yet, a to-do for whoever in the organ may choose."""
    words = {"case": case.title or case.number, "act": task.act}
    wait: Wait = {"link": reverse("cases:case-detail", args=[case.pk]), "place": case.number, "due": dues.of(task.step)}
    wait |= {"organ": case.organ, "perm": Perm.CASES_CASE_ASSIGN}
    wait["title_en"] = "Choose who does “{act}”: {case}".format(**words)
    open_todo(TODO, task, "请安排“{act}”的办理人：{case}".format(**words), **wait)


def end_step(task: Task, now: datetime) -> None:
    """The step of the log ends, and nobody waits for it any more."""
    Step.objects.filter(pk=task.step_id).update(ended_at=now)
    task.step.ended_at = now
    close_todos(TODO, task)
