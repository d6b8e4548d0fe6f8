# SPDX-License-Identifier: Apache-2.0
"""The mapping: which column of a log is what. Written in TOML, checked as a whole before a log is opened.

The smallest one names the columns for case, activity and time. Every fault is told at once, with the path to it::

    columns.actvity: 没有这个键；是不是 activity？
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from mingcha.audit import fields, times
from mingcha.audit.encoding import KNOWN
from mingcha.audit.mapping_check import Check
from mingcha.audit.sources import Reading
from mingcha.engine.calendar import NATIONAL
from mingcha.files.badinput import refuse

Unknown = Literal["error", "keep", "drop"]
Differing = Literal["error", "first", "last"]

ITEM: Final = "log"
VERSION: Final = "1"
"""The item and version of a log that names none: a point for every item (``item = "*"``) still judges it."""


@dataclass(frozen=True)
class Acts:
    """What the log's activities are: ``order`` in the procedure (acts of one place are parallel), other names for them."""

    order: tuple[tuple[str, ...], ...] = ()
    unknown: Unknown = "keep"
    rename: AnyMapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Close:
    """When a case is closed: at its last event, when a column says so, at the last of some acts, or never (all cases are open)."""

    by: Literal["last_event", "column", "acts", "never"] = "last_event"
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """A side table: its file, how to read it, and which of its columns is what."""

    file: Path
    reading: Reading
    columns: AnyMapping[str, str]


