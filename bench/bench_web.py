# SPDX-License-Identifier: Apache-2.0
"""script/bench web: lists and searches over a million cases and alarms, on both databases, beside their goals.

``--dry`` prints only, ``--rows N`` takes fewer rows. Each database is measured in a process of its own (web_lists.py).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import results
import web_data

HERE = Path(__file__).parent
COVERS = [
    "src/mingcha/web/lists.py",
    "src/mingcha/web/listing.py",
    "src/mingcha/cases",
    "src/mingcha/organs/search_index.py",
]


def lists(database: str, rows: int) -> list[dict[str, object]]:
    """The table of one database."""
    command = [sys.executable, HERE / "web_lists.py", str(rows)]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": database}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=web_data.ROWS)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--dry", action="store_true")
    options = parser.parse_args(arguments)
    table = [line for database in options.databases for line in lists(database, options.rows)]
    if options.dry:
        results.print_table(table)
        return
    notes = [
        f"{options.rows:,} cases and as many alarms; wide: all of them, narrow: 0.1 %; whole requests in the test client"
    ]
    results.record("bench web lists", table, COVERS, notes)


if __name__ == "__main__":
    main(sys.argv[1:])
