# SPDX-License-Identifier: Apache-2.0
"""What charts are drawn from: bars beside last year, days by level. Bars begin at zero and are sorted by value (look.md section 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.analysis.span import Span
from mingcha.engine.kinds import LEVELS

WIDTH: Final = 618
LEFT: Final = 70
HIGH: Final = 56
"""Units of the drawing of days: the width of its lanes, where they begin, how high each is."""
FEW: Final = 20
MOST: Final = 8
"""Bars of a chart; the rest is in its table."""


@dataclass(frozen=True)
class Row:
    """A bar: ``n`` now, ``last`` a year ago; ``url`` opens its rows, ``note`` stands at its end; ``was`` says last
    year's beside it where there is room: in the table."""

    label: str
    n: int
    last: int
    url: str = ""
    note: str = ""
    was: str = ""


def bars(rows: Iterable[Row], *, ordered: bool = False) -> list[dict[str, Any]]:
    """The rows with their lengths in percent, the greatest first unless their order says something."""
    listed = list(rows) if ordered else sorted(rows, key=lambda row: (-row.n, -row.last, row.label))
    top = max((value for row in listed for value in (row.n, row.last)), default=0) or 1
    return [{"row": row, "width": _part(row.n, top), "tick": _part(row.last, top)} for row in listed]


def _part(value: int, top: int) -> float:
    return round(value / top * 100, 1)


def days(now: Counter[tuple[date, str]], last: Counter[tuple[date, str]], span: Span, centre: str) -> dict[str, Any]:
    """Small multiples, a lane a level: a bar a day (a month of long spans), and a line for the same one of last year."""
    slots = _slots(span)
    before = _slots(span.last)
    width = WIDTH / len(slots)
    lanes: list[dict[str, Any]] = []
    table: list[tuple[str, list[int], list[int]]] = []
    for place, level in enumerate(LEVELS):
        mine = [sum(now[day, level] for day in slot) for slot in slots]
        theirs = [sum(last[day, level] for day in before[at]) if at < len(before) else 0 for at in range(len(slots))]
        top, base = max([*mine, *theirs, 1]), (place + 1) * (HIGH + 14)
        lanes.append({"level": level, "base": base, "top": base - HIGH, "most": top, "mark": base - 12, "bars": []})
        for at, (n, was) in enumerate(zip(mine, theirs, strict=True)):
            x = LEFT + at * width
            lanes[-1]["bars"].append(
                {
                    "x": round(x + width * 0.18, 1),
                    "w": round(width * 0.64, 1),
                    "y": round(base - n / top * HIGH, 1),
                    "h": round(n / top * HIGH, 1),
                    "was": was,
                    "line": round(base - was / top * HIGH, 1),
                    "x1": round(x + width * 0.08, 1),
                    "x2": round(x + width * 0.92, 1),
                    "n": n,
                    "url": _url(centre, level, slots[at]) if n else "",
                    "name": _named(slots[at], span),
                }
            )
        table.append((level, mine, theirs))
    rows = [
        {
            "name": _named(slot, span),
            "cells": [
                {"n": mine[at], "was": theirs[at], "url": _url(centre, level, slot)} for level, mine, theirs in table
            ],
        }
        for at, slot in enumerate(slots)
    ]
    step = max(1, len(slots) // 8)
    labels = [
        {"x": round(LEFT + (at + 0.5) * width, 1), "text": _named(slots[at], span)} for at in range(0, len(slots), step)
    ]
    return {
        "lanes": lanes,
        "labels": labels,
        "rows": rows,
        "height": 3 * (HIGH + 14) + 22,
        "foot": 3 * (HIGH + 14) + 18,
    }


def _slots(span: Span) -> list[list[date]]:
    if not span.by_month:
        return [[day] for day in span.days]
    months: dict[date, list[date]] = {}
    for day in span.days:
        months.setdefault(day.replace(day=1), []).append(day)
    return list(months.values())


def _named(slot: Sequence[date], span: Span) -> str:
    return f"{slot[0]:%Y-%m}" if span.by_month else f"{slot[0]:%m-%d}"


def _url(centre: str, level: str, slot: Sequence[date]) -> str:
    return f"{centre}&level={level}&since={slot[0]}&until={slot[-1]}"


def change(now: int, last: int) -> str:
    """By how much something rose or fell against last year, in words; in numbers where a percentage of so few would mislead."""
    if now == last:
        return _("持平")
    if last < FEW:
        return (_("增加 {n}") if now > last else _("减少 {n}")).format(n=abs(now - last))
    percent = round((now - last) / last * 100, 1)
    return (_("上升 {n}%") if percent > 0 else _("下降 {n}%")).format(n=abs(percent))


def rate(part: int, base: int, per: int = 100) -> float | None:
    """Per hundred, to one decimal; None without a base."""
    return round(part / base * per, 1) if base else None
