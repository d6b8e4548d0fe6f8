# SPDX-License-Identifier: Apache-2.0
"""How it was judged, so that anybody can judge again: moment, calendar, points, and what the codes mean."""

from __future__ import annotations

from typing import Final

from mingcha.audit.codes import code_meaning, code_name
from mingcha.audit.report import marks
from mingcha.audit.report.facts import Facts
from mingcha.audit.report.markup import Content, Html, both, el, html, name, two
from mingcha.audit.report.parts import card, joined, table
from mingcha.audit.result import Result
from mingcha.engine.calendar import NATIONAL
from mingcha.engine.clock import date_of, day_of
from mingcha.engine.kinds import KINDS
from mingcha.engine.words import moment

KEYS: Final = 60
"""How many keys of points are named."""


def draw(result: Result, facts: Facts) -> Html:
    """The card with the terms of the judgement and the legend of the codes."""
    facts_of = [
        (two("截止时刻", "As of"), two(f"{moment(result.now)}（北京时间）", f"{moment(result.now)} (UTC+8)")),
        (two("工作日历", "Work calendar"), _calendar(result, facts)),
        (two("监察点", "Monitor points"), _points(facts)),
        (two("级别", "Levels"), _levels()),
        (two("数字", "Numbers"), _numbers()),
    ]
    terms = el("dl", [el("div", el("dt", term), el("dd", said)) for term, said in facts_of], class_="terms")
    return card(
        "how", two("判定说明和用语", "How it was judged, and what the words mean"), None, terms, _legend(result)
    )


def _calendar(result: Result, facts: Facts) -> Html:
    """The calendars the cases run by, the years they were needed for, and whether one of them is provisional."""
    used = [calendar for (calendar,) in result.rows("SELECT DISTINCT calendar_id FROM case_log ORDER BY 1")]
    if facts.first_day is None or not used:
        return two("没有用到。", "Not used.")
    last = max(facts.last_day or facts.first_day, day_of(result.now) if _open(result) else facts.first_day)
    years = range(date_of(facts.first_day).year, date_of(last).year + 1)
    provisional = [str(year) for year in years if result.calendar.years.get(year) == "provisional"]
    named = joined((two("全国", "national") if calendar == NATIONAL else name(calendar) for calendar in used), "、")
    span = (
        (f"{years[0]}", f"{years[0]}")
        if len(years) == 1
        else (f"{years[0]} 至 {years[-1]}", f"{years[0]} to {years[-1]}")
    )
    said = both(f"{{}}，{span[0]} 年。", f"{{}}, {span[1]}.", named)
    if not provisional:
        return html([said, two("没有用到暂定的年份。", " No provisional year was used.")])
    listed = ", ".join(provisional)
    warned = two(
        f"{listed} 年的日历是暂定的，正式公布后请再判定一次。",
        f" The calendar of {listed} is provisional: judge again when the official one is published.",
    )
    return html([said, el("b", warned)])


def _open(result: Result) -> bool:
    return bool(result.one("SELECT EXISTS (FROM case_log WHERE closed_at IS NULL)"))


def _points(facts: Facts) -> Html:
    """The keys and versions of the points."""
    keys: list[Content] = [_key(rule.point.key, rule.point.version) for rule in facts.rules[:KEYS]]
    more = (
        two(f"等 {len(facts.rules):,} 个", f" and {len(facts.rules) - KEYS:,} more")
        if len(facts.rules) > KEYS
        else None
    )
    return html([joined(keys, "、"), more])


def _key(key: str, version: str) -> Html:
    return html([name(key), el("small", two(f"（第 {version} 版）", f" (version {version})"))])


def _levels() -> Html:
    meanings = {
        "red": two("违反规定", "the rule was broken"),
        "yellow": two("要求说明", "asks for an explanation"),
        "prompt": two("提醒", "a reminder"),
    }
    return joined([html([marks.signal(level), " ", said]) for level, said in meanings.items()])


def _numbers() -> Html:
    return two(
        "一条发现是一个监察点在一个对象（环节、案件、决定等）上判定的一种代码；一件案件可以有几条。",
        "A finding is one code that one point found on one object (a step, case, decision …); a case may have several.",
    )


def _legend(result: Result) -> Html:
    """Every code of the kinds that were judged."""
    rows = [
        [
            html([marks.seal(kind), " ", two(*code_name(kind, code).values())]),
            el("code", code),
            two(*code_meaning(kind, code)),
        ]
        for kind in result.points.kinds
        for code in KINDS[kind].codes
    ]
    heads = [two("名称", "Name"), two("代码", "Code"), two("意思", "Meaning")]
    return html(
        [el("h3", two("代码", "Codes"), class_="in-card"), table(heads, rows, two("代码的意思", "What the codes mean"))]
    )


def end(result: Result) -> Html:
    """The last line: what made the page."""
    said = two(
        "明察　行政执法监督。本页不联网，不含脚本，可以单独保存和转发。",
        "Mingcha, oversight of administrative law enforcement. "
        "This page needs no network and no script; it can be kept and passed on by itself.",
    )
    return el(
        "footer",
        el("div", el("p", said), el("p", two("截至 ", "As of "), moment(result.now)), class_="wrap"),
        class_="end",
    )
