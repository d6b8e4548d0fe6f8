# SPDX-License-Identifier: Apache-2.0
"""The two sides as processes, asked from outside; the peers' environment is made here from its lock file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = ROOT / "build" / "peers"
LOCK = ROOT / "requirements" / "peers.txt"


class Side:
    """A process that does the jobs of one side (:mod:`served`). ``start`` is what starting and importing took."""

    def __init__(self, python: Path | str, script: str) -> None:
        begun = time.perf_counter()
        self.said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the process
        self.process = subprocess.Popen(
            [python, HERE / script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said, text=True
        )
        self.start = self._answer() | {"wall": time.perf_counter() - begun}

    def ask(self, job: str, **arguments: Any) -> dict[str, Any]:
        """Have a job done: what it took (``cpu``, ``wall``, seconds), and its ``result`` as plain values."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"job": job, **arguments}) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        if line := self.process.stdout.readline():
            return dict(json.loads(line))
        self.said.seek(0)
        raise SystemExit(f"{self.said.read()}\nended with {self.process.wait()}")

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        self.said.close()


@contextmanager
def sides() -> Iterator[tuple[Side, Side]]:
    """Ours and theirs, fresh."""
    ours, theirs = Side(sys.executable, "ours.py"), Side(environment(), "theirs.py")
    try:
        yield ours, theirs
    finally:
        ours.close()
        theirs.close()


def environment() -> Path:
    """The peers' interpreter; its environment is made anew where it is not that of the lock file."""
    stamp, lock = HOME / ".made", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != lock:
        uv, there = ROOT / ".venv" / "bin" / "uv", {**os.environ, "VIRTUAL_ENV": str(HOME)}
        shutil.rmtree(HOME, ignore_errors=True)
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, HOME], check=True)
        install = [uv, "pip", "install", "-q", "--compile-bytecode", "--require-hashes", "-r", LOCK]
        subprocess.run(install, check=True, env=there)
        stamp.write_text(lock)
    return HOME / "bin" / "python"
