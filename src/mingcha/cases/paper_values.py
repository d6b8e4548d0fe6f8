# SPDX-License-Identifier: Apache-2.0
"""What a document 文书 of a case is filled with: the variables of catalog/papers/variables.py, by what the case knows (S4-30).

Documents are Chinese, whoever makes them. What the house does not know stays a line to be filled in by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.utils.timezone import localdate
from django.utils.translation import override

from mingcha.cases.facts import answers
from mingcha.cases.models import Case, CaseFile, Decision, Step, StepSheet
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.papers.variables import FORM, told
from mingcha.catalog.papers.words import yuan
from mingcha.catalog.stepforms.facts import KINDS

BLANK: Final = "＿＿＿＿"
TERM: Final = timedelta(days=15)
"""Within which a fine has to be paid (行政处罚法 67)."""
PLAIN: Final = ("予以处罚", "罚款")
"""Outcomes that only say that there are penalties."""


def values_for(case: Case, step: Step, head: tuple[str, str], day: date) -> dict[str, Any]:
    """Everything that a template can name. ``head`` is name and number of the document."""
    procedure = procedure_of(case.item_version)
    given = answers_of(case, step)
    file = case.file
    with override(None):
        return {
            "文书": {"名称": head[0], "文号": head[1], "日期": day.isoformat()},
            "机关": _organ(case),
            "案件": {
                "案号": case.number,
                "案由": case.title,
                "事项": case.item_version.item.name,
                "来源": str(CaseFile.Origin(file.origin).label),
                "立案日期": localdate(case.accepted_at or case.came_at).isoformat(),
            },
            "当事人": _party(case),
            "决定": _decision(case, step, procedure, given, day),
            "承办人": _officers(step),
            "意见": [
                {
                    "岗位": row.column,
                    "意见": row.text,
                    "姓名": row.signed_by,
                    "日期": localdate(row.signed_at).isoformat(),
                }
                for row in step.opinions.all()
            ],
            FORM: _form(procedure, step, given),
        }


def answers_of(case: Case, step: Step) -> dict[str, Any]:
    """The latest answer to each field of the case, and above these what the step's own form says."""
    kept = json.loads(case.file.values) if case.file.values else {}
    sheet = StepSheet.objects.filter(step=step).first()
    return {**kept, **(json.loads(sheet.values) if sheet else {})}


def _organ(case: Case) -> dict[str, str]:
    """Documents go out in the name of the organ that holds the power, not of its unit."""
    organ = case.item_version.item.organ
    known = {"名称": organ.name, "上级机关": organ.parent.name if organ.parent else BLANK}
    return dict.fromkeys(("地址", "电话", "联系人", "复议机关", "诉讼法院"), BLANK) | known


def _party(case: Case) -> dict[str, str]:
    row = case.parties.first()
    if row is None:
        return {"名称": case.party or BLANK, "类型": "", "号码": "", "法定代表人": "", "住所": "", "电话": ""}
    kind = str(row.get_kind_display())
    told_party = {"名称": row.name, "类型": kind, "号码": row.number, "住所": row.address, "电话": row.phone}
    return {**told_party, "法定代表人": ""}


def _decision(case: Case, step: Step, procedure: Procedure, given: Mapping[str, Any], day: date) -> dict[str, Any]:
    facts = _proposed(answers(procedure.form(step.act) or {}, given)) or _decided(case)
    sums = {kind: amount for kind in KINDS if (amount := facts.get(f"penalty.{kind}"))}
    tier = facts.get("tier")
    return {
        "内容": _content(str(facts.get("outcome") or ""), sums),
        "罚款": sums.get("fine"),
        "依据": facts.get("basis") or BLANK,
        "理由": f"按照裁量基准“{tier}”阶次裁量" if tier else "综合考虑违法行为的事实、性质、情节和社会危害程度",
        "履行期限": (day + TERM).isoformat(),
        "缴款账户": BLANK,
    }


def _proposed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the step's own form decides, or only means to decide."""
    meant = {"proposed.outcome": "outcome", "proposed.basis": "basis", "proposed.fine": "penalty.fine"}
    found = {meant[fact]: value for fact, value in facts.items() if fact in meant}
    return found | {
        fact: value
        for fact, value in facts.items()
        if fact in ("outcome", "basis", "tier") or fact.startswith("penalty.")
    }


def _decided(case: Case) -> dict[str, Any]:
    """The latest decision that says what is done."""
    row: Decision | None = case.decisions.exclude(outcome=None).order_by("-id").first()
    if row is None:
        return {}
    kinds = {name: kind for kind, name in KINDS.items()}
    sums = {f"penalty.{kinds[one.type]}": one.amount for one in row.penalties.all() if one.type in kinds}
    basis = "、".join(row.bases.values_list("article_id", flat=True))
    return {"outcome": row.outcome, "tier": row.tier, "basis": basis, **sums}


def _content(outcome: str, sums: Mapping[str, int]) -> str:
    """没收违法所得 500.00 元；罚款"""
    parts = [outcome] if outcome and not (sums and outcome in PLAIN) else []
    if gain := sums.get("confiscate"):
        parts.append(f"没收违法所得人民币 {yuan(gain)} 元")
    if late := sums.get("late_fee"):
        parts.append(f"加处罚款人民币 {yuan(late)} 元")
    if sums.get("fine"):
        parts.append("罚款")
    return "；".join(dict.fromkeys(parts)) or BLANK


def _officers(step: Step) -> list[dict[str, str]]:
    """Who acts at the step, each with the first of her certificates; whoever only assists does not sign."""
    rows = step.people.filter(released_at=None).exclude(role="auxiliary").select_related("officer")
    return [
        {"姓名": row.officer.name, "证号": next((one.number for one in row.officer.certificates.all()), BLANK)}
        for row in rows.prefetch_related("officer__certificates").order_by("id")
    ]


def _form(procedure: Procedure, step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of the item's forms; of several with one key the one of the step's own form."""
    own = procedure.form(step.act)
    forms = [*procedure.forms.values(), *([own] if own else [])]
    fields = {field["key"]: field for form in forms for field in form.get("fields", ())}
    return {key: told(field, given.get(key, [] if field["type"] == "table" else "")) for key, field in fields.items()}
