# SPDX-License-Identifier: Apache-2.0
"""script/prove import: logs taken in through the pages while web server, work, a worker or everything is killed (kill -9).

Each round uploads a log that no earlier one had, and kills at a random moment from upload to the end of the import. After
each all cases, steps, alarms and ends of imports are counted: nothing may be missing, nothing may be there twice.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import results

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from killing import TARGETS, killed

ROUNDS = 50
CASES = 2_500
LONGEST = 8.0
"""Seconds after the upload began within which the kill falls."""
WORDS = {"web": "web server", "work": "work", "pool": "a process of the pool", "all": "everything at once"}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=20_261_122)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    table = prove(options.rounds, options.cases, options.seed)
    if options.dry:
        results.print_table(table)
        return
    covers = ["src/mingcha/exchange", "src/mingcha/commands", "src/mingcha/ledger/jobs.py", "tests/killing.py"]
    notes = [f"{options.rounds} rounds of {options.cases:,} cases, seed {options.seed}, SQLite"]
    results.record("prove import", table, covers, notes)


def prove(rounds: int, cases: int, seed: int) -> list[dict[str, object]]:
    rng = random.Random(seed)
    done: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory(prefix="mingcha-prove-") as folder, killed(Path(folder), cases) as importing:
        for number in range(1, rounds + 1):
            target, after = TARGETS[number % len(TARGETS)], rng.uniform(0, LONGEST)
            started = time.monotonic()
            importing.round(target, after)
            seconds[target] += time.monotonic() - started
            done[target] += 1
            if importing.counts() != importing.expected():
                raise SystemExit(f"round {number}, {target}: {importing.counts()}, not {importing.expected()}")
            print(
                f"{number}: {WORDS[target]} killed after {after:.1f} s; {importing.counts().cases:,} cases", flush=True
            )
    return [
        {
            "killed": WORDS[target],
            "rounds": done[target],
            "cases": f"{done[target] * cases:,}",
            "lost": 0,
            "doubled": 0,
            "seconds a round": f"{seconds[target] / done[target]:.0f}",
        }
        for target in TARGETS
        if done[target]
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
