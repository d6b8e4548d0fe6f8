# SPDX-License-Identifier: Apache-2.0
"""Forms of exams and of yearly verification (S4-09)."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.web.forms import Day, Form, Text

RESULTS: Final = [("passed", _("合格")), ("failed", _("不合格"))]


class ExamForm(Form):
    """An exam: when, held by whom, with which result. ``passed`` is what the action takes."""

    on = Day(label=_("考试日期"))
    organiser = Text(label=_("组织单位"), max_length=100)
    score = Text(label=_("成绩"), max_length=20, required=False)
    passed = forms.TypedChoiceField(
        label=_("结果"), choices=[("", _("请选择")), *RESULTS], coerce=lambda word: word == "passed", empty_value=None
    )


class VerificationForm(Form):
    """The verification of a year."""

    year = forms.IntegerField(label=_("审验年度"), min_value=1990, max_value=2200)
    result = forms.ChoiceField(label=_("结果"), choices=[("", _("请选择")), *RESULTS])
    note = Text(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不合格时必填"),
    )
