# SPDX-License-Identifier: Apache-2.0
"""The points of the demonstration's items as one points file, as ``mingcha audit`` reads it (docs/points.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mingcha.audit.mapping_text import toml as literal
from mingcha.demo import law
from mingcha.demo.case import Case


def points_text(cases: Iterable[Case]) -> str:
    """The points of the items of these cases as one points file."""
    lines = []
    for item in {case.item.code: case.item for case in cases}.values():
        document = item.document
        for point in document["point"]:
            whole = {"item": item.code, "version": law.VERSION, **point}
            if point["kind"] == "time_limit" and (point["unit"] != "promise" or point.get("pauses_move")):
                whole.setdefault("pauses", document["pauses"])
            lines += ["[[point]]", *(f"{name} = {_inline(value)}" for name, value in whole.items()), ""]
    return "\n".join(lines)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{literal(key)} = {_inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return literal(value)
