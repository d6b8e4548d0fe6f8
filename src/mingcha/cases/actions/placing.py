# SPDX-License-Identifier: Apache-2.0
"""One person comes to a step or leaves it, and the log says since when and until when (S1-31)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from mingcha.cases.actions.tasks import MOST, TODO, let_in
from mingcha.cases.dues import dues_of
from mingcha.cases.models import Case, Recusal, StepOfficer, Task, TaskPerson
from mingcha.cases.procedure import Procedure
from mingcha.cases.search_words import add_names
from mingcha.inbox.actions import close_todo_of
from mingcha.inbox.models import NEVER, Todo
from mingcha.ledger import Invalid, WrongState
from mingcha.organs.models import Officer, Person

DOING = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)


def reason_of(text: str) -> str:
    """What was given as a reason. Raises Invalid if it is none."""
    if not text.strip():
        raise Invalid(_("请填写理由"), "required", "reason")
    return text.strip()


def fit_person(case: Case, person_id: int, field: str = "person") -> Person:
    """Somebody who may be chosen at all. Raises Invalid: unknown, disabled, or keeping out of the case."""
    person = Person.objects.filter(pk=person_id, status=Person.Status.ACTIVE).select_related("officer").first()
    if person is None:
        raise Invalid(_("选择的人员不存在或者已停用"), "people_unknown", field)
    if Recusal.objects.filter(case=case, person=person).exists():
        raise Invalid(_("{name} 已回避，不能办理本案").format(name=person), "people_recused", field)
    return person


def add_person(case: Case, task: Task, person: Person, part: str, now: datetime, *, given_by: str = "") -> None:
    """Put one more person on a step. Raises Invalid if she is on it already, or there are too many."""
    doing = list(task.people.filter(part__in=DOING))
    if any(row.person_id == person.pk for row in doing):
        raise Invalid(_("{name} 已是本环节的办理人").format(name=person), "people_twice", "person")
    if len(doing) >= MOST:
        raise Invalid(_("一个环节最多 {most} 人").format(most=MOST), "people_many", "person")
    officer = getattr(person, "officer", None)
    TaskPerson.objects.create(task=task, person=person, officer=officer, part=part, given_by=given_by)
    if officer is not None:
        role = "auxiliary" if officer.kind == Officer.Kind.AUXILIARY else part
        StepOfficer.objects.create(case=case, step_id=task.step_id, officer=officer, role=role, assigned_at=now)
    let_in(case, [person.pk])
    add_names(case, [person.name])


def release_person(task: Task, person_id: int, now: datetime) -> None:
    """Take one person off a step."""
    StepOfficer.objects.filter(step_id=task.step_id, officer__person=person_id, released_at=None).update(
        released_at=now
    )
    task.people.filter(part__in=DOING, person=person_id).delete()
    close_todo_of(TODO, task, person_id)


def replace_person(case: Case, task: Task, leaving: int, person: Person, now: datetime) -> None:
    """Another takes her place, with the same part. Raises Invalid if that is herself, WrongState if she has none."""
    if leaving == person.pk:
        raise Invalid(_("不能交给本人"), "same_person", "person")
    row = task.people.filter(person=leaving, part__in=DOING).first()
    if row is None:
        raise WrongState(_("“{act}”的办理人已经变更").format(act=task.act), "people_changed")
    release_person(task, leaving, now)
    there = task.people.filter(person=person, part__in=DOING).first()
    if there is None:
        add_person(case, task, person, row.part, now)
    elif there.part != row.part and row.part == TaskPerson.Part.LEAD:
        there.part = row.part
        there.save(update_fields=["part"])


def follow_terms(case: Case, procedure: Procedure, now: datetime) -> None:
    """Bring the terms of the case's to-dos to what its limits say now: a pause or more time has moved them."""
    dues = dues_of(case, procedure, now)
    for task in case.tasks.filter(status__in=Task.OPEN).select_related("step"):
        due = dues.of(task.step) or NEVER
        Todo.objects.filter(kind=TODO, object_id=task.pk, closed_at=None).exclude(due_at=due).update(due_at=due)
