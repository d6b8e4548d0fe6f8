# SPDX-License-Identifier: Apache-2.0
"""Reads the forms ``[[form]]`` of a document and their fields; every fault with its path (S1-04, docs/item.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.parts import Errors, text
from mingcha.catalog.stepforms.facts import check_fact, check_once
from mingcha.catalog.stepforms.kinds import (
    ACCEPTED,
    ALWAYS,
    IN_TABLES,
    KEY,
    LONGEST,
    MOST_CHOICES,
    MOST_COLUMNS,
    MOST_FIELDS,
    MOST_FORMS,
    MOST_NUMBER,
    MOST_ROWS,
    PATTERNS,
    TODAY,
    TYPES,
)

FORM: Final = frozenset({"key", "name", "fields"})


def check_forms(given: Any, errors: Errors) -> dict[str, Mapping[str, Any]]:
    """The forms by key. Raises nothing: faults go into ``errors``."""
    if given is None:
        return {}
    if not isinstance(given, list) or len(given) > MOST_FORMS:
        errors.append(("form", _("应为表单的列表，最多 {most} 个").format(most=MOST_FORMS)))
        return {}
    forms: dict[str, Mapping[str, Any]] = {}
    for number, entry in enumerate(given, 1):
        path = f"form[{number}]"
        if not isinstance(entry, dict):
            errors.append((path, _("应为一组字段")))
            continue
        _unknown(path, entry, FORM, errors)
        text(f"{path}.name", entry.get("name"), LONGEST["name"], errors)
        _once(path, check_key(f"{path}.key", entry.get("key"), errors), forms, entry, errors)
        check_fields(f"{path}.fields", entry.get("fields"), errors)
    return forms


def check_fields(path: str, given: Any, errors: Errors, *, in_table: bool = False) -> None:
    """The fields of a form, or the columns of a table."""
    most = MOST_COLUMNS if in_table else MOST_FIELDS
    if not isinstance(given, list) or not 0 < len(given) <= most:
        errors.append((path, _("至少要有一个字段，最多 {most} 个").format(most=most)))
        return
    seen: dict[str, Any] = {}
    for number, entry in enumerate(given, 1):
        place = f"{path}[{number}]"
        if isinstance(entry, dict):
            _once(place, check_key(f"{place}.key", entry.get("key"), errors), seen, entry, errors)
            check_field(place, entry, errors, in_table=in_table)
        else:
            errors.append((place, _("应为一个字段")))
    check_once(path, given, errors)


def check_field(path: str, field: Mapping[str, Any], errors: Errors, *, in_table: bool = False) -> None:
    """All of one field but its key."""
    text(f"{path}.label", field.get("label"), LONGEST["name"], errors)
    kind = field.get("type")
    if not isinstance(kind, str) or kind not in (IN_TABLES if in_table else TYPES):
        known = _("、").join(IN_TABLES if in_table else TYPES)
        errors.append((f"{path}.type", _("不认识这种类型；可以用：{known}").format(known=known)))
        return
    more = TYPES[str(kind)][1] - {"many"} if in_table else TYPES[str(kind)][1] | {"fact"}
    _unknown(path, field, ALWAYS | more, errors)
    _flag(f"{path}.required", field.get("required", False), errors)
    if field.get("help") not in (None, ""):
        text(f"{path}.help", field["help"], LONGEST["help"], errors)
    if not in_table:
        check_fact(path, field, errors)
    _CHECKS.get(str(kind), _nothing)(path, field, errors)


def check_key(path: str, value: Any, errors: Errors) -> str:
    """A key that guards and document templates can name: letters (Chinese ones too), digits, underscores."""
    if not isinstance(value, str) or not KEY.fullmatch(value) or not value.isidentifier():
        errors.append((path, _("代号应以字母或汉字开头，只含字母、汉字、数字和下划线")))
        return ""
    if len(value) > LONGEST["key"]:
        errors.append((path, _("不能超过 {most} 个字").format(most=LONGEST["key"])))
    return value


def _once(path: str, key: str, seen: dict[str, Any], entry: Any, errors: Errors) -> None:
    if key in seen:
        errors.append((f"{path}.key", _("代号“{key}”写了两次").format(key=key)))
    elif key:
        seen[key] = entry


def _unknown(path: str, entry: Mapping[str, Any], known: Collection[str], errors: Errors) -> None:
    errors += [(f"{path}.{name}", _("不认识这一项")) for name in entry if name not in known]


def _flag(path: str, value: Any, errors: Errors) -> None:
    if not isinstance(value, bool):
        errors.append((path, _("应为 true 或 false")))


def _nothing(_path: str, _field: Mapping[str, Any], _errors: Errors) -> None:
    """This type is told nothing more."""


def _text(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    _span(path, field, (0, LONGEST[str(field["type"])]), errors)
    pattern = field.get("pattern", "digits")
    if not isinstance(pattern, str) or pattern not in PATTERNS:
        errors.append((f"{path}.pattern", _("不认识这种格式；可以用：{known}").format(known=_("、").join(PATTERNS))))


def _number(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    _span(path, field, (-MOST_NUMBER, MOST_NUMBER), errors)
    decimals = field.get("decimals", 0)
    if type(decimals) is not int or not 0 <= decimals <= 6:
        errors.append((f"{path}.decimals", _("应为 0 到 6 的整数")))


def _money(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    _span(path, field, (0, MOST_NUMBER), errors)


def _span(path: str, field: Mapping[str, Any], bounds: tuple[int, int], errors: Errors) -> None:
    """Least and most, as whole numbers within bounds and in their order."""
    least, most = bounds
    given = {name: field[name] for name in ("min", "max") if name in field}
    wrong = [name for name, value in given.items() if type(value) is not int or not least <= value <= most]
    errors += [(f"{path}.{name}", _("应为 {least} 到 {most} 的整数").format(least=least, most=most)) for name in wrong]
    if not wrong and len(given) == 2 and given["min"] > given["max"]:
        errors.append((f"{path}.min", _("最小值大于最大值")))


def _date(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    days = {}
    for name in ("min", "max"):
        value = field.get(name)
        if value in (None, TODAY):
            continue
        try:
            days[name] = value if type(value) is date else date.fromisoformat(value)
        except (TypeError, ValueError):
            errors.append((f"{path}.{name}", _("应为日期，例如 2026-01-01，或者 today")))
    if len(days) == 2 and days["min"] > days["max"]:
        errors.append((f"{path}.min", _("最早日期晚于最晚日期")))


def _choice(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    _flag(f"{path}.many", field.get("many", False), errors)
    _names(f"{path}.choices", field.get("choices"), None, errors)


def _file(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    if "accept" in field:
        _names(f"{path}.accept", field["accept"], ACCEPTED, errors)


def _names(path: str, given: Any, known: Collection[str] | None, errors: Errors) -> None:
    """A list of texts, each once."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST_CHOICES:
        errors.append((path, _("至少要有一项，最多 {most} 项").format(most=MOST_CHOICES)))
        return
    for number, value in enumerate(given, 1):
        name = text(f"{path}[{number}]", value, LONGEST["choice"], errors)
        if known is not None and name and name not in known:
            errors.append((f"{path}[{number}]", _("不认识；可以用：{known}").format(known=_("、").join(known))))
        if name and name in given[: number - 1]:
            errors.append((f"{path}[{number}]", _("“{name}”写了两次").format(name=name)))


def _table(path: str, field: Mapping[str, Any], errors: Errors) -> None:
    _span(path, field, (0, MOST_ROWS), errors)
    check_fields(f"{path}.columns", field.get("columns"), errors, in_table=True)


_CHECKS: Final[dict[str, Callable[[str, Mapping[str, Any], Errors], None]]] = {
    "text": _text,
    "long": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "file": _file,
    "table": _table,
}
