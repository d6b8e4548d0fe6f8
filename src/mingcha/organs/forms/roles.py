# SPDX-License-Identifier: Apache-2.0
"""The form of a role: its rights as a checklist, grouped by what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mingcha.organs.perms import Perm
from mingcha.web.forms import Form, Text, Versioned

KEY = RegexValidator(r"^[a-z][a-z0-9_]+\Z", _("用小写字母、数字、下划线，以字母开头"), code="key")


def grouped_rights() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Every right by the app that it belongs to, in the order of the list of rights."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for perm in Perm:
        groups.setdefault(perm.value.split(":")[0], []).append((perm.value, perm.label))
    return [(str(apps.get_app_config(app).verbose_name), rights) for app, rights in groups.items()]


class RoleFields(forms.Form):
    """What may change of a role."""

    name = Text(label=_("名称"), max_length=40)
    rights = forms.MultipleChoiceField(
        label=_("权限"), choices=grouped_rights, widget=forms.CheckboxSelectMultiple, required=False
    )

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """The tick boxes by what the rights are about, for the page."""
        boxes: Any = iter(self["rights"].subwidgets)
        for app, rights in grouped_rights():
            yield app, list(islice(boxes, len(rights)))

    def clean_rights(self) -> list[str]:
        return sorted(self.cleaned_data["rights"])


class RoleForm(RoleFields, Form):
    """A new role."""

    key = Text(label=_("代号"), max_length=40, validators=[KEY])
    field_order = ("key", "name", "rights")


class RoleEditForm(RoleFields, Versioned):
    """A role that is there."""
