# SPDX-License-Identifier: Apache-2.0
"""What each field of a point may hold: one table of checks, so that all faults are found at once, each with a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mingcha.engine.kinds import KINDS, LEVELS

Errors = list[tuple[str, str]]
Check = Callable[[Any], Any]
"""Returns the value as the point stores it; raises ValueError with what is wrong, in Chinese."""

EVERY: Final = "*"
"""As an item or an act: every one that the log has."""
MAX_NUMBER: Final = 1_000_000
MAX_TEXT: Final = 200


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("应为非空的文字")
    if len(value) > MAX_TEXT or not value.isprintable():
        raise ValueError(f"不能超过 {MAX_TEXT} 个字，也不能含有不可见字符")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values:
        raise ValueError("应为文字或者文字的列表，至少一个")
    return tuple(dict.fromkeys(_text(item) for item in values))


def _number(value: Any) -> int:
    if type(value) is not int or not 0 < value <= MAX_NUMBER:
        raise ValueError(f"应为 1 到 {MAX_NUMBER:,} 的整数")
    return value


def _one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"应为 {'、'.join(choices)} 之一")
        return str(value)

    return check


def _n_end(value: Any) -> int:
    return 0 if value == "all" else _number(value)


def _true(value: Any) -> str | None:
    if not isinstance(value, bool):
        raise ValueError("应为 true 或 false")
    return "pauses_move" if value else None


def _require(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not value:
        raise ValueError("应为证据种类和件数，例如 { 照片 = 3 }")
    return {_text(kind): _number(n) for kind, n in value.items()}


def _exempt(value: Any) -> tuple[tuple[str, str, int], ...]:
    if not isinstance(value, list):
        raise ValueError('应为列表，例如 [{ from = "复核", to = "调查", times = 1 }]')
    pairs: dict[tuple[str, str], int] = {}
    for entry in value:
        if not isinstance(entry, dict) or set(entry) != {"from", "to", "times"}:
            raise ValueError("每一项须有 from、to、times")
        pair = (_text(entry["from"]), _text(entry["to"]))
        if pair in pairs:
            raise ValueError(f"由“{pair[0]}”到“{pair[1]}”写了两次")
        pairs[pair] = _number(entry["times"])
    return tuple((*pair, times) for pair, times in pairs.items())


def _pauses(value: Any) -> tuple[str, ...]:
    return () if value == [] else _texts(value)


def _levels(kind: str) -> Check:
    def check(value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValueError('应为代码和级别，例如 { overdue = "yellow" }')
        for code, level in value.items():
            if code not in KINDS[kind].codes:
                raise ValueError(f"没有代码“{code}”；有：{'、'.join(KINDS[kind].codes)}")
            _one_of(*LEVELS, "off")(level)
        return dict(value)

    return check


_COMMON: Final[dict[str, Check]] = {
    "key": _text,
    "kind": _one_of(*KINDS),
    "name": _text,
    "name_en": _text,
    "law": _text,
    "item": _texts,
    "version": _text,
    "effect": _one_of("alarm", "block"),
}
_ACTS: Final = ("at", "start", "in", "end", "first", "second")
_FIELDS: Final[dict[str, dict[str, Check]]] = {
    "time_limit": {
        "at": _texts,
        "start": _texts,
        "in": _texts,
        "end": _texts,
        "limit": _number,
        "unit": _one_of("working_day", "calendar_day", "hour", "promise"),
        "start_edge": _one_of("start", "end"),
        "n_end": _n_end,
        "warn_seconds": _number,
        "last_day": _one_of("next_work_day"),
        "pauses": _pauses,
        "pauses_move": _true,
    },
    "qualification": {"at": _texts, "second": _texts, "k": _number, "category": _text},
    "rollback": {"at": _texts, "exempt": _exempt},
    "evidence": {"at": _texts, "require": _require},
    "basis": {"at": _texts, "negative": _texts},
    "discretion": {"at": _texts},
    "execution": {"at": _texts},
    "separation": {"first": _texts, "second": _texts, "option": _one_of("any", "all")},
}
_NEEDED: Final = {
    "qualification": ("at",),
    "rollback": ("at",),
    "evidence": ("at", "require"),
    "basis": ("at",),
    "discretion": ("at",),
    "execution": ("at",),
    "separation": ("first", "second"),
}


def _take(path: str, value: Any, check: Check, errors: Errors) -> Any:
    try:
        return check(value)
    except ValueError as error:
        errors.append((path, str(error)))
        return None


def check_defaults(document: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    """The file's own item, version and lawful pauses, which each point may override."""
    checks: dict[str, Check] = {"item": _texts, "version": _text, "pauses": _pauses}
    for unknown in document.keys() - checks.keys() - {"point"}:
        errors.append((str(unknown), f"不认识这一项；可以写：{'、'.join((*checks, 'point'))}"))
    found = {name: _take(name, document[name], check, errors) for name, check in checks.items() if name in document}
    usual = {"item": ("*",), "version": "*", "pauses": ()}
    return usual | {name: value for name, value in found.items() if value is not None}


