# SPDX-License-Identifier: Apache-2.0
"""The documents ``[[document]]`` of an item: read with every fault, and held against the templates that they name (S4-30)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingcha.catalog.lint import Found
from mingcha.catalog.models import Template
from mingcha.catalog.papers.variables import FORM, PARTS
from mingcha.catalog.sections import lines_of


def document_faults(document: Mapping[str, Any], templates: Mapping[str, Template]) -> list[Found]:
    """What stands in the way of the documents of an item: a template that the organ has not, a field that no form of the item
    has, or has otherwise. ``templates`` are those that the organ uses (inheriting.py), by key."""
    fields = {str(field.get("key")): field for form in lines_of(document, "form") for field in lines_of(form, "fields")}
    found = []
    for number, line in enumerate(lines_of(document, "document"), 1):
        path = f"document[{number}].template"
        template = templates.get(str(line.get("template", "")))
        if template is None:
            words = _("没有可用的文书范本“{key}”").format(key=line.get("template", ""))
            found.append(Found("error", path, "template_unknown", words))
            continue
        found += [Found("error", path, "variable_unknown", words) for words in _missing(template.variables, fields)]
    return found


def _missing(variables: Collection[str], fields: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for variable in variables:
        root, *rest = variable.split(".")
        if root != FORM or not rest:
            continue
        name = rest[0].removesuffix("[]")
        field = fields.get(name)
        if field is None:
            yield _("范本用到的“{name}”不是本事项表单中的字段").format(name=name)
        elif rest[0] != name and field.get("type") != "table" and not field.get("many"):
            yield _("范本要逐行写出“{name}”，但它不是表格").format(name=name)
        elif len(rest) > 1 and rest[1] not in _parts(field):
            yield _("范本用到“{name}”的“{part}”，表单中没有").format(name=name, part=rest[1])


def _parts(field: Mapping[str, Any]) -> Collection[str]:
    if field.get("type") == "table":
        return {str(column.get("key")) for column in lines_of(field, "columns")}
    return PARTS.get(str(field.get("type")), ())
