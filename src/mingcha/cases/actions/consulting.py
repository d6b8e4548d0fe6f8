# SPDX-License-Identifier: Apache-2.0
"""Others are drawn into a step: they sign jointly 会签, get a copy 抄送, or are urged 催办 (S1-30).

Joint signing is a gate of the step (architecture.md section 3): the gate is open while somebody's word is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases import notices
from mingcha.cases.actions import gates
from mingcha.cases.actions.placing import DOING, fit_person
from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import MOST, TODO, let_in
from mingcha.cases.models import Case, Gate, Task, TaskPerson
from mingcha.cases.notices import COSIGN, OPINION
from mingcha.inbox.actions import close_todo_of
from mingcha.inbox.models import Todo
from mingcha.ledger import By, Invalid, NotAllowed, WrongState, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm

REST: Final = timedelta(hours=1)
"""Nobody is urged on the same step again sooner."""
SIGNER: Final = TaskPerson.Part.SIGNER


@transaction.atomic
def name_signers(task: Task, persons: Sequence[int], seen: int, *, now: datetime | None = None, by: Post) -> None:
    """Say who signs a step jointly: those who are new are asked, those who are left out need not any more.

    Raises:
        NotAllowed, WrongState, Conflict: as submit_step.
        Invalid: too many, somebody who does the step herself or cannot be chosen, or who has signed already and is left out.
    """
    now = now or timezone.now()
    task, case = working_on(task, seen, by, still=True)
    if len(persons) > MOST:
        raise Invalid(_("一个环节最多 {most} 人").format(most=MOST), "people_many", "people")
    rows = {row.person_id: row for row in task.people.filter(part=SIGNER).select_related("person")}
    signed = [row for row in rows.values() if row.signed_at is not None and row.person_id not in persons]
    if signed:
        raise Invalid(_("{name} 已经会签，不能撤下").format(name=signed[0].person), "signed", "people")
    doing = task.people.filter(part__in=DOING, person__in=persons).select_related("person").first()
    if doing is not None:
        raise Invalid(_("{name} 是本环节的办理人，不用会签").format(name=doing.person), "signs_own", "people")
    new = [fit_person(case, pk, "people") for pk in dict.fromkeys(persons) if pk not in rows]
    TaskPerson.objects.bulk_create([TaskPerson(task=task, person=person, part=SIGNER) for person in new])
    for pk in set(rows) - set(persons):
        drop_signer(task, pk)
    let_in(case, [person.pk for person in new])
    notices.ask_signers(case, task, [person.pk for person in new])
    task.save()  # a new version: whoever was about to submit is told
    record("name_signers", task, by=by, step=task.act, people=list(persons))
    keep_gate(case, task, by=by)


def drop_signer(task: Task, person_id: int) -> bool:
    """She need not sign any more; what she has signed stays. Whether she was to."""
    gone = task.people.filter(part=SIGNER, person=person_id, signed_at=None).delete()[0]
    close_todo_of(COSIGN, task, person_id)
    return bool(gone)


def keep_gate(case: Case, task: Task, *, by: By) -> bool:
    """Open the gate of joint signing while a word is missing, else close it. Whether all have signed."""
    missing = [str(row.person) for row in task.people.filter(part=SIGNER, signed_at=None).select_related("person")]
    if missing:
        words = _("会签还没有完成：{names}").format(names=_("、").join(missing))[:200]
        gate = gates.open_gate(case, task, COSIGN, words, by=by)
        if gate.words != words:
            gate.words = words
            gate.save(update_fields=["words"])
        return False
    if Gate.objects.filter(step_id=task.step_id, kind=COSIGN, status=Gate.Status.OPEN).exists():
        gates.close_gate(case, task, COSIGN, by=by)
    return True


@transaction.atomic
def countersign(task: Task, opinion: str, *, now: datetime | None = None, by: Post) -> TaskPerson:
    """Sign a step jointly, with one's opinion.

    Raises:
        NotAllowed: nobody asked her.
        WrongState: the step is not open, or she has signed.
        Invalid: no opinion.
    """
    now = now or timezone.now()
    case, task = _open(task)
    row = task.people.filter(person=by.person_id, part=SIGNER).first()
    if row is None:
        raise NotAllowed(_("您不是“{act}”的会签人").format(act=task.act))
    if row.signed_at is not None:
        raise WrongState(_("您已经会签"), "signed")
    if not opinion.strip():
        raise Invalid(_("请填写意见"), "required", "text")
    row.signed_at, row.opinion = now, opinion.strip()
    row.save(update_fields=["signed_at", "opinion"])
    record("countersign", task, by=by, step=task.act)
    close_todo_of(COSIGN, task, by.person_id)
    if keep_gate(case, task, by=by):
        notices.tell_signed(case, task)
    return row


@transaction.atomic
def copy_task(task: Task, persons: Sequence[int], words: str, *, by: Post) -> None:
    """Let others know of a step: they see the case, and have nothing to do. Raises as submit_step; Invalid for nobody."""
    task, case = working_on(task, None, by, still=True)
    if not 0 < len(persons) <= MOST:
        raise Invalid(_("请选择 1 到 {most} 人").format(most=MOST), "people_many", "people")
    chosen = [fit_person(case, pk, "people") for pk in dict.fromkeys(persons)]
    rows = [
        TaskPerson(task=task, person=person, part=TaskPerson.Part.COPY, given_by=by.person.name) for person in chosen
    ]
    TaskPerson.objects.bulk_create(rows, ignore_conflicts=True)
    let_in(case, [person.pk for person in chosen])
    notices.tell_copies(case, task, chosen, words.strip())
    record("copy_task", task, by=by, step=task.act, people=[person.pk for person in chosen])


@transaction.atomic
def urge_task(task: Task, words: str, *, now: datetime | None = None, by: Post) -> int:
    """Urge those for whom a step waits. Gives how many there were.

    Raises:
        NotAllowed: out of reach.
        WrongState: the step is done, nobody is there to be urged, or somebody urged within the hour.
    """
    now = now or timezone.now()
    require(by, Perm.CASES_CASE_READ, task.case)
    case, task = _open(task)
    if task.urged_at is not None and now - task.urged_at < REST:
        raise WrongState(_("一小时内已经催办过“{act}”").format(act=task.act), "urged")
    persons = waiting_for(case, task, by)
    if not persons:
        raise WrongState(_("没有可以催办的人员"), "nobody")
    Task.objects.filter(pk=task.pk).update(urged_at=now)  # no new version: nobody's form grows stale by it
    notices.urge(case, task, persons, words.strip())
    record("urge_task", task, by=by, step=task.act, people=[person.pk for person in persons])
    return len(persons)


def waiting_for(case: Case, task: Task, by: Post) -> list[Person]:
    """Everybody who has a step on her list of to-dos, but not whoever asks."""
    rows = Todo.objects.filter(kind__in=(TODO, OPINION, COSIGN), object_id=task.pk, closed_at=None)
    told = list(rows.values_list("person_id", "organ_id", "perm"))
    ids = {person for person, _organ, _perm in told if person is not None}
    for _person, organ, perm in told:
        if organ is not None:
            posts = Post.objects.filter(organ=organ, status=Post.Status.ACTIVE).select_related("role")
            ids |= {post.person_id for post in posts if post.may(perm)}
    found = Person.objects.filter(pk__in=ids - {by.person_id}, status=Person.Status.ACTIVE)
    return list(found.order_by("pk")[:MOST])


def _open(task: Task) -> tuple[Case, Task]:
    """The case and the task, locked. Raises WrongState unless both are open."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ")
    case = rows.get(pk=task.case_id)
    fresh = locked(task)
    fresh.case, fresh.step = case, task.step
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再办理"), "case_closed")
    if fresh.status not in Task.OPEN:
        raise WrongState(_("“{act}”已经办理").format(act=task.act), "task_done")
    return case, fresh
