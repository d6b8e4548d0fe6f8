# SPDX-License-Identifier: Apache-2.0
"""Ingests or audits in a process of its own and tells what it took: seconds, peak memory, files opened, connections.

The peak is ``VmHWM``: ``ru_maxrss`` of a child begins with what its parent had.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
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
import contextlib, io, mingcha.audit.propose, mingcha.cli, openpyxl
sys.addaudithook(watch)
started = time.perf_counter()
said = ""
{work}
seconds = time.perf_counter() - started
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([said, seconds, peak, opened, connected]))
"""
_INGEST = """
try:
    result = ingest([Path({log!r})], mapping({text!r}), Path({out!r}))
    said = f"ok {{result.cases}} {{result.steps}}"
except BadInput as bad:
    said = str(bad)
"""
_COMMAND = """
with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
    code = mingcha.cli.main({arguments!r})
said = f"{{code}}\\n{{out.getvalue()}}{{err.getvalue()}}"
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
    return _measured(_INGEST.format(log=str(log), text=text, out=str(log.parent / "measured-out")))


def command_measured(arguments: Sequence[object]) -> Measured:
    """Run the command in its own process; its exit code is the first line of what it said."""
    return _measured(_COMMAND.format(arguments=[str(argument) for argument in arguments]))


def _measured(work: str) -> Measured:
    code = _AROUND.format(tests=str(Path(__file__).parent), work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return Measured(*json.loads(done.stdout.splitlines()[-1]))
