# SPDX-License-Identifier: Apache-2.0
"""Parsing only: which certificate somebody asks about, and why something is taken back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.web.forms import Form, Text


class CertificateForm(Form):
    """The number that stands on a certificate."""

    number = Text(label=_("执法证号"), max_length=40, strip=True)


class WithdrawForm(Form):
    """Why an item is taken back: kept with it in the ledger."""

    reason = Text(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
