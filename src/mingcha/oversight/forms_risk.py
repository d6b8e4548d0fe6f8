# SPDX-License-Identifier: Apache-2.0
"""What is typed for a risk point: a new one of an organ, its yearly review, the overseer's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mingcha.organs.models import Organ
from mingcha.oversight.actions.risking import Assessment
from mingcha.oversight.models import RiskPoint
from mingcha.web.forms import Form, Text, Versioned


def _long(label: Any) -> Text:
    return Text(label=label, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class RiskForm(Form):
    """A risk of an organ."""

    organ = forms.ModelChoiceField(label=gettext_lazy("单位"), queryset=Organ.objects.none())
    step = Text(label=gettext_lazy("环节或者岗位"), max_length=100, required=False)
    description = _long(gettext_lazy("风险表现"))
    level = forms.ChoiceField(label=gettext_lazy("风险等级"), choices=RiskPoint.Level.choices)
    measure = _long(gettext_lazy("防控措施"))
    holder = Text(label=gettext_lazy("责任人"), max_length=100)

    def __init__(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = rows  # type: ignore[attr-defined]

    @property
    def assessment(self) -> Assessment:
        given = self.cleaned_data
        return Assessment(given["level"], given["measure"], given["holder"])


class AssessForm(Versioned):
    """The yearly review by the organ."""

    level = forms.ChoiceField(label=gettext_lazy("风险等级"), choices=RiskPoint.Level.choices)
    measure = _long(gettext_lazy("防控措施"))
    holder = Text(label=gettext_lazy("责任人"), max_length=100)
    words = _long(gettext_lazy("复核说明"))

    @property
    def assessment(self) -> Assessment:
        given = self.cleaned_data
        return Assessment(given["level"], given["measure"], given["holder"], given["words"])


class AnswerForm(Versioned):
    """Whether the overseer agrees, and why."""

    agreed = forms.TypedChoiceField(
        label=gettext_lazy("结论"),
        choices=(("yes", gettext_lazy("通过")), ("no", gettext_lazy("退回"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    words = _long(gettext_lazy("审核意见"))
