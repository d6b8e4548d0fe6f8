# SPDX-License-Identifier: Apache-2.0
"""The monitor points of a draft as its page shows them: what each demands, in words, as far as it can be read."""

from __future__ import annotations

from typing import Any

from mingcha.catalog import words
from mingcha.catalog.models import Draft
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.engine.points import PointsError, make_points


def point_lines(draft: Draft) -> list[dict[str, Any]]:
    """A row each, in the order of the document; of a point that cannot be read only its kind and name."""
    return [_row(line) for line in draft.document.get("point") or ()]


def _row(line: dict[str, Any]) -> dict[str, Any]:
    row = {"key": line.get("key", ""), "kind": line.get("kind", ""), "name": line.get("name") or line.get("key", "")}
    try:
        rule = make_points({"point": [line]}).points[0]
    except PointsError:
        return row | {"demand": "", "place": "", "levels": []}
    levels = {rule.level(code) for code in KINDS[rule.kind].codes}
    return row | {
        "demand": words.demand(rule),
        "place": words.place(rule),
        "law": rule.law,
        "levels": [level for level in LEVELS if level in levels],
        "effect": words.EFFECTS[rule.effect],
    }
