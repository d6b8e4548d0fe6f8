# SPDX-License-Identifier: Apache-2.0
"""Running cases are moved to the version of their item that is in force 换版: looked at beforehand, then all or none (S1-30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import judge_all
from mingcha.cases.actions.gates import ask_next, columns_of
from mingcha.cases.actions.rewriting import rewrite
from mingcha.cases.actions.tasks import TODO, follow_terms
from mingcha.cases.dues import dues_of_many, keep_next_looks
from mingcha.cases.judging import judge_many
from mingcha.cases.models import Case, Task, VersionMove, VersionMoveRow
from mingcha.cases.moving.fitting import faults_of
from mingcha.cases.moving.outlook import earliest, outlooks
from mingcha.cases.moving.plan import Plan, running_cases, version_in_force
from mingcha.cases.moving.work import Work, work_of
from mingcha.cases.notices import COSIGN
from mingcha.cases.procedure import procedure_of
from mingcha.catalog.models import ItemVersion
from mingcha.engine.clock import local_seconds
from mingcha.inbox.actions import send
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

Status = VersionMove.Status
AT_ONCE: Final = 500
"""So many cases are looked at, and moved, while somebody waits for the page; more of them in the background."""
SLICE: Final = 250
NAMED: Final = 10


@transaction.atomic
def preview_move(old: ItemVersion, steps: Mapping[str, str], *, now: datetime | None = None, by: Post) -> VersionMove:
    """Look at what becomes of every running case of a version if it is moved to the one in force. Nothing is changed yet.

    Raises:
        NotAllowed: no right to publish for the organ of the item, or to read cases, or some of them are out of reach.
        WrongState: it is the version in force, none is, or no case runs by it.
        Invalid: ``steps`` names a step that one of the versions does not have.
    """
    now = now or timezone.now()
    new = _target(old, now, by)
    plan = Plan(old, new, {act: str(steps.get(act, "")) for act in procedure_of(old).graph.stops})
    unknown = [*(set(steps) - set(plan.steps)), *(set(plan.steps.values()) - {""} - set(plan.after.graph.stops))]
    if unknown:
        raise Invalid(_("没有环节“{act}”").format(act=min(unknown)[:60]), "step_unknown", "steps")
    total = _running(old, by).count()
    if not total:
        raise WrongState(_("没有按第 {number} 版办理的在办件").format(number=old.number), "no_cases")
    drawn = VersionMove.objects.create(
        organ=old.item.organ, old=old, new=new, post=by, steps=dict(plan.steps), total=total, made_at=now
    )
    record("preview_version_move", drawn, by=by, item=old.item.code, old=old.number, new=new.number, cases=total)
    if total > AT_ONCE:
        later("mingcha.cases.jobs.draw_versions", drawn.pk, by=by)
    else:
        draw(drawn, now, by=by)
    return drawn


@transaction.atomic
def draw(drawn: VersionMove, now: datetime, *, by: Post) -> None:
    """Look at each case, and keep what was seen. Done again it begins anew."""
    if locked(drawn).status != Status.DRAWING:
        return
    drawn.rows.all().delete()
    plan = _plan(drawn)
    refused = raised = gone = total = 0
    for cases in _slices(_running(drawn.old, by)):
        rows = _looked_at(drawn, cases, plan, now)
        VersionMoveRow.objects.bulk_create(rows)
        total += len(rows)
        refused += sum(1 for row in rows if row.refused)
        raised, gone = raised + sum(row.raised for row in rows), gone + sum(row.gone for row in rows)
    counts: dict[str, Any] = {"total": total, "refused": refused, "raised": raised, "gone": gone}
    move(drawn, Status.DRAWN, act="draw_version_move", by=by, fields=counts, **counts)


@transaction.atomic
def move_cases(drawn: VersionMove, seen: int, *, now: datetime | None = None, by: Post) -> VersionMove:
    """Move all cases that were looked at, or none. What is done already stays done. More than some hundred are moved in the
    background, still in one transaction.

    Raises:
        NotAllowed: as preview_move. Conflict: somebody else was first, or a case has changed since it was looked at.
        WrongState: a case cannot be moved, or the new version is no longer the one in force.
    """
    now = now or timezone.now()
    fresh = locked(drawn)
    require(by, Perm.CATALOG_DRAFT_FINAL, fresh)
    if fresh.status in (Status.DONE, Status.MOVING):
        return fresh
    check_version(fresh, seen)
    _refuse_unfit(fresh, now, by)
    if fresh.total > AT_ONCE:
        moving: VersionMove = move(fresh, Status.MOVING, act="begin_version_move", by=by)
        later("mingcha.cases.jobs.carry_versions", moving.pk, by=by)
        return moving
    return carry(fresh, now, by=by)


@transaction.atomic
def carry(drawn: VersionMove, now: datetime, *, by: Post) -> VersionMove:
    """The move itself, in one transaction. Raises as move_cases; run twice it is done once."""
    fresh = locked(drawn)
    if fresh.status == Status.DONE:
        return fresh
    _refuse_unfit(fresh, now, by)
    plan = _plan(fresh)
    held = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ__parent")
    chosen = held.filter(pk__in=_running(fresh.old, by).order_by().values("pk"))
    _refuse_stale(fresh, _slices(chosen), plan)
    for cases in _slices(_running(fresh.old, by)):
        _carry(cases, list(work_of(cases).values()), plan, now, by)
    told: dict[str, Any] = {"cases": fresh.total, "old": fresh.old.number, "new": fresh.new.number}
    done: VersionMove = move(fresh, Status.DONE, act="move_versions", by=by, fields={"ended_at": now}, **told)
    return done


@transaction.atomic
def fail_move(drawn: VersionMove, message: str, *, by: Post) -> None:
    """It could not be done; nothing has changed, and whoever ordered it is told why."""
    fields = {"ended_at": timezone.now(), "fault": message[:500]}
    move(drawn, Status.FAILED, act="fail_version_move", by=by, fields=fields)
    send(
        drawn.post.person,
        _("在办件换版没有完成：{name}").format(name=drawn.old.item),
        message,
        drawn.get_absolute_url(),
    )


def tell_done(drawn: VersionMove) -> None:
    """Whoever ordered it in the background is told that it is done."""
    ready = drawn.status == Status.DRAWN
    title = _("在办件换版的预览已完成：{name}") if ready else _("在办件换版已完成：{name}")
    send(drawn.post.person, title.format(name=drawn.old.item), "", drawn.get_absolute_url())


# --- what may be moved ------------------------------------------------------------------------------------------------
def _target(old: ItemVersion, now: datetime, by: Post) -> ItemVersion:
    """The version in force, if cases of the old one may be moved to it."""
    require(by, Perm.CATALOG_DRAFT_FINAL, old.item.organ)
    require(by, Perm.CASES_CASE_READ)
    new = version_in_force(old.item, timezone.localdate(now))
    if new is None or new.pk == old.pk:
        raise WrongState(_("没有后来生效的版本，不需要换版"), "no_target")
    return new


def _running(old: ItemVersion, by: Post) -> QuerySet[Case]:
    """The cases that run by a version. Raises NotAllowed where some are out of reach: all are moved, or none."""
    found = running_cases(old.item).filter(item_version=old).order_by("pk")
    hidden = found.exclude(pk__in=Case.objects.within(by).order_by().values("pk")).count()
    if hidden:
        raise NotAllowed(_("有 {n} 件不在当前岗位的管辖范围内，不能一并换版").format(n=hidden))
    return found


def _refuse_unfit(drawn: VersionMove, now: datetime, by: Post) -> None:
    if _target(drawn.old, now, by).pk != drawn.new_id:
        raise WrongState(_("预览之后又有新版本生效，请重新预览"), "no_target")
    if drawn.status not in (Status.DRAWN, Status.MOVING):
        raise WrongState(_("预览还没有完成"), "not_drawn")
    if drawn.refused:
        raise WrongState(_("有 {n} 件不能换版；要么全部换版，要么都不换").format(n=drawn.refused), "refused")


def _refuse_stale(drawn: VersionMove, slices: Iterable[Sequence[Case]], plan: Plan) -> None:
    """Lock all cases, and refuse if anything is not as it was looked at, with what has changed."""
    seen = dict(drawn.rows.values_list("case_id", "mark"))
    new: list[Case] = []
    changed: list[Case] = []
    unfit = 0
    for cases in slices:
        for pk, work in work_of(cases).items():
            mark = seen.pop(pk, "")
            if mark != work.mark:
                (changed if mark else new).append(work.case)
            unfit += bool(faults_of(work, plan))
    gone = list(Case.objects.filter(pk__in=list(seen)[: NAMED + 1]).order_by("pk"))
    told = [
        words.format(numbers=_numbers(cases))
        for words, cases in (
            (_("不再按原版本在办：{numbers}"), gone),
            (_("新增：{numbers}"), new),
            (_("又有办理：{numbers}"), changed),
        )
        if cases
    ]
    if told:
        raise Conflict(_("预览之后办件有变动，请重新预览。{what}").format(what=_("；").join(told)), "stale_preview")
    if unfit:
        raise WrongState(_("有办件不能换版，请重新预览"), "refused")


def _numbers(cases: Sequence[Case]) -> str:
    named = _("、").join(case.number for case in cases[:NAMED])
    return _("{numbers} 等").format(numbers=named) if len(cases) > NAMED else named


# --- looking and moving -----------------------------------------------------------------------------------------------
def _plan(drawn: VersionMove) -> Plan:
    return Plan(drawn.old, drawn.new, drawn.steps)


def _slices(cases: QuerySet[Case]) -> Iterator[list[Case]]:
    """By key, so that a slice costs the same however many went before."""
    rows, last = cases.select_related("item_version", "organ__parent").order_by("pk"), 0
    while found := list(rows.filter(pk__gt=last)[:SLICE]):
        yield found
        last = found[-1].pk


def _looked_at(drawn: VersionMove, cases: Sequence[Case], plan: Plan, now: datetime) -> list[VersionMoveRow]:
    works = work_of(cases)
    faults = {pk: faults_of(work, plan) for pk, work in works.items()}
    was = dues_of_many(cases, now)
    rows = {
        case.pk: VersionMoveRow(
            move=drawn,
            case=case,
            mark=works[case.pk].mark,
            refused=bool(faults[case.pk]),
            faults=[list(fault) for fault in faults[case.pk]],
            acts=[[task.act, plan.steps.get(task.act, "")] for task in works[case.pk].open],
            due_was=earliest(was[case.pk]),
        )
        for case in cases
    }
    _try([works[case.pk] for case in cases if not faults[case.pk]], plan, now, rows)
    return list(rows.values())


def _try(works: Sequence[Work], plan: Plan, now: datetime, rows: Mapping[int, VersionMoveRow]) -> None:
    """Do it, see what the engine and the limits say, and undo it: a preview then cannot say anything else than the move."""
    if not works:
        return
    ids = [work.case.pk for work in works]
    with transaction.atomic():
        rewrite(works, plan)
        seen = outlooks(ids, judge_many(ids, local_seconds(now)))
        dues = dues_of_many([work.case for work in works], now)
        transaction.set_rollback(True)
    for pk in ids:
        row, outlook = rows[pk], seen[pk]
        row.due_now = earliest(dues[pk])
        row.alarms, row.raised, row.gone = outlook.alarms, outlook.raised, outlook.gone


def _carry(cases: Sequence[Case], works: Sequence[Work], plan: Plan, now: datetime, by: Post) -> None:
    names = {task.pk: task.act for work in works for task in work.open}
    rewrite(works, plan)
    told: dict[str, Any] = {"old": plan.old.number, "new": plan.new.number, "steps": dict(plan.steps)}
    for case in cases:
        record("move_version", case, by=by, **told)
    judge_all(cases, now, by=by)
    dues = dues_of_many(cases, now)
    keep_next_looks(dues)
    follow_terms(dues)
    _rename_todos([task for work in works for task in work.open], names)
    for work in works:
        for task in work.open:
            _ask_again(work, task, names[task.pk], plan)


def _rename_todos(tasks: Sequence[Task], names: Mapping[int, str]) -> None:
    """What waits for somebody names the step as it is called now."""
    acts = {task.pk: task.act for task in tasks if task.act != names[task.pk]}
    changed = list(Todo.objects.filter(kind__in=(TODO, COSIGN), object_id__in=acts, closed_at=None))
    for todo in changed:
        old, new = names[todo.object_id], acts[todo.object_id]
        todo.title, todo.title_en = _renamed(todo.title, old, new), _renamed(todo.title_en, old, new)
    Todo.objects.bulk_update(changed, ["title", "title_en"], batch_size=SLICE)


def _renamed(title: str, old: str, new: str) -> str:
    if title.startswith(old):
        return new + title.removeprefix(old)
    return title.replace(f"“{old}”", f"“{new}”", 1)


def _ask_again(work: Work, task: Task, was: str, plan: Plan) -> None:
    """An approval sheet that nobody has signed yet waits for the first column of the new one."""
    columns = columns_of(plan.after, task.act)
    if columns != columns_of(plan.before, was) and not work.signed(task) and task.status == Task.Status.ACTIVE:
        ask_next(work.case, task, columns, 0)
