# SPDX-License-Identifier: Apache-2.0
"""Reads articles of law and tiers of discretion from CSV files; every fault with its line (S1-16, S1-18).

Columns are known by the heads that ``mingcha sample`` writes; other columns are left alone. UTF-8 and the GB family are read.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any, Final

from mingcha.audit import encoding
from mingcha.catalog.models import Article, Tier
from mingcha.files.badinput import BadInput, Fault

OPEN: Final = ("", "长期", "长期有效", "现行有效", "至今")
"""How a last day says that there is none."""
FLAGS: Final = {"是": True, "1": True, "否": False, "0": False, "": False}
MOST: Final = Decimal(10) ** 13
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONEY: Final = re.compile(r"[,，¥￥元\s]")


class _WrongError(ValueError):
    """A cell that cannot be read: code and reason."""


@dataclass
class Cells:
    """A row of a file; what is wrong with it is collected."""

    where: str
    row: Mapping[str, str | None]
    faults: list[Fault] = field(default_factory=list)

    def take(self, column: str, read: Callable[[str], Any]) -> Any:
        value = (self.row.get(column) or "").strip(" \t\r\n\u3000\ufeff")
        try:
            return read(value)
        except _WrongError as wrong:
            code, message = wrong.args
            self.fault(code, column, message.format(value=value[:60]))
            return None

    def fault(self, code: str, column: str, message: str) -> None:
        self.faults.append(Fault(code, self.where, column, message))


def read_articles(path: Path) -> list[Article]:
    """The articles of a file. Raises BadInput with every fault."""

    def article(cells: Cells) -> Article:
        since, until = _span(cells, "施行日期", "失效日期")
        return Article(article_id=cells.take("条文", _name(Article, "article_id")), valid_from=since, valid_to=until)

    return _read(path, ("条文", "施行日期"), article, lambda one: (one.article_id, one.valid_from))


def read_tiers(path: Path) -> list[Tier]:
    """The tiers of a file; amounts in yuan become cents. Raises BadInput with every fault."""

    def tier(cells: Cells) -> Tier:
        since, until = _span(cells, "生效日期", "失效日期")
        least, most = (cells.take(column, _cents) for column in ("最低罚款(元)", "最高罚款(元)"))
        if least is not None and most is not None and least > most:
            cells.fault("amount_range", "最高罚款(元)", "小于最低罚款")
        return Tier(
            violation=cells.take("违法行为", _name(Tier, "violation")),
            tier=cells.take("阶次", _name(Tier, "tier")),
            valid_from=since,
            valid_to=until,
            min_amt=least,
            max_amt=most,
            needs_order=cells.take("须先责令改正", _flag),
        )

    return _read(path, ("违法行为", "阶次", "生效日期"), tier, lambda one: (one.violation, one.tier, one.valid_from))


def digest_of(path: Path) -> str:
    """The SHA-256 of the file, by which the ledger names it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(path: Path, needed: tuple[str, ...], make: Callable[[Cells], Any], key: Callable[[Any], Any]) -> list[Any]:
    faults: list[Fault] = []
    found: dict[Any, tuple[Any, str]] = {}
    for cells in _rows(path, needed):
        made = make(cells)
        faults += cells.faults
        if cells.faults:
            continue
        if (known := key(made)) in found:
            faults.append(Fault("row_duplicate", cells.where, None, f"与{found[known][1]}重复"))
        else:
            found[known] = (made, cells.where)
    if faults:
        raise BadInput(faults)
    return [made for made, _where in found.values()]


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[Cells]:
    with path.open("rb") as file:
        head = file.read(200)
    codec = encoding.by_bom(head) or encoding.guess(path, encoding.scan(path))
    text = "".join(encoding.decode(encoding.pieces(path), codec, path.name)).removeprefix("\ufeff")
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        columns = [(name or "").strip() for name in reader.fieldnames or ()]
        if missing := [name for name in needed if name not in columns]:
            raise BadInput([Fault("column_missing", path.name, name, "缺少这一列") for name in missing])
        reader.fieldnames = columns
        for row in reader:
            cells = Cells(f"{path.name} 第 {reader.line_num} 行", row)
            if None in row:
                cells.faults.append(Fault("csv_row", cells.where, None, "单元格比表头多"))
            yield cells
    except csv.Error as error:
        raise BadInput([Fault("csv_row", f"{path.name} 第 {reader.line_num} 行", None, "引号没有成对")]) from error


def _span(cells: Cells, first: str, last: str) -> tuple[date | None, date | None]:
    since, until = cells.take(first, _day), cells.take(last, _last_day)
    if since and until and until < since:
        cells.fault("date_order", last, "早于起始日期")
    return since, until


def _name(model: Any, field_name: str) -> Callable[[str], str]:
    longest = model._meta.get_field(field_name).max_length

    def read(value: str) -> str:
        if not value:
            raise _WrongError("key_missing", "必填的内容是空的")
        if len(value) > longest or not value.isprintable():
            raise _WrongError("text_invalid", f"不能超过 {longest} 个字，也不能含有不可见字符")
        return value

    return read


def _day(value: str) -> date:
    found = _DAY.fullmatch(value)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise _WrongError("date_invalid", "“{value}”不是有效的日期：请写成 2026-11-21")
    if not 1900 <= day.year < 2200:
        raise _WrongError("date_range", "“{value}”超出 1900 年至 2199 年")
    return day


def _last_day(value: str) -> date | None:
    return None if value in OPEN else _day(value)


def _cents(value: str) -> int | None:
    if not value:
        return None
    try:
        cents = Decimal(_MONEY.sub("", value)) * 100
    except InvalidOperation:
        cents = Decimal(-1)
    if not cents.is_finite() or not 0 <= cents <= MOST or cents != cents.to_integral_value():
        raise _WrongError("amount_range", "“{value}”不是正确的数额：应为不小于 0 的数，元最多两位小数")
    return int(cents)


def _flag(value: str) -> bool:
    if value not in FLAGS:
        raise _WrongError("flag_invalid", "“{value}”应为 是 或 否")
    return FLAGS[value]
