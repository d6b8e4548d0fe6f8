# SPDX-License-Identifier: Apache-2.0
"""How a hand-written example is built: one case, one point, a small calendar, and the findings worked out by hand.

Days are counted 1 to 26; day 1 is a Monday. Saturdays and Sundays are off, but Sunday 14 is made up, and Wednesday 17
is a holiday. So the working days are 1–5, 8–12, 14–16, 18, 19, 22–26. The examples serve the oracle's own test and
may be run on every back end: they are worlds as ``worlds.py`` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from oracle_log import DAY, Finding, World
from worlds_draft import make_row
from worlds_points import LEVELS

from mingcha.engine.schema import TABLES

DAY_ZERO = 20_002
"""The day before day 1, in days since 1970-01-01; day 1 is 2024-10-07."""
WORKING = {1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 22, 23, 24, 25, 26}

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A world with the findings that docs/engine.md says it has; ``req`` names the requirements that it is about."""

    says: str
    req: tuple[str, ...]
    world: World
    expected: list[Finding]


def day(n: int) -> int:
    return DAY_ZERO + n


def at(n: int, clock: str = "09:00:00") -> int:
    """Return the instant on day ``n``, in seconds."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return day(n) * DAY + hours * 3_600 + minutes * 60 + seconds


def found(object_kind: str, object_id: int, code: str, **columns: Any) -> Finding:
    return Finding(1, 1, object_kind, object_id, code, **columns)


def point(kind: str, acts: str = "", **columns: Any) -> dict[str, Rows]:
    """Return the rows of point 1, of version 1 of the item; ``acts`` is like ``"first:调查 second:审核"``."""
    parts = [word.split(":") for word in acts.split()]
    own = {"point_id": 1, "point_key": "p", "version": "1", "kind": kind, "item_id": "penalty", "effect": "alarm"}
    return {
        "points": [own | columns],
        "point_acts": [{"point_id": 1, "act": act, "part": part} for part, act in parts],
        "point_levels": [{"point_id": 1, "code": code, "level": level} for code, level in LEVELS[kind].items()],
    }


def world(tables: dict[str, Rows], case: dict[str, Any] | None = None, now: int = at(26)) -> World:
    """Return a world of case 1 of version 1 of the item ``penalty``: rows of case tables need not name them."""
    version = (case or {}).get("item_version", "1")  # rows carry a copy of their case's
    of_case = {"case_id": 1, "item_id": "penalty", "item_version": version}
    rows = tables | {
        "cases": [{"calendar_id": "office"} | (case or {})],
        "clock": [{"now": now, "today": now // DAY}],
        "calendar": calendar(),
    }
    return {
        name: [
            make_row(name, **{key: value for key, value in of_case.items() if key in table.columns} | row)
            for row in rows.get(name, [])
        ]
        for name, table in TABLES.items()
    }


def calendar() -> Rows:
    counts = accumulate(int(n in WORKING) for n in range(1, 27))
    return [
        {
            "calendar_id": "office",
            "day": day(n),
            "is_work": int(n in WORKING),
            "wd": wd,
            "next_work_day": day(min(other for other in WORKING if other >= n)),
        }
        for n, wd in zip(range(1, 27), counts, strict=True)
    ]


def step(step_id: int, act: str, start: int | None = None, end: int | None = None, **columns: Any) -> dict[str, Any]:
    own = {
        "step_id": step_id,
        "act": act,
        "seq": step_id,
        "run": 1,
        "parallel": 0,
        "started_at": start,
        "ended_at": end,
    }
    return own | columns
