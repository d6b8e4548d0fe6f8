# SPDX-License-Identifier: Apache-2.0
"""A first mapping for a log, as TOML to be read and corrected by a person. It has been tried: the log goes in with it.

What turns out not to fit (a date column with other things in it, a promise that changes within a case) is left out with the reason.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import guess
from mingcha.audit.ingest import Run, connect, quiet
from mingcha.audit.log_stage import LogStage
from mingcha.audit.mapping import Mapping, read_mapping
from mingcha.audit.mapping_text import toml
from mingcha.audit.open_source import open_source
from mingcha.audit.sources import Reading, Source, name_list
from mingcha.files.badinput import BadInput, refuse

MOST_ORDERED: Final = 60
MOST_HEADERS: Final = 3
NEEDED: Final = ("case", "activity", "time", "start", "end")


@dataclass
class _Draft:
    """A mapping in the making."""

    log: Path
    columns: dict[str, str]
    all_columns: Sequence[str]
    settings: dict[str, str | int] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    order: Sequence[str] = ()
    doubts: list[str] = field(default_factory=list)

    def text(self) -> str:
        lines = [
            _comment(f"由 mingcha audit --propose 按 {self.log.name} 草拟，请逐行核对。"),
            *map(_comment, self.doubts),
        ]
        if self.settings:
            lines += ["", "[log]", *(f"{key} = {toml(value)}" for key, value in self.settings.items())]
        lines += ["", "[columns]", *(f"{name} = {toml(column)}" for name, column in self.columns.items())]
        lines += [
            f"{name}_separator = {toml(marks)}" for name, marks in self.separators.items() if name in self.columns
        ]
        lines += [_comment(f"未用的列：{name_list(self.unused)}")] if self.unused else []
        if self.order:
            lines += [
                "",
                "[acts]",
                '# 按日志中出现的平均位置排列；可并行的环节请放进同一层方括号，例如 ["抽样", "检验"]',
                "order = [",
            ]
            lines += [*(f"  {toml(act)}," for act in self.order), "]"]
        lines += [
            "",
            "[close]",
            'by = "last_event"  # 以最后一个环节为结案；有结案时间列时改为 "column" 并写明 columns.closed',
            "",
        ]
        return "\n".join(lines)

    @property
    def unused(self) -> list[str]:
        return [name for name in self.all_columns if name and name not in self.columns.values()]

    def mapping(self) -> Mapping:
        return read_mapping(tomllib.loads(self.text()), self.log.parent)


def propose(log: Path, sheet: str | None = None) -> str:
    """The TOML text of a mapping for the log. ``BadInput`` if the log cannot be read or has no case, activity or time."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder).resolve()
        with connect(work, [log]) as con:
            draft = _first(con, log, sheet, work)
    while not _fits(draft):
        pass
    return draft.text()


def _first(con: duckdb.DuckDBPyConnection, log: Path, sheet: str | None, work: Path) -> _Draft:
    """The guess by names and contents, with as many header rows as it takes to find case, activity and time."""
    failures: list[BadInput] = []
    for header_rows in range(1, MOST_HEADERS + 1):
        try:
            source = open_source(log.resolve(), Reading(header_rows=header_rows, sheet=sheet), work)
            columns = guess.look(con, source)
        except BadInput as bad:  # perhaps only because a title row is narrower than the others
            failures.append(bad)
            continue
        found, doubts = guess.guess(con, columns)
        complete = found.keys() >= {"case", "activity"} and bool({"time", "start"} & found.keys())
        if complete and not _header_goes_on(con, source, columns):
            break
        failures.append(_lacking(log, source, found))
    else:
        raise failures[0]
    draft = _Draft(log, found, source.columns, doubts=doubts)
    draft.settings |= {
        key: value for key, value in (("header_rows", header_rows), ("sheet", sheet)) if value not in (1, None)
    }
    for name in ("persons", "bases"):
        if name in found and (marks := guess.separators(con, source.columns.index(found[name]))):
            draft.separators[name] = marks
    return draft


def _lacking(log: Path, source: Source, found: dict[str, str]) -> BadInput:
    """What to say where no number of header rows helps."""
    has = f"；有：{name_list(source.columns)}"
    if not {"time", "start"} & set(found):
        return refuse("no_time", log.name, f"找不到时间列{has}")
    return refuse("column_missing", log.name, f"找不到{'环节名称' if 'case' in found else '案件编号'}列{has}")


def _header_goes_on(con: duckdb.DuckDBPyConnection, source: Source, columns: Sequence[guess.Column]) -> bool:
    """Whether the first row still belongs to the head: names are lacking, or no cell of it has a digit where times are."""
    if sum(not column.name for column in columns) > len(columns) // 2:
        return True
    dated = [column.place for column in columns if column.timed > 0.5 * column.filled]
    first = con.execute("SELECT * FROM sample LIMIT 1").fetchone()
    cells = [str(first[place]) for place in dated if first and first[place]]
    return bool(cells) and not any(character.isdigit() for cell in cells for character in cell)


def _fits(draft: _Draft) -> bool:
    """Try the draft on the whole log; if something does not fit, take it out and say so."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder).resolve()
        with connect(work, [draft.log]) as con:
            run = Run(con, draft.mapping(), work, quiet)
            try:
                log, sides = run.stage([draft.log])
                run.number_people(log)
                run.write(log, sides)
            except BadInput as bad:
                return _without(draft, bad)
            draft.order = _order(con, log)
    return True


def _without(draft: _Draft, bad: BadInput) -> bool:
    """Take out what the faults are about. True if they are about what is needed: then the log itself must be put right."""
    if any(fault.code == "tz_missing" for fault in bad.errors) and "timezone" not in draft.settings:
        draft.settings["timezone"] = "+08:00"
        draft.doubts.append("timezone：有的时间不带时区，暂按北京时间")
        return False
    columns = {fault.column for fault in bad.errors}
    misfits = [name for name, column in draft.columns.items() if column in columns and name not in NEEDED]
    for name in misfits:
        fault = next(fault for fault in bad.errors if fault.column == draft.columns[name])
        draft.doubts.append(f"{name}：“{draft.columns.pop(name)}”未采用（{fault.where}：{fault.message}）")
    if misfits:
        return False
    draft.doubts += [f"日志本身有 {bad.total} 处错误，须先改正，例如：", *(f"  {fault}" for fault in bad.errors[:5])]
    return True


def _order(con: duckdb.DuckDBPyConnection, log: LogStage) -> list[str]:
    """The activities by the mean place of their first time in a case; none if there are too many to be one procedure."""
    found = con.execute(
        f"""
        WITH placed AS (
          SELECT "case", act, (row_number() OVER (PARTITION BY "case" ORDER BY place, row) - 1)
                 / greatest(count(*) OVER (PARTITION BY "case") - 1, 1) AS position
          FROM (SELECT "case", activity AS act, row, {log.place} AS place FROM ({log.rows}))
        ), first AS (SELECT "case", act, min(position) AS position FROM placed GROUP BY ALL)
        SELECT act FROM first GROUP BY act ORDER BY avg(position), act
        """
    ).fetchall()
    return [act for (act,) in found] if len(found) <= MOST_ORDERED else []


def _comment(text: str) -> str:
    """A TOML comment ends with its line and holds no control characters; names of columns may have both."""
    return "# " + "".join(character if character.isprintable() else " " for character in text)
