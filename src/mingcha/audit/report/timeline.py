# SPDX-License-Identifier: Apache-2.0
"""Findings over time: a small multiple for each level, by day, week, month or year as the span of the findings asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from mingcha.audit.report import marks
from mingcha.audit.report.facts import Facts
from mingcha.audit.report.markup import Html, el, html, two
from mingcha.audit.report.parts import card, note, see_table, table
from mingcha.audit.report.words import level_name, number
from mingcha.audit.result import Result
from mingcha.engine.clock import date_of, day_number
from mingcha.engine.kinds import LEVELS, Level

HEIGHT: Final = 52
LONGEST_DAYS: Final = 100 * 365
_STEPS: Final = (("day", 62), ("week", 400), ("month", 3_700))
"""Up to how many days a chart goes by day, by week, by month; beyond, by year."""
_NAMES: Final = {
    "day": ("每日", "by day"),
    "week": ("每周", "by week"),
    "month": ("每月", "by month"),
    "year": ("每年", "by year"),
}
_EACH: Final = {
    "day": ("单日", "a day"),
    "week": ("单周", "a week"),
    "month": ("单月", "a month"),
    "year": ("单年", "a year"),
}


@dataclass(frozen=True)
class Times:
    """Periods in order, the first day of each, and the findings of each level in each."""

    step: str
    starts: list[date]
    levels: dict[Level, list[int]]
    left_out: int
    """Findings without a day, or of a day too far away to be drawn."""

    def name(self, place: int) -> str:
        return {"month": f"{self.starts[place]:%Y-%m}", "year": f"{self.starts[place].year}"}.get(
            self.step, self.starts[place].isoformat()
        )


def collect(result: Result, facts: Facts) -> Times | None:
    """Findings in periods over the span of the log; None where no finding has a day."""
    first, last, undated = result.rows("SELECT MIN(day), MAX(day), COUNT(*) FILTER (day IS NULL) FROM found")[0]
    if first is None:
        return None
    first, last = _span(result, facts, first, last)
    first = max(first, last - LONGEST_DAYS)
    step = next((name for name, most in _STEPS if last - first < most), "year")
    starts = _starts(step, date_of(first), date_of(last))
    places = {day_number(start): place for place, start in enumerate(starts)}
    levels = {level: [0] * len(starts) for level in LEVELS}
    epoch = "date_trunc(?, DATE '1970-01-01' + day::INTEGER)::DATE - DATE '1970-01-01'"
    for level, start, n in result.rows(
        f"SELECT level, {epoch}, COUNT(*) FROM found WHERE day IS NOT NULL GROUP BY ALL", step
    ):
        if start in places:
            levels[level][places[start]] = n
        else:
            undated += n
    return Times(step, starts, levels, undated)


def _span(result: Result, facts: Facts, first: int, last: int) -> tuple[int, int]:
    """The days of the log; where stray dates make it far longer than almost all of its cases need, only the days of these."""
    usual = "QUANTILE_DISC(COALESCE(closed_day, accepted_day), [0.01, 0.99])"
    inner = result.one(f"SELECT {usual} FROM case_log") or [first, last]
    low, high = min(first, facts.first_day or first), max(last, facts.last_day or last)
    if high - low > 3 * (inner[1] - inner[0]) + 365:
        return min(first, inner[0]), max(last, inner[1])
    return low, high


def _starts(step: str, first: date, last: date) -> list[date]:
    """The first days of the periods from the one that holds ``first`` to the one that holds ``last``."""
    if step in ("day", "week"):
        begin = day_number(first) - (first.weekday() if step == "week" else 0)
        return [date_of(day) for day in range(begin, day_number(last) + 1, 7 if step == "week" else 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if step == "month":
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    return [date(year, 1, 1) for year in range(first.year, last.year + 1)]


def draw(result: Result, facts: Facts) -> Html:
    """The card; a sentence where there is nothing to draw."""
    times = collect(result, facts)
    if times is None:
        said = two("没有带日期的发现，无法绘图。", "Nothing to draw: there is no finding that carries a day.")
        return card("time", two("发现的时间", "Findings over time"), None, el("div", said, class_="empty"))
    rows = [_level(times, level) for level in LEVELS]
    figure = el(
        "figure", el("div", rows, _axis(times), class_="multiples"), el("figcaption", _finding(times), class_="cap")
    )
    left_out = None
    if times.left_out:
        left_out = note(
            two(
                f"{times.left_out:,} 条发现没有日期或者日期过早，不在图中。",
                f"{times.left_out:,} findings carry no day, or one too long ago, and are not drawn.",
            )
        )
    return card(
        "time", two("发现的时间", "Findings over time"), two(*_NAMES[times.step]), figure, left_out, _table(times)
    )


def _level(times: Times, level: Level) -> Html:
    """One level: shape and word, its bars on their own scale, and the highest number in words."""
    values = times.levels[level]
    top, total = max(values), sum(values)
    label = el("div", marks.signal(level, there=bool(total)), el("b", number(total)), class_="label")
    said = el("small", _top(times, level), id=f"t-{level}")
    if not total:
        return html([label, el("div", said, class_="plot")])
    width = 100 / len(values)
    thick = min(4.0, width * (0.4 if len(values) < 24 else 0.7))
    bars = [
        el(
            "rect",
            x=f"{(place + 0.5) * width - thick / 2:.2f}%",
            width=f"{thick:.2f}%",
            y=f"{HEIGHT - HEIGHT * n / top:.1f}",
            height=f"{HEIGHT * n / top:.1f}",
        )
        for place, n in enumerate(values)
        if n
    ]
    base = el("line", x1=0, x2="100%", y1=f"{HEIGHT - 0.5}", y2=f"{HEIGHT - 0.5}", class_="axis")
    drawing = el("svg", bars, base, class_=f"columns {level}", height=HEIGHT, role="img", aria_labelledby=f"t-{level}")
    return html([label, el("div", said, drawing, class_="plot")])


def _top(times: Times, level: Level) -> Html:
    """The finding of one row, in words."""
    values = times.levels[level]
    top = max(values)
    if not top:
        return two("没有", "none")
    when, (zh, en) = times.name(values.index(top)), _EACH[times.step]
    return two(f"{zh}最多 {top:,} 条（{when}）", f"at most {top:,} {en} ({when})")


def _axis(times: Times) -> Html:
    """Eight places at most; every second one only where there is room."""
    n = len(times.starts)
    texts = []
    for order, place in enumerate(range(0, n, max(1, -(-n // 8)))):
        share = (place + 0.5) / n
        anchor = "start" if share < 0.06 else "end" if share > 0.94 else "middle"  # nothing may stick out of the card
        x = {"start": 0.0, "end": 100.0}.get(anchor, 100 * share)
        wide = "wide" if order % 2 else None
        texts.append(el("text", times.name(place), x=f"{x:.2f}%", y=13, text_anchor=anchor, class_=wide))
    return html([el("div"), el("svg", texts, class_="ticks", height=18, aria_hidden="true")])


def _finding(times: Times) -> Html:
    first, last = times.name(0), times.name(len(times.starts) - 1)
    return two(
        f"{first} 至 {last}，每个级别各用自己的刻度。",
        f"{first} to {last}; each level has its own scale.",
    )


def _table(times: Times) -> Html:
    rows = [
        [times.name(place), *(number(times.levels[level][place]) for level in LEVELS)]
        for place in range(len(times.starts))
        if any(times.levels[level][place] for level in LEVELS)
    ]
    heads = [two("时间", "When"), *(level_name(level) for level in LEVELS)]
    return see_table(table(heads, rows, two("各时间的发现条数", "Findings by time"), numbers=3))
