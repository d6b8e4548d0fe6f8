# SPDX-License-Identifier: Apache-2.0
"""Whether what was filled into the forms of a case still stands in the forms of the new version (S1-30, corpus of forms)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from mingcha.cases.models import StepSheet
from mingcha.cases.moving.plan import Plan
from mingcha.catalog.models import FormDraft
from mingcha.catalog.stepforms.kinds import PATTERNS, USUAL

NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
WORDS: Final = ("text", "long")


def sheet_faults(sheet: StepSheet, act: str, plan: Plan) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a sheet that was submitted says and the new form has no place for."""
    given = {key: value for key, value in json.loads(sheet.values).items() if value not in NOTHING}
    old, new = plan.before.forms.get(sheet.form), plan.after.form(plan.of(act))
    if not given or old is None:
        return
    if new is None:
        yield "form_gone", {"act": act}
        return
    fields = _fields(new)
    for field in old["fields"]:
        if (key := field["key"]) in given and (code := _fault(field, fields.get(key), given[key])):
            yield code, {"act": act, "field": field["label"]}


def drafted_faults(draft: FormDraft, plan: Plan) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same of what somebody has typed half; its values are checked when they are submitted."""
    act = draft.form
    old, new = plan.before.form(act), plan.after.form(plan.of(act))
    typed = [name for name, values in json.loads(draft.typed).items() if any(value.strip() for value in values)]
    if old is None:
        return
    fields = _fields(new) if new is not None else {}
    for field in old["fields"]:
        key = field["key"]
        if not any(name == key or name.startswith(f"{key}_") for name in typed):
            continue
        if (there := fields.get(key)) is None or not _same_type(field, there):
            yield "field_gone" if there is None else "field_type", {"act": act, "field": field["label"]}


def _fields(form: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {field["key"]: field for field in form["fields"]}


def _fault(old: Mapping[str, Any], new: Mapping[str, Any] | None, value: Any) -> str:
    if new is None:
        return "field_gone"
    if not _same_type(old, new):
        return "field_type"
    return "" if _fits(new, value) else "field_value"


def _same_type(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if old["type"] == "choice" == new["type"]:
        return bool(old.get("many")) == bool(new.get("many"))
    return old["type"] == new["type"] or (old["type"] in WORDS and new["type"] in WORDS)


def _fits(field: Mapping[str, Any], value: Any) -> bool:
    kind = field["type"]
    if kind == "choice":
        return set(value if isinstance(value, list) else [value]) <= set(field["choices"])
    if kind in WORDS:
        pattern = PATTERNS.get(field.get("pattern", ""))
        most = field.get("max", USUAL[kind])
        return field.get("min", 0) <= len(value) <= most and (pattern is None or bool(pattern.fits.fullmatch(value)))
    if kind in ("number", "money"):
        number = Decimal(str(value))
        return all(
            name not in field or (number >= field[name] if name == "min" else number <= field[name])
            for name in ("min", "max")
        )
    if kind == "table":
        columns = {column["key"]: column for column in field["columns"]}
        cells = [(key, cell) for row in value for key, cell in row.items() if cell not in NOTHING]
        return all(key in columns and _fits(columns[key], cell) for key, cell in cells)
    return True
