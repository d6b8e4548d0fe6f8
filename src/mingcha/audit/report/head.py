# SPDX-License-Identifier: Apache-2.0
"""The top of the page: the answer in a sentence, the levels, and the findings by kind of monitor."""

from __future__ import annotations

from typing import Final

from mingcha.audit.codes import code_name
from mingcha.audit.report import marks
from mingcha.audit.report.facts import Facts, Tally
from mingcha.audit.report.markup import Html, both, el, fill, two
from mingcha.audit.report.parts import card, note
from mingcha.audit.report.words import number, per_hundred, share
from mingcha.audit.result import Result
from mingcha.engine.clock import date_of
from mingcha.engine.kinds import KINDS, LEVELS, Lang, Level
from mingcha.engine.words import moment

_COLOURS: Final = {"red": ("红色", "red"), "yellow": ("黄色", "yellow")}
_PARTS: Final = (
    ("kinds", "种类", "Kinds"),
    ("time", "时间", "Time"),
    ("used", "用时", "Durations"),
    ("map", "流程", "Procedure"),
    ("worst", "集中之处", "Where"),
    ("list", "清单", "List"),
    ("how", "说明", "Notes"),
)


def site() -> Html:
    """The bar with the mark, the ways into the page, and the choice of language (radio buttons that stand before it)."""
    brand = el("span", marks.LOGO, el("b", "明察"), el("small", two("行政执法监督", "Mingcha")), class_="brand")
    ways = el("nav", [el("a", two(zh, en), href=f"#{id_}") for id_, zh, en in _PARTS], aria_label="目录 Contents")
    languages = el(
        "div", el("label", "中文", for_="zh"), el("label", "English", for_="en", lang="en-GB"), class_="langs"
    )
    return el("div", el("div", brand, ways, languages, class_="wrap"), class_="site")


def hero(result: Result, facts: Facts) -> Html:
    """What was audited and how things stand."""
    about = both("监察报告　截至 {}", "Oversight report, as of {}", el("time", moment(result.now)))
    said = sentences(facts)
    return el(
        "header",
        el(
            "div",
            el("p", about, class_="about"),
            el("h1", said[0]),
            [el("p", more) for more in said[1:]],
            _scope(facts),
            class_="wrap",
        ),
        class_="hero",
    )


def sentences(facts: Facts) -> list[Html]:
    """The answer, gravest level first: one sentence for each level of red and yellow that there is, or one that all is well."""
    if not facts.cases:
        return [two("日志里没有案件。", "The log holds no cases.")]
    found = [level for level in LEVELS if level in _COLOURS and facts.levels[level]]
    if found:
        return [_sentence(facts, level, first=level == found[0]) for level in found]
    if facts.levels["prompt"]:
        n = facts.levels["prompt"]
        return [two(f"没有红色和黄色发现，有 {n:,} 条提示。", f"Nothing red or yellow was found; {n:,} prompts.")]
    return [
        two(f"没有发现问题：{facts.cases:,} 件案件全部通过。", f"Nothing was found: all {facts.cases:,} cases pass.")
    ]


def _sentence(facts: Facts, level: Level, *, first: bool) -> Html:
    """How many cases a level concerns, and which finding is in most of them."""
    tallies = [tally for tally in facts.tallies if tally.level == level]
    n, total, part = number(facts.level_cases[level]), number(facts.cases), share(facts.level_cases[level], facts.cases)
    zh, en = _COLOURS[level]
    begin_zh = f"{total} 件案件中，{n} 件（{part}）" if first else f"{zh}发现涉及 {n} 件（{part}）"
    begin_en = f"{n} of {total} cases ({part})" if first else f"{en.capitalize()}: {n} cases ({part})"
    top = number(tallies[0].cases)
    if len(tallies) == 1:
        tail_zh, tail_en = ("{}。" if first else "，都是{}。"), (": {}." if first else ", all {}.")
    else:
        had_zh, had_en = (f"有{zh}发现", f" have {en} findings") if first else ("", "")
        tail_zh = f"{had_zh}，最多的是{{}}，{top} 件。"
        tail_en = f"{had_en}; most often {{}}, in {top}."
    return two(
        _clauses(begin_zh + tail_zh, _named(tallies[0], "zh")), fill(begin_en + tail_en, _named(tallies[0], "en"))
    )


