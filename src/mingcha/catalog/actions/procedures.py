# SPDX-License-Identifier: Apache-2.0
"""Writes of a draft's procedure: its two sections change together, and a step that is renamed keeps what names it (S1-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from mingcha.catalog.actions.drafts import save_section
from mingcha.catalog.models import Draft
from mingcha.ledger import By

NAMING: Final = {
    "point": ("at", "start", "in", "end", "first", "second"),
    "risk": ("step",),
    "document": ("step",),
    "example": (),
}
"""Where other sections name steps."""
INSIDE: Final = {"exempt": ("from", "to"), "steps": ("act", "back_from"), "expect": ("at",)}
"""Lists in their lines that name steps: the returns that a point lets pass, the steps and the alarms of an example."""


@transaction.atomic
def save_procedure(
    draft: Draft,
    steps: Sequence[Mapping[str, Any]],
    ways: Sequence[Mapping[str, Any]],
    given: int,
    *,
    by: By,
    renamed: Mapping[str, str] | None = None,
) -> Draft:
    """Put steps and transitions in the place of what was there. ``renamed`` leads from former names to new ones: points,
    risks, documents and examples that name such a step follow it.

    Raises what save_section raises; then nothing is changed.
    """
    save_section(draft, "step", list(steps), given, by=by)
    sections = {"transition": list(ways)}
    for section, names in NAMING.items() if renamed else ():
        sections[section] = [_followed(entry, names, renamed or {}) for entry in draft.document.get(section) or ()]
    for section, now in sections.items():
        if now != (draft.document.get(section) or []):
            save_section(draft, section, now, draft.version, by=by)
    return draft


def _followed(entry: Any, names: Sequence[str], renamed: Mapping[str, str]) -> Any:
    """An entry with the new names. What is not written as an entry stays as it is."""
    if not isinstance(entry, dict):
        return entry
    found = {name: _now(entry[name], renamed) for name in names if name in entry}
    for inner, inside in INSIDE.items():
        if isinstance(lines := entry.get(inner), list):
            found[inner] = [_followed(line, inside, renamed) for line in lines]
    return entry | found


def _now(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_now(each, renamed) for each in value]
    return renamed.get(value, value) if isinstance(value, str) else value
