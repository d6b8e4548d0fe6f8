# SPDX-License-Identifier: Apache-2.0
"""Makes the form that the server draws and validates out of a form's document; its values are plain JSON (S1-04, feature 9).

What somebody has typed half can be kept and shown again as she typed it: ``typed`` and ``restored``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from mingcha.catalog.stepforms.fields import (
    DayText,
    Fitting,
    Money,
    Number,
    OrganPick,
    Parts,
    PartyField,
    PersonField,
    StepFile,
)
from mingcha.catalog.stepforms.kinds import ACCEPTED, LONGEST, MOST_ROWS, PATTERNS, USUAL
from mingcha.catalog.stepforms.tables import RowsWidget, TableField
from mingcha.files.actions import store
from mingcha.ledger import By
from mingcha.organs.models import Organ, Post
from mingcha.web.forms import Form, Text

FEW: Final = 4
"""So many choices are shown all at once, more in a list."""
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "_key", "_draft", "_act", "version"})
Document = Mapping[str, Any]


class StepForm(Form):
    """The form of a step. ``restored`` shows what was typed without judging it yet."""

    restored = False

    def full_clean(self) -> None:
        if self.restored:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def known(self) -> set[str]:
        names: set[str] = {"_act"}
        for name, field in self.fields.items():
            sent, widget = self.add_prefix(name), field.widget
            if isinstance(widget, RowsWidget):
                names |= widget.names(sent, self.data)
            elif isinstance(widget, Parts):
                names |= widget.names(sent)
            else:
                names.add(sent)
        return names


def form_class(document: Document, post: Post) -> type[StepForm]:
    """The form's class; ``post`` says which organs are within reach. The document must have been checked."""
    return type("DrawnForm", (StepForm,), draw_fields(document["fields"], post))


def draw_fields(fields: list[Document], post: Post | None) -> dict[str, forms.Field]:
    """A form field for each, by its key."""
    return {field["key"]: draw_field(field, post) for field in fields}


def draw_field(field: Document, post: Post | None) -> forms.Field:
    common = {
        "label": field["label"],
        "required": field.get("required", False),
        "help_text": conditional_escape(field.get("help", "")),
    }
    return _DRAW[field["type"]](field, common, post)


def values_of(form: StepForm, *, by: By) -> dict[str, Any]:
    """What was filled in, as plain JSON, empty fields left out. Files are taken into the store, in the caller's transaction."""
    values: dict[str, Any] = {}
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if isinstance(field, StepFile) and value:
            kept = store(value, by=by, accept=field.accept, field=name)
            values[name] = {"file": kept.pk, "name": kept.name, "sha256": kept.sha256, "size": kept.size}
        elif value not in (None, "", [], {}):
            values[name] = value
    return values


def typed(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, as it was sent."""
    return {name: [str(one) for one in data.getlist(name)] for name in data if name not in NOT_TYPED}


def restored(form: type[StepForm], given: Mapping[str, list[str]]) -> StepForm:
    """The form with what was typed in it; a field that the form has no more is left out silently: forms change."""
    data = QueryDict(mutable=True)
    for name, several in given.items():
        data.setlist(name, several)
    made = form(data)
    made.restored = True
    return made


def _text(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    long = field["type"] == "long"
    usual = max(USUAL[field["type"]], field.get("min", 0))
    common |= {
        "min_length": field.get("min") or None,
        "max_length": min(field.get("max", usual), LONGEST[field["type"]]),
    }
    if long:
        return Text(widget=forms.Textarea(attrs={"rows": 5}), **common)
    return Fitting(PATTERNS[field["pattern"]], **common) if field.get("pattern") else Text(**common)


def _number(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    return Number(field.get("min"), field.get("max"), decimals=field.get("decimals", 0), **common)


def _money(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    common["help_text"] = common["help_text"] or _("单位：元")
    return Money(field.get("min"), field.get("max"), **common)


def _date(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    return DayText(field.get("min"), field.get("max"), **common)


def _choice(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    choices = [(choice, choice) for choice in field["choices"]]
    if field.get("many"):
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if len(choices) <= FEW:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[("", _("请选择")), *choices], **common)


def _organ(_field: Document, common: dict[str, Any], post: Any) -> forms.Field:
    rows = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
    return OrganPick(rows, empty_label=_("请选择"), **common)


def _file(field: Document, common: dict[str, Any], _post: Any) -> forms.Field:
    accept = field.get("accept") or list(ACCEPTED)
    common["help_text"] = common["help_text"] or _("可以上传：{kinds}").format(kinds=_("、").join(accept))
    return StepFile(accept, **common)


def _table(field: Document, common: dict[str, Any], post: Any) -> forms.Field:
    def columns() -> dict[str, forms.Field]:
        drawn = draw_fields(field["columns"], post)
        for column in drawn.values():  # a cell has no room for a row of buttons
            if isinstance(column, forms.ChoiceField) and isinstance(column.widget, forms.RadioSelect):
                column.widget = forms.Select()
                column.choices = [("", _("请选择")), *column.choices]  # type: ignore[has-type, misc, unused-ignore]
        return drawn

    return TableField(columns, field.get("min", 0), field.get("max", MOST_ROWS), **common)


_DRAW: Final[dict[str, Callable[[Document, dict[str, Any], Any], forms.Field]]] = {
    "text": _text,
    "long": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "person": lambda _field, common, _post: PersonField(**common),
    "organ": _organ,
    "party": lambda _field, common, _post: PartyField(**common),
    "place": lambda _field, common, _post: Text(max_length=300, **common),
    "file": _file,
    "table": _table,
}
