# SPDX-License-Identifier: Apache-2.0
"""script/bench web: lists and searches over a million cases and alarms, and what the real server carries, on both databases.

``--dry`` prints only, ``--rows N`` takes fewer rows, ``--soak MINUTES`` shortens the soak, ``--parts`` names some of lists,
served, flood and soak. Each database is measured in processes of its own (web_lists.py, web_load.py).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import results
import web_data

HERE = Path(__file__).parent
SOAK = 30
PARTS = {
    "served": "wrk on the same machine; the admin's changelist of the same table by the same web server",
    "flood": "8 readers alone, and beside 4 strangers who send wrong passwords from changing addresses",
    "soak": "4 readers of six kinds of pages, each with a tenth of a second between two; memory of all processes of `mingcha serve` (PSS), cold start until /healthz",
}
COVERS = [
    "src/mingcha/web/lists.py",
    "src/mingcha/web/listing.py",
    "src/mingcha/cases",
    "src/mingcha/organs/search_index.py",
]


def apart(part: str, database: str, *given: object) -> Any:
    """What one part tells of one database: a database is chosen once a process."""
    command = [sys.executable, str(HERE / part), *map(str, given)]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=web_data.ROWS)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--parts", nargs="+", default=["lists", *PARTS], choices=["lists", *PARTS])
    parser.add_argument("--soak", type=int, default=SOAK, help="minutes")
    options = parser.parse_args(arguments)
    keep = _print if options.dry else results.record
    size = f"{options.rows:,} cases and as many alarms"
    if "lists" in options.parts:
        lists = [line for name in options.databases for line in apart("web_lists.py", name, options.rows)]
        keep(
            "bench web lists",
            lists,
            COVERS,
            [f"{size}; wide: all of them, narrow: 0.1 %; whole requests in the test client"],
        )
    if loaded := [part for part in PARTS if part in options.parts]:
        loads = [apart("web_load.py", name, options.rows, options.soak, *loaded) for name in options.databases]
        for part in loaded:
            lines = [line for load in loads for line in load[part]]
            keep(f"bench web {part}", lines, COVERS, [f"{size}; {PARTS[part]}"])


def _print(name: str, table: Sequence[Mapping[str, object]], _covers: Sequence[str], notes: Sequence[str]) -> None:
    print(name, *notes, sep="\n")
    results.print_table(table)


if __name__ == "__main__":
    main(sys.argv[1:])
