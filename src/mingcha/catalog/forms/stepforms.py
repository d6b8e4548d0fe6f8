# SPDX-License-Identifier: Apache-2.0
"""Forms by which forms of steps are made: a form's name, and a field of each type with what that type may be told (feature 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.forms.fields import Keyed
from mingcha.catalog.marks import Marked
from mingcha.catalog.parts import Errors
from mingcha.catalog.sections import lines_of
from mingcha.catalog.stepforms.drawing import StepForm
from mingcha.catalog.stepforms.facts import facts_for
from mingcha.catalog.stepforms.fields import Money, Number
from mingcha.catalog.stepforms.kinds import ACCEPTED, IN_TABLES, LONGEST, MOST_COLUMNS, PATTERNS, TYPES
from mingcha.catalog.stepforms.reading import check_field, check_key
from mingcha.catalog.stepforms.tables import TableField
from mingcha.web.forms import Text, Versioned

BOUNDS: Final = {
    "text": (_("最少字数"), _("最多字数")),
    "long": (_("最少字数"), _("最多字数")),
    "number": (_("最小值"), _("最大值")),
    "money": (_("最低金额（元）"), _("最高金额（元）")),
    "date": (_("最早日期"), _("最晚日期")),
    "table": (_("最少行数"), _("最多行数")),
}
KEY_HELP: Final = _("条件和文书范本用它取值，保存后不能修改；留空则与名称相同")
FACT_HELP: Final = _("填写的内容作为案件事实，由监察点判断")


class NameForm(Keyed, Versioned):
    """A new form."""

    name = Text(label=_("表单名称"), max_length=LONGEST["name"])
    key = Text(label=_("代号"), max_length=LONGEST["key"], required=False, help_text=KEY_HELP)


class RenameForm(Marked):
    """A form that is there."""

    name = Text(label=_("表单名称"), max_length=LONGEST["name"])


class ChangeForm(Versioned):
    """A line of a section is moved or taken away: ``line`` of the section, ``inner`` of that line."""

    line = forms.CharField(max_length=LONGEST["key"])
    inner = forms.CharField(max_length=LONGEST["key"], required=False)
    act = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "remove")])


def _columns() -> dict[str, forms.Field]:
    types = [(kind, TYPES[kind][0]) for kind in IN_TABLES]
    return {
        "label": Text(label=_("列名"), max_length=LONGEST["name"]),
        "key": Text(label=_("代号"), max_length=LONGEST["key"], required=False),
        "type": forms.ChoiceField(label=_("类型"), choices=types, required=False),
        "required": forms.ChoiceField(label=_("必填"), choices=[("", _("否")), ("1", _("是"))], required=False),
        "choices": Text(label=_("选项（用顿号隔开）"), max_length=500, required=False),
    }


class FieldForm(StepForm, Marked):
    """A field of one type. ``document`` gives it as the section keeps it; a new one has a key besides."""

    type = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, kind: str, *args: Any, new: bool = False, was: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = self.initial["type"] = kind
        self.columns = {column["key"]: column for column in lines_of(was or {}, "columns") if "key" in column}
        self.fields["label"] = Text(label=_("字段名称"), max_length=LONGEST["name"])
        if new:
            self.fields["key"] = Text(label=_("代号"), max_length=LONGEST["key"], required=False, help_text=KEY_HELP)
        self.fields["required"] = forms.BooleanField(label=_("必填"), required=False)
        self.fields["help"] = Text(label=_("填写说明"), max_length=LONGEST["help"], required=False)
        if facts := facts_for(kind):
            choices = [("", _("不是案件事实")), *facts]
            self.fields["fact"] = forms.ChoiceField(
                label=_("案件事实"), choices=choices, required=False, help_text=FACT_HELP
            )
        for name in sorted(TYPES[kind][1], key=ORDER.index):
            self.fields[name] = self._setting(name)

    def _setting(self, name: str) -> forms.Field:
        if name in ("min", "max"):
            return self._bound(BOUNDS[self.kind][name == "max"])
        if name == "pattern":
            choices = [("", _("不限")), *((key, pattern.label) for key, pattern in PATTERNS.items())]
            return forms.ChoiceField(label=_("格式"), choices=choices, required=False)
        if name == "decimals":
            return Number(0, 6, label=_("小数位数"), required=False)
        if name == "choices":
            help_text = _("一行一个选项")
            return Text(
                label=_("选项"), max_length=5_000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 6})
            )
        if name == "many":
            return forms.BooleanField(label=_("可以多选"), required=False)
        if name == "accept":
            return forms.MultipleChoiceField(
                label=_("接受的文件"),
                choices=[(kind, kind.upper()) for kind in ACCEPTED],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        return TableField(_columns, 1, MOST_COLUMNS, label=_("列"))

    def _bound(self, label: Any) -> forms.Field:
        if self.kind == "money":
            return Money(label=label, required=False)
        if self.kind == "date":
            help_text = _("例如 2026-01-01；填 today 为填写当天")
            return Text(label=label, max_length=10, required=False, help_text=help_text)
        return Number(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        errors: Errors = []
        if "key" in self.fields:
            given["key"] = check_key("field.key", given.get("key") or given.get("label"), errors)
        document = self.document(given)
        if not self.errors:
            check_field("field", document, errors)
        for path, message in errors:
            name = path.removeprefix("field.").split(".")[0].split("[")[0]
            self.add_error(name if name in self.fields else None, message)
        given["document"] = document
        return given

    def document(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The field as the section keeps it; what is not said is left out."""
        made: dict[str, Any] = {"key": given.get("key", ""), "label": given.get("label"), "type": self.kind}
        for name in ("required", "help", "fact", *ORDER):
            value = given.get(name)
            if name == "choices" and value:
                value = [line.strip() for line in value.splitlines() if line.strip()]
            if name == "columns" and value:
                value = [_column(row, self.columns) for row in value]
            if value not in (None, "", False, []):
                made[name] = value
        return made


ASKED: Final = ("key", "label", "type", "required", "choices")
"""What the page asks of a column."""
ORDER: Final = ("choices", "many", "pattern", "decimals", "min", "max", "accept", "columns")
"""The settings in the order in which the page asks for them."""


def _column(row: Mapping[str, Any], were: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A column as its field. What the page does not ask of it stays as it was, if it is of the same type."""
    key, kind = row.get("key") or row["label"], row.get("type", "text")
    was = were.get(key, {})
    kept = {name: value for name, value in was.items() if name not in ASKED} if was.get("type") == kind else {}
    made = {"key": key, "label": row["label"], "type": kind, **kept}
    if row.get("required"):
        made["required"] = True
    if row.get("choices"):
        made["choices"] = [name.strip() for name in row["choices"].split("、") if name.strip()]
    return made


def initial_of(field: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a field shows of it."""
    shown = dict(field)
    if isinstance(field.get("choices"), list):
        shown["choices"] = "\n".join(map(str, field["choices"]))
    if "columns" in field:
        shown["columns"] = [
            {
                **{name: column.get(name) for name in ("label", "key", "type")},
                "required": "1" if column.get("required") else "",
                "choices": "、".join(map(str, choices)) if isinstance(choices := column.get("choices"), list) else "",
            }
            for column in lines_of(field, "columns")
        ]
    return shown
