# SPDX-License-Identifier: Apache-2.0
"""Forms of lists: the name of a filter, the form of an export."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.lists.models import Errand
from mingcha.web.forms import Form, Text


class NameForm(Form):
    """What a filter is called."""

    name = Text(label=_("名称"), max_length=40)


class ExportForm(Form):
    """CSV for programs and for many rows, XLSX for Excel and WPS."""

    form = forms.ChoiceField(
        label=_("格式"), choices=Errand.Form.choices, initial=Errand.Form.XLSX, widget=forms.RadioSelect
    )
