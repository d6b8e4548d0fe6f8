# SPDX-License-Identifier: Apache-2.0
"""Fields for numbers of people and organs (corpus T01-T05), and for the reason of an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.organs import numbers
from mingcha.web.forms import Form, Text

PRIVATE: dict[str, Any] = {"autocomplete": "off", "data-private": ""}
"""The browser keeps no draft of it and offers it to nobody."""


class IdNumber(Text):
    """A citizen number, in its normal form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("身份证号"), max_length=40, widget=forms.TextInput(attrs=PRIVATE), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return numbers.id_number(text, timezone.localdate()) if text else ""


class Phone(Text):
    """A mobile number: eleven digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs=PRIVATE | {"inputmode": "tel"})
        super().__init__(label=_("手机号"), max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return numbers.phone(text) if text else ""


class CreditCode(Text):
    """统一社会信用代码, capitals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("统一社会信用代码"), max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return numbers.credit_code(text) if text else ""


class ReasonForm(Form):
    """Why an act is done: kept with it in the ledger."""

    reason = Text(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
