# SPDX-License-Identifier: Apache-2.0
"""Time used against the limit: median and 90th percentile of each time limit, and of the acts that have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mingcha.audit.report import marks, spans
from mingcha.audit.report.facts import Facts, Rule
from mingcha.audit.report.flow import Flow
from mingcha.audit.report.markup import Content, Html, both, el, fill, html, name, two
from mingcha.audit.report.parts import card, note, see_table, table
from mingcha.audit.report.words import UNITS, amount, duration, number, per_hundred
from mingcha.audit.result import Result
from mingcha.engine.points import EVERY

MOST: Final = 24
"""How many rows of each kind are drawn; the table holds the others."""
WIDEST: Final = 2.5
"""Beyond so many times the limit a bar is cut, with a mark: the number tells the truth."""


@dataclass(frozen=True)
class Row:
    """A bar. ``limit`` is in the unit of ``used``: days, seconds for hours, thousandths of the time promised."""

    title: Html
    used: spans.Used
    limit: int | None
    unit: str
    late: int = 0


def draw(result: Result, facts: Facts, flow: Flow) -> Html:
    """The card: limits first, then the acts without one, each as the procedure runs."""
    limited = _limited(result, facts, flow)
    covered = {act for rule in facts.rules if rule.point.kind == "time_limit" for act in rule.point.acts.get("at", ())}
    free, gaps = ([], False) if EVERY in covered else _free(result, flow, covered)
    title, sub = (
        two("各环节用时与期限", "Time used and limits"),
        two("中位数和第 90 百分位", "median and 90th percentile"),
    )
    if not limited and not free:
        return card(
            "used",
            title,
            sub,
            el(
                "div",
                two("日志里没有可算用时的环节。", "The log has no steps whose time could be told."),
                class_="empty",
            ),
        )
    body = [_group(two("有期限的", "With a limit"), limited), _group(_free_title(gaps), free)]
    return card(
        "used",
        title,
        sub,
        [part for part in body if part],
        _legend(bool(limited)),
        _remarks(limited, gaps),
        _table([*limited, *free]),
    )


def _limited(result: Result, facts: Facts, flow: Flow) -> list[Row]:
    """The rules with a limit, in the order in which their first act is reached; whole cases come last."""
    used, promised = spans.of_rules(result, facts.rules), spans.of_promises(result, facts.rules)
    late = {tally.rule.ids: tally.found for tally in facts.tallies if tally.code == "overdue"}
    places = {act.name: act.place for act in flow.acts}
    rows: list[tuple[tuple[int, int], Row]] = []
    for place, rule in enumerate(facts.rules):
        at = (_reached(rule, places), place)
        if place in used and rule.point.limit:
            limit = rule.point.limit * (3_600 if rule.point.unit == "hour" else 1)
            rows.append((at, Row(rule.title, used[place], limit, rule.point.unit or "", late.get(rule.ids, 0))))
        elif place in promised:
            rows.append((at, Row(rule.title, promised[place], spans.PROMISED, "promise", late.get(rule.ids, 0))))
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def _reached(rule: Rule, places: dict[str, int]) -> int:
    """Where the procedure first comes to a rule: a step before a stage that begins there, the whole case last."""
    acts = [act for part in ("at", "start") for act in rule.point.acts.get(part, ())]
    return min((places[act] for act in acts if act in places), default=1_000)


def _free(result: Result, flow: Flow, covered: set[str]) -> tuple[list[Row], bool]:
    """The acts without a limit of their own, and whether their time is that since the step before."""
    acts = [act.name for act in flow.acts if act.name not in covered]
    used, gaps = spans.of_acts(result, acts)
    return [Row(name(act), used[act], None, "") for act in acts if act in used], gaps


def _free_title(gaps: bool) -> Html:
    if gaps:
        return two(
            "没有单独期限的环节：距上一环节的时间", "Acts without a limit of their own: time since the step before"
        )
    return two("没有单独期限的环节", "Acts without a limit of their own")


def _group(title: Html, rows: Sequence[Row]) -> Html | None:
    """Bars under a heading. Each limited bar is measured by its own limit; the others share a scale."""
    if not rows:
        return None
    drawn = rows[:MOST]
    ratio = max((row.used.p90 / row.limit for row in drawn if row.limit), default=1.0)
    scale = min(max(1.25, 1.05 * ratio), WIDEST)
    longest = max(row.used.p90 for row in drawn) or 1
    lines = [_line(row, (row.limit * scale) if row.limit else longest) for row in drawn]
    more = len(rows) - len(drawn)
    left = el("small", two(f"其余 {more} 项在表里", f"{more} more in the table")) if more else None
    return el("div", el("h3", title), el("div", lines, class_="bars used"), left, class_="group")


def _line(row: Row, full: float) -> Html:
    """Name, bar, numbers."""
    median, p90 = (min(100.0, 100 * value / full) for value in (row.used.median, row.used.p90))
    marks_ = [
        el("rect", class_="back", width="100%", height=10, y=5) if row.limit else None,
        el("rect", class_="p90", width=f"{p90:.2f}%", height=10, y=5),
        el("rect", class_="now", width=f"{median:.2f}%", height=10, y=5),
        el(
            "line",
            class_="limit",
            x1=f"{100 * row.limit / full:.2f}%",
            x2=f"{100 * row.limit / full:.2f}%",
            y1=1,
            y2=19,
        )
        if row.limit
        else None,
    ]
    beyond = el("i", "»", class_="beyond", aria_hidden="true") if row.used.p90 > full else None
    bar = el("span", el("svg", marks_, class_="bar", height=20, aria_hidden="true"), beyond, class_="track")
    return el(
        "div", el("span", row.title, class_="name"), bar, el("span", _figures(row), class_="figures"), class_="row"
    )


def _figures(row: Row) -> Html:
    """9 · 14 / 15 工作日, the base, and how many were late."""
    base = el("small", two(f"{row.used.base:,} 件", f"n = {row.used.base:,}"))
    if row.limit is None:
        return html([el("b", duration(row.used.median)), " · ", duration(row.used.p90), base])
    late = (
        el("span", marks.mark("red"), two(f"超期 {row.late:,}", f"{row.late:,} late"), class_="sig red")
        if row.late
        else None
    )
    zh, en = UNITS[row.unit]
    p90 = el("span", amount(row.used.p90, row.unit), class_="over" if row.used.p90 > row.limit else None)
    return html(
        [
            el("b", amount(row.used.median, row.unit)),
            " · ",
            p90,
            fill(" / {} ", amount(row.limit, row.unit)),
            two(zh, en),
            base,
            late,
        ]
    )


def _legend(limited: bool) -> Html:
    entries = [
        ("now", two("中位数", "median")),
        ("p90", two("第 90 百分位", "90th percentile")),
        ("limit", two("期限", "limit")) if limited else None,
    ]
    return el("p", [el("span", el("i", class_=entry[0]), entry[1]) for entry in entries if entry], class_="legend")


def _remarks(limited: Sequence[Row], gaps: bool) -> Html:
    """What the figures leave out; the findings leave nothing out."""
    said: list[Content] = [
        two(
            "这里的用时没有扣除中止，也没有加上延长；超期条数按规则扣除、加上之后判定。还没有办结的算到截止时刻。",
            "Pauses are not taken off here and extensions not added; the findings reckon with both. "
            "What is still open runs until the report's moment.",
        )
    ]
    if gaps:
        said.append(
            two(
                "日志里每个环节只有一个时间，所以环节本身的用时都是 0。",
                " Each step of the log has a single time, so the steps themselves take no time.",
            )
        )
    if any(row.unit == "promise" for row in limited):
        said.append(
            two(
                "承诺日期各案不同，按各案用去承诺时长的百分比画。",
                " Promised days differ from case to case: what is drawn is the share that each case used of its own.",
            )
        )
    return note(said)


def _table(rows: Sequence[Row]) -> Html:
    heads = [
        two("环节或期限", "Act or limit"),
        two("中位数", "Median"),
        two("第 90 百分位", "90th pct."),
        two("期限", "Limit"),
        two("件", "n"),
        two("超期", "Late"),
        two("每百件", "Per 100"),
    ]
    return see_table(table(heads, map(_cells, rows), two("各环节用时与期限", "Time used and limits"), numbers=6))


def _cells(row: Row) -> list[Content]:
    base = number(row.used.base)
    if row.limit is None:
        return [row.title, duration(row.used.median), duration(row.used.p90), "—", base, "—", "—"]
    zh, en = UNITS[row.unit]
    limit = both(f"{{}} {zh}", f"{{}} {en}", amount(row.limit, row.unit))
    figures = [amount(value, row.unit) for value in (row.used.median, row.used.p90)]
    return [row.title, *figures, limit, base, number(row.late), per_hundred(row.late, row.used.base)]
