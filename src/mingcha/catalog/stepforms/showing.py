# SPDX-License-Identifier: Apache-2.0
"""The values of a form as people read them: yuan, days, parties in one line, tables as rows (S1-04)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingcha.catalog.stepforms.fields import PARTIES
from mingcha.organs.numbers import masked


def shown_values(form: Mapping[str, Any], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Label and text of each field that has a value; of a table its heads and rows."""
    told = []
    for field in form["fields"]:
        value = values.get(field["key"])
        if value in (None, "", [], {}):
            continue
        told.append((field["label"], shown(field, value)))
    return told


def shown(field: Mapping[str, Any], value: Any) -> Any:
    """One value; of a table ``{"heads": […], "rows": [[…]]}``."""
    kind = field["type"]
    if kind == "money":
        return f"¥{value / 100:,.2f}"
    if kind == "table":
        columns = field["columns"]
        rows = [
            [shown(column, row[column["key"]]) if column["key"] in row else "" for column in columns] for row in value
        ]
        return {"heads": [column["label"] for column in columns], "rows": rows}
    if kind == "person":
        return f"{value['name']} {masked(value['id_number'])}"
    if kind == "party":
        known = [str(PARTIES[value["kind"]]), value["name"], masked(value.get("number", "")), value.get("address", "")]
        return " ".join(part for part in known if part)
    if isinstance(value, list):
        return _("、").join(value)
    if isinstance(value, Mapping):
        return value.get("name", "")
    return getattr(value, "name", None) or str(value)
