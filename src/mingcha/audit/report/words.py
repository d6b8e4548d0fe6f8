# SPDX-License-Identifier: Apache-2.0
"""The words and figures of the report: levels, numbers, rates, time used."""

from __future__ import annotations

from typing import Final

from mingcha.audit.report.markup import Html, fill, two
from mingcha.engine.clock import DAY_SECONDS
from mingcha.engine.kinds import LEVEL_NAMES

UNITS: Final = {
    "working_day": ("工作日", "working days"),
    "calendar_day": ("日", "days"),
    "hour": ("小时", "hours"),
    "promise": ("% 承诺时长", "% of promise"),
}
_PARTS: Final = {"hour": 3_600, "promise": 10}
_SCALE: Final = ((DAY_SECONDS, "日", "d"), (3_600, "小时", "h"), (60, "分", "min"), (1, "秒", "s"))


def level_name(level: str) -> Html:
    return two(LEVEL_NAMES[level]["zh"], LEVEL_NAMES[level]["en"])


def number(n: int) -> str:
    return f"{n:,}"


def per_hundred(n: int, base: int) -> str:
    """A rate with one decimal; a dash where there is no base."""
    return f"{100 * n / base:,.1f}" if base else "—"


def share(n: int, base: int) -> str:
    """A percentage; what is there but rounds to nothing reads <0.1%."""
    return "<0.1%" if n > 0 and 1_000 * n < base / 2 else f"{per_hundred(n, base)}%"


def amount(value: float, unit: str) -> str:
    """A used amount in the unit of its limit, without the unit; hours are measured in seconds, promises in thousandths."""
    figure = value / _PARTS.get(unit, 1)
    return "<0.1" if 0 < figure < 0.05 else f"{figure:,.1f}".removesuffix(".0")


def duration(seconds: float) -> Html:
    """Time used in its own largest unit: 3.5 日, 12 分."""
    size, zh, en = next((part for part in _SCALE if seconds >= part[0]), _SCALE[-1])
    figure = f"{seconds / size:,.1f}".removesuffix(".0")
    return two(fill("{} {}", figure, zh), fill("{} {}", figure, en))
