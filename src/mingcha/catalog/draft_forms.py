# SPDX-License-Identifier: Apache-2.0
"""Forms of the parts of a draft that are fields: head, service guide, materials, risk points (S1-04, S4-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.marks import Marked
from mingcha.organs.dictionaries import shown_powers
from mingcha.organs.models import Organ
from mingcha.web.forms import Day, Form, Text, Versioned

UNITS: Final = (
    ("working_day", gettext_lazy("工作日")),
    ("calendar_day", gettext_lazy("自然日")),
    ("hour", gettext_lazy("小时")),
)
RISKS: Final = (("high", gettext_lazy("高")), ("medium", gettext_lazy("中")), ("low", gettext_lazy("低")))
MOST_LINES: Final = 100


class Lines(Text):
    """A text a line; empty lines and repetitions fall away."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=options.pop("required", False), **options)

    def clean(self, value: Any) -> Any:
        found = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        lines = list(dict.fromkeys(filter(None, found)))
        if len(lines) > MOST_LINES or any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("最多 100 行，每行不超过 300 个字"), code="too_long")
        return lines


def optional(label: Any, most: int = 500, rows: int = 0, help_text: Any = "") -> Text:
    """A text that may be left empty; with ``rows``, of several lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return Text(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


class HeadForm(Versioned):
    """The head of a document; limits are a number and a unit."""

    code = Text(label=gettext_lazy("事项编码"), max_length=60)
    name = Text(label=gettext_lazy("事项名称"), max_length=200)
    category = forms.ChoiceField(label=gettext_lazy("权力类别"))
    number = Text(label=gettext_lazy("版本"), max_length=20, initial="1")
    valid_from = Day(
        label=gettext_lazy("生效日期"),
        required=False,
        help_text=gettext_lazy("不填的，自审定之日起生效；早于审定之日的，同样自审定之日起"),
    )
    field = optional(gettext_lazy("执法领域"), 60)
    office = optional(gettext_lazy("承办机构"), 200)
    basis = Lines(
        label=gettext_lazy("法律依据"), help_text=gettext_lazy("一行一条，例如：《市场主体登记管理条例》第四十三条")
    )
    standards = Lines(label=gettext_lazy("裁量基准"), help_text=gettext_lazy("适用哪些违法行为的裁量基准，一行一个"))
    statutory = forms.IntegerField(label=gettext_lazy("法定期限"), required=False, min_value=1, max_value=1_000)
    statutory_unit = forms.ChoiceField(label=gettext_lazy("法定期限的单位"), choices=UNITS, required=False)
    promised = forms.IntegerField(label=gettext_lazy("承诺期限"), required=False, min_value=1, max_value=1_000)
    promised_unit = forms.ChoiceField(label=gettext_lazy("承诺期限的单位"), choices=UNITS, required=False)
    pauses = Lines(label=gettext_lazy("法定中止事由"), help_text=gettext_lazy("不计入期限的，一行一种，例如：检验"))
    fees = optional(gettext_lazy("收费"), 300)
    summary = optional(gettext_lazy("说明"), 1_000, rows=3)

    def __init__(self, organ: Organ, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        powers = [(name, name) for _code, name in shown_powers(organ.region_id)]
        known = {name for name, _label in powers}
        own = (self.initial or {}).get("category", "")
        category: Any = self.fields["category"]
        category.choices = [*powers, *([(own, own)] if own and own not in known else [])]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        order = {"working_day": 1.0, "calendar_day": 0.7, "hour": 1 / 24}
        legal, promised = given.get("statutory"), given.get("promised")
        if legal and promised:
            longest = legal * order[given.get("statutory_unit") or "working_day"]
            if promised * order[given.get("promised_unit") or "working_day"] > longest:
                self.add_error("promised", _("承诺期限不能长于法定期限"))
        return given

    @staticmethod
    def initial_of(head: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the form for a head as the document has it."""
        shown = {name: head.get(name) or "" for name in ("code", "name", "category", "field", "office", "fees")}
        shown |= {name: "\n".join(head.get(name) or ()) for name in ("basis", "standards", "pauses")}
        shown |= {"summary": head.get("summary") or "", "number": head.get("version") or "1"}
        shown["valid_from"] = head.get("valid_from") or ""
        for name in ("statutory", "promised"):
            limit = head.get(name) or {}
            shown |= {name: limit.get("limit"), f"{name}_unit": limit.get("unit") or "working_day"}
        return shown

    @classmethod
    def shown(cls, head: Mapping[str, Any]) -> list[tuple[Any, str]]:
        """Label and value of each field, as a reader reads it: a limit with its unit."""
        values = cls.initial_of(head)
        for name in ("statutory", "promised"):
            unit = values.pop(f"{name}_unit")
            values[name] = f"{values[name]} {dict(UNITS)[unit]}" if values[name] else ""
        fields = [(name, field) for name, field in cls.base_fields.items() if name in values]
        return [(field.label, str(values[name])) for name, field in fields]

    @staticmethod
    def head_of(given: Mapping[str, Any]) -> dict[str, Any]:
        """The head that the form says; nothing that is empty."""
        head: dict[str, Any] = {name: given[name] for name in ("code", "name", "category")}
        head |= {"version": given["number"], "valid_from": given["valid_from"]}
        head |= {name: given[name] for name in ("field", "office", "basis", "standards", "pauses", "fees", "summary")}
        for name in ("statutory", "promised"):
            if given[name]:
                head[name] = {"limit": given[name], "unit": given[f"{name}_unit"] or "working_day"}
        return {name: value for name, value in head.items() if value}


