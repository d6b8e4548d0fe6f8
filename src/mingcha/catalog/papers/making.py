# SPDX-License-Identifier: Apache-2.0
"""Makes the Word files of the templates that come with the house from ``data/papers/papers.toml`` (S4-30).

``python -m mingcha.catalog.papers.making`` writes them beside it; a test holds the files to what this makes.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

HERE: Final = Path(__file__).parents[1] / "data" / "papers"
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
STYLES: Final[dict[str, dict[str, Any]]] = {
    "红头": {"font": "方正小标宋简体", "size": 30, "align": CENTER, "color": RGBColor(0xE6, 0x00, 0x12)},
    "文号": {"size": 16, "align": CENTER, "after": 18},
    "标题": {"font": "方正小标宋简体", "size": 22, "align": CENTER, "after": 14},
    "小标题": {"font": "黑体", "size": 16, "indent": 32},
    "抬头": {"size": 16},
    "落款": {"size": 16, "align": RIGHT, "right": 64},
    "附注": {"size": 14},
    "表格": {"size": 14},
}
TEXT_WIDTH: Final = 156
"""Millimetres: the type area of GB/T 9704-2012."""


def papers() -> list[dict[str, Any]]:
    """The templates as their file says them."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / "papers.toml").read_text("utf-8"))["paper"]
    return found


def make(paper: Mapping[str, Any]) -> bytes:
    """The Word file of one."""
    word = Document()
    _set_page(word)
    for line in paper["lines"]:
        if isinstance(line, str):
            style, bar, text = line.partition("|")
            known = bool(bar) and style in STYLES  # a filter has the same bar
            word.add_paragraph(text if known else line, style=style if known else None)
        else:
            _add_table(word, line)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _set_page(word: Any) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    normal = word.styles["Normal"]
    _set_font(normal, "仿宋_GB2312", 16)
    normal.paragraph_format.first_line_indent = Pt(32)
    normal.paragraph_format.line_spacing = Pt(29)
    normal.paragraph_format.space_after = Pt(0)
    for name, look in STYLES.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, look.get("font", "仿宋_GB2312"), look["size"], look.get("color"))
        shape = style.paragraph_format
        shape.first_line_indent = Pt(look.get("indent", 0))
        shape.alignment = look.get("align")
        shape.space_after = Pt(look.get("after", 0))
        shape.right_indent = Pt(look.get("right", 0))
        shape.line_spacing = Pt(look["size"] * 1.5 + 5)
    footer = page.footer.paragraphs[0]
    footer.style, footer.alignment = word.styles["附注"], CENTER
    _add_number(footer)


def _set_font(style: Any, name: str, size: int, color: RGBColor | None = None) -> None:
    style.font.name, style.font.size = name, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    if color is not None:
        style.font.color.rgb = color


def _add_number(footer: Any) -> None:
    """— 1 —"""
    footer.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)
    footer.add_run(" —")


def _add_table(word: Any, line: Mapping[str, Any]) -> None:
    widths = line["widths"]
    table = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for texts in line["table"]:
        row = table.add_row()
        cells = list(_spread(row.cells, texts))
        for cell, text in zip(cells, texts, strict=True):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = word.styles["表格"]
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(TEXT_WIDTH * width / sum(widths)) if len(texts) == len(widths) else cell.width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(TEXT_WIDTH * width / sum(widths))


def _spread(cells: Any, texts: list[str]) -> Iterator[Any]:
    """The cells of a row; the last goes on to its end where the row has fewer texts than columns."""
    for number, cell in enumerate(cells[: len(texts)]):
        last = number == len(texts) - 1
        yield cell.merge(cells[-1]) if last and len(texts) < len(cells) else cell


if __name__ == "__main__":
    for one in papers():
        (HERE / f"{one['key']}.docx").write_bytes(make(one))
