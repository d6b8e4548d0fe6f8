# SPDX-License-Identifier: Apache-2.0
"""The procedure as it was really run: acts from top to bottom, skips on the right of the spine, returns on the left.

Drawn as a grid, so that rows take the height of their names and every way spans the rows between its ends.
"""

from __future__ import annotations

from typing import Final

from mingcha.audit.report import marks
from mingcha.audit.report.flow import Act, Arc, Flow, lanes
from mingcha.audit.report.markup import Content, Html, both, el, html, name, two
from mingcha.audit.report.parts import bar, card, note, see_table, table
from mingcha.audit.report.words import number, share
from mingcha.audit.result import Result
from mingcha.engine.kinds import KINDS, LEVELS, Level

LANES: Final = 4
WAYS: Final = 12
"""How many ways are drawn on each side at most."""
PAIRS: Final = 150
"""How many ways the table lists at most."""
RARE: Final = 0.02
"""Ways that fewer runs of an act take are not written beside it."""

Sealed = dict[str, dict[Level, int]]
"""For each kind that has findings in a place, their number of each level."""


def draw(result: Result, flow: Flow) -> Html:
    """The card with the map."""
    title = two("流程与回退", "The procedure and its returns")
    if not flow.acts:
        return card("map", title, None, el("div", two("日志里没有环节。", "The log has no steps."), class_="empty"))
    sealed = _sealed(result)
    skips = lanes(_skips(flow), WAYS, LANES)
    returns = lanes(
        [(back.start, back.end, back.n, back.found) for back in flow.returns if back.start != back.end], WAYS, LANES
    )
    busiest = max(flow.onward.values(), default=1)
    rows: list[Content] = [_row(act, flow, sealed.get(act.name, {}), busiest) for act in flow.acts]
    drawn = [
        *(_arc(arc, "skip", busiest) for arc in skips),
        *(_arc(arc, "found" if arc.found else "return", busiest) for arc in returns),
    ]
    figure = el("figure", el("div", rows, drawn, class_="flow"), el("figcaption", _caption(flow), class_="cap"))
    return card(
        "map", title, _sub(flow), figure, _whole(sealed.get("", {})), _others(flow), _legend(flow), _table(flow)
    )


def _sub(flow: Flow) -> Html:
    n = sum(act.runs for act in flow.acts) + flow.other_runs
    if flow.n_items > 1:
        return both(f"事项 {{}}　{n:,} 个环节", f"item {{}}, {n:,} steps", name(flow.item))
    return two(
        f"{len(flow.acts) + flow.others:,} 种环节　共办 {n:,} 次",
        f"{len(flow.acts) + flow.others:,} acts, run {n:,} times",
    )


def _sealed(result: Result) -> dict[str, Sealed]:
    """The findings on each act; under the empty name those that lie on no act."""
    rows = result.rows("SELECT COALESCE(act, ''), kind, level, COUNT(*) FROM found GROUP BY ALL")
    found: dict[str, Sealed] = {}
    for act, kind, level, n in sorted(rows, key=lambda row: (list(KINDS).index(row[1]), LEVELS.index(row[2]))):
        found.setdefault(act, {}).setdefault(kind, {})[level] = n
    return found


def _skips(flow: Flow) -> list[tuple[int, int, int, int]]:
    """Ways that leave out acts; those that only one case in fifty takes are left to the table."""
    runs = {act.place: act.runs for act in flow.acts}
    return [(a, b, n, 0) for (a, b), n in flow.onward.items() if b > a + 1 and n >= RARE * runs[a]]


def _row(act: Act, flow: Flow, sealed: Sealed, busiest: int) -> Html:
    """The node on the spine, and beside it the act with what happens there."""
    down = flow.onward.get((act.place, act.place + 1), 0)
    thick = _thick(down, busiest)
    spine = el(
        "span",
        el("i", class_="stem", style=f"width:{thick}px") if down else None,
        el("i", class_="node"),
        class_="spine",
        style=f"grid-row:{act.place}",
    )
    longest = max(other.runs for other in flow.acts)
    head = el(
        "div",
        el("span", _no(act.place), el("b", name(act.name)), class_="act"),
        el("span", [marks.sealed(kind, levels) for kind, levels in sealed.items()], class_="seals") if sealed else None,
        el("span", bar(act.runs / longest), el("span", two(f"{act.runs:,} 次", f"{act.runs:,} runs")), class_="runs"),
        class_="top",
    )
    return html([spine, el("div", head, _ways(act, flow), class_="station", style=f"grid-row:{act.place}")])


def _ways(act: Act, flow: Flow) -> Html | None:
    """Where the case goes next, in words, and where it went back."""
    onward = sorted(
        ((n, to) for (start, to), n in flow.onward.items() if start == act.place), key=lambda way: (-way[0], way[1])
    )
    said = [
        el("span", ["→ ", _no(to)] if to else two("最后一步", "last step"), f" {n:,} ", el("small", share(n, act.runs)))
        for n, to in onward[:4]
        if n >= RARE * act.runs
    ]
    back = [
        el(
            "span",
            marks.mark("yellow") if way.found else "↩ ",
            both("退回 {} {} 次", "back to {} × {}", _no(way.end), number(way.n)),
            class_="amber" if way.found else None,
        )
        for way in [way for way in flow.returns if way.start == act.place][:4]
    ]
    return el("p", said, back, class_="ways") if said or back else None


