# SPDX-License-Identifier: Apache-2.0
"""What the answer to a field may be in the log of the case 案件事实, and which types of fields can answer it (S1-16 … S1-19).

The cases write them (cases/facts.py); the engine judges them as docs/engine.md says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.parts import Errors

WORD: Final = ("choice", "text")
TEXT: Final = ("text", "long")
MONEY: Final = ("money",)
GOODS: Final = ("table",)
FACTS: Final[dict[str, tuple[Promise, tuple[str, ...]]]] = {
    "title": (gettext_lazy("案由"), ("text",)),
    "party": (gettext_lazy("当事人"), ("party",)),
    "outcome": (gettext_lazy("处理结果"), WORD),
    "violation": (gettext_lazy("违法行为"), WORD),
    "tier": (gettext_lazy("裁量阶次"), WORD),
    "basis": (gettext_lazy("决定依据"), TEXT),
    "penalty.fine": (gettext_lazy("决定的罚款"), MONEY),
    "penalty.confiscate": (gettext_lazy("决定没收的违法所得"), MONEY),
    "penalty.late_fee": (gettext_lazy("决定的加处罚款"), MONEY),
    "order.violation": (gettext_lazy("责令改正的违法行为"), WORD),
    "order.due": (gettext_lazy("责令改正的期限"), ("date",)),
    "recheck": (gettext_lazy("改正情况（复查结论）"), ("choice",)),
    "paid.fine": (gettext_lazy("缴纳的罚款"), MONEY),
    "paid.confiscate": (gettext_lazy("缴纳的违法所得"), MONEY),
    "paid.late_fee": (gettext_lazy("缴纳的加处罚款"), MONEY),
    "receipt": (gettext_lazy("票据号"), ("text",)),
    "proposed.outcome": (gettext_lazy("拟作出的决定（只用于文书）"), WORD),
    "proposed.fine": (gettext_lazy("拟处罚款（只用于文书）"), MONEY),
    "proposed.basis": (gettext_lazy("拟处罚的依据（只用于文书）"), TEXT),
    "goods.listed": (gettext_lazy("涉案财物清单"), GOODS),
    "goods.returned": (gettext_lazy("退还的财物"), GOODS),
    "goods.destroyed": (gettext_lazy("销毁的财物"), GOODS),
    "goods.confiscated": (gettext_lazy("没收的财物"), GOODS),
    "goods.transferred": (gettext_lazy("移送的财物"), GOODS),
}
"""By fact: what it is called, and the types of fields that can answer it."""
KINDS: Final = {"fine": "fine", "late_fee": "late_fee", "confiscate": "没收违法所得"}
"""What the log calls a kind of penalty: those that the monitors do not know by code have their name."""
CORRECTED: Final = ("corrected", "已改正", "已经改正", "改正", "合格", "通过", "是")
"""Answers to ``recheck`` that say that the violation was corrected; any other says that it was not."""
NAME, AMOUNT = "名称", "数量"
"""The columns by which a table of goods is read."""


def facts_for(kind: str) -> list[tuple[str, Promise]]:
    """The facts that a field of this type can answer."""
    return [(fact, name) for fact, (name, types) in FACTS.items() if kind in types]


def check_fact(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    """The fact of a field is known, and the field's answers are of its kind."""
    fact = field.get("fact")
    if fact is None:
        return
    path = f"{path}.fact"
    if not isinstance(fact, str) or fact not in FACTS:
        errors.append((path, _("不认识这种案件事实；可以用：{known}").format(known=_("、").join(FACTS))))
        return
    name, types = FACTS[fact]
    if field.get("type") not in types:
        words = _("“{name}”只能由这些类型的字段回答：{types}")
        errors.append((path, words.format(name=name, types=_("、").join(types))))
    elif field.get("many"):
        errors.append((path, _("“{name}”只有一个答案，不能用可以多选的字段").format(name=name)))
    elif fact == "recheck" and not _corrects(field.get("choices")):
        known = _("、").join(CORRECTED[1:])
        errors.append((path, _("选项中要有一项表示已改正：{known}").format(known=known)))
    elif types is GOODS and not _names_goods(field.get("columns")):
        words = _("财物的表格要有代号为“{name}”的文字列和代号为“{amount}”的数字列")
        errors.append((path, words.format(name=NAME, amount=AMOUNT)))


def check_once(path: str, fields: Iterable[Any], errors: Errors) -> None:
    """Two fields of one form cannot answer the same: which would count?"""
    seen: set[str] = set()
    for number, field in enumerate(fields, 1):
        fact = field.get("fact") if isinstance(field, Mapping) else None
        if not isinstance(fact, str):
            continue
        if fact in seen:
            errors.append((f"{path}[{number}].fact", _("案件事实“{fact}”写了两次").format(fact=fact)))
        seen.add(fact)


def _corrects(choices: Any) -> bool:
    return isinstance(choices, list) and any(choice in CORRECTED for choice in choices if isinstance(choice, str))


def _names_goods(columns: Any) -> bool:
    if not isinstance(columns, list):
        return False
    told = [(column.get("key"), column.get("type")) for column in columns if isinstance(column, Mapping)]
    return (NAME, "text") in told and (AMOUNT, "number") in told
