# SPDX-License-Identifier: Apache-2.0
"""CSV: read by DuckDB itself; only what it would read wrongly is first copied as clean UTF-8 (corpus C02, T15, X05).

When DuckDB stops, the file is read once more row by row to name every bad row; good files never pay for that.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from mingcha.audit import encoding
from mingcha.audit.sources import Reading, literal
from mingcha.files.badinput import SHOWN, BadInput, Fault, refuse

DELIMITERS: Final = (",", ";", "\t", "|")
MAX_LINE: Final = 1 << 20
"""Bytes. DuckDB refuses a longer line, but one longer than its buffer it may drop without a word: they are looked for."""
BUFFER: Final = 4_000_000
"""Bytes that DuckDB reads at a time, in each thread; its own choice of 32 MB costs 50 MB more and is no faster."""
_HEAD: Final = 1 << 20


@dataclass(frozen=True)
class CsvSource:
    """A CSV file whose body lies in ``body`` (the file itself or a clean copy) after ``skip`` lines.

    ``first`` is the line of the original file at which the body begins.
    """

    path: Path
    columns: tuple[str, ...]
    body: Path
    skip: int
    first: int
    delimiter: str
    notes: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(self.columns)))
        return (
            f"read_csv({literal(self.body)}, auto_detect = false, header = false, skip = {self.skip}, columns = {{{columns}}},"
            f" delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', max_line_size = {MAX_LINE}, buffer_size = {BUFFER})"
        )

    def lines(self, ordinals: Sequence[int]) -> dict[int, int]:
        wanted, found = set(ordinals), dict[int, int]()
        record, quoted, begin = 0, False, 0
        with self.body.open("rb") as file:
            for line, text in enumerate(islice(file, self.skip, None)):
                begin = begin if quoted else line
                quoted ^= text.count(b'"') % 2 == 1
                if quoted or (begin == line and not text.strip(b"\r\n")):
                    continue
                if record in wanted:
                    found[record] = self.first + begin
                    if len(found) == len(wanted):
                        break
                record += 1
        return found

    def explain(self, error: Exception) -> tuple[list[Fault], int]:
        faults: list[Fault] = []
        total = 0
        for fault in self._bad_rows():
            total += 1
            if len(faults) < SHOWN:
                faults.append(fault)
        unknown = Fault("csv_row", self.path.name, None, f"无法按 CSV 读取：{str(error).splitlines()[0][:200]}")
        return (faults, total) if total else ([unknown], 1)

    def _bad_rows(self) -> Iterator[Fault]:
        csv.field_size_limit(MAX_LINE)
        with self.body.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(islice(file, self.skip, None), delimiter=self.delimiter, strict=True)
            begin = self.first
            while True:
                try:
                    row = next(reader, None)
                except csv.Error as error:
                    if "field larger" in str(error):
                        yield _too_long(self.path, begin)
                        return
                    yield self._fault(begin, "引号没有成对，或引号内容后还有文字：请补全引号（引号内的引号要写两个）")
                    row = []
                if row is None:
                    return
                if row and len(row) != len(self.columns):
                    yield self._fault(
                        begin, f"有 {len(row)} 列，表头有 {len(self.columns)} 列：请补齐或删去多余的分隔符"
                    )
                begin = self.first + reader.line_num

    def _fault(self, line: int, message: str) -> Fault:
        return Fault("csv_row", f"{self.path.name} 第 {line} 行", None, message)


def _too_long(path: Path, line: int) -> Fault:
    message = f"一行或一格超过 {MAX_LINE:,} 个字节：请检查是否缺少换行或引号，或删去过长的内容"
    return Fault("csv_row", f"{path.name} 第 {line} 行", None, message)


def open_csv(path: Path, reading: Reading, work: Path) -> CsvSource:
    """Find out encoding, delimiter and head; make a clean copy in ``work`` where the bytes are not plain UTF-8 lines."""
    codec, plain = _codec(path, reading)
    text = "".join(_head(path, codec))
    delimiter = _delimiter(text, reading)
    columns, lines = _header(path, text, delimiter, reading.header_rows)
    simple = plain and lines == reading.header_rows
    body = path if simple else _clean_copy(path, codec, lines, work)
    return CsvSource(path, columns, body, lines if simple else 0, lines + 1, delimiter)


def _codec(path: Path, reading: Reading) -> tuple[str, bool]:
    """The codec, and whether DuckDB can read the file as it is."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise refuse("file_empty", path.name, "文件是空的")
    declared = None if reading.encoding == "auto" else encoding.KNOWN[reading.encoding.lower()]
    marked = encoding.by_bom(head)
    if marked and declared and declared[:6] != marked[:6]:
        raise refuse("bad_encoding", path.name, f"文件是{marked.upper()}，不是 [log].encoding 写的 {reading.encoding}")
    if "utf-16" in (marked or declared or ""):
        return marked or declared or "", False
    found = encoding.scan(path)
    if found.nul is not None:
        raise refuse(
            "control_char", f"{path.name} 第 {found.nul} 行", "含有不可见字符（NUL）：文件可能已损坏，请重新导出"
        )
    if found.long is not None:
        raise BadInput([_too_long(path, found.long)])
    codec = declared or marked or encoding.guess(path, found)
    if codec.startswith("utf-8") and found.bad is not None:
        raise encoding.wrong_encoding(f"{path.name} 第 {found.bad} 行", "utf-8")
    if codec == "gb18030" and found.bad is None and found.wide:
        raise refuse("bad_encoding", path.name, f"文件是UTF-8，不是 [log].encoding 写的 {reading.encoding}")
    return codec, found.plain_lines and codec.startswith(("utf-8", "ascii"))


