# SPDX-License-Identifier: Apache-2.0
"""Where red and yellow findings crowd: acts, people, organs, each with its base; and the cases that have the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mingcha.audit import summary
from mingcha.audit.report import marks
from mingcha.audit.report.facts import Facts
from mingcha.audit.report.markup import Html, el, name, two
from mingcha.audit.report.parts import bar, card, note, table
from mingcha.audit.report.words import number, per_hundred
from mingcha.audit.result import Result
from mingcha.engine.kinds import LEVELS

MOST: Final = 10
_NONE: Final = marks.good("没有红、黄发现", "no red or yellow findings")


@dataclass(frozen=True)
class _List:
    """How a list of :mod:`~mingcha.audit.summary` is shown: the keys of its names and of its base, title, unit of the base,
    and how many such things the log has at all."""

    key: str
    base: str
    title: tuple[str, str]
    unit: tuple[str, str]
    there: int
    by_rate: bool = False


def draw(result: Result, facts: Facts) -> Html:
    """The card with its four lists."""
    steps = _bars(summary.worst_steps(result, MOST), _List("act", "runs", ("环节", "Acts"), ("次", "runs"), facts.acts))
    people = _bars(
        summary.worst_people(result, MOST),
        _List("person", "steps", ("人员", "People"), ("个环节", "steps"), facts.people),
    )
    by_organ = _List("organ", "cases", ("机关", "Organs"), ("件", "cases"), facts.organs, by_rate=True)
    organs = _bars(summary.worst_organs(result, MOST), by_organ)
    lists = el("div", el("div", steps, organs), el("div", people), class_="lists")
    about = note(
        two(
            "仅统计红色和黄色发现；办件量大的，发现相应较多，应当结合基数分析。",
            "Red and yellow only. Who does more has more findings: read each number with its base.",
        )
    )
    sub = two(f"各列前 {MOST} 名", f"the first {MOST} of each")
    return card("worst", two("集中之处", "Where findings crowd"), sub, lists, _cases(result, facts), about)


def _bars(entries: Sequence[dict[str, Any]], how: _List) -> Html:
    """A list sorted by what its bars show: findings, or findings for each hundred of the base."""
    shown = [entry for entry in entries if entry["findings"]]
    title = two(*how.title)
    if not shown:
        absent = el(
            "p", two(f"日志没有写明{how.title[0]}。", f"The log names no {how.title[1].lower()}."), class_="sub"
        )
        return el("div", el("h3", title), _NONE if how.there else absent, class_="group")
    values = [entry["findings"] / (entry[how.base] or 1) if how.by_rate else entry["findings"] for entry in shown]
    rows = [_bar(entry, how, value / max(values)) for entry, value in zip(shown, values, strict=True)]
    sub = two("按每百件排列", "by findings per 100") if how.by_rate else two("按条数排列", "by number of findings")
    return el("div", el("h3", title, " ", el("small", sub)), el("div", rows, class_="bars"), class_="group")


def _bar(entry: dict[str, Any], how: _List, share: float) -> Html:
    """Name, bar, and at its end the number with its base."""
    n, of, rate = number(entry["findings"]), number(entry[how.base]), per_hundred(entry["findings"], entry[how.base])
    base_zh, base_en = f"{of} {how.unit[0]}", f"{of} {how.unit[1]}"
    if how.by_rate:
        big, small = rate, two(f"{n} 条 / {base_zh}", f"{n} / {base_en}")
    else:
        big, small = n, two(f"/ {base_zh}，每百 {rate}", f"/ {base_en}, {rate} per 100")
    figures = el("span", el("b", big), el("small", small), class_="figures")
    return el(
        "div",
        el("span", name(entry[how.key]), class_="name"),
        el("span", bar(share), class_="track"),
        figures,
        class_="row",
    )


def _cases(result: Result, facts: Facts) -> Html:
    """The cases with the most findings, gravest first."""
    by_level = ", ".join(f"COUNT(*) FILTER (level = '{level}') AS {level}" for level in LEVELS)
    rows = result.rows(
        f"""SELECT COALESCE(ANY_VALUE(case_name), case_id::VARCHAR), ANY_VALUE(organ), {by_level}
        FROM found GROUP BY case_id HAVING red + yellow > 0 ORDER BY red DESC, yellow DESC, prompt DESC, case_id LIMIT {MOST}"""
    )
    title = el("h3", two("案件", "Cases"), " ", el("small", two("红色多的在前", "most red first")))
    if not rows:
        return el("div", title, _NONE, class_="group")
    heads = [two("案号", "Case"), *(marks.signal(level, there=bool(facts.levels[level])) for level in LEVELS)]
    cells = [[_case(case, organ), *(number(n) if n else "—" for n in levels)] for case, organ, *levels in rows]
    return el(
        "div",
        title,
        table(heads, cells, two("发现最多的案件", "Cases with the most findings"), numbers=3),
        class_="group cases",
    )


def _case(case: str, organ: str | None) -> Html:
    return el("span", name(case), el("small", name(organ), class_="sub") if organ else None)