class GuideForm(Versioned):
    """What the service guide 服务指南 says beyond the head, the materials and the steps (S4-08)."""

    preferential = optional(gettext_lazy("优惠政策"), 1_000, rows=2)
    supervision = optional(gettext_lazy("监督方式"), 1_000, rows=2)
    accountability = optional(gettext_lazy("责任追究"), 1_000, rows=2)
    remedies = optional(gettext_lazy("维权渠道"), 1_000, rows=3, help_text=gettext_lazy("行政复议、行政诉讼、投诉举报"))
    office_hours = optional(gettext_lazy("办公时间"), 200)
    address = optional(gettext_lazy("办公地址"), 300)
    phone = optional(gettext_lazy("联系电话"), 100)


class MaterialForm(Marked):
    """One material that the applicant hands in."""

    name = Text(label=gettext_lazy("材料名称"), max_length=200)
    required = forms.BooleanField(label=gettext_lazy("必须提交"), required=False)
    copies = forms.IntegerField(label=gettext_lazy("份数"), min_value=1, max_value=100, initial=1)
    source = optional(gettext_lazy("来源"), 100, help_text=gettext_lazy("申请人自备、政府部门核发、数据共享"))
    note = optional(gettext_lazy("要求"), 500, rows=2)


class RiskForm(Marked):
    """A risk point 风险点 of a step: shown to the handler there."""

    step = forms.ChoiceField(label=gettext_lazy("环节"))
    level = forms.ChoiceField(label=gettext_lazy("风险等级"), choices=RISKS, initial="medium")
    description = Text(label=gettext_lazy("风险表现"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    measure = Text(label=gettext_lazy("防控措施"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
    holder = optional(gettext_lazy("责任人"), 100)

    def __init__(self, acts: list[str], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        step: Any = self.fields["step"]
        step.choices, step.initial = [(act, act) for act in acts], next(iter(acts), None)


class DecisionForm(Versioned):
    """What a reviewer decides at a gate, of the draft as she has read it; a return needs its reason (S1-22, S1-23)."""

    reason = optional(gettext_lazy("意见"), 1_000, rows=3, help_text=gettext_lazy("退回的，须写明退回原因"))
    outcome = forms.ChoiceField(
        choices=(("passed", gettext_lazy("通过")), ("returned", gettext_lazy("退回"))), widget=forms.HiddenInput
    )


class DropForm(Form):
    """Why a draft is given up."""

    reason = Text(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RetireForm(Form):
    """The last day on which a case may begin by the item, and why it ends."""

    last_day = Day(label=gettext_lazy("最后一日"))
    reason = Text(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
