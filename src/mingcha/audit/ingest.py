# SPDX-License-Identifier: Apache-2.0
"""A log of any form and size into the case log on disk that the batch engine reads (S3-03, S3-10, S4-32).

Everything happens in a work folder beside the output; the output appears whole or not at all. DuckDB holds little memory and spills
to the work folder; apart from the files named, nothing on the machine or the network is open to it.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import fields as names
from mingcha.audit.convert import ITEM
from mingcha.audit.decision_tables import count_undecided, write_decisions
from mingcha.audit.lifecycle import check_phases
from mingcha.audit.log_stage import LogStage, check_events, name_acts, stage_log, unknown_acts
from mingcha.audit.mapping import Mapping
from mingcha.audit.open_source import open_source
from mingcha.audit.side_tables import (
    OF_LAW,
    SideStage,
    count_lost,
    list_fining_tiers,
    stage_side,
    strangers,
    write_law,
    write_of_cases,
)
from mingcha.audit.slices import CASES, NAMED, Slice, begin, cut, write_slice
from mingcha.audit.sources import Reading, Source, literal, parquet
from mingcha.audit.staging import Faults
from mingcha.files.badinput import SHOWN, BadInput, Fault, refuse

MEMORY: Final = "150MB"
THREADS: Final = min(4, os.cpu_count() or 1)
ROLES: Final = dict.fromkeys(
    ("auxiliary", "辅助", "辅助人员", "辅助执法人员", "协管", "协管员", "辅警", "协勤"), "auxiliary"
)
"""Words for staff who assist and never count as officers (S1-42); ``[roles]`` adds others."""

_FULL: Final = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Act:
    """An activity of the log: its place in the declared order (None: none), whether it may run in parallel, and its rows."""

    name: str
    place: int | None
    parallel: bool
    rows: int


@dataclass(frozen=True)
class IngestResult:
    """What was written to ``out``. ``tables`` counts the rows of each table over all slices; instants are local seconds at UTC+8."""

    out: Path
    slices: tuple[Path, ...]
    tables: AnyMapping[str, int]
    acts: tuple[Act, ...]
    items: tuple[tuple[str, str], ...]
    persons: int
    first_at: int | None
    last_at: int | None
    notes: tuple[str, ...]

    @property
    def cases(self) -> int:
        return self.tables["cases"]

    @property
    def steps(self) -> int:
        return self.tables["steps"]


def quiet(_message: str) -> None:
    """Say nothing of the progress."""


def ingest(
    logs: Sequence[Path], mapping: Mapping, out: Path, *, progress: Progress = quiet, cases_per_slice: int = CASES
) -> IngestResult:
    """Read the logs as one and write the slices to the folder ``out``, which must not be there or be empty.

    Raises ``BadInput`` with all faults of all files, and then writes nothing.
    """
    if not logs:
        raise refuse("file_missing", "LOG", "没有给出日志文件")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise refuse("out_exists", str(out), "输出文件夹不是空的：请换一个，或先清空")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        work = Path(folder).resolve()
        try:
            with connect(work, [*logs, *(side.file for side in mapping.tables.values())]) as con:
                result = Run(con, mapping, work, progress, cases_per_slice).run(logs, out)
        except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
            raise _stopped(error, out.parent) from error
        (work / "log").replace(out)
    return result


def _stopped(error: Exception, folder: Path) -> BadInput:
    """Why the reading could not go on: there is no room, or something may not be read or written."""
    reason = str(error).splitlines()[0][:200]
    if isinstance(error, duckdb.OutOfMemoryException) or any(each in str(error) for each in _FULL):
        return refuse("storage_full", str(folder), f"磁盘或内存不足，已停止，未写入任何内容（{reason}）")
    return refuse("no_right", str(folder), f"无法读写文件，已停止，未写入任何内容（{reason}）")


def connect(work: Path, files: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """DuckDB with little memory that can open the files and the work folder and nothing else."""
    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(work / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"SET allowed_directories = [{literal(f'{work}/')}]")
    con.execute(f"SET allowed_paths = [{', '.join(literal(os.path.realpath(file)) for file in files)}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET partitioned_write_flush_threshold = 20000")
    return con


class Run:
    """One ingest, step by step."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        mapping: Mapping,
        work: Path,
        progress: Progress,
        cases_per_slice: int = CASES,
    ) -> None:
        self.con, self.mapping, self.work, self.progress = con, mapping, work, progress
        self.cases_per_slice = cases_per_slice
        self.made = work / "log"
        self.faults = Faults()
        self.notes: list[str] = []
        self.unused: dict[str, tuple[int, str]] = {}
        self.made.mkdir()

    def run(self, logs: Sequence[Path], out: Path) -> IngestResult:
        log, sides = self.stage(logs)
        self.progress("整理案件和环节")
        self.number_people(log)
        self.notes += unknown_acts(self.con, log, self.mapping)
        list_fining_tiers(self.con, sides)
        tables = self.write(log, sides)
        return self.result(log, tables, out)

    def stage(self, logs: Sequence[Path]) -> tuple[LogStage, dict[str, SideStage]]:
        """Open and convert every file; stop if any fault was found in any of them."""
        sources = [source for path in logs if (source := self.open(path, self.mapping.reading))]
        opened = {name: self.open(side.file, side.reading) for name, side in self.mapping.tables.items()}
        log = stage_log(self.con, sources, self.mapping, self.work, self.faults)
        sides = {}
        for name, source in opened.items():
            if source and (
                side := stage_side(self.con, name, source, self.mapping.tables[name], self.work, self.faults)
            ):
                sides[name] = side
        if log.rows:
            name_acts(self.con, log, self.mapping, self.faults)
            check_events(self.con, log, self.mapping, self.faults)
            check_phases(self.con, log, self.mapping, self.faults)
        self.faults.finish()
        self.notes += [
            note for side in sides.values() if side.name not in OF_LAW and (note := strangers(self.con, side, log.rows))
        ]
        return log, sides

    def open(self, path: Path, reading: Reading) -> Source | None:
        self.progress(f"读取 {path.name}")
        try:
            source = open_source(Path(os.path.realpath(path)), reading, self.work)
        except BadInput as bad:
            self.faults.add(bad.errors, bad.total)
            return None
        except PermissionError:
            self.faults.add([Fault("no_right", path.name, None, "没有读取这个文件的权限")])
            return None
        self.notes += source.notes
        return source

    def number_people(self, log: LogStage) -> None:
        """Make ``officers``, ``officer_numbers`` (certificates shown in the log) and ``role_words``."""
        run, persons = self.con.execute, f"string_split(persons, '{ITEM}')"
        run("CREATE TEMP TABLE officers (name VARCHAR, officer_id BIGINT)")
        run("CREATE TEMP TABLE officer_numbers (officer_id BIGINT, number VARCHAR)")
        run("CREATE TEMP TABLE role_words (word VARCHAR, code VARCHAR)")
        self.con.executemany("INSERT INTO role_words VALUES (?, ?)", list((ROLES | dict(self.mapping.roles)).items()))
        if "persons" not in self.mapping.columns:
            return
        run(
            "INSERT INTO officers SELECT name, row_number() OVER (ORDER BY name) FROM"
            f" (SELECT DISTINCT trim(unnest({persons})) AS name FROM ({log.rows}) WHERE persons IS NOT NULL) WHERE name <> ''"
        )
        if "certificate" in self.mapping.columns:
            numbers = f"list_resize(string_split(certificate, '{ITEM}'), len({persons}))"
            run(
                "INSERT INTO officer_numbers SELECT DISTINCT o.officer_id, trim(p.number) FROM"
                f" (SELECT trim(unnest({persons})) AS name, unnest({numbers}) AS number FROM ({log.rows})"
                " WHERE persons IS NOT NULL AND certificate IS NOT NULL) p JOIN officers o ON o.name = p.name WHERE trim(p.number) <> ''"
            )
            self.note_namesakes()

    def note_namesakes(self) -> None:
        """People are told apart by name alone: say where one name shows several numbers."""
        several = "FROM officer_numbers JOIN officers USING (officer_id) GROUP BY name HAVING count(*) > 1"
        found = self.con.execute(
            f"SELECT name, string_agg(number, '、' ORDER BY number), count(*) OVER () {several} ORDER BY name LIMIT 1"
        ).fetchone()
        if found:
            self.notes.append(
                f"{found[2]} 个姓名在日志中有多个证号（例如“{found[0]}”：{found[1][:60]}），按同一人判定；"
                "如是同名的不同人员，请在人员列中加以区别（例如加上证号）"
            )

    def write(self, log: LogStage, sides: dict[str, SideStage]) -> dict[str, int]:
        tables: dict[str, int] = {"cases": 0, "steps": 0}
        parts = cut(self.con, log, self.work, self.cases_per_slice)
        for number, rows in enumerate(parts):
            self.progress(f"写入第 {number + 1}/{len(parts)} 片")
            made = Slice(rows, self.made / f"{number:05}", tables["cases"])
            begin(self.con, made, self.mapping, log)
            self.check_cases()
            written = write_slice(self.con, made, self.mapping)
            if written["steps"]:
                written |= write_decisions(self.con, made, log) | write_of_cases(self.con, sides, made)
                self.count_unused(log, sides, made)
            tables |= {name: tables.get(name, 0) + count for name, count in written.items()}
            names_of = f"SELECT case_id, name, {', '.join(NAMED)} FROM case_no ORDER BY case_id"
            self.copy(names_of, self.work / f"names-{number:05}.parquet")
        self.faults.finish()
        if not tables["steps"]:
            raise refuse("no_rows", "acts", "没有一行属于已知的环节：请检查 [acts]")
        self.notes += [what.format(count=count, example=example) for what, (count, example) in self.unused.items()]
        self.copy(f"FROM {parquet(self.work.glob('names-*.parquet'))}", self.made / "case_names.parquet")
        self.copy("SELECT officer_id, name FROM officers ORDER BY officer_id", self.made / "officer_names.parquet")
        return tables | write_law(self.con, sides, self.made)

    def count_unused(self, log: LogStage, sides: dict[str, SideStage], made: Slice) -> None:
        """Count what the slice just written says in vain, for a note on the whole log."""
        found = {
            "日志有 {count} 笔处罚或执行的数额没有对应的决定，未使用（例如案件“{example}”）": count_undecided(
                self.con, log
            )
        }
        for side in sides.values():
            file = side.staged.source.path.name.replace("{", "{{").replace("}", "}}")
            text = f"{file} 有 {{count}} 行的环节或次数在其案件中不存在，未算入任何环节（例如环节“{{example}}”）"
            found[text] = count_lost(self.con, side, made)
        for text, (count, example) in found.items():
            if count and example is not None:
                before, first = self.unused.get(text, (0, example))
                self.unused[text] = (before + count, first)

    def check_cases(self) -> None:
        """All rows of a case must say the same of it, unless the mapping says which of them counts."""
        if self.mapping.differing != "error":
            return
        for name in names.OF_CASE:
            found = self.con.execute(
                f"SELECT name FROM case_no WHERE differs_{name} ORDER BY case_id LIMIT {SHOWN}"
            ).fetchall()
            total = self.con.execute(f"SELECT count(*) FROM case_no WHERE differs_{name}").fetchone()[0]  # type: ignore[index]
            column = "、".join(self.mapping.columns.get(name, ()) or self.mapping.columns.get(f"{name}_day", ()))
            message = '同一案件各行的内容不同：请改正，或在 [log] 写 differing = "first" 或 "last"'
            self.faults.add([Fault("case_differs", f"案件 {case[:40]}", column, message) for (case,) in found], total)

    def result(self, log: LogStage, tables: dict[str, int], out: Path) -> IngestResult:
        acts = self.con.execute(
            "SELECT act, ord, parallel, sum(n) FROM acts GROUP BY ALL ORDER BY ord, 4 DESC, act"
        ).fetchall()
        items = self.con.execute(
            f"SELECT DISTINCT item_id, item_version FROM {self.written('cases')} ORDER BY ALL"
        ).fetchall()
        span = self.con.execute(
            f"SELECT min(COALESCE(started_at, ended_at)), max(COALESCE(ended_at, started_at)) FROM {self.written('steps')}"
        ).fetchone() or (None, None)
        persons = self.con.execute("SELECT count(*) FROM officers").fetchone()[0]  # type: ignore[index]
        slices = tuple(out / each.name for each in sorted(self.made.iterdir()) if each.is_dir())
        return IngestResult(
            out,
            slices,
            {name: count for name, count in tables.items() if count},
            tuple(Act(act, place, bool(parallel), int(rows)) for act, place, parallel, rows in acts),
            tuple(items),
            persons,
            span[0],
            span[1],
            tuple(self.notes),
        )

    def written(self, table: str) -> str:
        return parquet(path for path in self.made.rglob(f"{table}.parquet"))

    def copy(self, query: str, path: Path) -> None:
        self.con.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet)")
