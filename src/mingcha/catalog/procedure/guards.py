# SPDX-License-Identifier: Apache-2.0
"""Conditions 条件 on transitions, over the fields of forms: our own small language, read into a tree, never run as code (W13).

    违法所得 >= 10000 and (情节 in ("一般", "严重") or not 是否改正 = "是")

A name is a field's label or key; one with spaces or signs stands in brackets: ``[面积（平方米）]``. Numbers, dates
(2026-01-31) and quoted text may be compared with it. ``且`` ``或`` ``非`` ``属于`` may stand for the four words, full-width
signs for the plain ones. A field that is empty, or holds another kind of value, is unequal to everything and neither
smaller nor greater. How it is written is for guard_text.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

Value = Decimal | date | str


@dataclass(frozen=True)
class Field:
    """The value that a form has under this label or key."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A value that is written down."""

    value: Value


Operand = Field | Literal


@dataclass(frozen=True)
class Compare:
    """A field against a value or another field; ``sign`` is one of = != < <= > >=."""

    left: Field
    sign: str
    right: Operand


@dataclass(frozen=True)
class Among:
    """A field that is one of several values."""

    left: Field
    items: tuple[Literal, ...]


@dataclass(frozen=True)
class Not:
    """The opposite."""

    of: Guard


@dataclass(frozen=True)
class All:
    """Every part holds. At least two."""

    parts: tuple[Guard, ...]


@dataclass(frozen=True)
class Some:
    """At least one part holds. At least two."""

    parts: tuple[Guard, ...]


Guard = Compare | Among | Not | All | Some

ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(guard: Guard, values: Mapping[str, Any]) -> bool:
    """Whether the condition holds for the values of a form by field name."""
    if isinstance(guard, Not):
        return not evaluate(guard.of, values)
    if isinstance(guard, All):
        return all(evaluate(part, values) for part in guard.parts)
    if isinstance(guard, Some):
        return any(evaluate(part, values) for part in guard.parts)
    left = values.get(guard.left.name)
    if isinstance(guard, Among):
        return any(_holds(left, "=", item.value) for item in guard.items)
    right = values.get(guard.right.name) if isinstance(guard.right, Field) else guard.right.value
    return _holds(left, guard.sign, right)


def fields(guard: Guard) -> Iterator[str]:
    """Every field that a condition asks for, in the order in which they are written."""
    if isinstance(guard, Not):
        yield from fields(guard.of)
    elif isinstance(guard, All | Some):
        for part in guard.parts:
            yield from fields(part)
    else:
        yield guard.left.name
        if isinstance(guard, Compare) and isinstance(guard.right, Field):
            yield guard.right.name


def _holds(left: Any, sign: str, right: Any) -> bool:
    pair = _alike(left, right)
    if sign in ("=", "!="):
        return (pair is not None and pair[0] == pair[1]) is (sign == "=")
    return pair is not None and not isinstance(pair[0], str) and ORDER[sign](*pair)


def _alike(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both as numbers, both as days, or both as text; None where they cannot be compared."""
    for kind in (_number, _day):
        if (a := kind(left)) is not None and (b := kind(right)) is not None:
            return a, b
    if isinstance(left, str) and isinstance(right, str) and left and right:
        return left, right
    return None


def _number(value: Any) -> Decimal | None:
    """Forms give numbers as numbers, documents that were exchanged as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None
