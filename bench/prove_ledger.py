# SPDX-License-Identifier: Apache-2.0
"""script/prove ledger: 1,000 random alterations are all named; 1,000,000 entries are verified within a minute.

On SQLite and on PostgreSQL, by us and by the independent checker. The big ledger is written by the product's own code
(entries in bulk, as no person makes a million of them, then its sealer) in batches as a busy site would make them.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import apart
import results

ROOT = Path(__file__).parent.parent
CHECKER = ROOT / "docs" / "verify_ledger.py"
ALTERATIONS = 1_000
ENTRIES = 1_000_000
PER_BATCH = 500


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--alterations", type=int, default=ALTERATIONS)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    options = parser.parse_args(arguments)
    if options.on:
        apart.tell(prove(options))
        return
    table = apart.on_each(__file__, arguments, "database")
    if options.dry:
        results.print_table(table)
        return
    covers = ["src/mingcha/ledger", "docs/verify_ledger.py", "bench/alterations.py"]
    results.record("prove ledger", table, covers, [f"{PER_BATCH} entries a batch; seconds are of one run"])


def prove(options: argparse.Namespace) -> dict[str, str]:
    with apart.database():
        found, kinds = alterations(options.alterations)
        return {"alterations": f"{options.alterations:,}", "named": f"{found:,}", "kinds": str(kinds)} | a_million(
            options.entries
        )


def alterations(count: int) -> tuple[int, int]:
    """How many of ``count`` alterations were found with the right row first, and of how many kinds they were."""
    from alterations import ATTACKS, Owner, alter
    from django.db import transaction

    from mingcha.ledger import System, record
    from mingcha.ledger.export import heads, read_heads
    from mingcha.ledger.sealing import seal
    from mingcha.ledger.verify import verify

    for size in (3, 1, 8, 5, 13, 2, 8):
        with transaction.atomic():
            for number in range(size):
                record("try", None, by=System("prove"), number=number, words=["一", "二"])
        seal()
    owner = Owner()
    whole = owner.read()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "heads"
        file.write_text("\n".join(heads()), "utf-8")
        kept = read_heads(file)
    found: Counter[str] = Counter()
    for seed in range(count):
        altered, done = alter(whole, seed)
        owner.write(altered)
        flaws = list(verify(kept))
        if not flaws or (flaws[0].kind, flaws[0].number) not in done.first:
            raise SystemExit(f"seed {seed}: {done} gave {flaws[:3]}")
        if not done.only_heads_tell and not list(verify()):
            raise SystemExit(f"seed {seed}: {done} was not found without heads")
        found[done.name] += 1
    owner.write({table: [] for table in whole})
    owner.put_guards_back()
    owner.close()
    return found.total(), len([name for name in ATTACKS if found[name]])


def a_million(count: int) -> dict[str, str]:
    from mingcha.ledger.export import lines
    from mingcha.ledger.models import Batch, Entry
    from mingcha.ledger.reading import strays
    from mingcha.ledger.verify import verify

    seconds: dict[str, str] = {"entries": f"{count:,}"}

    def timed(name: str, call: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        given = call()
        seconds[name] = f"{time.perf_counter() - started:.1f}"
        return given

    timed("write and seal s", lambda: write(count))
    seconds["last seal ms"] = f"{one_seal() * 1000:.0f}"
    timed("looking through all instead s", lambda: list(strays()))
    assert timed("verify s", lambda: list(verify())) == []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.jsonl"

        def export() -> None:
            with file.open("w", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in lines())

        timed("export s", export)
        seconds["export MiB"] = f"{file.stat().st_size / 2**20:.0f}"
        checker = [sys.executable, "-I", "-S", CHECKER, file]
        said = timed("checker s", lambda: subprocess.run(checker, check=True, capture_output=True, text=True))
    assert f"{Entry.objects.count()} 条记录" in said.stdout, said
    seconds["batches"] = f"{Batch.objects.count():,}"
    seconds["memory MiB"] = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
    seconds["checker MiB"] = f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}"
    return seconds


def write(count: int) -> None:
    from django.db import transaction

    from mingcha.ledger import System
    from mingcha.ledger.entries import new_entry
    from mingcha.ledger.models import Entry, Unsealed
    from mingcha.ledger.sealing import seal

    by = System("prove")
    for start in range(0, count, PER_BATCH):
        with transaction.atomic():
            made = [
                new_entry(
                    "edit_case",
                    {"field": "name", "from": "甲", "to": f"乙{number}"},
                    by=by,
                    kind="cases.case",
                    number=number,
                    name=f"案件{number}",
                )
                for number in range(start, min(start + PER_BATCH, count))
            ]
            Unsealed.objects.bulk_create([Unsealed(entry=one) for one in Entry.objects.bulk_create(made)])
        seal()


def one_seal() -> float:
    """Seconds of sealing one entry on top of all that history."""
    from django.db import transaction

    from mingcha.ledger import System, record
    from mingcha.ledger.sealing import seal

    with transaction.atomic():
        record("try", None, by=System("prove"))
    started = time.perf_counter()
    assert seal() == 1
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1:])
