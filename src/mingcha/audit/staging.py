# SPDX-License-Identifier: Apache-2.0
"""From a source to a staged Parquet file: columns found by name, text converted, every fault gathered with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit.convert import NEXT, PART, Field, Test
from mingcha.audit.sources import Reading, Source, literal, name_list
from mingcha.files.badinput import SHOWN, BadInput, Fault

MESSAGES: Final = {
    "act_missing": "没有环节名称",
    "amount_range": "“{value}”不是正确的数额：应为不小于 0 的数，元最多两位小数",
    "area_invalid": "“{value}”不是区划代码：应为 2、4、6、9 或 12 位数字",
    "case_missing": "没有案件编号",
    "date_invalid": "“{value}”不是有效的日期或时间：请写成 2026-11-21 或 2026-11-21 14:05；别的写法在 [log].time_format 写明",
    "date_order": "结束早于开始：{value}",
    "date_range": "“{value}”超出 1900 年至 2199 年",
    "extension_range": "“{value}”不能作为延长的数量：应为不小于 1 的整数",
    "flag_invalid": "“{value}”应为 是 或 否",
    "id_scientific": "编号被电子表格变成了科学记数法“{value}”：请将该列设为文本后重新导出",
    "key_missing": "必填的内容是空的",
    "no_time": "没有时间：请补上，或删去这一行",
    "number_invalid": "“{value}”不是整数",
    "number_range": "“{value}”不是件数：应为 0 到 10000 的整数",
}
_SECOND_HEADER: Final = "。这一行像是第二行表头：如是，请设 header_rows = 2"


@dataclass
class Faults:
    """The faults of an input while it is read: the first few, and how many."""

    listed: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, faults: Iterable[Fault], total: int | None = None) -> None:
        new = list(faults)
        self.listed += new[: SHOWN - len(self.listed)]
        self.total += len(new) if total is None else total

    def finish(self) -> None:
        if self.total:
            raise BadInput(self.listed, self.total)


@dataclass(frozen=True)
class Staged:
    """A source converted: ``path`` holds one row for each of its rows, in its order."""

    source: Source
    path: Path

    @property
    def relation(self) -> str:
        """SQL of the staged rows with their place in the file, ``file_row_number`` from 0."""
        return f"read_parquet({literal(self.path)}, file_row_number = true)"

    def where(self, ordinals: Sequence[int]) -> dict[int, str]:
        """The places of rows, for messages."""
        return {
            ordinal: f"{self.source.path.name} 第 {line} 行" for ordinal, line in self.source.lines(ordinals).items()
        }


def bind(
    source: Source, kinds: Mapping[str, str], columns: Mapping[str, Sequence[str]], table: str, faults: Faults
) -> list[Field]:
    """The fields with the places of their columns in the source; a column that is not there, or there twice, is a fault."""
    fields = []
    for name, kind in kinds.items():
        wanted = columns.get(name, ())
        places = [_place(source, column, f"{table}.{name}", faults) for column in wanted]
        fields.append(Field(name, kind, tuple(place for place in places if place is not None), "、".join(wanted)))
    return fields


def _place(source: Source, column: str, key: str, faults: Faults) -> int | None:
    found = [place for place, name in enumerate(source.columns) if name == column]
    where = f"{key}（{source.path.name}）"
    if len(found) == 1:
        return found[0]
    if found:
        numbers = "、".join(str(place + 1) for place in found)
        faults.add(
            [
                Fault(
                    "header_duplicate",
                    where,
                    column,
                    f"表头中“{column}”出现 {len(found)} 次（第 {numbers} 列）：请改成不同的名称",
                )
            ]
        )
    else:
        faults.add([Fault("column_missing", where, None, f"没有名为“{column}”的列；有：{name_list(source.columns)}")])
    return None


def stage(con: duckdb.DuckDBPyConnection, source: Source, select_sql: str, path: Path, faults: Faults) -> Staged:
    """Convert the whole source and gather the faults of its rows."""
    staged = Staged(source, path)
    try:
        con.execute(f"COPY ({select_sql}) TO {literal(path)} (FORMAT parquet, COMPRESSION uncompressed)")
    except duckdb.Error as error:
        faults.add(*source.explain(error))
        return staged
    wrong = con.execute(
        f"SELECT sum(len(fault) - len(replace(fault, {literal(NEXT)}, '')) + 1) FROM {staged.relation}"
    ).fetchone()
    if wrong and wrong[0]:
        faults.add(_row_faults(con, staged), int(wrong[0]))
    return staged


def _row_faults(con: duckdb.DuckDBPyConnection, staged: Staged) -> list[Fault]:
    rows = con.execute(
        f"SELECT file_row_number, label, fault FROM {staged.relation} WHERE fault IS NOT NULL ORDER BY 1 LIMIT {SHOWN}"
    ).fetchall()
    places = staged.where([ordinal for ordinal, _, _ in rows])
    found = []
    for ordinal, label, told in rows:
        where = places.get(ordinal, staged.source.path.name) + (f"（案件 {label[:40]}）" if label else "")
        for each in told.split(NEXT):
            code, column, value = each.split(PART)
            hint = (
                _SECOND_HEADER if code == "date_invalid" and ordinal == 0 and not any(map(str.isdigit, value)) else ""
            )
            found.append(Fault(code, where, column or None, MESSAGES[code].format(value=value) + hint))
    return found


def check_zones(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], reading: Reading, faults: Faults) -> None:
    """Refuse times that partly say their zone, unless it is said what the others mean (corpus D07)."""
    if reading.timezone is not None or faults.total:
        return
    seen = 0
    for each in staged:
        seen |= con.execute(f"SELECT COALESCE(bit_or(zones), 0) FROM {each.relation}").fetchone()[0]  # type: ignore[index]
    if seen != 3:
        return
    for each in staged:
        first = con.execute(f"SELECT min(file_row_number) FROM {each.relation} WHERE zones & 1 = 1").fetchone()
        if first and first[0] is not None:
            message = '有的时间带时区，有的不带：请在 timezone 写明不带的是哪个时区，例如 timezone = "+08:00"'
            faults.add([Fault("tz_missing", each.where([first[0]])[first[0]], None, message)])
            return


def in_order(first: Field, last: Field) -> list[Test]:
    """That ``last`` is not before ``first``, where both are read."""
    if not (first.places and last.places):
        return []
    value = f"{first.raw} || ' → ' || {last.raw}"
    return [Test("date_order", last.shown, f"({last.value} < {first.value})", value)]


def required(fields: Sequence[Field], names: Sequence[str], code: str = "key_missing") -> list[Test]:
    """That the fields are not blank, in rows that say anything at all."""
    read = [field for field in fields if field.places]
    anything = f"COALESCE({', '.join(f'CAST({field.raw} AS VARCHAR)' for field in read)}) IS NOT NULL"
    return [Test(code, each.shown, f"({each.raw} IS NULL AND {anything})") for each in read if each.name in names]
