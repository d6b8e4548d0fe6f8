# SPDX-License-Identifier: Apache-2.0
"""script/bench peers: the same jobs on the same logs by us and by pm4py, whose results are compared case by case.

Each side is a process of its own that has loaded the log in its own form: ours is the case log on disk (Parquet slices), theirs
a frame in memory. Jobs run in turn, ours then theirs; CPU (user and system, all threads) and wall are taken inside the process
around the job alone. pm4py is licensed under the AGPL: it runs in an environment of its own, and nothing of it is in the product.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import results
from peers import compare, logs
from peers.logs import Log
from peers.sides import Side, sides

CASES = (20_000, 100_000, 300_000)
XES_CASES = 20_000
RUNS = 5
ZETA = 6.0
NOTES = (
    (
        "each job on a log already loaded: ours Parquet slices on disk, theirs a pandas frame in memory; one thread for ours unless a line says two; ratios are"
        " medians of ratios of neighbours"
    ),
    "theirs gives the events of the cases back, ours the cases: as each is used",
    (
        "four eyes: ours is the monitor `separation`. pm4py compares the first act with the last run of the second alone, though its documentation speaks of the"
        " sets of people; so it misses a person who did an earlier run. Those cases are derived from the CSV by a query of its own"
    ),
    (
        "long cases: the limit in hours over the whole case as plain SQL, and by the monitor `time_limit`, which also knows pauses, extensions, returns and open"
        " cases"
    ),
    "temporal profile (zeta 6): profile and conformance; deviating pairs compared one by one. Our times are whole seconds",
    (
        "XES: to a table in memory; cells are the same instant (to the microsecond), number, flag or text; `nan` and `NaT`, which the peer's writer says where"
        " something is missing, are nothing"
    ),
    "load: ours checks the log and writes the slices; theirs reads the CSV and formats the frame. Start, import and load are measured once",
)


@dataclass(frozen=True)
class Job:
    """A job as each side is asked for it, how the results are compared, and the ratio of CPU that is the goal."""

    name: str
    goal: int | None
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    same: Callable[[Log, Any, Any], str] = compare.cases
    threads: tuple[int, ...] = (1,)


def jobs_of(log: Log) -> list[Job]:
    acts = {"first": log.first, "second": log.second}
    long = {"job": "long cases", "seconds": log.hours * 3600}
    rework = {"job": "rework", "act": log.first}
    follows = {"job": "eventually follows", "first": log.followed[0], "second": log.followed[1]}
    profile = {"job": "temporal profile", "zeta": ZETA}
    return [
        Job("temporal profile", 50, profile, profile, compare.deviations, threads=(1, 2)),
        Job("four eyes", 5, {"job": "four eyes"}, {"job": "four eyes", **acts}, compare.four_eyes),
        Job("rework", 5, rework, rework),
        Job("eventually follows", 5, follows, follows),
        Job("long cases", 5, long, long),
        Job("long cases, by the monitor", None, {"job": "time limit"}, long),
    ]


def points_of(log: Log) -> list[dict[str, Any]]:
    """The points that our side judges by: one of each kind that is asked."""
    return [
        {"key": "four-eyes", "kind": "separation", "first": [log.first], "second": [log.second]},
        {"key": "long", "kind": "time_limit", "start": "*", "end": "*", "limit": log.hours, "unit": "hour"},
    ]


Pair = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What ours and theirs took for a job, one after the other."""


def row(name: str, log: Log, taken: Sequence[Pair], goal: int | None, verdict: str) -> dict[str, object]:
    """A line of the table, printed as soon as it is known."""
    cells: dict[str, object] = {"job": name, "log": log.name}
    for key, unit in (("cpu", "CPU"), ("wall", "wall")):
        mine, peer = (median(pair[place][key] for pair in taken) for place in (0, 1))
        ratio = median(theirs[key] / ours[key] for ours, theirs in taken)
        cells |= {f"ours {unit} s": f"{mine:.4f}", f"theirs {unit} s": f"{peer:.4f}", f"× {unit}": f"{ratio:.1f}"}
    cells |= {"goal × CPU": f"≥ {goal}" if goal else "", "results": verdict}
    print(cells, flush=True)
    return cells


