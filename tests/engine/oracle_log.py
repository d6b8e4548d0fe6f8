# SPDX-License-Identifier: Apache-2.0
"""What the reference monitors share: a world that can be asked by case and by point, and the shape of a finding.

Part of the oracle (see ``oracle.py``): imports nothing of the product, so that no error can be in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

Row = dict[str, Any]
World = dict[str, list[Row]]
"""Table name → rows, each a dict from column to value (None = NULL), as ``schema.TABLES`` names them."""

DAY = 86_400


class Finding(NamedTuple):
    """One finding, columns in the order of ``schema.FINDING``. A column that says nothing for its code is None."""

    point_id: int
    case_id: int
    object_kind: str
    object_id: int
    code: str
    subject: str | None = None
    mode: str | None = None
    officer_id: int | None = None
    value: int | None = None
    bound: int | None = None


Findings = Iterator[Finding]


class Log:
    """A world, looked up by case and by point."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now: int = world["clock"][0]["now"]
        self._rows: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        self._works: dict[str, dict[int, bool]] = defaultdict(dict)
        for row in world["calendar"]:
            self._works[row["calendar_id"]][row["day"]] = row["is_work"] == 1

    def rows(self, table: str, column: str, value: Any) -> list[Row]:
        """Return the rows of ``table`` in which ``column`` is ``value``; unknown equals nothing."""
        if (table, column) not in self._rows:
            grouped = self._rows[table, column] = defaultdict(list)
            for row in self.world[table]:
                grouped[row[column]].append(row)
        return [] if value is None else self._rows[table, column].get(value, [])

    def of_case(self, table: str, case: Row) -> list[Row]:
        return self.rows(table, "case_id", case["case_id"])

    def points_of(self, case: Row) -> list[Row]:
        """Return the points of the item and version with which the case began."""
        points = self.rows("points", "item_id", case["item_id"])
        return [point for point in points if point["version"] == case["item_version"]]

    def acts(self, point: Row, part: str) -> set[str]:
        return {row["act"] for row in self.rows("point_acts", "point_id", point["point_id"]) if row["part"] == part}

    def runs(self, point: Row, case: Row, part: str) -> list[Row]:
        """Return the steps of the case that are runs of the acts in this part of the point."""
        acts = self.acts(point, part)
        return [step for step in self.of_case("steps", case) if step["act"] in acts]

    def decisions(self, point: Row, case: Row) -> list[Row]:
        """Return the decisions of the case that were taken at an ``at`` act of the point."""
        acts = self.acts(point, "at")
        return [decision for decision in self.of_case("decisions", case) if decision["act"] in acts]

    def is_work(self, case: Row, day: int) -> bool:
        """Ask the calendar that the case names; a day that it does not hold is a KeyError."""
        return self._works[case["calendar_id"]][day]


def day_of(instant: int) -> int:
    return instant // DAY


def covers(row: Row, day: int) -> bool:
    return row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"])


def in_order(steps: list[Row]) -> list[Row]:
    return sorted(steps, key=lambda step: (step["seq"], step["step_id"]))


def is_blank(text: str | None) -> bool:
    return text is None or text.strip() == ""
