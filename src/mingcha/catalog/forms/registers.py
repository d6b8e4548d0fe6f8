# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of the lists of the three systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.fields import OrganForm, within_reach
from mingcha.catalog.models import Register
from mingcha.catalog.registers import LAYOUTS, LONG, LONGEST
from mingcha.web.forms import Text, Versioned


class RegisterForm(OrganForm):
    """Whose list, and which."""

    kind = forms.ChoiceField(label=gettext_lazy("清单"), choices=[("", gettext_lazy("请选择")), *Register.Kind.choices])


def line_fields(kind: str, *, areas: bool) -> dict[str, forms.Field]:
    """The fields of one line of a kind of list."""
    layout = LAYOUTS[Register.Kind(kind)]
    return {
        name: Text(
            label=str(label),
            max_length=LONGEST,
            required=name in layout.needed,
            widget=forms.Textarea(attrs={"rows": 2}) if areas and name in LONG else forms.TextInput(),
        )
        for name, label in layout.columns.items()
    }


class LineForm(Versioned):
    """One line, typed."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= line_fields(kind, areas=True)


class LineRow(forms.Form):
    """One line, pasted."""

    def __init__(self, kind: str, data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields |= line_fields(kind, areas=False)


class SubmitForm(Versioned):
    """What a further version changes."""

    note = Text(
        label=gettext_lazy("变更说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("第一版可以不填"),
    )


class RegisterFilter(filters.FilterSet):
    """By kind, organ and status."""

    kind = filters.ChoiceFilter(
        label=gettext_lazy("清单"), choices=Register.Kind.choices, empty_label=gettext_lazy("全部")
    )
    organ = filters.ModelChoiceFilter(
        label=gettext_lazy("机关"), queryset=within_reach, empty_label=gettext_lazy("全部")
    )
    status = filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=Register.Status.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Register
        fields: ClassVar[list[str]] = []
