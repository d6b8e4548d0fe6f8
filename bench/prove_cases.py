# SPDX-License-Identifier: Apache-2.0
"""script/prove cases: running cases under random acts, races of two people, and kill -9 while a step is submitted.

10,000 runs of a state machine that knows the procedure (tests/case_machine.py), on PostgreSQL, where a run takes three times as
long, 1,500 of them, and all with seeds of their own; 200 races of two people on one step and 200 on two branches (tests/case_races.py), on both databases; kills
of the web server (tests/killing_acts.py) on SQLite.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apart
import results

ROOT = Path(__file__).parent.parent
RUNS = 10_000
AT_ONCE = 250
PERCENT_ON_POSTGRESQL = 15
STEPS = 30
RACES = 200
KILLS = 50
SEED = 20_261_122
COVERS = ["src/mingcha/cases", "src/mingcha/ledger/moves.py", "src/mingcha/inbox/actions.py", "tests/case_machine.py"]


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--races", type=int, default=RACES)
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args(arguments)
    if options.on:
        apart.tell(prove(options))
        return
    table: list[dict[str, object]] = apart.on_each(__file__, arguments, together=True)
    table.append(kills(options.kills))
    if options.dry:
        results.print_table(table)
        return
    notes = [f"at most {STEPS} acts a run; seed {SEED}; a race is of two threads with connections of their own"]
    results.record("prove cases", table, COVERS, notes)


def prove(options: argparse.Namespace) -> dict[str, str]:
    with apart.database():
        from django.db import transaction

        from mingcha.organs.testing import cast

        with transaction.atomic():
            people = cast()
        from case_machine import world_of

        with transaction.atomic():
            world = world_of(people)
        there = options.runs * PERCENT_ON_POSTGRESQL // 100
        runs, start = (there, SEED + options.runs) if options.on == "postgresql" else (options.runs - there, SEED)
        return machine(world, runs, start) | races(people, world, options.races)


def machine(world: Any, runs: int, start: int) -> dict[str, str]:
    """Runs of the state machine, some hundreds with each seed; every one is undone. An illegal transition would end the proof."""
    from case_machine import run

    started = time.monotonic()
    for first in range(0, runs, AT_ONCE):
        run(world, min(AT_ONCE, runs - first), STEPS, start + first)
        print(
            f"{min(first + AT_ONCE, runs):,} of {runs:,} runs, {time.monotonic() - started:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    return {"runs": f"{runs:,}", "illegal transitions": "0", "runs s": f"{time.monotonic() - started:.0f}"}


def races(people: Any, world: Any, count: int) -> dict[str, str]:
    from case_races import Street, document, race_of_branches, race_on_a_step
    from live_cases import in_force

    street = Street(in_force(people, document()), *world.handlers[:2])
    started = time.monotonic()
    for _ in range(count):
        race_on_a_step(street)
        race_of_branches(street)
    return {
        "races on a step": f"{count:,}",
        "one winner": f"{count:,}",
        "races of branches": f"{count:,}",
        "races s": f"{time.monotonic() - started:.0f}",
    }


def kills(count: int) -> dict[str, object]:
    sys.path.append(str(ROOT / "tests"))
    from killing_acts import submit_while_killed

    with tempfile.TemporaryDirectory(prefix="mingcha-prove-") as folder:
        fell = submit_while_killed(Path(folder), count, SEED)
    return {"on": "sqlite, served", "kills": f"{count:,}", "before the answer": f"{fell:,}", "lost": 0, "doubled": 0}


if __name__ == "__main__":
    main(sys.argv[1:])
