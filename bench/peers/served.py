# SPDX-License-Identifier: Apache-2.0
"""One side of the comparison as a process: it loads a log once and does jobs on it, each timed from within.

Requests and answers are lines of JSON. Only the standard library is used here: the peers' interpreter has nothing of ours.
"""

from __future__ import annotations

import csv
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Jobs = Mapping[str, tuple[Callable[..., Any], Callable[[Any], Any]]]
"""For each job what is timed, and what makes plain values of its result, which is not."""


def serve(jobs: Jobs) -> None:
    """Answer until the input ends. The first line tells what starting and importing took."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    _say(answers, {"cpu": time.process_time()})
    for line in sys.stdin:
        request = json.loads(line)
        work, show = jobs[request.pop("job")]
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        result = work(**request)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        _say(answers, {"cpu": cpu, "wall": wall, "result": show(result)})


def _say(answers: Any, answer: Mapping[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def write_cells(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """A table as text in which equal cells are written alike, whatever type each side gave them."""
    order = sorted(range(len(columns)), key=lambda place: columns[place])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([columns[place] for place in order])
        writer.writerows([cell(row[place]) for place in order] for row in rows)


def cell(value: Any) -> str:
    """Times as instants in microseconds, numbers as numbers, flags as flags, the rest letter by letter; nothing is nothing.

    The peer's writer says ``nan`` or ``NaT`` where something is missing.
    """
    if value is None or value in ("nan", "NaT") or value != value:  # NaN
        return ""
    if isinstance(value, bool):
        return f"flag {value}"
    if isinstance(value, int | float):
        return f"number {float(value)!r}"
    if isinstance(value, datetime):
        return f"instant {(value - EPOCH) // timedelta(microseconds=1)}"
    return f"text {value}"
