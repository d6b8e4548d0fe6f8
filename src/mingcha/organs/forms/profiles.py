# SPDX-License-Identifier: Apache-2.0
"""The form of what a region settles for itself (S1-06)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.organs.dictionaries import terms
from mingcha.web.forms import Text, Versioned


class ProfileForm(Versioned):
    """Small-county mode, the categories of power that are shown, a note."""

    small_county = forms.BooleanField(
        label=_("小县模式"),
        required=False,
        help_text=_("监督机构只有两人时，相邻的审核环节可以合并；提交人仍不得审核自己的事项"),
    )
    categories = forms.MultipleChoiceField(
        label=_("显示的权力类别"),
        required=False,
        choices=lambda: terms("power_category"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个也不选，就全部显示"),
    )
    note = Text(label=_("说明"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))