def _no(place: int) -> Html:
    """The number of an act, by which the others refer to it."""
    return el("span", f"{place:02d}", class_="no")


def _thick(n: int, busiest: int) -> int:
    """From 1 to 6 pixels, in proportion."""
    return max(1, round(6 * n / busiest))


def _arc(arc: Arc, kind: str, busiest: int) -> Html:
    """A bracket from row to row; its lane counts outwards from the spine."""
    low, high = sorted((arc.start, arc.end))
    spine = LANES + 1
    columns = f"{spine - 1 - arc.lane}/{spine}" if kind != "skip" else f"{spine + 1}/{spine + 2 + arc.lane}"
    style = f"grid-row:{low}/{high};grid-column:{columns};--w:{_thick(arc.n, busiest)}px"
    return el("i", class_=f"way {kind}", style=style, aria_hidden="true")


def _caption(flow: Flow) -> Html:
    """The finding in a sentence."""
    n, found = sum(back.n for back in flow.returns), sum(back.found for back in flow.returns)
    if not n:
        return two("没有案件退回到已经办过的环节。", "No case went back to an act that it had done before.")
    top = flow.returns[0]
    zh = f"退回 {n:,} 次，最多的是由 {top.start:02d} 到 {top.end:02d}，{top.n:,} 次；"
    en = f"{n:,} returns, most often from {top.start:02d} to {top.end:02d} ({top.n:,}); "
    if found:
        return two(f"{zh}其中 {found:,} 次超过免报次数，为发现。", f"{en}{found:,} of them are findings.")
    return two(f"{zh}都不是发现。", f"{en}none of them is a finding.")


def _whole(sealed: Sealed) -> Html | None:
    """Findings that lie on no act: on the whole case, a penalty, goods …"""
    if not sealed:
        return None
    seals = [marks.sealed(kind, levels) for kind, levels in sealed.items()]
    return note(
        two("不落在某一环节上的发现：", "Findings that lie on no single act: "), el("span", seals, class_="seals")
    )


def _others(flow: Flow) -> Html | None:
    if not flow.others:
        return None
    return note(
        two(
            f"只画办理次数最多的 {len(flow.acts)} 种环节；其余 {flow.others:,} 种共办 {flow.other_runs:,} 次。",
            f"Only the {len(flow.acts)} acts with the most runs are drawn; {flow.others:,} others were run {flow.other_runs:,} times.",
        )
    )


def _legend(flow: Flow) -> Html:
    order = (
        two("环节按流程规定的次序排列。", "Acts stand in the declared order.")
        if flow.declared
        else two(
            "日志没有规定环节的次序：按案件实际走到的先后排列；这样看出的退回不作为发现。",
            "The log declares no order: acts stand in the order in which cases reach them; returns seen in this way are no findings.",
        )
    )
    entries = [
        el("span", el("i", class_="line"), two("接着办理，越粗越多", "goes on; the thicker the more often")),
        el("span", el("i", class_="line dashed amber"), two("退回，是发现", "return, a finding")),
        el("span", el("i", class_="line dashed"), two("退回，不是发现", "return, no finding")),
    ]
    return html([el("p", entries, class_="legend"), note(order)])


def _table(flow: Flow) -> Html:
    names = {act.place: act.name for act in flow.acts}
    runs = {act.place: act.runs for act in flow.acts}
    ways: list[tuple[int, int, int, int | None]] = [(n, start, to, None) for (start, to), n in flow.onward.items()]
    ways += [(back.n, back.start, back.end, back.found) for back in flow.returns]
    ways.sort(key=lambda way: (-way[0], way[1], way[2]))
    rows = [
        [
            _numbered(start, names),
            _numbered(to, names) if to else two("最后一步", "last step"),
            number(n),
            share(n, runs[start]),
            "" if found is None else two("退回", "return"),
            "" if found is None else number(found),
        ]
        for n, start, to, found in ways[:PAIRS]
    ]
    heads = [
        two("由", "From"),
        two("到", "To"),
        two("次", "Times"),
        two("占该环节", "Of its runs"),
        two("退回", "Return"),
        two("发现", "Findings"),
    ]
    cut = (
        note(two(f"列出前 {PAIRS} 种，共 {len(ways):,} 种。", f"The first {PAIRS} of {len(ways):,}."))
        if len(ways) > PAIRS
        else None
    )
    return see_table(table(heads, rows, two("环节之间的去向", "Ways between acts"), numbers=4), cut)


def _numbered(place: int, names: dict[int, str]) -> Html:
    return html([_no(place), " ", name(names[place])])
