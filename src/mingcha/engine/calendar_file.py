# SPDX-License-Identifier: Apache-2.0
"""Reads a calendar file: the CSV in which public holidays, make-up working days and local calendars come (S1-07).

Columns, in any order: ``date``, ``kind``, and where wanted ``calendar`` (CN if blank), ``name``, ``status``.

* kind ``rest`` or ``work``: this day is off, or worked, whatever its place in the week (2028-10-01 or 2028/10/1).
* kind ``year``, ``date`` 2028: this file brings the whole year; what it does not name goes by the week.
* status ``official`` (also if blank) or ``provisional`` 暂定.

Every fault of the file is reported at once, with its line. ``engine/calendar.py`` makes a calendar of the entries.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

Status = Literal["official", "provisional"]
Kind = Literal["rest", "work", "year"]

NATIONAL: Final = "CN"
MAX_BYTES: Final = 1 << 20
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199
_COLUMNS: Final = ("calendar", "date", "kind", "name", "status")
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_DATE: Final = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)
_ID: Final = re.compile(r"[\w.\-]{1,40}")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{0,80}")


class CalendarError(ValueError):
    """A calendar cannot be used. ``errors`` holds every fault, each with its place and its reason."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


@dataclass(frozen=True)
class Entry:
    """One line of a file. ``date`` is the first of January where a whole year is declared."""

    line: int
    calendar_id: str
    date: date
    kind: Kind
    name: str
    status: Status


Fault = tuple[int, str]
"""A line and what is wrong with it."""


def parse(data: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file, and the faults of the lines that are none."""
    if len(data) > MAX_BYTES:
        return [], [(1, f"文件超过 {MAX_BYTES >> 20} MB，不是工作日历")]
    try:
        rows = list(_rows(_text(data)))
    except (csv.Error, UnicodeDecodeError) as error:
        return [], [(1, f"不是可读的 CSV 文件（{error}）：请另存为 UTF-8 编码的 CSV")]
    if not rows:
        return [], [(1, "文件是空的")]
    header = [cell.strip().lower() for cell in rows[0][1]]
    if faults := list(_header_faults(header)):
        return [], faults
    entries: list[Entry] = []
    for line, cells in rows[1:]:
        found = _entry(
            line, dict(zip(header, (cell.strip() for cell in cells), strict=False)), len(cells) > len(header)
        )
        if isinstance(found, Entry):
            entries.append(found)
        else:
            faults += found
    return entries, faults


def _text(data: bytes) -> str:
    """Office programs in China save CSV as GB 18030 unless told otherwise."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _header_faults(header: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(header):
        if name not in _COLUMNS:
            yield 1, f"不认识的列“{name}”：应为 {'、'.join(_COLUMNS)}"
        elif header.count(name) > 1:
            yield 1, f"列“{name}”出现了 {header.count(name)} 次"
    for name in ("date", "kind"):
        if name not in header:
            yield 1, f"缺少列“{name}”"


def _entry(line: int, cells: dict[str, str], too_long: bool) -> Entry | list[Fault]:
    kind, name, status = cells.get("kind", ""), cells.get("name", ""), cells.get("status") or "official"
    calendar_id = cells.get("calendar") or NATIONAL
    day = _day(cells.get("date", ""), kind)
    checks = (
        (too_long, "单元格比表头多"),
        (kind not in ("rest", "work", "year"), f"kind“{kind}”应为 rest（休息）、work（上班）或 year（整年）"),
        (isinstance(day, str), day),
        (not _NAME.fullmatch(name), "name 不得超过 80 字，也不得含控制字符"),
        (status not in ("official", "provisional"), f"status“{status}”应为 official（正式）或 provisional（暂定）"),
        (not _ID.fullmatch(calendar_id), "calendar 应为 1 至 40 个字母、汉字、数字、点或连字符"),
        (
            kind == "year" and calendar_id != NATIONAL,
            f"整年只能由全国日历（{NATIONAL}）声明，地方日历只写与全国不同的日子",
        ),
    )
    faults = [(line, str(reason)) for wrong, reason in checks if wrong]
    return faults or Entry(line, calendar_id, cast(date, day), cast(Kind, kind), name, cast(Status, status))


def _day(text: str, kind: str) -> date | str:
    """The date, or what is wrong with it."""
    if kind == "year":
        if not _YEAR.fullmatch(text):
            return f"date“{text}”应为四位年份，如 2028（这一行声明整年）"
        parts = (int(text), 1, 1)
    else:
        match = _DATE.fullmatch(text)
        if not match:
            return f"date“{text}”应为年-月-日，如 2028-10-01"
        parts = (int(match[1]), int(match[3]), int(match[4]))
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return f"date“{text}”应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间"
    try:
        return date(*parts)
    except ValueError:
        return f"date“{text}”不是存在的日子"


def contradictions(entries: list[Entry], years: Mapping[int, Status]) -> Iterator[Fault]:
    """What is wrong with lines that are well written each for itself; ``years`` are those known with this file."""
    yield from _repeated(entries)
    yield from _unknown_years(entries, years)
    yield from _empty_years(entries)
    yield from _gaps(entries, years)


def _repeated(entries: list[Entry]) -> Iterator[Fault]:
    first: dict[tuple[str, date, bool], int] = {}
    for entry in entries:
        line = first.setdefault((entry.calendar_id, entry.date, entry.kind == "year"), entry.line)
        if line != entry.line:
            yield entry.line, f"与第 {line} 行重复"


def _unknown_years(entries: list[Entry], years: Mapping[int, Status]) -> Iterator[Fault]:
    for entry in entries:
        if entry.date.year not in years:
            yield (
                entry.line,
                f"没有{entry.date.year}年的工作日历：整年导入时，请加一行 date 为 {entry.date.year}、kind 为 year",
            )


def _empty_years(entries: list[Entry]) -> Iterator[Fault]:
    """A year without one public holiday was not meant: the days were left out."""
    filled = {entry.date.year for entry in entries if entry.kind == "rest" and entry.calendar_id == NATIONAL}
    for entry in entries:
        if entry.kind == "year" and entry.date.year not in filled:
            yield entry.line, f"声明了{entry.date.year}年整年，却没有一个放假日"


def _gaps(entries: list[Entry], years: Mapping[int, Status]) -> Iterator[Fault]:
    """Days are counted from the first to the last; a missing year between them would be counted as nothing."""
    missing = [year for year in range(min(years, default=0), max(years, default=0)) if year not in years]
    if missing:
        line = max((entry.line for entry in entries if entry.kind == "year"), default=1)
        yield line, f"各年必须相连，缺少 {'、'.join(map(str, missing))} 年：请一并导入"
