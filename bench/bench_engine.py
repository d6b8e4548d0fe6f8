# SPDX-License-Identifier: Apache-2.0
"""script/bench engine: how fast the eight monitors judge a log, beside the least that reading it costs.

For each size and share of faulty cases, in processes of their own and in turn: the engine, and the raw lower bound (every
table of the log read once, the same columns, grouped by case, in the same slices with the same workers). What comes out is
compared with what was planted, finding by finding.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import generate
import results
import timing

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
SHARES = (0.01, 0.25)
RUNS = 5
ENGINE = """
import sys, time; from pathlib import Path; import generate; from mingcha.engine.batch import Settings, judge_log
log, out = map(Path, sys.argv[1:]); settings = Settings(generate.points(), generate.calendar(), generate.NOW)
started = time.perf_counter(); judge_log(log, settings, out); print("wall", time.perf_counter() - started)
"""
RAW = """
import sys, time; from pathlib import Path; import bench_engine
started = time.perf_counter(); bench_engine.read_raw(Path(sys.argv[1])); print("wall", time.perf_counter() - started)
"""


def read_raw(log: Path) -> None:
    """Read each table once: the columns that a monitor names, every value touched, grouped by case."""
    from concurrent.futures import ThreadPoolExecutor

    from mingcha.engine.batch import Settings, quoted, slices
    from mingcha.engine.kinds import KINDS
    from mingcha.engine.schema import CASE_TABLES, TABLES

    named = set(re.findall(r"\w+", " ".join(kind.sql for kind in KINDS.values())))

    def read(part: Path) -> None:
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")
            connection.execute("SET enable_progress_bar = false")
            for name in CASE_TABLES:
                path = part / f"{name}.parquet"
                if not path.exists():
                    continue
                columns = [
                    f"MAX({column})" if kind == "int" else f"MAX(HASH({column}))"
                    for column, kind in TABLES[name].columns.items()
                    if column in named and column != "case_id"
                ]
                grouped = ", ".join(f"{column} AS c{number}" for number, column in enumerate(columns))
                touched = ", ".join(f"MAX(c{number})" for number in range(len(columns)))
                connection.execute(
                    f"SELECT COUNT(*), {touched} FROM (SELECT {grouped} FROM read_parquet({quoted(path)}) GROUP BY case_id)"
                ).fetchall()

    with ThreadPoolExecutor(Settings.workers) as pool:
        list(pool.map(read, slices(log)))


def compare(log: Path, out: Path) -> int:
    """The number of findings; raises if they are not exactly those that were planted."""
    found = f"SELECT case_id, code FROM read_parquet('{out}/*.parquet')"
    with duckdb.connect() as connection:
        for left, right in ((found, generate.known(log)), (generate.known(log), found)):
            if connection.execute(f"({left}) EXCEPT ALL ({right}) LIMIT 1").fetchall():
                raise SystemExit("the findings are not those that were planted")
        return int(connection.execute(f"SELECT COUNT(*) FROM ({found})").fetchall()[0][0])


def measure(size: int, share: float, folder: Path, runs: int) -> dict[str, object]:
    log, out = folder / "log", folder / "out"
    shutil.rmtree(log, ignore_errors=True)
    generate.generate(log, size, share)
    engine, raw = [], []
    for _ in range(runs):
        raw.append(timing.run(RAW, log))
        engine.append(timing.run(ENGINE, log, out))
    n = compare(log, out)
    ours, least = timing.medians(engine), timing.medians(raw)
    ratios = sorted(e.wall / r.wall for e, r in zip(engine, raw, strict=True))
    return {
        "cases": f"{size:,}",
        "faulty": f"{share:.0%}",
        "findings": f"{n:,}",
        "seconds": f"{ours.wall:.2f}",
        "CPU s": f"{ours.cpu:.2f}",
        "cases/s": f"{size / ours.wall:,.0f}",
        "raw seconds": f"{least.wall:.2f}",
        "× raw": f"{ratios[len(ratios) // 2]:.2f}",
        "peak MiB": f"{ours.peak:.0f}",
    }


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    table = []
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as folder:
        for size in options.sizes:
            for share in SHARES:
                table.append(measure(size, share, Path(folder), options.runs))
                print(table[-1], flush=True)
    if options.dry:
        results.print_table(table)
    else:
        notes = [
            f"medians of {options.runs} runs, engine and raw in turn; every run's findings are exactly those planted"
        ]
        results.record(
            "bench engine", table, ["src/mingcha/engine", "bench/bench_engine.py", "bench/generate.py"], notes
        )


if __name__ == "__main__":
    main(sys.argv[1:])
