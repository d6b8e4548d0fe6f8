# SPDX-License-Identifier: Apache-2.0
"""The rows of all logs as one staged relation, numbered in order, with the acts that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import fields as names
from mingcha.audit.convert import Field, Test, select
from mingcha.audit.mapping import Mapping
from mingcha.audit.sources import Source, name_list
from mingcha.audit.staging import Faults, Staged, bind, check_zones, in_order, required, stage
from mingcha.files.badinput import Fault

MAX_ACTS: Final = 5_000
"""A log with more different activities than this has the wrong column for them."""


@dataclass(frozen=True)
class LogStage:
    """The staged logs. ``rows`` is SQL of all rows that say anything, with ``row`` (from 1 over all files) and the staged fields."""

    parts: Sequence[Staged]
    rows: str
    place: str
    """SQL of what orders the rows of a case: the declared number, else the time; then the row."""
    kinds: dict[str, tuple[str, ...]]
    """The kinds of penalty, payment and evidence; the i-th is the staged column ``penalties_i`` …"""


def stage_log(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], mapping: Mapping, work: Path, faults: Faults
) -> LogStage:
    """Convert all logs; every fault of every one goes to ``faults``."""
    before = faults.total
    bound = [_fields(source, mapping, faults) for source in sources]
    kinds = {section: tuple(mapping.amounts.get(section, {})) for section in names.AMOUNTS}
    if faults.total > before:
        return LogStage((), "", "", kinds)
    parts = []
    for number, (source, fields) in enumerate(zip(sources, bound, strict=True)):
        label = next(field.raw for field in fields if field.name == "case")
        sql = select(source.relation, fields, mapping.reading, _tests(fields), label)
        parts.append(stage(con, source, sql, work / f"log-{number}.parquet", faults))
        if not faults.total and not _count(con, f"{parts[-1].relation} WHERE label IS NOT NULL"):
            faults.add([Fault("no_rows", source.path.name, None, "只有表头，没有数据")])
    check_zones(con, parts, mapping.reading, faults)
    given = ", ".join(f'"{name}"' for name in ("time", "start", "end") if name in mapping.columns)
    place = "seq" if "seq" in mapping.columns else f"COALESCE({given})"
    return LogStage(parts, "" if faults.total else _numbered(con, parts), place, kinds)


def _fields(source: Source, mapping: Mapping, faults: Faults) -> list[Field]:
    fields = bind(source, names.LOG, mapping.columns, "columns", faults)
    for section, kind in names.AMOUNTS.items():
        columns = mapping.amounts.get(section, {})
        places = {f"{section}_{number}": kind for number in range(len(columns))}
        wanted = {f"{section}_{number}": (column,) for number, column in enumerate(columns.values())}
        fields += bind(source, places, wanted, section, faults)
    return [replace(field, separators=mapping.separators.get(field.name, "")) for field in fields]


def _tests(fields: Sequence[Field]) -> list[Test]:
    by_name = {field.name: field for field in fields}
    times = [field for field in fields if field.name in ("time", "start", "end") and field.places]
    blank = " AND ".join(f"{field.raw} IS NULL" for field in times)
    anything = " OR ".join(f"{field.raw} IS NOT NULL" for field in fields if field.places and field not in times)
    return [
        *required(fields, ["case"], "case_missing"),
        *required(fields, ["activity"], "act_missing"),
        Test("no_time", "、".join(field.shown for field in times), f"({blank} AND ({anything}))"),
        *in_order(by_name["start"], by_name["end"]),
    ]


def _numbered(con: duckdb.DuckDBPyConnection, parts: Sequence[Staged]) -> str:
    """All parts under one another, rows numbered from 1 in the order of the files."""
    selects, before = [], 0
    for part in parts:
        selects.append(
            f"SELECT file_row_number + {before + 1} AS row, * EXCLUDE (file_row_number) FROM {part.relation} WHERE label IS NOT NULL"
        )
        before += _count(con, part.relation)
    return " UNION ALL ".join(selects)


def _count(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])  # type: ignore[index]


def row_place(con: duckdb.DuckDBPyConnection, parts: Sequence[Staged], row: int) -> str:
    """Where a numbered row stands."""
    for part in parts:
        count = _count(con, part.relation)
        if row <= count:
            return part.where([row - 1]).get(row - 1, part.source.path.name)
        row -= count
    return ""


def name_acts(con: duckdb.DuckDBPyConnection, log: LogStage, mapping: Mapping, faults: Faults) -> None:
    """Make the table ``acts`` (raw, act, ord, parallel, n): what each activity of the log is. Dropped ones are not in it."""
    found = con.execute(
        f"SELECT activity, count(*), min(row) FROM ({log.rows}) GROUP BY 1 ORDER BY 3 LIMIT {MAX_ACTS + 1}"
    ).fetchall()
    column = mapping.columns["activity"][0]
    if len(found) > MAX_ACTS:
        message = f"有超过 {MAX_ACTS} 种不同的环节名称：columns.activity 是不是写成了别的列？"
        faults.add([Fault("act_too_many", "columns.activity", column, message)])
        return
    order = {act: (number, len(place) > 1) for number, place in enumerate(mapping.acts.order, 1) for act in place}
    con.execute("CREATE TEMP TABLE acts (raw VARCHAR, act VARCHAR, ord BIGINT, parallel BIGINT, n BIGINT)")
    for raw, count, row in found:
        act = mapping.acts.rename.get(raw, raw)
        if order and act not in order and mapping.acts.unknown == "error":
            message = f'环节“{act}”（{count} 行）不在 acts.order 中：请加入，或在 [acts] 写 unknown = "keep" 或 "drop"'
            faults.add([Fault("act_unknown", row_place(con, log.parts, row), column, message)])
        elif act in order or not order or mapping.acts.unknown == "keep":
            place, parallel = order.get(act, (None, False))
            con.execute("INSERT INTO acts VALUES (?, ?, ?, ?, ?)", [raw, act, place, int(parallel), count])


def unknown_acts(con: duckdb.DuckDBPyConnection, log: LogStage, mapping: Mapping) -> list[str]:
    """Notes on acts that the mapping names and the log does not have: mostly errors of typing."""
    acts = {act for (act,) in con.execute("SELECT DISTINCT act FROM acts").fetchall()}
    named = {"close.acts": mapping.close.acts, "decision.acts": mapping.decision_acts}
    strange = {key: [act for act in wanted if act not in acts] for key, wanted in named.items()}
    if mapping.acts.rename:
        raw = {act for (act,) in con.execute(f"SELECT DISTINCT activity FROM ({log.rows})").fetchall()}
        strange["acts.rename"] = [act for act in mapping.acts.rename if act not in raw]
    return [f"{key} 所列环节在日志中不存在：{name_list(unknown)}" for key, unknown in strange.items() if unknown]


def check_events(con: duckdb.DuckDBPyConnection, log: LogStage, mapping: Mapping, faults: Faults) -> None:
    """An event must not be there twice, where events have numbers (corpus X06)."""
    if "event" not in mapping.columns:
        return
    twice = (
        f"SELECT event, min(row), max(row) FROM ({log.rows}) WHERE event IS NOT NULL GROUP BY event HAVING count(*) > 1"
    )
    total = _count(con, f"({twice})")
    shown = con.execute(f"{twice} ORDER BY 2 LIMIT 10").fetchall() if total else []
    listed = [
        Fault(
            "event_duplicate",
            row_place(con, log.parts, second),
            mapping.columns["event"][0],
            f"事件编号“{event}”已在 {row_place(con, log.parts, first)} 出现：请删去重复的行",
        )
        for event, first, second in shown
    ]
    faults.add(listed, total)
