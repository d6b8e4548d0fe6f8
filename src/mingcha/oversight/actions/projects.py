# SPDX-License-Identifier: Apache-2.0
"""Special and individual supervision: a project begins, collects cases and alarms, lists problems, sees them put right, ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases import words
from mingcha.cases.models import Alarm, Case
from mingcha.files.actions import keep, take
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import paper_notices
from mingcha.oversight.actions.answering import ACCEPT, MOST_FILES
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.models import Mode, Problem, ProblemTurn, Project, ProjectItem, Supervisor
from mingcha.oversight.offices import due_after, office_of

MOST = 1_000


@dataclass(frozen=True)
class Plan:
    """What a project looks at, where, when, and who does."""

    theme: str
    mode: str
    plan: str
    first_day: date
    last_day: date
    organs: Sequence[Organ]
    team: Sequence[Supervisor]


@transaction.atomic
def begin_project(plan: Plan, *, now: datetime | None = None, by: Post) -> Project:
    """Begin a project 立项.

    Raises:
        NotAllowed: no right. Invalid: words missing, days the wrong way round, no organ, one out of reach, no team, a certificate
        that is not in force.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_PROJECT_RUN)
    if plan.mode not in Mode.values:
        raise Invalid(_("请选择监督方式"), "required", "mode")
    if plan.last_day < plan.first_day:
        raise Invalid(_("结束日期应在开始日期之后"), "days", "last_day")
    ids = [organ.pk for organ in plan.organs]
    if not ids or Organ.objects.within(by).filter(pk__in=ids).count() != len(set(ids)):
        raise Invalid(_("请选择管辖范围内的监督对象"), "organ", "organs")
    if any(each.organ_id != by.organ_id for each in plan.team) or not plan.team:
        raise Invalid(_("请选择本机关的监督人员"), "team", "team")
    if ended := [each for each in plan.team if not each.counts_on(timezone.localdate(now))]:
        raise Invalid(
            _("{name}的行政执法监督证不在有效期内或者已暂扣、注销").format(name=ended[0]), "certificate", "team"
        )
    project = Project(theme=words_of(plan.theme, "theme", 120), mode=plan.mode, plan=words_of(plan.plan, "plan"))
    project.first_day, project.last_day, project.begun_by, project.begun_at = plan.first_day, plan.last_day, by, now
    project.belong_to(by.organ)
    project.save()
    project.organs.set(plan.organs)
    project.team.set(plan.team)
    record("begin_project", project, by=by, theme=project.theme, mode=project.mode, organs=sorted(set(ids)))
    return project


@transaction.atomic
def collect(project: Project, kind: str, ids: Sequence[int], *, now: datetime | None = None, by: Post) -> int:
    """Put cases or alarms of the project's organs into it; those that are in it already stay. Gives how many came in. Whoever may
    not see one of them does not see the project any more: its page names them.

    Raises:
        NotAllowed: no right, or another organ's project. WrongState: it has ended. Invalid: nothing, one out of reach or of an
        organ that is not looked at; a second case of individual supervision.
    """
    now = now or timezone.now()
    fresh = _running(project, by)
    if not 0 < len(ids) <= MOST:
        raise Invalid(_("请选择 1 到 {most} 条").format(most=MOST), "selection")
    rows = _rows(kind, ids, by)
    if len(rows) != len(set(ids)):
        raise Conflict(_("有的已不在管辖范围内，请重新选择"), "selection")
    paths = tuple(fresh.organs.values_list("path", flat=True))
    for row in rows:
        if not row.organ.path.startswith(paths):
            raise Invalid(_("“{organ}”不是这个项目的监督对象").format(organ=row.organ.name), "organ", "project")
    there = set(fresh.items.filter(kind=kind).values_list("object_id", flat=True))
    new = [row for row in rows if row.pk not in there]
    if fresh.mode == Mode.SINGLE and kind == ProjectItem.Kind.CASE and len(there) + len(new) > 1:
        raise Invalid(_("个案监督只能有一件办件"), "single", "project")
    ProjectItem.objects.bulk_create(
        [
            ProjectItem(
                project=fresh,
                kind=kind,
                object_id=row.pk,
                organ=row.organ,
                label=row.label[:200],
                added_by=by,
                added_at=now,
            )
            for row in new
        ]
    )
    if (secrecy := max((row.secrecy for row in new), default=0)) > fresh.secrecy:
        fresh.secrecy = secrecy
        fresh.save(update_fields=["secrecy"])
    record("collect_project", fresh, by=by, kind=kind, objects=[row.pk for row in new])
    return len(new)


