# SPDX-License-Identifier: Apache-2.0
"""What every form shares: refusals of an action beside their fields, clean text, the version that was edited."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger import Refused

MINUTE: Final = "%Y-%m-%dT%H:%M"


def add_faults(form: forms.BaseForm, refused: Refused) -> None:
    """Put each fault of a refused action beside its field, or above the form where it names none of the form's."""
    for fault in refused.faults:
        field = fault.field if fault.field in form.fields else None
        form.add_error(field, forms.ValidationError(fault.message, code=fault.code))


class Text(forms.CharField):
    """Text as people type it: what only looks empty is empty (corpus T14), composed forms are one form."""

    def run_validators(self, value: Any) -> None:
        if self.max_length is not None and (over := len(value) - self.max_length) > 0:
            raise forms.ValidationError(_("超出 {over} 个字").format(over=over), code="too_long")  # corpus T10
        super().run_validators(value)

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        visible = any(unicodedata.category(letter) not in ("Cf", "Zs", "Cc") for letter in text)
        return text if visible else ""


class _Several(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files in one field; what they are is for the store to say."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)


class Day(forms.DateField):
    """A day, picked from a calendar where the browser has one (corpus D01, D05)."""

    default_error_messages: ClassVar = {"invalid": gettext_lazy("没有这一天，请按 2026-01-31 的样子填写")}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="date_invalid") from error
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("年份应在 1900 到 2200 之间"), code="date_range")
        return day


class Moment(forms.DateTimeField):
    """A minute, picked from a calendar where the browser has one (corpus D01, D05)."""

    default_error_messages: ClassVar = {"invalid": gettext_lazy("没有这个时刻，请按 2026-01-31 09:30 的样子填写")}
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
    input_formats = (MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")

    def to_python(self, value: Any) -> datetime | None:
        try:
            found = super().to_python(value)
        except (forms.ValidationError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="date_invalid") from error
        if found is not None and not 1900 <= found.year <= 2200:
            raise forms.ValidationError(_("年份应在 1900 到 2200 之间"), code="date_range")
        return found


class Hour(forms.TypedChoiceField):
    """An hour of the day, 0 to 23; left out, it is the initial one."""

    def __init__(self, **options: Any) -> None:
        usual = options["initial"]
        hours = [(hour, f"{hour:02}:00") for hour in range(24)]
        super().__init__(choices=hours, coerce=int, empty_value=usual, required=False, **options)


class Form(forms.Form):
    """Fields that the form does not have are refused (corpus T22): nobody slips in a status."""

    def clean(self) -> dict[str, Any]:
        known = {*self.known(), "csrfmiddlewaretoken", "_key", "_draft"}
        if unknown := sorted(set(self.data) - known):
            message = _("不认识“{name}”这一项").format(name=unknown[0][:40])
            raise forms.ValidationError(message, code="unknown_field")
        return super().clean() or self.cleaned_data

    def known(self) -> set[str]:
        """The names that may come; a form whose fields have several inputs says more."""
        return set(map(self.add_prefix, self.fields))


class Versioned(Form):
    """A form that edits a row: it carries the version it began with, so that the second of two editors is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=True)

    def renew(self, version: int) -> None:
        """Carry the version that is now stored: she has been told who was first, and may send what she typed again."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["version"] = str(version)
        self.data = data
