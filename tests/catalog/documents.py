# SPDX-License-Identifier: Apache-2.0
"""Item documents for the tests, made of the points files that the project ships."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RECEIPT = ROOT / "examples" / "receipt"
SAMPLE = ROOT / "src" / "mingcha" / "audit" / "data" / "sample"


def points_of(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "points.toml").read_text("utf-8"))


def steps_of(folder: Path) -> list[dict[str, Any]]:
    """The acts of a mapping in their order; those of one bracket stand at one place."""
    order = tomllib.loads((folder / "mapping.toml").read_text("utf-8"))["acts"]["order"]
    return [
        {"act": act, "place": place}
        for place, acts in enumerate(order, 1)
        for act in (acts if isinstance(acts, list) else [acts])
    ]


def document_of(folder: Path, **head: Any) -> dict[str, Any]:
    """The points file of a folder as an item document."""
    usual = {"name": "对违法行为的处罚", "category": "行政处罚", "version": "1", "valid_from": date(2021, 7, 15)}
    points = points_of(folder)
    return points | {"catalog": {"code": points["item"], **usual, **head}, "step": steps_of(folder)}


def small(**head: Any) -> dict[str, Any]:
    """An item of two steps and one point."""
    usual = {
        "code": "XK-1",
        "name": "食品经营许可",
        "category": "行政许可",
        "version": "1",
        "valid_from": date(2026, 1, 1),
    }
    return {
        "catalog": usual | head,
        "step": [{"act": "受理", "place": 1}, {"act": "决定", "place": 2}],
        "point": [{"key": "受理期限", "kind": "time_limit", "at": ["受理"], "limit": 5, "unit": "working_day"}],
    }
