# SPDX-License-Identifier: Apache-2.0
"""Places and sizes of what templates draw: pure sums, since a strict content policy leaves no room for styles in pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mingcha.engine.clock import date_of
from mingcha.engine.deadline import Day

MARKS: Final = {
    "red": '<circle class="shape {level}" cx="6" cy="6" r="5"/>',
    "yellow": '<path class="shape {level}" d="M6 .8 11.6 11H.4z"/>',
    "prompt": '<path class="shape {level}" d="M6 .3 11.7 6 6 11.7.3 6z"/>',
    "ok": '<path class="shape {level}" d="M1.5 6.5l3 3 6-7"/>',
}
"""红 ● 黄 ▲ 提示 ◆ 正常 ✓ in a box of 12."""
WEEKS_SHOWN: Final = 18
"""A longer span shows its first three weeks and its last, and leaves out the middle."""
LANE: Final = 30
"""The height of a lane; the list of totals beside it has rows of the same (home.css)."""


def bracket(count: int, back: Mapping[str, Any]) -> dict[str, Any]:
    """Where the rollback's bracket stands under a bar of ``count`` steps, in % of its width."""
    left, right = sorted(round((back[end] + 0.5) / count * 100, 2) for end in ("from", "to"))
    return {"words": back["words"], "left": left, "right": right, "middle": round((left + right) / 2, 2)}


def bars(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items with ``percent``, the square root of the value's share of the greatest."""
    rows = [dict(item) for item in items]
    most = max((row["value"] for row in rows), default=0) or 1
    return [row | {"percent": round(max(2, sqrt(row["value"] / most) * 100)) if row["value"] else 0} for row in rows]


def code(text: str) -> tuple[int, str]:
    """A QR code with its quiet margin: the side of its square in modules, and the path of the dark ones."""
    import qrcode

    made = qrcode.QRCode(border=4)
    made.add_data(text)
    rows = made.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(dark)


def lanes(counts: Mapping[str, Mapping[int, int]]) -> list[dict[str, Any]]:
    """One lane a level from the gravest, with the place of each hour in % of the day."""
    return [
        {
            "level": level,
            "total": sum(counts.get(level, {}).values()),
            "y": 19 + LANE * place,
            "marks": [
                {"x": round(hour / 24 * 100, 1), "n": n} for hour, n in sorted(counts.get(level, {}).items()) if n
            ],
        }
        for place, level in enumerate(("red", "yellow", "prompt"))
    ]


def weeks(days: Sequence[Day], today: date | None) -> list[list[dict[str, Any] | None] | None]:
    """The days in weeks from Monday, the first and last filled up with None; None for weeks that are left out."""
    if not days:
        return []
    before = date_of(days[0].day).weekday()
    cells: list[dict[str, Any] | None] = [None] * before + [_cell(day, today) for day in days]
    cells += [None] * (-len(cells) % 7)
    rows: list[list[dict[str, Any] | None] | None] = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    return rows if len(rows) <= WEEKS_SHOWN else [*rows[:3], None, *rows[3 - WEEKS_SHOWN :]]


def _cell(day: Day, today: date | None) -> dict[str, Any]:
    on = date_of(day.day)
    label = f"{on.month}-{on.day}" if on.day == 1 or day.role == "start" else str(on.day)
    return {"label": label, "small": _small(day), "role": day.role, "today": on == today, "name": day.name}


def _small(day: Day) -> str:
    """What a day was for the clock, in a sign or a word: it must be told without its colour."""
    n = "" if day.n is None else str(day.n)
    by_role = {
        "start": pgettext("day", "起"),
        "paused": _("停"),
        "off": _("休"),
        "due": _("{n} 满").format(n=n).strip(),
        "late": f"+{n}" if n else _("超"),
    }
    return by_role.get(day.role, n)
