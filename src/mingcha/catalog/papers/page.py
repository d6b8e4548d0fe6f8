# SPDX-License-Identifier: Apache-2.0
"""A Word document's paragraphs and tables as a page of HTML: what they say and how they stand, nothing else of the file (S4-30)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

CLASSES: Final = {
    "红头": "head",
    "文号": "number",
    "Title": "title",
    "标题": "title",
    "Heading 1": "heading",
    "小标题": "heading",
    "抬头": "to",
    "落款": "sign",
    "附注": "foot",
}
"""The styles of our templates (papers/making.py), and Word's own that mean the same."""
ALIGNED: Final = {"center": "center", "right": "right", "end": "right"}
SIZES: Final = range(8, 43)
MOST_ROWS: Final = 5_000


def html_of(content: bytes) -> str:
    """The page's body."""
    body = Document(io.BytesIO(content)).element.body
    return str(mark_safe("".join(_blocks(body, _style_names(content)))))  # noqa: S308 - every piece is escaped


def _style_names(content: bytes) -> dict[str, str]:
    """Names of styles by their ids, which Word translates."""
    return {style.style_id: style.name for style in Document(io.BytesIO(content)).styles if style.name}


def _blocks(parent: etree._Element, styles: dict[str, str]) -> Iterator[SafeString]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(child, styles)
        elif child.tag == qn("w:tbl"):
            yield _table(child, styles)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _blocks(child, styles)


def _paragraph(paragraph: etree._Element, styles: dict[str, str]) -> SafeString:
    settings = paragraph.find(qn("w:pPr"))
    names = []
    style = _value(settings, "w:pStyle")
    names.append(CLASSES.get(styles.get(style, style), ""))
    names.append(ALIGNED.get(_value(settings, "w:jc"), ""))
    indent = settings.find(qn("w:ind")) if settings is not None else None
    if indent is not None and {indent.get(qn("w:firstLine")), indent.get(qn("w:firstLineChars"))} & {"0"}:
        names.append("flush")
    if _on(settings, "w:pageBreakBefore"):
        names.append("break")
    runs = [_run(run) for run in paragraph.iter(qn("w:r"))]
    named = " ".join(name for name in names if name)
    return format_html("<p class='{}'>{}</p>", named, mark_safe("".join(runs)))  # noqa: S308 - escaped piece by piece


def _run(run: etree._Element) -> SafeString:
    text = mark_safe("")
    for part in run:
        if part.tag == qn("w:t"):
            text += escape(part.text or "")
        elif part.tag == qn("w:tab"):
            text += mark_safe("&emsp;")
        elif part.tag == qn("w:br"):
            text += mark_safe("<br>")
    settings = run.find(qn("w:rPr"))
    look = []
    size = _value(settings, "w:sz")
    if size.isdigit() and int(size) // 2 in SIZES:
        look.append(f"font-size: {int(size) / 2:g}pt")
    if _on(settings, "w:b"):
        look.append("font-weight: bold")
    if _value(settings, "w:u") not in ("", "none"):
        look.append("text-decoration: underline")
    return format_html('<span style="{}">{}</span>', "; ".join(look), text) if look and text else text


def _table(table: etree._Element, styles: dict[str, str]) -> SafeString:
    widths = [int(column.get(qn("w:w")) or 0) for column in table.iter(qn("w:gridCol"))]
    whole = sum(widths) or 1
    columns = format_html_join("", '<col style="width: {}%">', ((round(100 * width / whole, 2),) for width in widths))
    rows = list(table.iterchildren(qn("w:tr")))[:MOST_ROWS]
    grid = [list(_cells(row)) for row in rows]
    drawn = []
    for number, cells in enumerate(grid):
        made = [
            format_html(
                "<td colspan='{}' rowspan='{}'>{}</td>",
                span,
                _height(grid, number, at) if merge == "restart" else 1,
                mark_safe("".join(_blocks(cell, styles))),  # noqa: S308 - every piece is escaped
            )
            for at, span, merge, cell in cells
            if merge != "continue"
        ]
        drawn.append(format_html("<tr>{}</tr>", mark_safe("".join(made))))  # noqa: S308 - escaped above
    return format_html("<table>{}{}</table>", columns, mark_safe("".join(drawn)))  # noqa: S308 - escaped above


def _cells(row: etree._Element) -> Iterator[tuple[int, int, str, etree._Element]]:
    """Where each cell begins, over how many columns it goes, and whether it goes on downwards."""
    at = 0
    for cell in row.iterchildren(qn("w:tc")):
        settings = cell.find(qn("w:tcPr"))
        span = _value(settings, "w:gridSpan")
        wide = int(span) if span.isdigit() and 0 < int(span) < 64 else 1
        merged = settings.find(qn("w:vMerge")) if settings is not None else None
        merge = "" if merged is None else merged.get(qn("w:val")) or "continue"
        yield at, wide, merge, cell
        at += wide


def _height(grid: list[list[tuple[int, int, str, Any]]], number: int, at: int) -> int:
    height = 1
    for cells in grid[number + 1 :]:
        if not any(place == at and merge == "continue" for place, _span, merge, _cell in cells):
            break
        height += 1
    return height


def _value(settings: etree._Element | None, name: str) -> str:
    found = settings.find(qn(name)) if settings is not None else None
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _on(settings: etree._Element | None, name: str) -> bool:
    found = settings.find(qn(name)) if settings is not None else None
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")
