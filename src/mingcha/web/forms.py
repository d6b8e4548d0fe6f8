# SPDX-License-Identifier: Apache-2.0
"""What every form shares: refusals of an action beside their fields, clean text, the version that was edited."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mingcha.ledger import Refused


def add_faults(form: forms.BaseForm, refused: Refused) -> None:
    """Put each fault of a refused action beside its field, or above the form where it names none of the form's."""
    for fault in refused.faults:
        field = fault.field if fault.field in form.fields else None
        form.add_error(field, forms.ValidationError(fault.message, code=fault.code))


class Text(forms.CharField):
    """Text as people type it: what only looks empty is empty (corpus T14), composed forms are one form."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        visible = any(unicodedata.category(letter) not in ("Cf", "Zs", "Cc") for letter in text)
        return text if visible else ""


class Versioned(forms.Form):
    """A form that edits a row: it carries the version it began with, so that the second of two editors is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=True)

    def refuse_unknown(self) -> None:
        """Refuse fields that the form does not have (corpus T22): nobody slips in a status."""
        known = {*self.fields, "csrfmiddlewaretoken", "_key", "_draft"}
        if unknown := sorted(set(self.data) - known):
            self.add_error(None, forms.ValidationError(_("不认识“{name}”这一项").format(name=unknown[0][:40]), code="unknown_field"))
