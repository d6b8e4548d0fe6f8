# SPDX-License-Identifier: Apache-2.0
"""XLSX: the cells of one sheet as text, never a formula, never a link (corpus U09–U11, C04).

The file is checked as an archive before anything is unpacked; sheets that are hidden are named, not read unasked.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.audit.csv_source import column_names
from mingcha.audit.sources import Reading, parquet
from mingcha.files import workbooks
from mingcha.files.badinput import BadInput, Fault, refuse

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 2_000
BATCH: Final = 20_000
EXACT: Final = 10**15
"""Excel keeps fifteen digits: a longer number has lost its last ones."""


@dataclass(frozen=True)
class XlsxSource:
    """A sheet whose rows lie as Parquet parts in ``folder``; ``first`` is the row at which the data begins."""

    path: Path
    columns: tuple[str, ...]
    folder: Path
    first: int
    notes: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        return parquet(self.folder.iterdir())

    def lines(self, ordinals: Sequence[int]) -> dict[int, int]:
        return {ordinal: self.first + ordinal for ordinal in ordinals}

    def explain(self, error: Exception) -> tuple[list[Fault], int]:
        return [Fault("file_damaged", self.path.name, None, str(error).splitlines()[0][:200])], 1


def open_xlsx(path: Path, reading: Reading, work: Path) -> XlsxSource:
    """Read the named sheet, else the only one that is not hidden, into parts below ``work``."""
    workbooks.check(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of cells that it cannot read: their content is refused with its row
            columns, folder, notes = _unpack(path, reading, work)
    except BadInput:
        raise
    except Exception as error:
        raise refuse("file_damaged", path.name, f"无法作为 XLSX 读取（{type(error).__name__}），请重新导出") from error
    return XlsxSource(path, columns, folder, reading.header_rows + 1, notes)


def _unpack(path: Path, reading: Reading, work: Path) -> tuple[tuple[str, ...], Path, tuple[str, ...]]:
    """The names of the columns, the folder of the rows, and notes."""
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import MAC_EPOCH

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheet, notes = _sheet(path, book, reading.sheet)
        if book.epoch == MAC_EPOCH:
            notes += (f"{path.name} 采用 1904 日期系统：没有设为日期格式的数字会被当作 1900 日期系统的日期，相差四年",)
        rows = _rows(path, sheet)
        head, first = list(islice(rows, reading.header_rows)), next(rows, [])
        columns = column_names([*head, [""] * len(first)])
        if not any(columns):
            raise refuse("file_empty", path.name, f"工作表“{sheet.title}”没有表头")
        folder = work / f"xlsx-{len(list(work.iterdir()))}"
        _write(chain([first], rows), len(columns), folder)
    finally:
        book.close()
    return columns, folder, notes


def _sheet(path: Path, book: Any, wanted: str | None) -> tuple[Any, tuple[str, ...]]:
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and sheet.title != wanted]
    notes = (f"{path.name} 有隐藏的工作表，未读取：{'、'.join(hidden)}",) if hidden else ()
    if wanted is not None:
        found = [sheet for sheet in book.worksheets if sheet.title == wanted]
        if not found:
            titles = "、".join(sheet.title for sheet in book.worksheets)
            raise refuse("sheet_missing", path.name, f"没有名为“{wanted}”的工作表；有：{titles}")
        return found[0], notes
    if len(shown) != 1:
        titles = "、".join(sheet.title for sheet in shown) or "没有可见的工作表"
        extra = f"；隐藏的：{'、'.join(hidden)}" if hidden else ""
        raise refuse("sheet_missing", path.name, f'请用 sheet = "…" 写明读哪张工作表；有：{titles}{extra}')
    return shown[0], notes


def _rows(path: Path, sheet: Any) -> Iterator[list[str]]:
    """The rows as text from the first on. The stated size of a sheet may be wrong and is not believed."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_ROWS:
            raise refuse("xlsx_rows", path.name, f"工作表超过 {MAX_ROWS} 行，不是有效的 XLSX：请另存为 CSV")
        if len(row) > MAX_COLUMNS:
            raise refuse("xlsx_limits", f"{path.name} 第 {number} 行", f"超过 {MAX_COLUMNS} 列，已拒绝")
        yield [_text(value) for value in row] if row else []


def _text(value: Any) -> str:
    """A cell as the CSV of the same sheet would have it; a date without time as a day, a number past fifteen digits as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else repr(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _write(rows: Iterator[list[str]], width: int, folder: Path) -> None:
    folder.mkdir()
    schema = pa.schema([(f"c{number}", pa.string()) for number in range(width)])
    blank = [""] * width
    with pq.ParquetWriter(folder / "rows.parquet", schema) as writer:
        while batch := list(islice(rows, BATCH)):
            full = [(row + blank)[:width] if row else blank for row in batch]
            columns = [pa.array(column, pa.string()) for column in zip(*full, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))
