# SPDX-License-Identifier: Apache-2.0
"""What is typed for accountability: proposal, review, defence, decision, transfer, admonition, comparison (S3-20 … S3-27)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.models import Organ, Post
from mingcha.oversight.actions.deciding import Handover, Verdict
from mingcha.oversight.actions.proposing import LONGEST, Proposal
from mingcha.oversight.forms import DAYS
from mingcha.oversight.models import (
    Admonition,
    AdmonitionRule,
    ComparedField,
    DepartmentCause,
    Form,
    Liability,
    Liable,
    StaffCause,
)
from mingcha.oversight.models.liability import FOR_DEPARTMENTS
from mingcha.oversight.offices import MOST_DAYS
from mingcha.web.forms import Day, Text, Versioned
from mingcha.web.forms import Form as Plain

USUAL_DAYS: Final = DAYS + 2
"""Working days for a defence where nobody says another number."""
NARROW: Final = gettext_lazy("输入姓名或者单位查找")
"""Above a choice of people (frontend/src/picking.js)."""


def _words(label: Any, most: int = 2_000, **more: Any) -> Text:
    return Text(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class OrganForm(Plain):
    """Of which organ somebody is to be held liable."""

    organ = forms.ModelChoiceField(label=gettext_lazy("单位"), queryset=Organ.objects.none())

    def __init__(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = rows  # type: ignore[attr-defined]


def _causes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _people(label: Any, text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=int,
        help_text=text,
        widget=forms.CheckboxSelectMultiple(attrs={"data-narrow": NARROW}),
    )


class _Proposing(Plain):
    """Causes, facts and people: what a new proposal and an amended one share."""

    facts = _words(gettext_lazy("查明的事实"), LONGEST)
    staff_causes = _causes(gettext_lazy("对工作人员的追责情形"), StaffCause.choices)
    staff = _people(gettext_lazy("责任人员"))
    department_causes = _causes(gettext_lazy("对部门的追责情形"), DepartmentCause.choices)
    department = forms.BooleanField(label=gettext_lazy("追究部门责任"), required=False)
    serious = forms.BooleanField(label=gettext_lazy("情节严重或者造成影响"), required=False)
    leaders = _people(
        gettext_lazy("相关领导"), gettext_lazy("情节严重或者造成影响的，或者追究部门责任的，可以追究相关领导责任")
    )
    secrecy = forms.TypedChoiceField(
        label=gettext_lazy("知悉范围"), choices=Liability.Secrecy.choices, coerce=int, initial=0
    )

    def offer(self, people: Sequence[Post]) -> None:
        """The people of the organ, those with a part in the cases first."""
        choices = [(post.person_id, f"{post.person.name} · {post.organ.short}") for post in people]
        for name in ("staff", "leaders"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        return Proposal(
            causes=[*given["staff_causes"], *given["department_causes"]],
            facts=given["facts"],
            staff=given["staff"],
            leaders=given["leaders"],
            department=given["department"],
            serious=given["serious"],
            secrecy=given["secrecy"],
        )


class ProposalForm(_Proposing):
    """A new proposal; its clues come with the address."""

    clues = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)


class AmendForm(_Proposing, Versioned):
    """A draft that is completed."""


class WordsForm(Versioned):
    """A reason, on the version that was seen."""

    words = _words(gettext_lazy("理由"))


class ReviewForm(Versioned):
    """The second person agrees; how long the defence is awaited."""

    words = _words(gettext_lazy("复核意见"))
    days = forms.IntegerField(
        label=gettext_lazy("陈述申辩期限（工作日）"), min_value=1, max_value=MOST_DAYS, initial=USUAL_DAYS
    )


class StatementForm(Plain):
    """What she has to say for herself, against a decision, or about an objection."""

    words = _words(gettext_lazy("内容"))


class DecideForm(Versioned):
    """For each whom it is about every form that can be decided, taken by writing what it brings about; and why."""

    def __init__(self, rows: Sequence[Liable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["words"] = _words(gettext_lazy("决定理由"))
        for row in rows:
            for form in Form if row.person_id else FOR_DEPARTMENTS:
                self.fields[f"effect_{row.pk}_{form.value}"] = Text(
                    label=_("{who}：{form}").format(who=row, form=form.label), max_length=300, required=False
                )

    @property
    def verdict(self) -> Verdict:
        given, forms_ = self.cleaned_data, {}
        for row in self.rows:
            effects = [(form.value, given.get(f"effect_{row.pk}_{form.value}", "")) for form in Form]
            forms_[row.pk] = [(form, effect) for form, effect in effects if effect]
        return Verdict(given["words"], forms_)


class TransferForm(Versioned):
    """To whom suspects were passed on, when, what."""

    to = Text(label=gettext_lazy("接收机关"), max_length=100)
    day = Day(label=gettext_lazy("移送日期"))
    what = _words(gettext_lazy("移送的问题和材料"))
    receipt = Text(
        label=gettext_lazy("回执"), max_length=200, required=False, help_text=gettext_lazy("收到后也可以补登")
    )

    @property
    def handover(self) -> Handover:
        given = self.cleaned_data
        return Handover(given["to"], given["day"], given["what"], given["receipt"])


class ReceiptForm(Plain):
    """The receipt that came later."""

    receipt = Text(label=gettext_lazy("回执"), max_length=200)


class AdmonitionForm(Plain):
    """Who is admonished, how, for what."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("被告诫人"), coerce=int, widget=forms.Select(attrs={"data-narrow": NARROW})
    )
    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=Admonition.Kind.choices)
    facts = _words(gettext_lazy("事由"))

    def __init__(self, people: Sequence[Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("请选择")),
            *((post.person_id, f"{post.person.name} · {post.organ.short}") for post in people),
        ]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class RuleForm(Versioned):
    """How admonitions count."""

    unit = forms.ChoiceField(label=gettext_lazy("计数对象"), choices=AdmonitionRule.Unit.choices)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("计入的告诫方式"), choices=Admonition.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(label=gettext_lazy("达到多少次"), min_value=1, max_value=20, initial=2)
    months = forms.IntegerField(label=gettext_lazy("在多少个月内"), min_value=1, max_value=60, initial=12)


class CaseForm(Plain):
    """A case by its number."""

    number = Text(label=gettext_lazy("案号"), max_length=120)

    def __init__(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        self.case = self.rows.filter(number=number).first()
        if self.case is None:
            raise forms.ValidationError(_("管辖范围内没有这个案号的办件"), code="case_unknown")
        return number


class ComparisonForm(Plain):
    """What was entered and what is so, field by field."""

    source = Text(
        label=gettext_lazy("核对方式"), max_length=300, help_text=gettext_lazy("如：电话回访申请人、查阅纸质卷宗")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ComparedField.Field.choices:
            self.fields[f"entered_{name}"] = Text(
                label=_("{field}：录入内容").format(field=label), max_length=500, required=False
            )
            self.fields[f"actual_{name}"] = Text(
                label=_("{field}：实际情况").format(field=label), max_length=500, required=False
            )
        self.order_fields([name for name in self.fields if name != "source"])

    @property
    def found(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {name: (given[f"entered_{name}"], given[f"actual_{name}"]) for name in ComparedField.Field.values}
