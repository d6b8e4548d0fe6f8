# SPDX-License-Identifier: Apache-2.0
"""What an entry holds, as rows for a page: old and new value of what changed, and whatever else it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.records.objects import field_of

LONGEST: Final = 2_000
NAMES: Final[dict[str, Promise]] = {
    "account": gettext_lazy("账号（摘要）"),
    "address": gettext_lazy("来源地址（摘要）"),
    "again": gettext_lazy("新任务"),
    "alarms": gettext_lazy("新报警"),
    "articles_added": gettext_lazy("新增条文"),
    "articles_changed": gettext_lazy("更新条文"),
    "attempts": gettext_lazy("已尝试次数"),
    "batch": gettext_lazy("导入"),
    "calendars": gettext_lazy("日历"),
    "cases": gettext_lazy("办件数"),
    "category": gettext_lazy("类别"),
    "changed": gettext_lazy("更新"),
    "city": gettext_lazy("市"),
    "code": gettext_lazy("编码"),
    "count": gettext_lazy("数量"),
    "days": gettext_lazy("天数"),
    "duties": gettext_lazy("职责"),
    "digest": gettext_lazy("内容摘要"),
    "done": gettext_lazy("已完成"),
    "entries": gettext_lazy("记录数"),
    "faults": gettext_lazy("错误数"),
    "field": gettext_lazy("项目"),
    "file": gettext_lazy("文件"),
    "files": gettext_lazy("文件"),
    "flaws": gettext_lazy("不符"),
    "key": gettext_lazy("代号"),
    "keys": gettext_lazy("代号"),
    "kind": gettext_lazy("类别"),
    "known": gettext_lazy("已知的头的时间"),
    "limit": gettext_lazy("限制"),
    "lost": gettext_lazy("丢失的文件"),
    "mapping": gettext_lazy("映射"),
    "mapping_version": gettext_lazy("映射版本"),
    "missing": gettext_lazy("缺少的批次"),
    "name": gettext_lazy("名称"),
    "networks": gettext_lazy("允许的网络"),
    "new": gettext_lazy("新增"),
    "number": gettext_lazy("编号"),
    "organ": gettext_lazy("机构"),
    "person": gettext_lazy("人员"),
    "points": gettext_lazy("监察点数"),
    "raised": gettext_lazy("新报警"),
    "reach": gettext_lazy("范围"),
    "reason": gettext_lazy("理由"),
    "region": gettext_lazy("地区"),
    "rights": gettext_lazy("权限"),
    "role": gettext_lazy("角色"),
    "rows": gettext_lazy("行数"),
    "same": gettext_lazy("未变"),
    "slices": gettext_lazy("批数"),
    "source": gettext_lazy("数据来源"),
    "steps": gettext_lazy("环节数"),
    "task": gettext_lazy("任务"),
    "tiers_added": gettext_lazy("新增裁量阶次"),
    "tiers_changed": gettext_lazy("更新裁量阶次"),
    "to": gettext_lazy("改为"),
    "tokens": gettext_lazy("作废的令牌"),
    "years": gettext_lazy("年份"),
}
"""What the words are called that entries hold beside fields of the object."""


class Row(NamedTuple):
    """``old`` is None for what did not change but is only told."""

    label: str
    old: str | None
    new: str


def rows_of(entry: Any) -> list[Row] | None:
    """The rows of an entry read as written; None if the content cannot be read: somebody garbled it past the system."""
    try:
        what = json.loads(entry.text)
    except ValueError:
        return None
    return list(_rows(entry.object_kind, what)) if isinstance(what, Mapping) else None


def _rows(kind: str, what: Mapping[str, Any]) -> Iterator[Row]:
    rest = dict(what)
    if "from" in rest and "to" in rest:
        yield Row(_("状态"), _value(kind, "status", rest.pop("from")), _value(kind, "status", rest.pop("to")))
    changed = rest.get("changed")
    if isinstance(changed, Mapping) and all(isinstance(pair, list) and len(pair) == 2 for pair in changed.values()):
        del rest["changed"]
        for name, (old, new) in changed.items():
            yield Row(_name(kind, name), _value(kind, name, old), _value(kind, name, new))
    personal = rest.pop("personal", None) or {}
    for name in personal:
        mark = personal[name] if isinstance(personal, Mapping) else None
        told = _("已填写，内容不公开；摘要 {mark}").format(mark=mark) if mark else _("有变化，内容不公开")
        yield Row(_name(kind, name), None, told)
    for name, value in rest.items():
        yield Row(_name(kind, name), None, _value(kind, name, value))


def _name(kind: str, name: str) -> str:
    field = field_of(kind, name)
    if field is not None and str(field.verbose_name) != name.replace("_", " "):
        return str(field.verbose_name)
    return str(NAMES.get(name, name))


def _value(kind: str, name: str, value: Any) -> str:
    field = field_of(kind, name)
    choices = dict(field.flatchoices) if field is not None else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if field is not None and field.is_relation and value is not None:
        return _called(field, value)
    return _text(value)[:LONGEST]


def _called(field: Any, number: Any) -> str:
    """What a row that is only told by number is called today."""
    model = field.related_model
    try:
        there = model._base_manager.filter(pk=model._meta.pk.to_python(number)).first()
    except ValidationError:  # told by name already
        there = None
    return _("{name}（{number}）").format(name=there, number=number) if there is not None else _text(number)


def _text(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return (
            _("；").join(_("{where}：{what}").format(where=key, what=_text(inner)) for key, inner in value.items())
            or "—"
        )
    if isinstance(value, list):
        return _("、").join(map(_text, value)) or "—"
    return str(value)
