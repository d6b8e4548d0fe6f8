# SPDX-License-Identifier: Apache-2.0
"""Times a piece of work in a process of its own: wall, CPU and the greatest memory, as the kernel counts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent


PEAK = """
print("peak", next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds, and MiB at the most."""

    wall: float
    cpu: float
    peak: float


def run(code: str, *arguments: object) -> Cost:
    """Run Python code in a fresh process; it may print a line ``wall SECONDS`` to leave its start-up out.

    The kernel's own peak would be at least this process's size, which the new one has for a moment: it asks for its own.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code + PEAK, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise RuntimeError(f"exit status {status}")
    stated = dict(line.split() for line in told.splitlines())
    return Cost(float(stated.get("wall", wall)), usage.ru_utime + usage.ru_stime, int(stated["peak"]) / 1024)


def medians(costs: Sequence[Cost]) -> Cost:
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs), median(c.peak for c in costs))
