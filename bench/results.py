# SPDX-License-Identifier: Apache-2.0
"""Keeps bench/RESULTS.md: what was proved or measured, at which commit, on which machine, on which day.

``python bench/results.py stale`` lists the results that are older than the code they cover.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
HEAD = """# Results

Proofs at full count (`script/prove NAME`) and figures (`script/bench NAME`). Medians of at least five runs unless a line says otherwise; ratios
were taken in one run. The newest section of a name counts; `script/check` lists those that are older than the code they cover.
"""


def record(name: str, table: Sequence[Mapping[str, object]], covers: Sequence[str], notes: Sequence[str] = ()) -> None:
    """Replace the section of ``name`` by a new one: a table, and what it covers (paths of the project)."""
    print_table(table)
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else HEAD
    kept = re.sub(rf"\n## {re.escape(name)}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    lines = [
        f"\n## {name}\n",
        f"- commit {commit()}, {datetime.now(UTC):%Y-%m-%d}",
        f"- {machine()}",
        f"- covers: {' '.join(covers)}",
        *(f"- {note}" for note in notes),
        "",
        *_markdown(table),
    ]
    RESULTS.write_text(kept.rstrip("\n") + "\n" + "\n".join(lines) + "\n", "utf-8")


def print_table(table: Sequence[Mapping[str, object]]) -> None:
    print("\n".join(_markdown(table)), flush=True)


def _markdown(table: Sequence[Mapping[str, object]]) -> list[str]:
    columns = list(dict.fromkeys(column for row in table for column in row))
    rows = [[str(row.get(column, "")) for column in columns] for row in table]
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)]


def commit() -> str:
    """The commit that was measured; a + says that the working tree had changes."""
    dirty = "+" if _git("status", "--porcelain", "--", "src", "tests", "bench/*.py") else ""
    return _git("rev-parse", "--short=12", "HEAD") + dirty


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}"


def stale() -> list[str]:
    """The names of results whose code has changed since."""
    if not RESULTS.exists():
        return []
    found = []
    for section in RESULTS.read_text("utf-8").split("\n## ")[1:]:
        name = section.partition("\n")[0]
        measured = re.search(r"^- commit ([0-9a-f]+)", section, re.MULTILINE)
        covers = re.search(r"^- covers: (.*)", section, re.MULTILINE)
        if measured and covers and _git("log", "--oneline", f"{measured[1]}..HEAD", "--", *covers[1].split()):
            found.append(name)
    return found


def _git(*arguments: str) -> str:
    """What git says; nothing where there is no repository or it does not know the commit."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__" and sys.argv[1:] == ["stale"]:
    for old in stale():
        print(f"older than the code it covers: {old}")
