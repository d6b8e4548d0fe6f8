# SPDX-License-Identifier: Apache-2.0
"""What the new version cannot take over of a running case, each with its reason (S1-30).

A fault is a code and what its words name; it is put into words where it is read, in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mingcha.cases.actions.gates import columns_of
from mingcha.cases.actions.pausing import lawful_kinds
from mingcha.cases.moving.plan import Plan
from mingcha.cases.moving.values import drafted_faults, sheet_faults
from mingcha.cases.moving.work import Work

Fault = tuple[str, dict[str, Any]]
FAULTS: Final = {
    "no_target": _("环节“{act}”在新版中没有对应的环节"),
    "same_target": _("同时在办的“{act}”和“{other}”会变成同一个环节“{target}”"),
    "order": _("“{other}”在新版中排在“{act}”之后，不能同时办理"),
    "join": _("“{act}”在新版中不能与其他分支汇合"),
    "sheet": _("“{act}”的审批表已签 {n} 栏，新版的栏目不同"),
    "pause": _("案件因“{kind}”中止，新版没有这种中止事由"),
    "request": _("待批准的延期申请（{limit}），新版没有这个期限"),
    "form_gone": _("“{act}”填写的表单，新版没有"),
    "field_gone": _("“{act}”填写的“{field}”，新版表单没有这一项"),
    "field_type": _("“{act}”填写的“{field}”，新版是另一种类型"),
    "field_value": _("“{act}”填写的“{field}”，不符合新版表单的要求"),
}


def said(fault: Fault | list[Any]) -> str:
    """A fault in the language of the page."""
    code, named = fault
    return str(FAULTS[code]).format(**named)


def faults_of(work: Work, plan: Plan) -> list[Fault]:
    """All that speaks against moving a case; empty where it can be moved."""
    lost = [act for act in dict.fromkeys(step.act for step in work.steps) if not plan.steps.get(act)]
    found: list[Fault] = [("no_target", {"act": act}) for act in lost]
    if not lost:  # where a step has no target, nothing more can be said of it
        found += _branches(work, plan)
    found += [fault for task in work.open if task.act not in lost for fault in _sheet(work, plan, task)]
    found += _still(work, plan, lost)
    points = {rule.key for rule in plan.after.limits}
    found += [("request", {"limit": row.limit}) for row in work.asked if row.point_key not in points]
    found += [
        fault
        for sheet in work.sheets
        if (act := sheet.step.act) not in lost
        for fault in sheet_faults(sheet, act, plan)
    ]
    found += [fault for draft in work.drafts if draft.form not in lost for fault in drafted_faults(draft, plan)]
    return found


def _sheet(work: Work, plan: Plan, task: Any) -> Iterator[Fault]:
    """Opinions that are signed stand in columns that the new sheet must have too."""
    signed = work.signed(task)
    if signed and columns_of(plan.before, task.act) != columns_of(plan.after, plan.of(task.act)):
        yield "sheet", {"act": task.act, "n": signed}


def _still(work: Work, plan: Plan, lost: list[str]) -> Iterator[Fault]:
    """A case that stands still does so for a cause that the new version knows."""
    if work.still is None:
        return
    acts = [plan.of(task.act) for task in work.open if task.act not in lost]
    if acts and not any(work.still.kind in lawful_kinds(plan.after, act) for act in acts):
        yield "pause", {"kind": work.still.kind}


def _branches(work: Work, plan: Plan) -> Iterator[Fault]:
    """What runs side by side must be able to do so by the new version, and come together again."""
    acts = [task.act for task in work.open]
    if len(acts) < 2 and not work.arrivals:
        return
    clashes = [(a, b) for a, b in permutations(acts, 2) if a < b and plan.of(a) == plan.of(b)]
    if clashes:
        yield from (("same_target", {"act": a, "other": b, "target": plan.of(a)}) for a, b in clashes)
        return
    before = {act: plan.before.graph.reached([act], returns=False) for act in acts}
    after = {act: plan.after.graph.reached([plan.of(act)], returns=False) for act in acts}
    for a, b in permutations(acts, 2):
        if plan.of(b) in after[a] and b not in before[a]:
            yield "order", {"act": a, "other": b}
    lonely = {
        act for act in acts for join in _joins(plan, act, before, work) if not _still_joins(plan, join, act, after)
    }
    yield from (("join", {"act": act}) for act in acts if act in lonely)


def _joins(plan: Plan, act: str, before: Mapping[str, set[str]], work: Work) -> set[str]:
    """The steps at which a branch waits for others that run, or for which others have come already: the nearest ones."""
    arrived = {arrival.act for arrival in work.arrivals}
    others = set().union(*(reached for other, reached in before.items() if other != act)) | arrived
    common = {join for join in plan.before.joins if join in before[act] and join in others}
    graph = plan.before.graph
    return {
        join for join in common if not any(join in graph.reached([near], returns=False) for near in common - {join})
    }


def _still_joins(plan: Plan, join: str, act: str, after: Mapping[str, set[str]]) -> bool:
    """Whether a branch comes together with the others by the new version too: where it did, or elsewhere if that is gone."""
    if target := plan.steps.get(join):
        return target in plan.after.joins and target in after[act]
    others = [reached for other, reached in after.items() if other != act]
    return any(each in after[act] and all(each in reached for reached in others) for each in plan.after.joins)