class Row(NamedTuple):
    """What a project keeps of a case or an alarm."""

    pk: int
    organ: Organ
    label: str
    secrecy: int


def _rows(kind: str, ids: Sequence[int], by: Post) -> list[Row]:
    if kind == ProjectItem.Kind.CASE:
        cases = Case.objects.visible_to(by, Perm.CASES_CASE_READ).filter(pk__in=ids).select_related("organ")
        return [Row(case.pk, case.organ, case.number, case.secrecy) for case in cases]
    alarms = Alarm.objects.visible_to(by, Perm.CASES_ALARM_READ).filter(pk__in=ids)
    told = alarms.select_related("organ", "case", "point", "officer")
    return [
        Row(alarm.pk, alarm.organ, f"{alarm.case.number} · {words.headline(alarm)}", alarm.secrecy) for alarm in told
    ]


@dataclass(frozen=True)
class Found:
    """A problem: at which organ, what, against which rule, what is asked within how many working days."""

    organ: Organ
    found: str
    basis: str
    demand: str
    days: int
    item: ProjectItem | None = None


@transaction.atomic
def add_problem(project: Project, found: Found, *, now: datetime | None = None, by: Post) -> Problem:
    """Enter a problem into the list; the office of its organ has to put it right.

    Raises:
        NotAllowed, WrongState: as collect. Invalid: words missing, an organ that is not looked at or has no office, a row of
        another organ, whose office would read of it; a term that is none.
    """
    now = now or timezone.now()
    fresh = _running(project, by)
    if not found.organ.path.startswith(tuple(fresh.organs.values_list("path", flat=True))):
        raise Invalid(_("“{organ}”不是这个项目的监督对象").format(organ=found.organ.name), "organ", "organ")
    if found.item is not None and found.item.project_id != fresh.pk:
        raise Invalid(_("请选择这个项目的材料"), "item", "item")
    if found.item is not None and not found.item.organ.path.startswith(found.organ.path):
        raise Invalid(_("“{item}”不是“{organ}”的材料").format(item=found.item, organ=found.organ.name), "item", "item")
    office = office_of(found.organ, timezone.localdate(now), Perm.OVERSIGHT_PROJECT_ANSWER)
    place = (fresh.problems.aggregate(last=Max("place"))["last"] or 0) + 1
    problem = Problem(project=fresh, place=place, office=office, item=found.item)
    problem.secrecy = _secrecy(found.item)
    problem.found, problem.basis = words_of(found.found, "found"), words_of(found.basis, "basis", 500)
    problem.demand, problem.found_at = words_of(found.demand, "demand"), now
    problem.due_at = due_after(found.days, now)
    problem.belong_to(found.organ)
    problem.save()
    ProblemTurn.objects.create(problem=problem, kind=ProblemTurn.Kind.FOUND, words=problem.demand, by=by, at=now)
    record("add_problem", problem, by=by, project=fresh.theme, organ=found.organ.name)
    paper_notices.problem_waits(problem)
    return problem


def _secrecy(item: ProjectItem | None) -> int:
    """That of the row behind an item: its label stands on the problem's page."""
    if item is None:
        return 0
    model = Case if item.kind == ProjectItem.Kind.CASE else Alarm
    return model.objects.filter(pk=item.object_id).values_list("secrecy", flat=True).first() or 0


