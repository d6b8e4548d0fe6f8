# SPDX-License-Identifier: Apache-2.0
"""Inputs and selects that are drawn without templates are those that Django's templates draw."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from mingcha.web.widgets import Renderer

EVIL = "\"'<b>&{{ 7 }}"
WIDGETS = {
    "text": forms.TextInput(attrs={"maxlength": 5, "autofocus": True, "disabled": False, "title": EVIL}),
    "date": forms.DateInput(attrs={"type": "date"}),
    "number": forms.NumberInput(),
    "hidden": forms.HiddenInput(),
    "password": forms.PasswordInput(render_value=True),
    "select": forms.Select(choices=[("", gettext_lazy("全部")), ("a", EVIL), (EVIL, "b"), (3, "三")]),
    "groups": forms.Select(choices=[("", "-"), (EVIL, [("a", "A"), ("b", "B")])], attrs={"data-x": EVIL}),
    "several": forms.SelectMultiple(choices=[("a", "A"), ("b", "B")]),
    "many lines": forms.Textarea(),
    "tick": forms.CheckboxInput(),
    "ticks": forms.CheckboxSelectMultiple(choices=[("a", "A")]),
}


@pytest.mark.parametrize("value", [None, "", "a", EVIL, 3, ["a", "b"], True])
@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS)
def test_a_widget_looks_as_djangos_templates_draw_it(widget: forms.Widget, value: object) -> None:
    ours, theirs = (
        re.sub(r">\s+<", "><", widget.render(EVIL, value, attrs={"id": "id_x", "required": True}, renderer=renderer))
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert ours == theirs
