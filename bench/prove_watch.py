# SPDX-License-Identifier: Apache-2.0
"""script/prove watch: a watcher that stops is seen on the authority's page within three minutes (goal of the oversight issue).

A real installation is served. Its background process is stopped where it stands (SIGSTOP: it hangs, and nobody restarts it);
then the file of the newest head cannot be written, so that the sealer alone does not go on. Each time the authority's page is
asked until it says so, and once more after it goes on.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import results

sys.path.append(str(Path(__file__).parent.parent / "tests"))
GOAL = 180
"""Seconds."""
WHO = "overseer"
COVERS = ["src/mingcha/ledger/pulse.py", "src/mingcha/records/standing.py", "src/mingcha/commands/work.py"]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="mingcha-prove-") as folder:
        table = list(prove(Path(folder)))
    assert all(float(str(row["seen after s"])) < GOAL for row in table), table
    if options.dry:
        results.print_table(table)
    else:
        results.record(
            "prove watch", table, COVERS, ["seconds from the fault, and from its end, until the page says so"]
        )


def prove(home: Path) -> Iterator[dict[str, object]]:
    from installation import Server, Visitor
    from settled import with_cast

    @contextmanager
    def hanging(server: Server) -> Iterator[None]:
        family = server.family(server.children()["work"])
        for pid in family:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in family:
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def without_heads(_server: Server) -> Iterator[None]:
        kept = home / "heads.jsonl"
        away = kept.rename(kept.with_suffix(".away"))
        kept.mkdir()
        try:
            yield
        finally:
            kept.rmdir()
            away.rename(kept)

    made = with_cast(home, WHO)
    with made.served() as server:
        visitor = Visitor(server.url)
        visitor.log_in(WHO)
        faults = (
            ("all background work hangs", "后台任务没有响应", hanging),
            ("the sealer cannot seal", "台账封存程序", without_heads),
        )
        for name, words, fault in faults:
            assert words not in visitor.get("/").text
            with fault(server):
                seen = _until(lambda words=words: words in visitor.get("/").text)  # type: ignore[misc]
            gone = _until(lambda words=words: words not in visitor.get("/").text)  # type: ignore[misc]
            yield {"fault": name, "seen after s": f"{seen:.0f}", "no longer said after s": f"{gone:.0f}"}


def _until(there: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while not there():
        assert time.monotonic() - begun < 2 * GOAL, "never"
        time.sleep(1)
    return time.monotonic() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
