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
FIELDS: Final[dict[str, Promise]] = {
    "act": _("环节"),
    "action": _("办理意见"),
    "accountability": _("责任追究"),
    "address": _("办公地址"),
    "assigns": _("分派人员"),
    "at": _("环节"),
    "basis": _("法律依据"),
    "category": _("类别"),
    "code": _("事项编码"),
    "copies": _("份数"),
    "description": _("风险表现"),
    "documents": _("文书"),
    "effect": _("效果"),
    "end": _("止于环节"),
    "evidence": _("证据"),
    "exempt": _("除外"),
    "fact": _("案件事实"),
    "fees": _("收费"),
    "field": _("执法领域"),
    "fields": _("字段"),
    "first": _("这些环节的人"),
    "form": _("表单"),
    "from": _("从"),
    "guard": _("条件"),
    "holder": _("责任人"),
    "join": _("汇合"),
    "k": _("至少几人"),
    "kind": _("种类"),
    "law": _("依据"),
    "level": _("等级"),
    "levels": _("级别"),
    "limit": _("期限"),
    "measure": _("防控措施"),
    "name": _("名称"),
    "negative": _("否定性结果"),
    "note": _("要求"),
    "office": _("承办机构"),
    "office_hours": _("办公时间"),
    "opinions": _("意见栏"),
    "pauses": _("法定中止事由"),
    "phone": _("联系电话"),
    "place": _("次序"),
    "preferential": _("优惠政策"),
    "promised": _("承诺期限"),
    "remedies": _("维权渠道"),
    "require": _("须有的证据"),
    "required": _("必须提交"),
    "roles": _("办理角色"),
    "rollback": _("退回"),
    "second": _("另一组环节"),
    "source": _("来源"),
    "split": _("分支"),
    "standards": _("裁量基准"),
    "start": _("起于环节"),
    "statutory": _("法定期限"),
    "step": _("环节"),
    "summary": _("说明"),
    "supervision": _("监督方式"),
    "template": _("范本"),
    "to": _("到"),
    "unit": _("单位"),
    "valid_from": _("生效日期"),
    "version": _("版本"),
    "word": _("文书字"),
}
WORDS: Final[dict[str, Promise]] = {
    "high": _("高"),
    "medium": _("中"),
    "low": _("低"),
    "red": _("红"),
    "yellow": _("黄"),
    "prompt": _("提示"),
    "off": _("不报"),
    "alarm": _("报警"),
    "block": _("阻止"),
    "working_day": _("工作日"),
    "calendar_day": _("自然日"),
    "hour": _("小时"),
    "promise": _("承诺日期"),
}
"""Values that are words of the document, as people call them."""
_UNTOLD: Final = frozenset({"item", "version", "key"})
"""What a line carries for the engine alone; a head has a version of its own."""


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
        elif fields := _fields(was or {}, now or {}, section):
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


def _fields(was: Mapping[str, Any], now: Mapping[str, Any], section: str = "") -> list[tuple[str, str, str]]:
    untold = _UNTOLD if section != "catalog" else ()
    names = [name for name in [*was, *(name for name in now if name not in was)] if name not in untold]
    pairs = [(str(FIELDS.get(name, name)), was.get(name), now.get(name)) for name in names]
    return [(name, text(old), text(new)) for name, old, new in pairs if old != new]


def text(value: Any) -> str:
    """A value in one line, as a person reads it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, Mapping):
        return "；".join(f"{FIELDS.get(name, name)} {text(inner)}".strip() for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "、".join(text(inner) for inner in value)
    return str(WORDS.get(value, value)) if isinstance(value, str) else str(value)
