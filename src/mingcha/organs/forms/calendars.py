# SPDX-License-Identifier: Apache-2.0
"""Forms of work calendars: a file, a calendar of one's own, a sum of working days (S1-07)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.engine.calendar_file import MAX_BYTES
from mingcha.web.forms import Day, Form, Text

CODE = RegexValidator(r"^[\w.\-]+\Z", gettext_lazy("用字母、汉字、数字、点或连字符"), code="code")


class CalendarFileForm(Form):
    """A calendar file; what it says is read by the action, which tells every fault with its line."""

    file = forms.FileField(
        label=gettext_lazy("日历文件（CSV）"), widget=forms.ClearableFileInput(attrs={"accept": ".csv"})
    )

    def clean_file(self) -> UploadedFile[Any]:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("文件超过 {most} MB，不是工作日历").format(most=MAX_BYTES >> 20), code="too_large"
            )
        return upload


class CalendarForm(Form):
    """A local calendar."""

    code = Text(
        label=gettext_lazy("代号"),
        max_length=40,
        validators=[CODE],
        help_text=gettext_lazy("写在日历文件的 calendar 一栏，如 NMG"),
    )
    name = Text(label=gettext_lazy("名称"), max_length=60)


class WorkDaysForm(forms.Form):
    """From which day, and how many working days: the answer to "when is it due?"."""

    start = Day(label=gettext_lazy("起算日"))
    days = forms.IntegerField(label=gettext_lazy("工作日数"), min_value=1, max_value=1_000)
