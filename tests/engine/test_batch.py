# SPDX-License-Identifier: Apache-2.0
"""A whole log, slice by slice: what was planted is found, nothing else, and nothing half done is left behind."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import generate
import pytest

from mingcha.engine.batch import Settings, judge_log
from mingcha.engine.calendar import CalendarError, CalendarMissing, national
from mingcha.engine.points import PointSet, make_points

N_CASES = 6_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of three slices in which every fourth case is faulty."""
    root = tmp_path_factory.mktemp("log") / "log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SLICE", N_CASES // 3)
        generate.generate(root, N_CASES, 0.25)
    return root


def settings(points: PointSet | None = None, now: int = generate.NOW) -> Settings:
    return Settings(points or generate.points(), national(), now)


def found(out: Path) -> list[tuple[int, str]]:
    return duckdb.sql(f"SELECT case_id, code FROM read_parquet('{out}/*.parquet') ORDER BY ALL").fetchall()


def test_exactly_what_was_planted_is_found(log: Path, tmp_path: Path) -> None:
    judge_log(log, settings(), tmp_path / "out")
    planted = duckdb.sql(f"{generate.known(log)} ORDER BY ALL").fetchall()
    assert found(tmp_path / "out") == planted
    assert {code for _, code in planted} == set(generate.FAULTS.values())


def test_the_cut_into_slices_does_not_matter(log: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    generate.generate(whole, N_CASES, 0.25)
    judge_log(log, settings(), tmp_path / "cut")
    judge_log(whole, settings(), tmp_path / "uncut")
    both = [
        duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / name}/*.parquet') ORDER BY ALL").fetchall()
        for name in ("cut", "uncut")
    ]
    assert both[0] == both[1]


def test_progress_is_told_slice_by_slice(log: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    judge_log(log, settings(), tmp_path / "out", lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_earlier_result_is_replaced_whole(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "99999.parquet").write_bytes(b"old")
    judge_log(log, settings(), out)
    assert sorted(path.name for path in out.iterdir()) == ["00000.parquet", "00001.parquet", "00002.parquet"]


def test_a_failure_leaves_nothing_half_written(log: Path, tmp_path: Path) -> None:
    def break_off(done: int, total: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        judge_log(log, settings(), tmp_path / "out", break_off)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_stops_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    generate.generate(tmp_path / "log", 120_000, 0.25)
    code = (
        "import sys, time; from pathlib import Path; from mingcha.engine.batch import *; import generate\n"
        "log, out = map(Path, sys.argv[1:])\n"
        "print('ready', flush=True)\n"
        "slowly = lambda done, total: time.sleep(1)  # on a busy machine all could be judged before the signal comes\n"
        "try: judge_log(log, Settings(generate.points(), generate.calendar(), generate.NOW), out, slowly)\n"
        "except Cancelled: print('cancelled')"
    )
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "log", out],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(generate.__file__).parent)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    while not out.with_name("out.part").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0] == "cancelled\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log"]


def test_an_unknown_year_is_an_error_that_names_it(log: Path, tmp_path: Path) -> None:
    with pytest.raises(CalendarMissing, match="2028"):
        judge_log(log, settings(now=generate.NOW + 540 * 86_400), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_close_in_an_unknown_year_is_an_error_that_names_it(log: Path, tmp_path: Path) -> None:
    shutil.copytree(log, tmp_path / "log")
    cases = min((tmp_path / "log").glob("0*")) / "cases.parquet"
    with duckdb.connect() as connection:
        changed = "* REPLACE (CASE WHEN case_id = 3 THEN 21_300 ELSE closed_day END AS closed_day)"
        connection.execute(f"COPY (SELECT {changed} FROM '{cases}') TO '{cases}.new' (FORMAT parquet)")
    Path(f"{cases}.new").replace(cases)
    with pytest.raises(CalendarMissing, match="没有2028年"):
        judge_log(tmp_path / "log", settings(), tmp_path / "out")


def test_an_unknown_calendar_is_an_error_that_names_it(log: Path, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        for part in sorted(log.glob("0*")):
            copy = tmp_path / "log" / part.name
            copy.mkdir(parents=True)
            for file in part.glob("*.parquet"):
                changed = "* REPLACE ('XX' AS calendar_id)" if file.name == "cases.parquet" else "*"
                connection.execute(f"COPY (SELECT {changed} FROM '{file}') TO '{copy / file.name}'")
    with pytest.raises(CalendarError, match="XX"):
        judge_log(tmp_path / "log", settings(), tmp_path / "out")


def test_a_star_in_the_points_means_the_items_and_acts_of_the_log(log: Path, tmp_path: Path) -> None:
    points = make_points({"point": [{"key": "back", "kind": "rollback", "at": "*"}]})
    resolved = judge_log(log, settings(points), tmp_path / "out")
    assert [(point.item, point.version) for point in resolved.points] == [("penalty", "1")]
    assert len(found(tmp_path / "out")) > 300  # every return, exempt or not


@pytest.mark.req("S1-26")
def test_a_case_keeps_the_points_of_the_version_it_began_with(log: Path, tmp_path: Path) -> None:
    points = make_points({"item": "penalty", "version": "2", "point": [{"key": "back", "kind": "rollback", "at": "*"}]})
    judge_log(log, settings(points), tmp_path / "out")
    assert found(tmp_path / "out") == []