def rectify_problem(
    problem: Problem, said: str, files: Sequence[UploadedFile[Any]], seen: int, *, now: datetime | None = None, by: Post
) -> Problem:
    """The office says what was put right 整改.

    Raises:
        NotAllowed: another office. WrongState: it does not wait for this. Invalid: no words, a bad file. Conflict: stale.
    """
    now, told = now or timezone.now(), words_of(said, "words")
    if len(files) > MOST_FILES:
        raise Invalid(_("最多 {most} 个文件").format(most=MOST_FILES), "too_many", "uploads")
    taken = [take(file, accept=ACCEPT, field="uploads") for file in files]
    with transaction.atomic():
        require(by, Perm.OVERSIGHT_PROJECT_ANSWER, problem)
        check_version(problem, seen)
        fresh = locked(problem)
        if not by.organ.path.startswith(fresh.office.path):
            raise NotAllowed(_("这个问题不是发给本单位的"))
        move(fresh, Problem.Status.RECTIFIED, act="rectify_problem", by=by, fields={"rectified_at": now})
        kind = ProblemTurn.Kind.RECTIFIED
        turn = ProblemTurn.objects.create(problem=fresh, kind=kind, words=told, by=by, at=now)
        turn.files.set([keep(each, by=by) for each in taken])
        paper_notices.problem_waits(fresh)
    return fresh


@dataclass(frozen=True)
class Again:
    """What a re-examination found; where it did not pass, within how many working days it is to be put right again."""

    passed: bool
    words: str
    days: int | None = None


@transaction.atomic
def examine_problem(problem: Problem, again: Again, seen: int, *, now: datetime | None = None, by: Post) -> Problem:
    """Look again 复查: it has passed, or it goes back with a new term.

    Raises:
        NotAllowed: another organ's project. WrongState: nothing was put right yet. Invalid: no words, no term. Conflict: stale.
    """
    now, said = now or timezone.now(), words_of(again.words, "words")
    require(by, Perm.OVERSIGHT_PROJECT_RUN, problem)
    check_version(problem, seen)
    fresh = locked(problem)
    if fresh.project.organ_id != by.organ_id:
        raise NotAllowed(_("这个项目不是本机关的"))
    if again.passed:
        move(fresh, Problem.Status.PASSED, act="pass_problem", by=by, reason=said)
    else:
        if again.days is None:
            raise Invalid(_("请填写新的整改期限"), "required", "days")
        fields = {"due_at": due_after(again.days, now), "rectified_at": None}
        move(fresh, Problem.Status.OPEN, act="fail_problem", by=by, fields=fields, reason=said)
    kind = ProblemTurn.Kind.PASSED if again.passed else ProblemTurn.Kind.FAILED
    ProblemTurn.objects.create(problem=fresh, kind=kind, words=said, by=by, at=now)
    paper_notices.problem_waits(fresh)
    return fresh


@transaction.atomic
def close_project(project: Project, summary: str, seen: int, *, now: datetime | None = None, by: Post) -> Project:
    """End a project with a summary.

    Raises:
        NotAllowed, WrongState: as collect; ``problems_open``, something still waits. Invalid: no summary. Conflict: stale.
    """
    said = words_of(summary, "summary", 4_000)
    fresh = _running(project, by)
    check_version(project, seen)
    if waiting := fresh.problems.exclude(status=Problem.Status.PASSED).first():
        raise WrongState(_("问题“{problem}”还没有复查通过").format(problem=waiting), "problems_open")
    fields = {"summary": said, "closed_at": now or timezone.now()}
    move(fresh, Project.Status.CLOSED, act="close_project", by=by, fields=fields)
    return fresh


def _running(project: Project, by: Post) -> Project:
    require(by, Perm.OVERSIGHT_PROJECT_RUN, project)
    fresh = locked(project)
    if fresh.organ_id != by.organ_id:
        raise NotAllowed(_("这个项目不是本机关的"))
    if fresh.status != Project.Status.RUNNING:
        raise WrongState(_("这个项目已办结"), "closed")
    return fresh