def on_log(log: Log, folder: Path, runs: int) -> list[dict[str, object]]:
    """All jobs on one log; before them what starting and loading take."""
    with sides() as (ours, theirs):
        loaded = (
            ours.ask(
                "load", csv=str(log.csv), mapping=str(log.mapping), folder=str(folder / "slices"), points=points_of(log)
            ),
            theirs.ask("load", csv=str(log.csv), times=log.times),
        )
        events = f"{loaded[0]['result']:,} and {loaded[1]['result']:,} events"
        table = [
            row("start and import", log, [(ours.start, theirs.start)], None, ""),
            row("load", log, [loaded], None, events),
        ]
        for job in jobs_of(log):
            table += measure(job, log, (ours, theirs), runs)
        return table


def measure(job: Job, log: Log, both: tuple[Side, Side], runs: int) -> list[dict[str, object]]:
    """A line for each number of threads of ours; one run of theirs goes with them all. The first round warms up."""
    ours, theirs = both
    rounds = []
    for _ in range(runs + 1):
        mine = []
        for count in job.threads:
            ours.ask("threads", count=count)
            mine.append(ours.ask(**job.ours))
        rounds.append((mine, theirs.ask(**job.theirs)))
    table = []
    for place, count in enumerate(job.threads):
        taken = [(mine[place], peer) for mine, peer in rounds[1:]]
        verdicts = dict.fromkeys(job.same(log, mine["result"], peer["result"]) for mine, peer in taken)
        table.append(
            row(job.name + (f", {count} threads" if count > 1 else ""), log, taken, job.goal, "; ".join(verdicts))
        )
    return table


def on_xes(log: Log, folder: Path, runs: int) -> list[dict[str, object]]:
    """The log as XES, written by the peer, read by both."""
    plain, packed = folder / "log.xes", folder / "log.xes.gz"
    with sides() as (_, theirs):
        theirs.ask("load", csv=str(log.csv), times=log.times)
        theirs.ask("write XES", path=str(plain))
    with plain.open("rb") as source, gzip.open(packed, "wb", compresslevel=6) as target:
        shutil.copyfileobj(source, target)
    forms = [(path, variant, goal) for path in (plain, packed) for variant, goal in ((None, 5), ("line_by_line", 2))]
    return [read_xes(log, path, variant, (goal, runs)) for path, variant, goal in forms]


def read_xes(log: Log, path: Path, variant: str | None, goal_runs: tuple[int, int]) -> dict[str, object]:
    goal, runs = goal_runs
    mine, peer = {"path": str(path), "types": log.types}, {"path": str(path), "variant": variant}
    cells = [path.with_name(f"{side}.csv") for side in ("ours", "theirs")]
    with sides() as (ours, theirs):
        taken = [(ours.ask("read XES", **mine), theirs.ask("read XES", **peer)) for _ in range(runs + 1)][1:]
        ours.ask("cells", **mine, to=str(cells[0]))
        theirs.ask("cells", **peer, to=str(cells[1]))
    verdict = compare.cells(*(path.read_bytes() for path in cells), taken[0][0]["result"])
    form = path.name.removeprefix("log")
    return row(f"read {form}, {variant or 'default'}", log, taken, goal, verdict)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="*", default=CASES, help="sizes of the generated logs")
    parser.add_argument("--xes-cases", type=int, default=XES_CASES, help="size of the generated log as XES; 0: none")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    table = []
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as name:
        folder = Path(name)
        given = [log for log in [logs.real()] if log]
        for log in [*given, *(logs.generated(cases, folder) for cases in options.cases)]:
            table += on_log(log, folder, options.runs)
        for log in [*given, *(logs.generated(cases, folder) for cases in [options.xes_cases] if cases)]:
            table += on_xes(log, folder, options.runs)
    if options.dry:
        results.print_table(table)
    else:
        covered = ["src/mingcha/engine", "src/mingcha/audit", "bench/bench_peers.py", "bench/peers"]
        results.record("bench peers", table, covered, NOTES)


if __name__ == "__main__":
    main(sys.argv[1:])
