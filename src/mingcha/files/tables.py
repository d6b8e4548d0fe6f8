# SPDX-License-Identifier: Apache-2.0
"""The one safe writer of tables: nothing else may write CSV or XLSX (corpus C01, requirement S0-20).

A cell that a spreadsheet would take for a formula stays text: in CSV behind an apostrophe, in XLSX as a string cell marked
as quoted. Numbers stay numbers. Rows are streamed; the file appears under its name only when it is whole.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mingcha.files.whole import whole

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | Decimal | bool | date | datetime | None

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS: Final = 1_048_576
CELL_CHARS: Final = 32_767
EXACT: Final = 10**15
"""Spreadsheets keep fifteen digits: longer numbers are written as text."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "数据") -> int:
    """Write the rows under a head of columns to ``path`` (.csv or .xlsx) and return how many there were.

    CSV is UTF-8 with BOM, as Excel wants it. A sheet that is full goes on in the next. On any error no file is left.
    """
    write = {".csv": _write_csv, ".xlsx": _write_xlsx}.get(path.suffix.lower())
    if write is None:
        raise ValueError(f"write_table: .csv or .xlsx, not {path.suffix!r}")
    with whole(path) as (half,):
        return write(half, columns, rows, sheet)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], _sheet: str) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([csv_cell(name) for name in columns])
        for count, row in enumerate(rows, 1):  # noqa: B007 - the count is the result
            writer.writerow([csv_cell(value) for value in row])
    return count


def csv_cell(value: Cell) -> str | int | float | Decimal | None:
    value = printable(value)
    if isinstance(value, str):
        return f"'{value}" if is_formula(value) else value
    return (
        value.isoformat(" ") if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value
    )


def _write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str) -> int:
    source, count, written = iter(rows), 0, SHEET_ROWS - 1
    with _book(path) as book:
        while written == SHEET_ROWS - 1:
            page = _page(book, f"{sheet} {len(book.worksheets) + 1}" if count else sheet, columns)
            written = _fill(page, source)
            count += written
    return count


def write_book(path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> None:
    """Write a workbook of several sheets, each a title, a head of columns and rows that fit into one sheet."""
    with whole(path) as (half,), _book(half) as book:
        for title, columns, rows in sheets:
            _fill(_page(book, title, columns), iter(rows))


@contextmanager
def _book(path: Path) -> Iterator[Workbook]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        for page in book.worksheets:  # each is a generator with an open file
            page.close()
        raise
    book.save(path)


def _page(book: Workbook, title: str, columns: Sequence[str]) -> WriteOnlyWorksheet:
    page: WriteOnlyWorksheet = book.create_sheet(title)
    page.freeze_panes = "A2"
    page.append([_xlsx_cell(page, name) for name in columns])
    return page


def _fill(page: WriteOnlyWorksheet, source: Iterator[Sequence[Cell]]) -> int:
    """Rows until the page is full or the source is at its end."""
    for written in range(SHEET_ROWS - 1):
        row = next(source, None)
        if row is None:
            return written
        page.append([_xlsx_cell(page, value) for value in row])
    return SHEET_ROWS - 1


def _xlsx_cell(page: WriteOnlyWorksheet, value: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    value = printable(value)
    if isinstance(value, int | float | Decimal) and not -EXACT < value < EXACT:
        value = str(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    if not is_formula(value):
        return value[:CELL_CHARS]
    cell = WriteOnlyCell(page, value=value[:CELL_CHARS])
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def is_formula(text: str) -> bool:
    return text.lstrip(" ").startswith(FORMULA)


def printable(value: Cell) -> Cell:
    """Characters that neither format can hold are shown as such; a number that is none is written as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if not isinstance(value, str) or value.isprintable():  # nearly every cell is: four times as fast as looking
        return value
    return _CONTROL.sub("\ufffd", value)
