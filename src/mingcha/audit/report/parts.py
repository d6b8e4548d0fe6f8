# SPDX-License-Identifier: Apache-2.0
"""What the parts of the page share: the card, the table behind a chart, bars that stretch with the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mingcha.audit.report.markup import Content, Html, el, html, two


def card(id_: str, title: Content, sub: Content, *body: Content) -> Html:
    """A section with its head; ``sub`` says in a few words what is counted."""
    head = el("div", el("h2", title, id=f"h-{id_}"), el("p", sub, class_="sub"), class_="ch")
    return el("section", head, *body, class_="card", id=id_, aria_labelledby=f"h-{id_}")


def table(heads: Sequence[Content], rows: Iterable[Sequence[Content]], caption: Content, numbers: int = 0) -> Html:
    """A table; the first cell of a row is its head, the last ``numbers`` columns are figures."""
    figures = len(heads) - numbers
    head = el("tr", [el("th", cell, scope="col", class_=_figure(n, figures)) for n, cell in enumerate(heads)])
    body = [
        el(
            "tr",
            el("th", row[0], scope="row"),
            [el("td", cell, class_=_figure(n, figures)) for n, cell in enumerate(row[1:], 1)],
        )
        for row in rows
    ]
    inner = el("table", el("caption", caption, class_="unseen"), el("thead", head), el("tbody", body))
    return el("div", inner, class_="scroll")


def see_table(*content: Content) -> Html:
    """The figures behind a chart, one click away."""
    return el("details", el("summary", two("查看数据表", "Show the table")), *content, class_="see")


def note(*content: Content) -> Html:
    return el("p", *content, class_="note")


def bar(share: float) -> Html:
    """A bar that starts at zero; ``share`` is its part of the full width."""
    drawn = el("rect", class_="now", width=f"{100 * share:.2f}%", height=10, y=3)
    return el("svg", drawn, class_="bar", height=16, aria_hidden="true")


def first_of(shown: int, total: int) -> Html | None:
    """Says honestly that a list was cut."""
    if shown >= total:
        return None
    return note(
        two(
            f"列出前 {shown:,} 条，共 {total:,} 条；全部在 --out 写出的文件里。",
            f"The first {shown:,} of {total:,} are listed; all of them are in the file that --out writes.",
        )
    )


def joined(parts: Iterable[Content], by: str = "　") -> Html:
    """Parts one after another with something between them."""
    items: list[Content] = []
    for part in parts:
        items += [by, part] if items else [part]
    return html(items)


def _figure(place: int, figures: int) -> str | None:
    return "num" if place >= figures else None
