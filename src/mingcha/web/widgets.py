# SPDX-License-Identifier: Apache-2.0
"""Draws the plain inputs and selects of forms without templates: a list page spends a sixth of its time on those of its filters.

What comes out is letter by letter what Django's own templates give, blank lines aside (a test compares them); whatever is
not plain goes to those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FOLDER: Final = "django/forms/widgets/"
INPUTS: Final = frozenset(
    f"{FOLDER}{name}.html" for name in ("date", "hidden", "number", "password", "search", "tel", "text")
)
SELECT: Final = f"{FOLDER}select.html"
OPTION: Final = f"{FOLDER}select_option.html"


class Renderer(DjangoTemplates):
    """The renderer of every form (``settings.FORM_RENDERER``)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    return all(option["template_name"] == OPTION for _name, group, _index in widget["optgroups"] for option in group)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = mark_safe("") if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = (_group(name, options) for name, options, _index in widget["optgroups"])
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget),
        mark_safe("".join(groups)),  # noqa: S308 - escaped below
    )


def _group(name: str | None, options: Any) -> SafeString:
    drawn = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(each["value"]), _attributes(each), conditional_escape(each["label"])) for each in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    """True is an attribute without a value; False is none at all, as in Django's own."""
    given = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return mark_safe(  # noqa: S308 - both forms escape
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
            for name, value in given
        )
    )
