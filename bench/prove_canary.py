# SPDX-License-Identifier: Apache-2.0
"""The canary crawler at full count: every seat of the cast in both places and a stranger, until nothing is new (``script/prove canary``).

Raises if anybody reads a word, a whole number or a file that is not for her, in a page, a form's answer, an export, an
error, a message or the log; and if she read so little that nothing is shown by it.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import apart
import results

sys.path.append(str(Path(__file__).parent.parent / "tests" / "canary"))

COVERS = ("src/mingcha", "tests/canary", "tests/access_world.py", "bench/prove_canary.py")
ALIKE = 3
MOST = 4_000
LEAST = 200
"""Answers that each seat must have read."""


class Heard(logging.Handler):
    """Every line that any logger writes."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def main(alike: int) -> None:
    with apart.database():
        from django.test.utils import setup_test_environment

        setup_test_environment()
        table = _walk_all(alike)
    notes = [f"at most {alike} addresses of one shape, {MOST} requests a seat"]
    results.record("prove canary", table, COVERS, notes)


def _walk_all(alike: int) -> list[Mapping[str, object]]:
    from canary_world import SEATED, lay
    from crawler import DIGITS, WORDS, Crawler
    from django.db import transaction

    heard = Heard()
    logging.getLogger().handlers = [heard]
    logging.getLogger().setLevel(logging.DEBUG)
    table: list[Mapping[str, object]] = []
    with transaction.atomic():
        canaries = lay()
        heard.lines.clear()
        for seat in (*SEATED, None):
            began = time.monotonic()
            walk = Crawler(canaries, seat, alike=alike, most=MOST)
            with transaction.atomic():  # what one has done, a case handed over say, is not there for the next
                walk = walk.walk().try_all() if seat else walk.try_all()
                transaction.set_rollback(True)
            told = [
                line
                for line in heard.lines
                if WORDS.search(line) or set(DIGITS.findall(line)) & canaries.numbers.keys()
            ]
            broken = [line for line in heard.lines if "Traceback" in line]
            heard.lines.clear()
            row = {
                "seat": " ".join(seat) if seat else "stranger",
                "answers": walk.asked.total(),
                "pages (200)": walk.asked[200],
                "own words read": len(walk.read),
                "foreign words": len(walk.leaks),
                "words in logs": len(told),
                "s": round(time.monotonic() - began, 1),
            }
            print(row, flush=True)
            if walk.leaks or told:
                print(walk.leaks, told[:5], *broken[:3], sep="\n", flush=True)
            assert walk.asked.total() >= (LEAST if seat else 100), "it was shut out"
            table.append(row)
        transaction.set_rollback(True)
    assert not any(row["foreign words"] or row["words in logs"] for row in table), "see above"
    return table


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ALIKE)