@dataclass(frozen=True)
class Mapping:
    """A checked mapping. ``columns`` has for each field of :data:`fields.LOG` the names of the log's columns, nearly always one."""

    columns: AnyMapping[str, tuple[str, ...]]
    reading: Reading = field(default_factory=Reading)
    separators: AnyMapping[str, str] = field(default_factory=dict)
    acts: Acts = Acts()
    close: Close = Close()
    differing: Differing = "error"
    defaults: AnyMapping[str, str] = field(default_factory=dict)
    decision_acts: tuple[str, ...] = ()
    roles: AnyMapping[str, str] = field(default_factory=dict)
    amounts: AnyMapping[str, AnyMapping[str, str]] = field(default_factory=dict)
    tables: AnyMapping[str, Side] = field(default_factory=dict)

    def default(self, name: str) -> str | None:
        """What a case is where the log does not say: item, version, category, area, calendar."""
        return self.defaults.get(name, {"item": ITEM, "version": VERSION, "calendar": NATIONAL}.get(name))


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping; ``BadInput`` with all its faults. Files of side tables stand relative to it."""
    try:
        tree = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise refuse("file_missing", str(path), "没有这个文件") from error
    except UnicodeDecodeError as error:
        raise refuse("bad_encoding", path.name, "文件不是UTF-8：请另存为 UTF-8") from error
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise refuse("toml_invalid", path.name, f"不是正确的 TOML：{error}") from error
    return read_mapping(tree, path.parent)


def read_mapping(tree: AnyMapping[str, Any], folder: Path) -> Mapping:
    """The mapping of a parsed TOML file; ``folder`` is where the files of its side tables are looked for."""
    check = Check(tree)
    columns, separators = _columns(check.table("columns", required=True))
    log = check.table("log")
    reading = _reading(log)
    mapping = Mapping(
        columns=columns,
        reading=reading,
        differing=log.choice("differing", ("error", "first", "last"), "error"),
        separators=separators,
        acts=_acts(check.table("acts")),
        close=_close(check.table("close"), columns),
        defaults=_defaults(check.table("defaults")),
        decision_acts=check.table("decision").texts("acts"),
        roles=_roles(check.table("roles")),
        amounts={name: check.table(name).pairs() for name in fields.AMOUNTS},
        tables=_tables(check.table("tables"), folder, reading.timezone),
    )
    _check_together(check, mapping)
    check.finish()
    return mapping


def _columns(table: Check) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    columns = {name: table.texts(name) if kind == "list" else table.one(name) for name, kind in fields.LOG.items()}
    separators = {name: table.text(f"{name}_separator") or "" for name in fields.LISTS}
    for name in ("role", "certificate"):  # one for each person, mostly written as the persons are
        separators[name] = separators[name] or separators["persons"]
    return {name: found for name, found in columns.items() if found}, separators


def _reading(table: Check) -> Reading:
    reading = Reading(
        encoding=table.text("encoding") or "auto",
        delimiter=table.text("delimiter") or "auto",
        header_rows=table.number("header_rows", 1),
        sheet=table.text("sheet"),
        timezone=table.text("timezone"),
        time_format=table.texts("time_format"),
        blank=table.texts("blank"),
    )
    if reading.encoding != "auto" and reading.encoding.lower() not in KNOWN:
        table.fault("encoding", "value_invalid", f"不认识的编码“{reading.encoding}”；可写：auto、{'、'.join(KNOWN)}")
    if reading.delimiter == '"' or (len(reading.delimiter) != 1 and reading.delimiter not in ("auto", "tab", "\\t")):
        table.fault("delimiter", "value_invalid", "分隔符应为一个字符（不能是引号），或 tab、auto")
    if not 1 <= reading.header_rows <= 20:
        table.fault("header_rows", "value_invalid", "表头行数应为 1 到 20")
    if reading.timezone is not None and not times.known_zone(reading.timezone):
        table.fault(
            "timezone", "value_invalid", f"不认识的时区“{reading.timezone}”；应写 +08:00 或 Asia/Shanghai 这样的名称"
        )
    if any(not times.known_format(each) for each in reading.time_format):
        table.fault("time_format", "value_invalid", "时间格式应像 %d/%m/%Y %H:%M 这样写，且不含时区")
    return reading


def _acts(table: Check) -> Acts:
    order = table.places("order")
    repeated = sorted({act for place in order for act in place if sum(act in other for other in order) > 1})
    if repeated:
        table.fault("order", "value_invalid", f"重复：{'、'.join(repeated)}")
    return Acts(
        order,
        table.choice("unknown", ("error", "keep", "drop"), "error" if order else "keep"),
        table.child("rename").pairs(),
    )


def _close(table: Check, columns: AnyMapping[str, Sequence[str]]) -> Close:
    acts = table.texts("acts")
    usual = "acts" if acts else "column" if "closed" in columns else "last_event"
    by = table.choice("by", ("last_event", "column", "acts", "never"), usual)
    if by == "column" and "closed" not in columns:
        table.fault("by", "value_invalid", "按列结案时，须在 columns.closed 写明结案时间列")
    if (by == "acts") != bool(acts):
        table.fault("acts", "value_invalid", '按环节结案时写 acts = ["结案"]；否则不要写 acts')
    return Close(by, acts)


def _roles(table: Check) -> dict[str, str]:
    return {word: table.choice(word, ("auxiliary",), "auxiliary") for word in table.tree}


def _defaults(table: Check) -> dict[str, str]:
    names = ("item", "version", "category", "area", "calendar")
    found = {name: text for name in names if (text := table.text(name)) is not None}
    if area := found.get("area"):
        if not (area.isascii() and area.isdecimal() and len(area) in (2, 4, 6, 9, 12)):
            table.fault("area", "value_invalid", "区划代码应为 2、4、6、9 或 12 位数字")
        found["area"] = area.ljust(12, "0")
    return found


def _tables(table: Check, folder: Path, zone: str | None) -> dict[str, Side]:
    """The side tables; where one does not say its zone, it is that of the log."""
    found = {}
    for name, kinds in fields.SIDE.items():
        if not table.has(name):
            continue
        side = table.child(name)
        file = side.text("file", required=True) or ""
        reading = _reading(side)
        reading = replace(reading, timezone=reading.timezone or zone)
        columns = {key: text for key in kinds if (text := side.text(key, required=key in fields.REQUIRED[name]))}
        found[name] = Side(folder / file, reading, columns)
    return found


def _check_together(check: Check, mapping: Mapping) -> None:
    """What no single key can tell."""
    columns, found = check.child("columns"), mapping.columns
    for name in ("case", "activity"):
        if name not in found:
            columns.fault(name, "key_missing", "必须写明：哪一列是" + ("案件编号" if name == "case" else "环节名称"))
    if "time" in found and ("start" in found or "end" in found):
        columns.fault(
            "time", "value_invalid", "time 与 start/end 只写一种：只有一个时间写 time，有开始和结束写 start、end"
        )
    if not {"time", "start", "end"} & set(found):
        columns.fault("time", "no_time", "必须写明时间列：没有时间的日志无法检查时限和顺序")
    if "lifecycle" in found and "time" not in found:
        columns.fault("lifecycle", "value_invalid", "lifecycle 只与 time 同用")
    if {"promised", "promised_day"} <= set(found):
        columns.fault("promised_day", "value_invalid", "promised 与 promised_day 只写一种")
    for section in fields.AMOUNTS:
        if len(mapping.amounts[section]) > fields.MOST_KINDS:
            check.child(section).fault("", "value_invalid", f"最多 {fields.MOST_KINDS} 种")
    if mapping.amounts["evidence"] and "evidence" in mapping.tables:
        check.child("evidence").fault("", "value_invalid", "[evidence] 与 [tables.evidence] 只写一种")
