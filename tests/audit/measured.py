# SPDX-License-Identifier: Apache-2.0
"""Ingests in a process of its own and tells what it took: seconds, peak memory, files opened, connections.

The peak is ``VmHWM``: ``ru_maxrss`` of a child begins with what its parent had.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_AROUND = """
import json, re, sys, time
opened, connected = [], []
def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.append(args[0])
    if event in ("socket.connect", "socket.getaddrinfo"):
        connected.append(str(args))
sys.path.insert(0, {tests!r})
from pathlib import Path
from logs import *
import mingcha.audit.propose, openpyxl
sys.addaudithook(watch)
started = time.perf_counter()
said = ""
try:
    result = ingest([Path({log!r})], mapping({text!r}), Path({out!r}))
    said = f"ok {{result.cases}} {{result.steps}}"
except BadInput as bad:
    said = str(bad)
seconds = time.perf_counter() - started
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([said, seconds, peak, opened, connected]))
"""


@dataclass(frozen=True)
class Measured:
    said: str
    seconds: float
    megabytes: float
    opened: list[str]
    connected: list[str]


def ingest_measured(log: Path, text: str) -> Measured:
    """Ingest one log in its own process."""
    code = _AROUND.format(
        tests=str(Path(__file__).parent), log=str(log), text=text, out=str(log.parent / "measured-out")
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return Measured(*json.loads(done.stdout.splitlines()[-1]))
