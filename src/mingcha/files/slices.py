# SPDX-License-Identifier: Apache-2.0
"""A table written slice by slice into one file, at constant memory, each slice by a job that may run twice or be killed.

The cells are those of tables.py, by the same guard against formulas. Whoever calls keeps how far the file was good; what
stands beyond that was half a slice and is cut off. A sheet is kept as packed rows of XML until ``finish`` makes the workbook.
"""

from __future__ import annotations

import csv
import fcntl
import gzip
import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape

from mingcha.files.tables import CELL_CHARS, EXACT, SHEET_ROWS, Cell, csv_cell, is_formula, printable
from mingcha.files.whole import whole

MOST_XLSX: Final = SHEET_ROWS - 1
"""Rows under the head that one sheet holds."""
_EPOCH: Final = datetime(1899, 12, 30)
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',  # noqa: E501
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',  # noqa: E501
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',  # noqa: E501
}
_MOMENT, _DAY, _QUOTED = 1, 2, 3


class Busy(Exception):  # noqa: N818 - nothing is wrong, another works on it
    """Somebody else writes this file at the moment."""


def append(path: Path, at: int, rows: Iterable[Sequence[Cell]], form: str) -> int:
    """Write the rows after the first ``at`` bytes, and give how long the file is then. It is on the disk when this returns.

    Raises:
        Busy: another process writes it.
        LookupError: the file is shorter than that: it was lost meanwhile.
        OSError: there is no room.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        if file.seek(0, os.SEEK_END) < at:
            raise LookupError
        file.truncate(at)
        file.seek(at)
        (_append_csv if form == "csv" else _append_xml)(file, at, rows)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _append_csv(file: IO[bytes], at: int, rows: Iterable[Sequence[Cell]]) -> None:
    text = io.TextIOWrapper(file, "utf-8" if at else "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
    text.flush()
    text.detach()


def _append_xml(file: IO[bytes], _at: int, rows: Iterable[Sequence[Cell]]) -> None:
    """Packed members one after another read as one."""
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0) as packed:
        for row in rows:
            packed.write(f"<row>{''.join(map(_cell, row))}</row>".encode())


def _cell(value: Cell) -> str:
    value = printable(value)
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal) and -EXACT < value < EXACT:
        return f"<c><v>{value}</v></c>"
    if isinstance(value, date):
        return _time(value)
    text = str(value)[:CELL_CHARS]
    style = f' s="{_QUOTED}"' if is_formula(text) else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _time(value: date) -> str:
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    since = moment - _EPOCH
    style = _MOMENT if isinstance(value, datetime) else _DAY
    return f'<c s="{style}"><v>{since.days + since.seconds / 86_400:.11f}</v></c>'


def finish(part: Path, path: Path, form: str, *, sheet: str = "数据") -> int:
    """Make the file of what was appended; the part is gone then. Gives the file's size."""
    if form == "csv":
        part.replace(path)
    else:
        with whole(path) as (half,):
            _make_book(part, half, sheet)
        part.unlink()
    return path.stat().st_size


def _make_book(part: Path, path: Path, sheet: str) -> None:
    name = escape(sheet[:31], {'"': "&quot;"})
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, text in {**_PARTS, "xl/workbook.xml": book}.items():
            archive.writestr(member, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out, gzip.open(part) as rows:
            pane = '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
            out.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>{pane}</sheetViews><sheetData>'.encode())
            shutil.copyfileobj(rows, out, 1 << 20)
            out.write(b"</sheetData></worksheet>")
