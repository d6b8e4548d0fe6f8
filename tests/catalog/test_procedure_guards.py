# SPDX-License-Identifier: Apache-2.0
"""Conditions on transitions: what they mean, what is refused and where, and that nothing in them is ever run (W13)."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.catalog.procedure.guard_text import DEEPEST, LONGEST, parse, write
from mingcha.catalog.procedure.guards import All, Among, Compare, Field, Literal, Not, Some, evaluate, fields
from mingcha.ledger import Invalid

VALUES: dict[str, Any] = {"罚款": 12_000, "情节": "一般", "决定日期": date(2026, 5, 6), "turnover": "64300", "空": ""}


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("罚款 = 12000", True),
        ("罚款 != 12000.00", False),
        ("罚款 <= 11999 or 罚款 >= 12000", True),
        ("罚款 > 10000 and turnover < 100000", True),
        ("罚款 < turnover", True),
        ('情节 in ("轻微", "一般")', True),
        ('情节 not in ("轻微", "一般")', False),
        ("not (情节 = '一般' and 罚款 = 1)", True),
        ("决定日期 >= 2026-05-06 and 决定日期 < 2026-05-07", True),
        ("罚款 ≥ 5000 且 情节 属于 （“一般”，“严重”）", True),
        ("空 = 1 or 空 < 1 or 空 >= 1 or 没有 = 1", False),
        ("空 != 1", True),
        ("情节 > 5", False),
        ("[罚款] = 12000", True),
        ("罚款 = 1 and 罚款 = 1 or 罚款 = 12000", True),
        ("罚款 = 12000 or 罚款 = 1 and 罚款 = 1", True),
    ],
)
def test_a_condition_means_what_it_says(written: str, *, holds: bool) -> None:
    assert evaluate(parse(written), VALUES) is holds


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("__import__('os')", "第 11 个字处：这里应为比较符号"),
        ("a+a+a+a", "第 2 个字处：不认识“+”"),
        ("(" * 1_000_000, f"第 {LONGEST + 1} 个字处：条件不能超过"),
        ("(" * 400, f"第 {DEEPEST + 1} 个字处：括号和否定不能超过"),
        ("not " * 100, "括号和否定不能超过"),
        ("罚款 > ", "第 6 个字处：这里应为字段"),
        ("罚款", "第 3 个字处：这里应为比较符号"),
        ("1 = 1", "第 1 个字处：比较的左边应为表单字段"),
        ("罚款 = 1 情节 = 2", "第 8 个字处：“情节”不该在这里"),
        ("(罚款 = 1", "第 8 个字处：这里应为“)”"),
        ('情节 < "一般"', "第 6 个字处：文字不能比大小"),
        ("情节 in (罚款)", "第 8 个字处：括号里应为数字"),
        ("日期 = 2026-02-30", "第 6 个字处：没有这一天"),
        ('情节 = "没有完', "第 6 个字处：不认识"),
        ("罚款.__class__ = 1 ; x", "第 18 个字处：不认识“;”"),
        ("lambda: 1", "第 7 个字处：不认识“:”"),
        ("", "第 1 个字处：这里应为字段"),
    ],
)
def test_a_fault_is_told_with_its_position_w13(written: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(written)
    assert refused.value.code == "rule_syntax"
    assert refused.value.message.startswith(told) or told in refused.value.message


# --- properties -----------------------------------------------------------------------------------------------------
LABELS = ("罚款", "情节", "面积（平方米）", "a.b", "and", "数 量")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters='"“”‘’', categories=("L", "N", "P", "Zs")), max_size=5)
NUMBERS = st.decimals(-99_999, 99_999, places=2).map(lambda number: number + 0)
LITERALS = st.one_of(NUMBERS, TEXTS, st.dates(date(1950, 1, 1), date(2100, 1, 1))).map(Literal)
FIELDS = st.sampled_from(LABELS).map(Field)
ORDERED = st.builds(
    Compare,
    FIELDS,
    st.sampled_from(["<", "<=", ">", ">="]),
    st.one_of(LITERALS, FIELDS).filter(lambda right: not isinstance(getattr(right, "value", 0), str)),
)
EQUAL = st.builds(Compare, FIELDS, st.sampled_from(["=", "!="]), st.one_of(LITERALS, FIELDS))
AMONG = st.builds(Among, FIELDS, st.lists(LITERALS, min_size=1, max_size=3).map(tuple))


def _larger(inner: Any) -> Any:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), parts.map(All), parts.map(Some))


TREES = st.recursive(st.one_of(ORDERED, EQUAL, AMONG), _larger, max_leaves=6)
SITUATIONS = st.dictionaries(
    st.sampled_from(LABELS),
    st.one_of(st.none(), st.integers(-99_999, 99_999), NUMBERS, NUMBERS.map(str), TEXTS, st.dates(), st.booleans()),
)


@given(TREES)
def test_a_condition_written_and_read_again_is_the_same(tree: Any) -> None:
    text = write(tree)
    if len(text) <= LONGEST:
        assert parse(text) == tree
        assert set(fields(tree)) <= set(LABELS)


@given(TREES, SITUATIONS)
def test_a_condition_holds_when_an_independent_reading_of_it_says_so(tree: Any, values: dict[str, Any]) -> None:
    assert evaluate(tree, values) is judged(tree, values)


def judged(tree: Any, values: dict[str, Any]) -> bool:
    """Written from the words of the help text alone: kinds first, then one table of meanings."""
    match tree:
        case Not(of):
            return not judged(of, values)
        case All(parts):
            return False not in {judged(part, values) for part in parts}
        case Some(parts):
            return True in {judged(part, values) for part in parts}
        case Among(left, items):
            return any(judged(Compare(left, "=", item), values) for item in items)
        case Compare(left, sign, right):
            a = values.get(left.name)
            b = values.get(right.name) if isinstance(right, Field) else right.value
            shared = [(x[1], y[1], x[0]) for x in kinds(a) for y in kinds(b) if x[0] == y[0]]
            if not shared:
                return sign == "!="
            x, y, kind = shared[0]
            table = {"=": x == y, "!=": x != y}
            if kind != "text":
                table |= {"<": x < y, ">": x > y, "<=": not x > y, ">=": not x < y}
            return table.get(sign, False)
    raise AssertionError(tree)


def kinds(value: Any) -> list[tuple[str, Any]]:
    """What a value may be taken for, the likeliest first."""
    found: list[tuple[str, Any]] = []
    if value is None or value == "" or isinstance(value, bool):
        return found
    try:
        if not isinstance(value, date) and Decimal(str(value)).is_finite():
            found.append(("number", Decimal(str(value))))
    except ArithmeticError:
        pass
    with contextlib.suppress(ValueError):
        found.append(("day", date.fromisoformat(str(value))))
    return [*found, *([("text", value)] if isinstance(value, str) else [])]
