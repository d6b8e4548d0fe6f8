# SPDX-License-Identifier: Apache-2.0
"""What one document changes of another, line by line, for a reviewer to read (S1-26, feature 5).

Lines of a section are known again by their key (a step by its name), so that a line that only moved is told as moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Final[dict[str, Promise]] = {
    "catalog": _("基本信息"),
    "guide": _("服务指南"),
    "material": _("材料"),
    "step": _("环节"),
    "transition": _("流转"),
    "form": _("表单"),
    "document": _("文书"),
    "point": _("监察点"),
    "risk": _("风险点"),
    "example": _("示例办件"),
}
KEYS: Final[dict[str, tuple[str, ...]]] = {"step": ("act",), "transition": ("from", "to", "action")}
_UNTOLD: Final = frozenset({"item", "version"})


@dataclass
class Change:
    """One line (or the section itself): ``added``, ``removed`` or ``changed`` with each field before and after."""

    section: str
    name: str
    kind: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> Promise | str:
        return NAMES.get(self.section, self.section)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """In the order of the sections; empty if the documents say the same."""
    found: list[Change] = []
    for section in NAMES:
        was, now = before.get(section), after.get(section)
        if isinstance(was, list) or isinstance(now, list):
            found += _lines(section, was or [], now or [])
        elif fields := _fields(was or {}, now or {}):
            found.append(Change(section, "", "changed" if was else "added", fields))
    return found


def _lines(section: str, was: list[Any], now: list[Any]) -> list[Change]:
    old, new = _by_key(section, was), _by_key(section, now)
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            found.append(Change(section, _name(old[key], key), "removed", _fields(old[key], {})))
        elif key not in old:
            found.append(Change(section, _name(new[key], key), "added", _fields({}, new[key])))
        elif fields := _fields(old[key], new[key]):
            found.append(Change(section, _name(new[key], key), "changed", fields))
    return found


def _by_key(section: str, lines: list[Any]) -> dict[str, Any]:
    names = KEYS.get(section, ("key",))
    found: dict[str, Any] = {}
    for number, line in enumerate(lines, 1):
        key = " → ".join(str(line.get(name, "")) for name in names) if isinstance(line, Mapping) else str(line)
        found[key if key not in found else f"{key} ({number})"] = line if isinstance(line, Mapping) else {"": line}
    return found


def _name(line: Mapping[str, Any], key: str) -> str:
    return str(line.get("name") or line.get("act") or line.get("description") or key)


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    names = [*was, *(name for name in now if name not in was)]
    pairs = [(name, was.get(name), now.get(name)) for name in names if name not in _UNTOLD]
    return [(name, text(old), text(new)) for name, old, new in pairs if old != new]


def text(value: Any) -> str:
    """A value in one line, as a person reads it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, Mapping):
        return "；".join(f"{name} {text(inner)}".strip() for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "、".join(text(inner) for inner in value)
    return str(value)