def _clauses(template: str, part: Html) -> list[Html]:
    """A Chinese sentence that breaks between its clauses where it can, not inside a word."""
    clauses = template.replace("，", "，\n").split("\n")
    return [el("span", fill(clause, *([part] if "{}" in clause else [])), class_="clause") for clause in clauses]


def _named(tally: Tally, lang: Lang) -> Html:
    """“承诺日期”超期."""
    code = code_name(tally.rule.point.kind, tally.code)[lang]
    if code in tally.rule.point.title(lang):
        return fill("“{}”" if lang == "zh" else '"{}"', tally.rule.title_in(lang))
    return fill("“{}”{}" if lang == "zh" else '"{}", {}', tally.rule.title_in(lang), code)


def _scope(facts: Facts) -> Html:
    """What was audited, in one line."""
    figures = [
        (facts.cases, "件案件", "cases"),
        (facts.steps, "个环节", "steps"),
        (len(facts.rules), "个监察点", "monitor points"),
        (facts.organs, "个机关", "organs"),
        (facts.people, "名人员", "people"),
    ]
    zh = [f"{n:,} {what}" for n, what, _ in figures if n]
    en = [f"{n:,} {what}" for n, _, what in figures if n]
    if facts.first_day is not None and facts.last_day is not None:
        first, last = date_of(facts.first_day), date_of(facts.last_day)
        zh, en = [f"{first} 至 {last}", *zh], [f"{first} to {last}", *en]
    return el("p", two("　".join(zh), " · ".join(en)), class_="scope")


def level_strip(facts: Facts) -> Html:
    """Red, yellow and prompts: how many, in how many cases."""
    return el("div", [_level_cell(facts, level) for level in LEVELS], class_="card strip")


def _level_cell(facts: Facts, level: Level) -> Html:
    n, cases = facts.levels[level], facts.level_cases.get(level, 0)
    rate = per_hundred(cases, facts.cases)
    small = (
        two(f"涉及 {cases:,} 件，每百件 {rate}", f"in {cases:,} cases, {rate} per 100") if n else two("没有", "none")
    )
    return el("div", marks.signal(level, there=bool(n)), el("b", number(n)), el("small", small))


def kinds(result: Result, facts: Facts) -> Html:
    """The seals that have a point, each with its codes and a way to its findings."""
    used = result.points.kinds
    unused = [kind for kind in KINDS if kind not in used]
    absent = [
        el("span", marks.seal(kind), " ", two(KINDS[kind].names["zh"], KINDS[kind].names["en"]), class_="absent")
        for kind in unused
    ]
    return card(
        "kinds",
        two("按监察种类", "By kind of monitor"),
        two("监察印下是各种类的发现条数", "each seal with the number of its findings"),
        el("div", [_kind(kind, facts) for kind in used], class_="kinds"),
        note(two("没有设置监察点，未作判定：", "Without a point, so not judged: "), absent) if unused else None,
    )


def _kind(kind: str, facts: Facts) -> Html:
    codes = facts.codes(kind)
    total = sum(sum(levels.values()) for levels in codes.values())
    rows = [
        el(
            "span",
            el("span", two(*code_name(kind, code).values())),
            el("span", marks.counts(levels), class_="n"),
            class_="code",
        )
        for code, levels in codes.items()
        if any(levels.values())
    ]
    return el(
        "a",
        marks.seal(kind, large=True),
        el("b", two(*KINDS[kind].names.values()), class_="title"),
        el("b", number(total), class_="total"),
        el("span", rows or marks.good("没有发现", "nothing found"), class_="codes"),
        href=f"#kind-{kind}",
        class_="kind",
    )
