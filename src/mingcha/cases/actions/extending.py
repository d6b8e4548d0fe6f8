# SPDX-License-Identifier: Apache-2.0
"""More time 延长: a handler asks, another who may sign decides; only an approval counts (S1-30, S1-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases import notices
from mingcha.cases.actions.placing import follow_terms, reason_of
from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import after
from mingcha.cases.deadlines import extends, extension_of, pause_of, spans_of
from mingcha.cases.models import Case, Extension, ExtensionRequest, Recusal, Step, Task
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.models import Point
from mingcha.engine import deadline
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.clock import local_seconds
from mingcha.engine.deadline.reckoning import reckon
from mingcha.engine.points import Point as Rule
from mingcha.inbox.actions import close_todos
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.calendars import work_calendar
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

MOST: Final = 3_650
NEW: Final = 0
"""The number of an extension that is only tried."""
TOO_LATE: Final = ("too_late", "after_too_late")


@dataclass(frozen=True)
class Running:
    """A limit that runs now, on a step (``step``) or on the whole case."""

    rule: Rule
    step: Step | None
    span: deadline.Span


@dataclass(frozen=True)
class More:
    """How much more time, within which limit (the key of its point), and why. ``amount`` is in the unit of the limit."""

    point: str
    amount: int
    reason: str


def limits_of(case: Case, procedure: Procedure, step_id: int) -> list[Running]:
    """The limits that run on a step, or on the case while it is done. What was promised to the party is not extended."""
    steps: Sequence[Step] = list(case.steps.all())
    found = []
    for rule in procedure.rules:
        if rule.kind == "time_limit" and rule.unit != "promise":
            spans = [(step, span) for step, span in spans_of(case, rule, steps) if span.is_open]
            found += [Running(rule, step, span) for step, span in spans if step is None or step.pk == step_id]
    return found


@transaction.atomic
def ask_extension(task: Task, more: More, seen: int, *, now: datetime | None = None, by: Post) -> ExtensionRequest:
    """Ask for more time. Nothing changes until somebody else has approved it.

    Raises:
        NotAllowed, Conflict: as submit_step. WrongState: the time has run out, or it is asked for already.
        Invalid: no reason, no such limit, an amount that is none.
    """
    now = now or timezone.now()
    task, case = working_on(task, seen, by, still=True)
    why = reason_of(more.reason)
    running = _running(case, task.step_id, more.point)
    if running is None:
        raise Invalid(_("没有这个正在计算的期限"), "limit_unknown", "point")
    if not 0 < more.amount <= MOST:
        raise Invalid(_("应在 1 到 {most} 之间").format(most=MOST), "range", "amount")
    asked = case.extension_requests.filter(status=ExtensionRequest.Status.ASKED, point_key=more.point)
    if running.step is not None:
        asked = asked.filter(step=task.step_id)
    if asked.exists():
        raise WrongState(_("这个期限已有待批准的延期申请"), "asked_already")
    _refuse_too_late(case, running, more.amount, now)
    point = Point.objects.get(item_version_id=case.item_version_id, key=more.point)
    request = ExtensionRequest.objects.create(
        case=case,
        step_id=task.step_id,
        point_key=more.point,
        of_step=running.step is not None,
        limit=str(point)[:200],
        unit=running.rule.unit or "",
        amount=more.amount,
        reason=why,
        asked_by=by,
        asked_at=now,
    )
    record("ask_extension", request, by=by, case=case.number, limit=more.point, amount=more.amount, reason=why)
    notices.ask_for_time(case, request)
    return request


@transaction.atomic
def decide_extension(
    request: ExtensionRequest, answer: str, *, approves: bool, now: datetime | None = None, by: Post
) -> ExtensionRequest:
    """Approve or refuse more time. What is no longer needed can still be refused.

    Raises:
        NotAllowed: no right, out of reach, one's own request, or kept out of the case.
        WrongState: it is decided, the case is closed, the limit runs no longer, or its time has run out.
        Invalid: refused without a word.
    """
    now = now or timezone.now()
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version", "organ")
    case = rows.get(pk=request.case_id)
    require(by, Perm.CASES_CASE_SIGN, case)
    fresh = locked(request)
    if fresh.asked_by.person_id == by.person_id:
        raise NotAllowed(_("不能审批本人的申请"))
    if Recusal.objects.filter(case=case, person=by.person_id).exists():
        raise NotAllowed(_("{name} 已回避，不能办理本案").format(name=by.person))
    if fresh.status != ExtensionRequest.Status.ASKED:
        raise WrongState(_("这项申请已经审批"), "decided")
    if not approves and not answer.strip():
        raise Invalid(_("不批准的，请填写意见"), "required", "answer")
    fields: dict[str, Any] = {"decided_by": by, "decided_at": now, "answer": answer.strip()}
    if approves:
        fields["extension"] = _grant(case, fresh, now)
        move(fresh, ExtensionRequest.Status.APPROVED, act="approve_extension", by=by, fields=fields, case=case.number)
    else:
        move(fresh, ExtensionRequest.Status.REFUSED, act="refuse_extension", by=by, fields=fields, case=case.number)
    close_todos(notices.EXTENSION, fresh)
    notices.tell_decided(case, fresh)
    if approves:
        procedure = procedure_of(case.item_version)
        after(case, procedure, [], now, by)
        follow_terms(case, procedure, now)
    return fresh


def _grant(case: Case, request: ExtensionRequest, now: datetime) -> Extension:
    """Write the extension into the log, where the engine counts it."""
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再办理"), "case_closed")
    running = _running(case, request.step_id, request.point_key)
    if running is None:
        raise WrongState(_("这个期限已不再计算，请选择不批准"), "limit_ended")
    _refuse_too_late(case, running, request.amount, now)
    step = request.step_id if request.of_step else None
    return Extension.objects.create(
        case=case, step_id=step, point_key=request.point_key, amount=request.amount, approved_at=now
    )


def _running(case: Case, step_id: int, key: str) -> Running | None:
    found = limits_of(case, procedure_of(case.item_version), step_id)
    return next((each for each in found if each.rule.key == key), None)


def _refuse_too_late(case: Case, running: Running, amount: int, now: datetime) -> None:
    """Raise WrongState if an extension approved now would give nothing: the time has run out."""
    at = local_seconds(now)
    rows = [row for row in case.extensions.all() if extends(row, running.rule.key, running.step)]
    given = [*(extension_of(row) for row in rows), deadline.Extension(NEW, amount, at)]
    pauses = [pause_of(row) for row in case.suspensions.all()]
    limit, calendar = deadline.Limit.of(running.rule), work_calendar(case.calendar_id)
    try:
        told = reckon(running.span, limit, pauses, given, calendar, at)
    except CalendarMissing as missing:
        raise Conflict(missing, missing.code) from missing
    if any(grant.extension.extension_id == NEW and grant.refused in TOO_LATE for grant in told.extensions):
        raise WrongState(_("期限已经届满，不能再延长"), "too_late")
