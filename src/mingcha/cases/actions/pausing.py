# SPDX-License-Identifier: Apache-2.0
"""A case stands still 中止, for a cause that the law names, and goes on 恢复 (S1-30, S1-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import Changes
from mingcha.cases.actions.placing import follow_terms, reason_of
from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import after
from mingcha.cases.models import Case, Suspension, Task
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.engine.clock import DAY_SECONDS, day_number, moment_of
from mingcha.ledger import Invalid, WrongState, record
from mingcha.organs.models import Post


@dataclass(frozen=True)
class Still:
    """Why a case stands still; ``last_day`` is the last one that was approved, if that was said."""

    kind: str
    reason: str
    last_day: date | None = None


def lawful_kinds(procedure: Procedure, act: str) -> list[str]:
    """The causes that the item names, and those of the step."""
    of_item = procedure.document["catalog"].get("pauses") or ()
    return list(dict.fromkeys([*of_item, *(procedure.step(act).get("pauses") or ())]))


@transaction.atomic
def suspend_case(task: Task, still: Still, seen: int, *, now: datetime | None = None, by: Post) -> Changes:
    """Let a case stand still: nothing is submitted until it goes on, and the clocks that the cause stops stand.

    Raises:
        NotAllowed, Conflict: as submit_step. WrongState: it stands still already, or as submit_step.
        Invalid: no reason, a cause that is not lawful here, a last day that is over.
    """
    now = now or timezone.now()
    task, case = working_on(task, seen, by)
    procedure = procedure_of(case.item_version)
    why = reason_of(still.reason)
    kinds = lawful_kinds(procedure, task.act)
    if still.kind not in kinds:
        raise Invalid(unlawful(still.kind, kinds), "pause_unlawful", "kind")
    if still.last_day is not None and still.last_day < timezone.localdate(now):
        raise Invalid(_("最后一天不能早于今天"), "date_order", "last_day")
    cap = moment_of((day_number(still.last_day) + 1) * DAY_SECONDS) if still.last_day else None
    Suspension.objects.create(case=case, kind=still.kind, from_at=now, cap_at=cap)
    told: dict[str, Any] = {"kind": still.kind, "reason": why, "step": task.act, "last_day": still.last_day}
    record("suspend_case", case, by=by, **told)
    return _settled(case, procedure, now, by)


@transaction.atomic
def resume_case(task: Task, reason: str, *, now: datetime | None = None, by: Post) -> Changes:
    """Let a case go on. Raises as suspend_case; WrongState if it does not stand still."""
    now = now or timezone.now()
    task, case = working_on(task, None, by, still=True)
    row = case.suspensions.filter(to_at=None).order_by("-pk").first()
    if row is None:
        raise WrongState(_("案件没有中止"), "not_suspended")
    why = reason_of(reason)
    row.to_at = now
    row.save(update_fields=["to_at"])
    record("resume_case", case, by=by, kind=row.kind, reason=why, step=task.act)
    return _settled(case, procedure_of(case.item_version), now, by)


def unlawful(kind: str, kinds: list[str]) -> str:
    """Why a cause is refused, with those that are lawful."""
    if not kinds:
        return _("本事项没有法定中止事由，不能中止")
    words = _("“{kind}”不是本事项的法定中止事由，只能是：{kinds}")
    return words.format(kind=kind[:60], kinds=_("、").join(kinds))


def _settled(case: Case, procedure: Procedure, now: datetime, by: Post) -> Changes:
    changes = after(case, procedure, [], now, by)
    follow_terms(case, procedure, now)
    return changes
