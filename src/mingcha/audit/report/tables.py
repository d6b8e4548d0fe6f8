# SPDX-License-Identifier: Apache-2.0
"""The list: for each kind its points and its findings, each with reason and cure (S1-33, S1-41), gravest and newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from mingcha.audit.codes import code_name
from mingcha.audit.report import marks, rules
from mingcha.audit.report.facts import Facts, Rule
from mingcha.audit.report.markup import Content, Html, clip, el, html, name, two
from mingcha.audit.report.parts import card, first_of, joined, note, table
from mingcha.audit.report.words import number
from mingcha.audit.result import COLUMNS, Result, finding_of, point_of
from mingcha.engine.clock import date_of
from mingcha.engine.kinds import KINDS, LEVELS, Lang, Level
from mingcha.engine.words import cure, reason

MOST: Final = 50
"""How many findings of a code are listed."""
POINTS: Final = 60
"""How many points of a kind are listed."""
LONGEST: Final = 320
"""The longest reason, in characters: it may name many acts."""
_LANGS: Final[tuple[Lang, ...]] = ("zh", "en")


def draw(result: Result, facts: Facts) -> Html:
    """The card with a fold for each kind that has a point."""
    title = two("清单", "The list")
    sub = two(f"每种代码列出前 {MOST} 条", f"the first {MOST} of each code")
    return card("list", title, sub, [_kind(result, facts, kind) for kind in result.points.kinds])


def _kind(result: Result, facts: Facts, kind: str) -> Html:
    codes = facts.codes(kind)
    sums = {level: sum(levels[level] for levels in codes.values()) for level in LEVELS}
    found = marks.counts(sums) if any(sums.values()) else marks.good("没有发现", "nothing found")
    head = el("summary", marks.seal(kind), el("b", two(*KINDS[kind].names.values())), el("span", found, class_="n"))
    sections = [_code(result, kind, code, levels) for code, levels in codes.items() if any(levels.values())]
    # The mark stands inside the fold: a browser that is sent to it opens the fold.
    return el(
        "details", head, el("div", _points(facts, kind), sections, id=f"kind-{kind}", class_="inside"), class_="fold"
    )


def _points(facts: Facts, kind: str) -> Html:
    """The points of a kind, those with the most findings first."""
    found = {rule.ids: sum(tally.found for tally in facts.tallies if tally.rule is rule) for rule in facts.rules}
    own = sorted((rule for rule in facts.rules if rule.point.kind == kind), key=lambda rule: -found[rule.ids])
    rows = [
        [_point(rule), html([rules.demand(rule.point), _sub(rule.point.law)]), _levels(rule), number(found[rule.ids])]
        for rule in own[:POINTS]
    ]
    heads = [two("监察点", "Point"), two("规则", "Rule"), two("级别", "Level"), two("发现", "Found")]
    cut = (
        note(two(f"列出前 {POINTS} 个，共 {len(own):,} 个。", f"The first {POINTS} of {len(own):,}."))
        if len(own) > POINTS
        else None
    )
    return html([table(heads, rows, two("监察点", "Monitor points"), numbers=1), cut])


def _point(rule: Rule) -> Html:
    point = rule.point
    items = two(f"，{len(rule.ids)} 个事项", f", {len(rule.ids)} items") if len(rule.ids) > 1 else None
    version = two(f"第 {point.version} 版", f"version {clip(point.version)}")
    key = html([name(point.key), " · "]) if point.key != point.title("zh") else None
    return html([rule.title, el("small", key, version, items, class_="sub")])


def _levels(rule: Rule) -> Html:
    """Which level each code of the point has; what is off is left out."""
    kind = rule.point.kind
    levels = [(code, level) for code in KINDS[kind].codes if (level := rule.point.level(code))]
    return el(
        "span", (marks.signal(level, two(*code_name(kind, code).values())) for code, level in levels), class_="codes-of"
    )


def _code(result: Result, kind: str, code: str, levels: dict[Level, int]) -> Html:
    """The findings of a code under its cure, which is the same for all of them."""
    total = sum(levels.values())
    rows = result.rows(
        f"""SELECT {", ".join(COLUMNS)}, case_name, organ, act, officer, day FROM found WHERE kind = $1 AND code = $2
        ORDER BY CASE level WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END, day DESC NULLS LAST,
          case_id, object_kind, object_id, point_id LIMIT {MOST}""",
        kind,
        code,
    )
    people = _people(result, rows)
    heads = [two("级别", "Level"), two("案件", "Case"), two("原因", "Reason")]
    point = point_of(result, finding_of(rows[0]))
    cures = {lang: cure(finding_of(rows[0]), point, lang) for lang in _LANGS}
    return el(
        "div",
        el("h3", two(*code_name(kind, code).values()), el("small", code, " "), marks.counts(levels)),
        el("p", el("b", two("怎样消除　", "Cure: ")), two(cures["zh"], cures["en"]), class_="cure"),
        table(heads, [_cells(result, row, people) for row in rows], two(*code_name(kind, code).values())),
        first_of(len(rows), total),
        class_="code-list",
    )


def _people(result: Result, rows: list[tuple[Any, ...]]) -> dict[int, str]:
    """Who was on the steps of these findings; three are named."""
    steps = [finding.object_id for finding in map(finding_of, rows) if finding.object_kind == "step"]
    if not steps:
        return {}
    found: dict[int, list[str]] = {}
    for step, officer in result.rows(
        """SELECT DISTINCT p.step_id, COALESCE(o.name, p.officer_id::VARCHAR) AS officer
        FROM people p LEFT JOIN officer_names o USING (officer_id) WHERE p.step_id IN (SELECT UNNEST($1)) ORDER BY ALL""",
        steps,
    ):
        found.setdefault(step, []).append(officer)
    return {
        step: "、".join(clip(officer, 40) for officer in names[:3]) + ("…" if len(names) > 3 else "")
        for step, names in found.items()
    }


def _cells(result: Result, row: tuple[Any, ...], people: dict[int, str]) -> list[Content]:
    """Level and day; case and organ; reason, act and people."""
    finding, point = finding_of(row), point_of(result, finding_of(row))
    case, organ, act, officer, day = row[len(COLUMNS) :]
    named = clip(officer) if officer else people.get(finding.object_id) if finding.object_kind == "step" else None
    told = replace(finding, subject=clip(finding.subject) if finding.subject else None)
    why, why_en = (clip(reason(told, point, lang, clip(officer) if officer else None), LONGEST) for lang in _LANGS)
    # What the reason says already is not said twice.
    where = [name(text) for text in (act, named, point.title("zh")) if text and clip(text) not in why]
    return [
        html([marks.signal(finding.level), _sub(None if day is None else date_of(day).isoformat())]),
        html([name(finding.case_id if case is None else case), _sub(organ)]),
        html([two(why, why_en), el("small", joined(where, " · "), class_="sub") if where else None]),
    ]


def _sub(text: str | None) -> Html | None:
    """A small line below."""
    return el("small", name(text), class_="sub") if text else None
