# SPDX-License-Identifier: Apache-2.0
"""Runs the command ``mingcha`` on small logs, in this process or in one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logs import COLUMNS, put

LOG = """案号,环节,时间,人
A,立案,2026-01-05 09:00,张三
A,调查,2026-01-06 10:00,张三
A,立案,2026-01-07 09:00,李四
A,决定,2026-03-06 10:00,张三
B,立案,2026-01-05 11:00,李四
B,决定,2026-01-06 11:00,张三
"""
MAPPING = COLUMNS + 'persons = "人"\n[acts]\norder = ["立案", "调查", "决定"]\n'
POINTS = """
[[point]]
key = "slow"
name = "办理期限"
kind = "time_limit"
start = "立案"
end = "决定"
limit = 5
unit = "working_day"
[[point]]
key = "back"
name = "退回先前环节"
kind = "rollback"
at = "*"
[[point]]
key = "people"
name = "双人执法"
kind = "qualification"
at = "决定"
"""
"""On LOG: one overdue (red), one rollback (yellow), two unqualified (red)."""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


class Desk:
    """A folder with a log, a mapping and points, and the command run on them."""

    def __init__(self, folder: Path, capsys: Any) -> None:
        self.folder, self.capsys = folder, capsys
        put(folder / "log.csv", LOG)
        put(folder / "mapping.toml", MAPPING)
        put(folder / "points.toml", POINTS)

    def put(self, name: str, content: str | bytes) -> Path:
        return put(self.folder / name, content)

    def run(self, *arguments: object) -> Said:
        from mingcha.cli import main

        self.capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Said(code, *self.capsys.readouterr())

    def audit(self, *more: object, log: object = None, now: str | None = "2026-06-30") -> Said:
        logs = log if isinstance(log, list) else [log or self.folder / "log.csv"]
        files = ("--mapping", self.folder / "mapping.toml", "--points", self.folder / "points.toml")
        return self.run("audit", *logs, *files, *(("--now", now) if now else ()), *more)

    def refused(self, *more: object, **options: Any) -> str:
        """What is said of a refusal; and not a single file has come or changed."""
        before = self.contents()
        said = self.audit(*more, **options)
        assert said.code == 2, said
        assert said.out == ""
        assert "没有写入任何结果。" in said.err
        assert "Traceback" not in said.err
        assert self.contents() == before
        return said.err

    def contents(self) -> dict[Path, bytes | None]:
        return {path: path.read_bytes() if path.is_file() else None for path in self.folder.rglob("*")}


def start(
    arguments: list[object], temporary: Path, *, stdout: Any = subprocess.PIPE, encoding: str = "utf-8"
) -> subprocess.Popen[str]:
    """The command in a process of its own, with its own folder for temporary files; Ctrl-C reaches it as at a terminal."""
    code = "import sys; from mingcha.cli import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONIOENCODING": encoding},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