def _text(path: Path, codec: str) -> Iterator[str]:
    """The text without mark, all line ends alike."""
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    for part in encoding.decode(encoding.pieces(path), codec, path.name):
        yield newlines.decode(part)
    yield newlines.decode("", final=True)


def _head(path: Path, codec: str) -> Iterator[str]:
    length = 0
    for part in _text(path, codec):
        yield part[: _HEAD - length]
        length += len(part)
        if length >= _HEAD:
            return


def _delimiter(head: str, reading: Reading) -> str:
    """The declared one, else that which cuts the first row into most cells."""
    if reading.delimiter != "auto":
        return {"tab": "\t", "\\t": "\t"}.get(reading.delimiter, reading.delimiter)
    csv.field_size_limit(MAX_LINE)
    first = next((line for line in head.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda each: len(next(csv.reader([first], delimiter=each), [])))


def _header(path: Path, head: str, delimiter: str, header_rows: int) -> tuple[tuple[str, ...], int]:
    """The names, and the number of lines up to the first row of data (more than ``header_rows`` if some are blank)."""
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(io.StringIO(head), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        while len(rows) < header_rows and (row := next(reader, None)) is not None:
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error as error:
        raise refuse("csv_row", f"{path.name} 第 {reader.line_num} 行", "表头的引号没有成对") from error
    if len(rows) < header_rows:
        raise refuse("no_rows", path.name, f"只有 {len(rows)} 行，没有数据")
    return column_names(rows), reader.line_num


def column_names(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """One name a column from one or more header rows: the lowest that is not blank."""
    names: list[str] = []
    for row in rows:
        names += [""] * (len(row) - len(names))
        names = [cell.strip() or name for cell, name in zip([*row, *[""] * len(names)], names, strict=False)]
    return tuple(names)


def _clean_copy(path: Path, codec: str, header_lines: int, work: Path) -> Path:
    """The rows of the file as UTF-8 with one kind of line end, without the head."""
    handle, copy = tempfile.mkstemp(".csv", dir=work)
    skip = header_lines
    lines, run = 1, 0
    with open(handle, "w", encoding="utf-8", newline="") as file:
        for part in _text(path, codec):
            if "\0" in part:
                line = lines + part[: part.index("\0")].count("\n")
                raise refuse(
                    "control_char", f"{path.name} 第 {line} 行", "含有不可见字符（NUL）：文件可能已损坏，请重新导出"
                )
            end, last = part.find("\n"), part.rfind("\n")
            if run + (len(part) if end < 0 else end) > MAX_LINE:
                raise BadInput([_too_long(path, lines)])
            run = run + len(part) if end < 0 else len(part) - 1 - last
            lines += part.count("\n")
            cut = 0
            while skip and (at := part.find("\n", cut)) >= 0:
                cut, skip = at + 1, skip - 1
            if not skip:
                file.write(part[cut:])
    return Path(copy)
