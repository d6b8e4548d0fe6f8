# SPDX-License-Identifier: Apache-2.0
"""Gates: what must be settled before a step may be submitted (architecture.md section 3). The approval sheet 审批表 is one;
legal review opens and closes its own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases import notices
from mingcha.cases.actions.tasks import let_in
from mingcha.cases.models import Case, Gate, Opinion, Recusal, Task, TaskPerson
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.inbox.actions import close_todos
from mingcha.ledger import By, Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

SHEET: Final = "approval_sheet"


def open_gate(case: Case, task: Task, kind: str, words: str, *, by: By) -> Gate:
    """Keep the step from being submitted until the gate is closed. Opened again, it only says its words anew."""
    gate, new = Gate.objects.get_or_create(
        case=case, step_id=task.step_id, kind=kind, defaults={"words": words[:200], "status": Gate.Status.OPEN}
    )
    if not new and gate.status == Gate.Status.CLOSED:
        move(gate, Gate.Status.OPEN, act="open_gate", by=by, fields={"words": words[:200]})
    elif new:
        record("open_gate", gate, by=by, gate=kind, step=task.act)
    return gate


def close_gate(case: Case, task: Task, kind: str, *, by: By) -> None:
    """Let the step pass, as far as this gate is concerned. Raises WrongState if there is no such gate open."""
    gate = Gate.objects.filter(case=case, step_id=task.step_id, kind=kind).first()
    if gate is None:
        raise WrongState(_("没有需要放行的前置条件"), "no_gate")
    move(gate, Gate.Status.CLOSED, act="close_gate", by=by)


def refuse_closed_gate(task: Task, procedure: Procedure) -> None:
    """Raise WrongState with what is still to be settled before the step may be submitted."""
    columns = columns_of(procedure, task.act)
    if columns:
        signed = {opinion.place: opinion for opinion in Opinion.objects.filter(step_id=task.step_id)}
        missing = [column for place, column in enumerate(columns) if place not in signed]
        if missing:
            words = _("审批表还没有签完：{columns}").format(columns=_("、").join(missing))
            raise WrongState(words, "sheet_open")
        against = [opinion.column for opinion in signed.values() if not opinion.agrees]
        if against:
            words = _("审批表中有不同意的意见（{columns}），请退回或者重新报批").format(columns=_("、").join(against))
            raise WrongState(words, "sheet_refused")
    gate = Gate.objects.filter(step_id=task.step_id, status=Gate.Status.OPEN).first()
    if gate is not None:
        raise WrongState(gate.words or _("前置条件还没有满足"), "gate_open")


def columns_of(procedure: Procedure, act: str) -> list[str]:
    """The columns of the approval sheet of a step, in the order of signing."""
    return list(procedure.step(act).get("opinions", ()))


@transaction.atomic
def sign_opinion(task: Task, place: int, text: str, *, agrees: bool, now: datetime | None = None, by: Post) -> Opinion:
    """Sign the next column of the approval sheet. Nobody signs twice on one sheet, nobody before her turn.

    Raises:
        NotAllowed: the column is not hers to sign.
        Conflict: somebody else was first, or it is another's turn.
        Invalid: no words.
        WrongState: the step is not open.
    """
    now = now or timezone.now()
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("item_version", "organ__parent")
        .get(pk=task.case_id)
    )
    task = locked(task)
    if task.status != Task.Status.ACTIVE:
        raise WrongState(_("“{act}”不在办理中").format(act=task.act), "task_done")
    columns = columns_of(procedure_of(case.item_version), task.act)
    signed = list(Opinion.objects.filter(step_id=task.step_id))
    if place != len(signed) or place >= len(columns):
        raise Conflict(_("请按顺序签署，这一栏现在不能签"), "turn")
    if not text.strip():
        raise Invalid(_("请填写意见"), "required", "text")
    _may_sign(case, task, columns[place], signed, by)
    opinion = Opinion.objects.create(
        step_id=task.step_id,
        place=place,
        column=columns[place],
        agrees=agrees,
        text=text.strip(),
        post=by,
        signed_by=by.person.name,
        signed_at=now,
    )
    record("sign_opinion", case, by=by, step=task.act, column=columns[place], agrees=agrees)
    let_in(case, [by.person_id])
    ask_next(case, task, columns, place + 1)
    return opinion


def ask_next(case: Case, task: Task, columns: list[str], place: int) -> None:
    """Whoever may sign the next column is told; nobody else waits for the earlier one any more."""
    close_todos(notices.OPINION, task)
    if place >= len(columns) or columns[place] == notices.FIRST:
        return
    notices.ask_opinion(case, task, columns[place])


def _may_sign(case: Case, task: Task, column: str, signed: list[Opinion], by: Post) -> None:
    if Recusal.objects.filter(case=case, person=by.person_id).exists():
        raise NotAllowed(_("{name} 已回避，不能办理本案").format(name=by.person))
    parts = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)
    doing = TaskPerson.objects.filter(task=task, person_id=by.person_id, part__in=parts).exists()
    if column == notices.FIRST:
        if not doing:
            raise NotAllowed(_("“{column}”一栏由办理人签署").format(column=column))
        return
    require(by, Perm.CASES_CASE_SIGN, case)
    if any(opinion.post.person_id == by.person_id for opinion in signed):
        raise NotAllowed(_("同一人不能在一张审批表上签两栏"))
