# SPDX-License-Identifier: Apache-2.0
"""A believable log to try ``mingcha audit`` on: a year of administrative-penalty cases of a district that does not exist.

It is what a case system would export: ``log.csv`` with a row for each step, and side tables; with a mapping and points for it. The same
number of cases and seed give the same bytes on any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from mingcha.audit.sample_case import BEGIN, FIRST, NOW, Case, Clues
from mingcha.audit.sample_clock import WorkClock
from mingcha.audit.sample_course import run_through
from mingcha.audit.sample_export import LOG, SIDES, Cell, Export
from mingcha.audit.sample_staff import District, data, found
from mingcha.engine.clock import date_of, day_number
from mingcha.files.badinput import BadInput, Fault, refuse
from mingcha.files.tables import write_table
from mingcha.files.whole import whole

CASES: Final = 20_000
SEED: Final = 20261120
MOST: Final = 200_000
COPIED: Final = {
    "mapping.toml": "mapping.toml",
    "points.toml": "points.toml",
    "tiers.csv": "裁量基准.csv",
    "articles.csv": "法规条文.csv",
}
STAFF: Final = "执法人员"
REGISTER: Final = ("姓名", "执法证号", "执法类别", "执法区域", "有效期起", "有效期止", "所属机关")


def write_sample(folder: Path, cases: int = CASES, seed: int = SEED) -> list[Path]:
    """Write the log and all that belongs to it into ``folder``, which is made if need be; gives the files, the log first.
    They appear when all are written.

    Raises:
        BadInput: the number of cases is not from 1 to :data:`MOST`, or one of the files is there already.
        OSError: the folder cannot be written.
    """
    if not 1 <= cases <= MOST:
        raise refuse("value_invalid", "--cases", f"应为 1 到 {MOST:,} 的整数")
    paths = [folder / name for name in (*(f"{table}.csv" for table in ("log", *SIDES, STAFF)), *COPIED.values())]
    if there := [path for path in paths if path.exists() or path.is_symlink()]:
        raise BadInput(
            Fault("file_exists", str(path), None, "已经有这个文件，不会覆盖：请换一个文件夹，或先把它移走")
            for path in there
        )
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)  # noqa: S311 - nothing here is secret, and it must come out the same again
    district = found(rng)
    clock = WorkClock(FIRST, date_of(day_number(NOW) + 400))
    export = Export(make_cases(rng, clock, district, cases), clock)
    tables: list[tuple[Sequence[str], Iterable[Sequence[Cell]]]] = [(LOG, export.log())]
    tables += [(columns, export.side(name)) for name, columns in SIDES.items()]
    tables.append((REGISTER, district.register))
    with whole(*paths) as halves:
        for half, (columns, rows) in zip(halves, tables, strict=False):
            write_table(half, columns, rows)
        for half, source in zip(halves[len(tables) :], COPIED, strict=True):
            half.write_bytes(data(source))
    return paths


def make_cases(rng: Random, clock: WorkClock, district: District, count: int) -> list[Case]:
    """So many cases in the order in which they came, numbered by organ and year; those done before the year are left out."""
    found_so_far: list[tuple[int, Case]] = []
    clues, begin = Clues(rng, clock, district), clock.opens(day_number(BEGIN))
    while len(found_so_far) < count:
        case, came = clues.next()
        run_through(case, came, clock, district)
        if case.steps[-1].end >= begin:
            found_so_far.append((came, case))
    found_so_far.sort(key=lambda pair: pair[0])
    return list(_numbered(found_so_far, clock))


def _numbered(cases: list[tuple[int, Case]], clock: WorkClock) -> Iterator[Case]:
    last: dict[str, int] = {}
    for came, case in cases:
        series = f"{case.unit.organ.mark}案〔{clock.date(came)[:4]}〕"
        last[series] = last.get(series, 0) + 1
        case.number = f"{series}{last[series]:05}号"
        yield case
