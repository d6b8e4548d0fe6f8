# SPDX-License-Identifier: Apache-2.0
"""A Word document's paragraphs and tables as a page of HTML: what they say and how they stand, nothing else of the file (S4-30)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from mingcha.ledger import Invalid

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
MOST_BLOCKS: Final = 5_000
"""Paragraphs, tables and rows of one page."""
MOST_RUNS: Final = 50_000
MOST_COLUMNS: Final = 64
NUMBER: Final = re.compile(r"[0-9]{1,6}(?![0-9])")
MOST_DEEP: Final = 5
"""So many tables may stand in each other."""
DRAWN: Final = tuple(qn(name) for name in ("w:p", "w:tbl", "w:tr"))
UNREADABLE: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError, etree.LxmlError)
"""What python-docx and lxml raise for a file that opens, but has not what every document has."""


def html_of(content: bytes) -> str:
    """The page's body.

    Raises:
        Invalid: it is too long to be drawn, or no document that can be.
    """
    try:
        word = Document(io.BytesIO(content))
        body, styles = word.element.body, _style_names(word.styles.element)
    except (*UNREADABLE, zipfile.BadZipFile) as error:
        raise Invalid(_("不能读取这份文档，请用 Word 或 WPS 打开后另存为 .docx"), "file_damaged", "file") from error
    if body is None:
        raise Invalid(_("这份文档没有正文"), "file_damaged", "file")
    _measure(body)
    return str(mark_safe("".join(_blocks(body, styles))))  # noqa: S308 - every piece is escaped


def _measure(body: etree._Element) -> None:
    """Refuse what would take minutes to draw."""
    blocks = sum(1 for _block in islice(body.iter(*DRAWN), MOST_BLOCKS + 1))
    runs = sum(1 for _run in islice(body.iter(qn("w:r")), MOST_RUNS + 1))
    if blocks > MOST_BLOCKS or runs > MOST_RUNS:
        raise Invalid(_("文书超过 {most} 段，不能显示").format(most=MOST_BLOCKS), "paper_limits", "file")
    deepest = qn("w:tbl")
    if any(sum(1 for _above in table.iterancestors(deepest)) >= MOST_DEEP for table in body.iter(deepest)):
        raise Invalid(_("表格套得太深，不能显示"), "paper_limits", "file")


def _style_names(root: etree._Element) -> dict[str, str]:
    """Names of styles by their ids, which Word translates; those of Word itself have a name of their own here."""
    found = {}
    for style in root.iterfind(qn("w:style")):
        name = _value(style, "w:name")
        found[str(style.get(qn("w:styleId")) or "")] = {"heading 1": "Heading 1"}.get(name.lower(), name)
    return found


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
    size = _whole(_value(settings, "w:sz"))
    if size // 2 in SIZES:
        look.append(f"font-size: {size / 2:g}pt")
    if _on(settings, "w:b"):
        look.append("font-weight: bold")
    if _value(settings, "w:u") not in ("", "none"):
        look.append("text-decoration: underline")
    return format_html('<span style="{}">{}</span>', "; ".join(look), text) if look and text else text


def _table(table: etree._Element, styles: dict[str, str]) -> SafeString:
    grid_columns = table.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    widths = [_whole(column.get(qn("w:w"))) for column in islice(grid_columns, MOST_COLUMNS)]
    whole = sum(widths) or 1
    columns = format_html_join("", '<col style="width: {}%">', ((round(100 * width / whole, 2),) for width in widths))
    rows = list(table.iterchildren(qn("w:tr")))
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
        span = _whole(_value(settings, "w:gridSpan"))
        wide = span if 0 < span < MOST_COLUMNS else 1
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


def _whole(text: str | None) -> int:
    """A number as Word writes it, or nought: some programs write fractions, and not all that looks like a digit is one."""
    found = NUMBER.match(text or "")
    return int(found[0]) if found else 0


def _value(settings: etree._Element | None, name: str) -> str:
    found = settings.find(qn(name)) if settings is not None else None
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _on(settings: etree._Element | None, name: str) -> bool:
    found = settings.find(qn(name)) if settings is not None else None
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")
