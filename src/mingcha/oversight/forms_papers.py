# SPDX-License-Identifier: Apache-2.0
"""What is typed for an oversight document, its receipt, objection and report; for the register and the clocks."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingcha.organs.models import Organ, Person, Post
from mingcha.oversight.actions.paper_service import ON_PAPER, Finding, Receipt
from mingcha.oversight.actions.papers import Draft
from mingcha.oversight.actions.supervisors import Held
from mingcha.oversight.clocks import EVENTS, MOST, Span
from mingcha.oversight.models import Mode, Paper, PaperTurn, Supervisor, Unit
from mingcha.web.forms import Day, Files, Form, Text, Versioned

PICK: Final = gettext_lazy("请选择")


def prose(label: Any, longest: int = 2_000, rows: int = 4, **more: Any) -> Text:
    """A field of several lines."""
    return Text(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


def attachments() -> Files:
    """The files of an answer."""
    return Files(label=gettext_lazy("附件"), required=False, help_text=gettext_lazy("图片、PDF、Word 或者 Excel"))


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("不填的，按本地区配置的期限"),
    )


def _unit(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Unit.choices, initial=Unit.WORKING)


class PaperForm(Versioned):
    """A document, new (version 0) or as it is drafted so far."""

    kind = forms.ChoiceField(label=gettext_lazy("文书种类"), choices=Paper.Kind.choices)
    mode = forms.ChoiceField(label=gettext_lazy("监督方式"), choices=Mode.choices)
    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("监督对象"), empty_label=PICK)
    matter = Text(label=gettext_lazy("事由"), max_length=120)
    facts = prose(gettext_lazy("事实"), 4_000, 6)
    basis = prose(gettext_lazy("依据"), rows=3)
    demands = prose(gettext_lazy("要求"))
    first = forms.ModelChoiceField(Supervisor.objects.none(), label=gettext_lazy("监督人员（一）"), empty_label=PICK)
    second = forms.ModelChoiceField(Supervisor.objects.none(), label=gettext_lazy("监督人员（二）"), empty_label=PICK)
    report_days = _days(gettext_lazy("回复期限（天数）"))
    report_unit = _unit(gettext_lazy("回复期限的单位"))
    objection_days = _days(gettext_lazy("提出异议期限（天数）"))
    objection_unit = _unit(gettext_lazy("提出异议期限的单位"))
    review_days = _days(gettext_lazy("复查期限（天数）"))
    review_unit = _unit(gettext_lazy("复查期限的单位"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        reach: QuerySet[Organ] = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        fields["organ"].queryset = reach.exclude(pk__in=post.organ.ancestry).order_by("path")
        holders = Supervisor.objects.filter(organ=post.organ_id).exclude(status=Supervisor.Status.REVOKED)
        for name in ("first", "second"):
            fields[name].queryset = holders.select_related("person")

    @property
    def draft(self) -> Draft:
        given = self.cleaned_data
        terms = {
            event: Span(given[f"{event}_days"], given[f"{event}_unit"]) if given[f"{event}_days"] else None
            for event in EVENTS
        }
        names = ("kind", "mode", "organ", "matter", "facts", "basis", "demands")
        return Draft(
            **{name: given[name] for name in names}, supervisors=(given["first"], given["second"]), terms=terms
        )


class SureForm(Versioned):
    """Nothing but the version: an act that asks for no words."""


class OpinionForm(Versioned):
    """What a checker or a signer remarks."""

    words = prose(gettext_lazy("意见"), rows=3, initial=gettext_lazy("同意。"))


class ReasonForm(Versioned):
    """Why something is sent back, or objected to."""

    words = prose(gettext_lazy("理由"), 2_000)


class SendBackForm(ReasonForm):
    """Why a report does not do, and within how many days another is awaited."""

    days = forms.IntegerField(label=gettext_lazy("重新回复期限（天数）"), min_value=1, max_value=MOST, initial=5)


class ReceiptForm(Versioned):
    """送达回证."""

    on = Day(label=gettext_lazy("送达日期"), initial=timezone.localdate)
    method = forms.ChoiceField(
        label=gettext_lazy("送达方式"), choices=[(each, Paper.Method(each).label) for each in ON_PAPER]
    )
    receiver = Text(label=gettext_lazy("收件人"), max_length=60)
    uploads = Files(
        label=gettext_lazy("签收的送达回证"), required=False, help_text=gettext_lazy("图片、PDF、Word 或者 Excel")
    )

    @property
    def receipt(self) -> Receipt:
        given = self.cleaned_data
        return Receipt(given["on"], given["method"], given["receiver"], given["uploads"])


class ReviewForm(Versioned):
    """What a review found."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("复查结论"),
        choices=[
            (kind.value, kind.label)
            for kind in (PaperTurn.Kind.UPHELD, PaperTurn.Kind.CHANGED, PaperTurn.Kind.WITHDRAWN)
        ],
        widget=forms.RadioSelect,
        initial="upheld",
    )
    words = prose(gettext_lazy("复查意见"))
    revised = prose(gettext_lazy("变更后的要求"), required=False, help_text=gettext_lazy("复查变更的须填写"))

    @property
    def finding(self) -> Finding:
        given = self.cleaned_data
        return Finding(given["outcome"], given["words"], given["revised"])


class ReportForm(Versioned):
    """整改报告."""

    words = prose(gettext_lazy("整改情况"), 4_000, 6)
    uploads = attachments()


class CloseForm(Versioned):
    """That a report is accepted."""

    words = prose(gettext_lazy("审阅意见"), rows=3, initial=gettext_lazy("整改到位，予以办结。"))


class SupervisorForm(Form):
    """A certificate of somebody of one's own organ."""

    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("人员"), empty_label=PICK)
    number = Text(label=gettext_lazy("监督证号"), max_length=40)
    issued_by = Text(label=gettext_lazy("发证机关"), max_length=120)
    valid_from = Day(label=gettext_lazy("有效期起"))
    valid_to = Day(label=gettext_lazy("有效期止"), required=False)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.filter(organ=post.organ_id, status=Person.Status.ACTIVE).exclude(
            pk=post.person_id
        )

    @property
    def held(self) -> Held:
        given = self.cleaned_data
        return Held(given["number"], given["issued_by"], given["valid_from"], given["valid_to"])


class HolderForm(Versioned):
    """What becomes of a certificate."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), choices=Supervisor.Status.choices)
    valid_to = Day(label=gettext_lazy("有效期止"), required=False)
    reason = prose(gettext_lazy("理由"), 500, 2)


class ClockForm(Versioned):
    """A term of a region, new (version 0) or as it stands."""

    days = forms.IntegerField(
        label=gettext_lazy("天数"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("不填的，删除这项期限；起草时须逐份填写"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=Unit.choices)
    source = Text(label=gettext_lazy("依据"), max_length=200, required=False)


class PresetForm(Form):
    """Which region's published terms are taken over."""

    preset = forms.ChoiceField(label=gettext_lazy("参考期限"), widget=forms.RadioSelect)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = choices  # type: ignore[attr-defined]
