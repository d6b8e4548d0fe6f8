# SPDX-License-Identifier: Apache-2.0
"""Two cases become one 并案, and a party gets a case of its own 分案 (S1-30). Each tells of the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.counted import note_cases
from mingcha.cases.actions.opening import next_number
from mingcha.cases.actions.placing import DOING, reason_of
from mingcha.cases.actions.returning import leave_step
from mingcha.cases.actions.submitting import close_case
from mingcha.cases.actions.tasks import Began, after, let_in
from mingcha.cases.facts import names_of_parties
from mingcha.cases.models import (
    Case,
    CaseFile,
    Evidence,
    Extension,
    Party,
    Recusal,
    Step,
    StepOfficer,
    Suspension,
    Task,
    TaskPerson,
)
from mingcha.cases.procedure import procedure_of
from mingcha.cases.search_words import renew_words
from mingcha.ledger import Invalid, WrongState, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

HEAD: Final = (
    *("title", "item_version", "item_code", "item_number", "power", "category", "area", "calendar"),
    *("came_at", "accepted_at", "promised_at", "status"),
)
"""What a case that is split off takes along: limits run on from where they began."""


@transaction.atomic
def merge_cases(case: Case, into: Case, reason: str, seen: int, *, now: datetime | None = None, by: Post) -> Case:
    """Close a case, since another of the same item and party goes on for both. Whoever acted in it sees the other.

    Raises:
        NotAllowed: no right, or one of them is out of reach.
        Conflict: somebody else was first.
        WrongState: one of them is closed, or another system's.
        Invalid: no reason, the same case, another item, or no party in common.
    """
    now = now or timezone.now()
    if case.pk == into.pk:
        raise Invalid(_("不能并入本案"), "same_case", "into")
    case, into = (_locked([case.pk, into.pk])[pk] for pk in (case.pk, into.pk))
    for each in (case, into):
        require(by, Perm.CASES_CASE_ASSIGN, each)
    check_version(case, seen)
    file, _other = _file(case), _file(into)
    why = reason_of(reason)
    if case.item_code != into.item_code or not _names(case) & _names(into):
        raise Invalid(_("只有同一事项、同一当事人的案件才能并案"), "not_same", "into")
    for task in case.tasks.filter(status__in=Task.OPEN).select_related("step").order_by("pk"):
        leave_step(task, Task.Status.DROPPED, "drop_step", why, now, by)
    case.suspensions.filter(to_at=None).update(to_at=now)
    file.merged_into = into
    file.save(update_fields=["merged_into"])
    record("merge_case", case, by=by, into=into.number, reason=why)
    close_case(case, now, by)
    let_in(into, list(case.insiders.values_list("person_id", flat=True)))
    after(case, procedure_of(case.item_version), [], now, by)
    return into


def same_cases(case: Case, by: Post) -> list[Case]:
    """The open cases within reach into which one may be merged."""
    names = _names(case)
    rows = Case.objects.within(by).filter(item_code=case.item_code, status=Case.Status.OPEN, file__isnull=False)
    found = rows.exclude(pk=case.pk).filter(parties__name__in=names) if names else rows.none()
    return list(found.distinct().order_by("-came_at")[:50])


@transaction.atomic
def split_party(case: Case, party: Party, reason: str, seen: int, *, now: datetime | None = None, by: Post) -> Case:
    """Give one of several parties a case of its own: with the steps done so far and their times, so that no limit begins
    anew, and with the same people.

    Raises:
        NotAllowed, Conflict: as merge_cases. WrongState: closed, another system's, or decided already.
        Invalid: no reason, no such party, or the only one.
    """
    now = now or timezone.now()
    case = _locked([case.pk])[case.pk]
    require(by, Perm.CASES_CASE_ASSIGN, case)
    check_version(case, seen)
    file = _file(case)
    why = reason_of(reason)
    if party.case_id != case.pk or case.parties.count() < 2:
        raise Invalid(_("只有一名当事人，不能分案"), "one_party", "party")
    if case.decisions.exists():
        raise WrongState(_("已经作出决定，不能分案"), "decided")
    made = _twin(case, now, by)
    party.case = made
    party.save(update_fields=["case"])
    for each in (case, made):
        each.party = names_of_parties(each)
        each.save(update_fields=["party"])
    told = {name: getattr(file, name) for name in ("origin", "summary", "place", "values")}
    CaseFile.objects.create(case=made, split_from=case, opened_by=by, opened_at=now, **told)
    began = _copy_work(case, made)
    for each in (case, made):
        renew_words(each)
    record("split_case", case, by=by, into=made.number, reason=why)
    after(made, procedure_of(made.item_version), began, now, by)
    return made


def _locked(ids: list[int]) -> dict[int, Case]:
    """Cases locked in the order in which all are."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version__item__organ", "organ")
    return {case.pk: case for case in rows.filter(pk__in=ids).order_by("pk")}


def _file(case: Case) -> CaseFile:
    """The file of an open case. Raises WrongState."""
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再办理"), "case_closed")
    file = CaseFile.objects.filter(case=case).first()
    if file is None:
        raise WrongState(_("其他系统的办件，不能在这里办理"), "foreign_case")
    return file


def _names(case: Case) -> set[str]:
    return set(case.parties.values_list("name", flat=True))


def _twin(case: Case, now: datetime, by: Post) -> Case:
    item = case.item_version.item
    made = Case(**{name: getattr(case, name) for name in HEAD})
    made.number = next_number(item, now, by)
    made.belong_to(case.organ)
    made.save(force_insert=True)
    note_cases([made])
    return made


def _copy_work(case: Case, made: Case) -> list[Began]:
    """The log so far, the tasks and their people again, for the new case. Gives what is to be done in it."""
    steps = _copies(Step, case.steps.order_by("seq", "pk"), case=made)
    for model, rows in (
        (StepOfficer, case.people.all()),
        (Suspension, case.suspensions.all()),
        (Extension, case.extensions.all()),
        (Evidence, case.evidence.filter(removed_at=None)),
        (Recusal, case.recusals.all()),
    ):
        _copies(model, rows, steps, case=made)
    tasks = _copies(Task, case.tasks.order_by("pk"), steps, case=made)
    people = TaskPerson.objects.filter(task__case=case, part__in=DOING)
    _copies(TaskPerson, people, tasks, "task_id")
    let_in(made, list(case.insiders.values_list("person_id", flat=True)))
    running = Task.objects.filter(case=made, status__in=Task.OPEN).select_related("step")
    return [Began(task, list(task.people.values_list("person_id", flat=True))) for task in running]


def _copies(
    model: Any, rows: Iterable[Any], twins: dict[int, Any] | None = None, key: str = "step_id", **changed: Any
) -> dict[int, Any]:
    """Rows again with other values; ``twins`` are the copies of what ``key`` names. Gives the copies by the old numbers."""
    found = list(rows)
    numbers = [row.pk for row in found]
    for row in found:
        row.pk, row._state.adding = None, True
        for name, value in changed.items():
            setattr(row, name, value)
        if twins is not None and getattr(row, key, None) is not None:
            setattr(row, key, twins[getattr(row, key)].pk)
    model.objects.bulk_create(found)
    return dict(zip(numbers, found, strict=True))