def check_point(path: str, entry: Any, defaults: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    """Check one ``[[point]]``; the fields as :class:`~mingcha.engine.points.Point` has them, ``item`` still a list."""
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in _FIELDS:
        errors.append((f"{path}.kind", f"应为 {'、'.join(KINDS)} 之一"))
        return {}
    checks = _COMMON | _FIELDS[kind] | {"levels": _levels(kind)}
    for unknown in entry.keys() - checks.keys():
        errors.append((f"{path}.{unknown}", f"{kind} 没有这一项；可以写：{'、'.join(checks)}"))
    values = {
        name: _take(f"{path}.{name}", entry[name], check, errors) for name, check in checks.items() if name in entry
    }
    for name in ("key", *_NEEDED.get(kind, ())):
        if name not in entry:
            errors.append((f"{path}.{name}", "必填"))
    if kind == "time_limit":
        _check_time_limit(path, entry, errors)
    acts = {part: values.pop(part) for part in _ACTS if part in values}
    if "*" in (acts.get("first") or ()) + (acts.get("second") or ()):
        errors.append((path, "职责分离和被判定的环节要逐个写明，不能用 *"))
    option = values.pop("last_day", None) or values.pop("pauses_move", None) or values.pop("option", None)
    if kind == "time_limit":
        values.setdefault("pauses", defaults["pauses"] if _movable(entry) else ())
    return {"item": defaults["item"], "version": defaults["version"]} | values | {"acts": acts, "option": option}


def _movable(entry: Mapping[str, Any]) -> bool:
    return entry.get("unit") != "promise" or entry.get("pauses_move") is True


def _check_time_limit(path: str, entry: Mapping[str, Any], errors: Errors) -> None:
    stage, unit = entry.keys() & {"start", "in", "end"}, entry.get("unit")
    rules = (
        ("unit", "unit" not in entry, "必填：working_day、calendar_day、hour 或 promise"),
        ("limit", unit != "promise" and "limit" not in entry, "必填"),
        ("limit", unit == "promise" and "limit" in entry, "承诺日期由案件给出，不写 limit"),
        ("at", unit == "promise" and bool(stage | entry.keys() & {"at"}), "承诺日期针对整个案件，不写环节"),
        (
            "at",
            unit != "promise" and "at" not in entry and not stage,
            "要写 at（环节期限）或者 start 和 end（阶段期限）",
        ),
        ("at", "at" in entry and bool(stage), "at 与 start、in、end 不能同时写，请分成两个监察点"),
        ("start", bool(stage) and not {"start", "end"} <= entry.keys(), "阶段期限须同时写 start 和 end"),
        ("n_end", "n_end" in entry and not stage, "只用于阶段期限"),
        ("start_edge", "start_edge" in entry and not stage, "只用于阶段期限"),
        ("warn_seconds", "warn_seconds" in entry and unit != "hour", "只用于以小时计的期限"),
        ("last_day", "last_day" in entry and unit != "calendar_day", "只用于以自然日计的期限"),
        ("pauses_move", "pauses_move" in entry and unit != "promise", "只用于承诺日期"),
        ("pauses", "pauses" in entry and not _movable(entry), "承诺日期不因中止顺延；需要顺延的写 pauses_move = true"),
        ("n_end", _too_many_ends(entry), "大于 end 中环节的个数"),
    )
    errors.extend((f"{path}.{name}", message) for name, wrong, message in rules if wrong)


def _too_many_ends(entry: Mapping[str, Any]) -> bool:
    n_end, ends = entry.get("n_end"), entry.get("end")
    if not isinstance(n_end, int) or not isinstance(ends, str | list):
        return False
    acts = {ends} if isinstance(ends, str) else {str(act) for act in ends}
    return EVERY not in acts and n_end > len(acts)
