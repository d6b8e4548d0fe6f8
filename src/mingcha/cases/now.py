# SPDX-License-Identifier: Apache-2.0
"""What is to be done now in a case, by whom, and what the post that looks may do about it (S1-30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases import notices
from mingcha.cases.actions.gates import columns_of
from mingcha.cases.actions.pausing import lawful_kinds
from mingcha.cases.actions.placing import DOING
from mingcha.cases.models import Case, CaseFile, ExtensionRequest, Opinion, Suspension, Task, TaskPerson
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.words import length
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


@dataclass(frozen=True)
class Look:
    """Who looks at a case, and what stands of it beside its tasks: a pause that lasts, requests that wait."""

    case: Case
    procedure: Procedure
    post: Post
    still: Suspension | None
    asked: Sequence[ExtensionRequest]


def to_do(case: Case, post: Post) -> list[dict[str, Any]]:
    """Each open task with its people and acts; nothing for a case of another system. Seven queries at most."""
    tasks = list(
        case.tasks.filter(status__in=Task.OPEN)
        .select_related("step")
        .prefetch_related("people__person", "step__opinions__post")
        .order_by("pk")
    )
    if not tasks:
        return _merged(case)
    still = max((row for row in case.suspensions.all() if row.to_at is None), key=lambda row: row.pk, default=None)
    asked = case.extension_requests.filter(status=ExtensionRequest.Status.ASKED).select_related("asked_by")
    look = Look(case, procedure_of(case.item_version), post, still, list(asked))
    return [_told(task, look) for task in tasks]


def _merged(case: Case) -> list[dict[str, Any]]:
    """Of a case that was merged: where it goes on."""
    file = CaseFile.objects.filter(case=case, merged_into__isnull=False).select_related("merged_into").first()
    into = file.merged_into if file is not None else None
    if into is None:
        return []
    words = _("已并入 {number}").format(number=into.number)
    acts = [_link(_("查看"), "case-detail", into.pk)]
    return [{"task": None, "people": [], "words": [words], "acts": acts, "more": []}]


def _told(task: Task, look: Look) -> dict[str, Any]:
    rows = list(task.people.all())
    people = [str(row.person) for row in rows if row.part in DOING]
    hers = any(row.person_id == look.post.person_id for row in rows if row.part in DOING)
    columns = columns_of(look.procedure, task.act)
    opinions = list(task.step.opinions.all())
    turn = columns[len(opinions)] if len(opinions) < len(columns) else ""
    doing = task.status == Task.Status.ACTIVE and hers and look.post.may(Perm.CASES_CASE_WORK)
    acts = []
    if doing and look.still is None:
        acts.append(_link(_("办理"), "step-work", task.pk, primary=True))
        acts.append(_link(_("添加证据"), "evidence-add", task.pk))
    if doing and look.still is not None:
        acts.append(_link(_("恢复办理"), "step-resume", task.pk, primary=True))
    if turn and _may_sign(turn, opinions, look.post, hers=hers):
        label = _("签署：{column}").format(column=turn)
        acts.append(_link(label, "opinion-sign", task.pk, primary=not acts))
    if any(_waits_for(row, look.post) for row in rows):
        acts.append(_link(_("签署会签意见"), "step-countersign", task.pk, primary=not acts))
    acts += [
        _link(_("审批延期"), "extension-decide", row.pk, primary=not acts)
        for row in look.asked
        if row.step_id == task.step_id and _decides(row, look.post)
    ]
    if look.post.may(Perm.CASES_CASE_ASSIGN):
        waits = task.status == Task.Status.WAITING
        acts.append(_link(_("环节授权"), "step-assign", task.pk, primary=waits))
    return {
        "task": task,
        "people": people,
        "words": _words(task, look, rows, turn),
        "acts": acts,
        "more": _more(task, look, doing=doing),
    }


def _words(task: Task, look: Look, rows: Sequence[TaskPerson], turn: str) -> list[str]:
    """What one has to know before one acts."""
    words = []
    if look.still is not None:
        words.append(_("案件已中止（{kind}），恢复后才能办理").format(kind=look.still.kind))
    if task.status == Task.Status.WAITING:
        words.append(_("还没有安排办理人"))
    if task.step.back_from:
        words.append(_("由“{act}”退回：{reason}").format(act=task.step.back_from, reason=task.reason))
    if turn:
        words.append(_("审批表待签：{column}").format(column=turn))
    for row in rows:
        if row.part == TaskPerson.Part.SIGNER and row.signed_at is None:
            words.append(_("待会签：{name}").format(name=row.person))
        elif row.part == TaskPerson.Part.SIGNER:
            words.append(_("{name} 会签：{opinion}").format(name=row.person, opinion=row.opinion))
    words += [
        _("延期待批准：{limit}，{amount}").format(limit=row.limit, amount=length(row.amount, row.unit))
        for row in look.asked
        if row.step_id == task.step_id
    ]
    return words


def _more(task: Task, look: Look, *, doing: bool) -> list[dict[str, Any]]:
    """The rarer acts: what stands in the menu 更多."""
    made = []
    if doing:
        if task.came_by and look.still is None:
            made.append(_link(_("退回"), "step-return", task.pk))
        made += [
            _link(_("转办"), "step-hand-over", task.pk),
            _link(_("委派"), "step-delegate", task.pk),
            _link(_("会签"), "step-signers", task.pk),
            _link(_("抄送"), "step-copy", task.pk),
        ]
        if look.still is None and lawful_kinds(look.procedure, task.act):
            made.append(_link(_("中止"), "step-suspend", task.pk))
        if any(rule.kind == "time_limit" and rule.unit != "promise" for rule in look.procedure.rules):
            made.append(_link(_("申请延期"), "step-extend", task.pk))
    else:
        made.append(_link(_("催办"), "step-urge", task.pk))
    made.append(_link(_("回避"), "case-recuse", task.case_id))
    if look.post.may(Perm.CASES_CASE_ASSIGN):
        made += [_link(_("并案"), "case-merge", task.case_id), _link(_("分案"), "case-split", task.case_id)]
    return made


def _may_sign(turn: str, opinions: Sequence[Opinion], post: Post, *, hers: bool) -> bool:
    """Whether the next column is hers: the first of whoever does the step, the others of whoever has not signed yet."""
    if turn == notices.FIRST:
        return hers
    signed = any(row.post.person_id == post.person_id for row in opinions)
    return not signed and post.may(Perm.CASES_CASE_SIGN)


def _waits_for(row: TaskPerson, post: Post) -> bool:
    return row.part == TaskPerson.Part.SIGNER and row.signed_at is None and row.person_id == post.person_id


def _decides(row: ExtensionRequest, post: Post) -> bool:
    return row.asked_by.person_id != post.person_id and post.may(Perm.CASES_CASE_SIGN)


def _link(label: str, name: str, pk: int, *, primary: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"cases:{name}", args=[pk]), "primary": primary}
