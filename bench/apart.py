# SPDX-License-Identifier: Apache-2.0
"""The databases of proofs and benches: one is chosen once a process, so each has a process of its own that prints its figures."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).parent.parent / "tests"))

DATABASES: Final = ("sqlite", "postgresql")


def parser() -> argparse.ArgumentParser:
    """What every such proof can be told."""
    made = argparse.ArgumentParser()
    made.add_argument("--on", choices=DATABASES, help="prove it there; without, each in a process of its own")
    made.add_argument("--dry", action="store_true", help="print only")
    return made


def on_each(
    file: str, arguments: Sequence[str], head: str = "on", *, together: bool = False
) -> list[dict[str, object]]:
    """A row for each database, which stands below ``head``, of what the proof prints there by ``tell``.

    ``together``: side by side, which is for what counts rather than times.
    """
    if not together:
        return [{head: name, **_told(_begun(name, file, arguments))} for name in DATABASES]
    begun = {name: _begun(name, file, arguments) for name in DATABASES}
    return [{head: name, **_told(process)} for name, process in begun.items()]


def tell(figures: Mapping[str, str]) -> None:
    """Print figures so that ``on_each`` reads them."""
    print(*(f"{name}\t{value}" for name, value in figures.items()), sep="\n", flush=True)


@contextmanager
def database() -> Iterator[None]:
    """The database of this process as the tests make it, by ``mingcha migrate``; gone at the end."""
    import django

    import databases
    from mingcha.ledger.keys import new_ring

    new_ring(databases.HOME / "keys.json")
    django.setup()
    from django.db import connections

    try:
        with databases.made():
            try:
                yield
            finally:  # an open one would keep the database from being dropped, and hide why a proof failed
                connections.close_all()
    finally:
        databases.pytest_unconfigure()


def _begun(name: str, file: str, arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, file, *arguments, "--on", name]
    environment = os.environ | {"MINGCHA_TEST_DATABASE": name}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _told(process: subprocess.Popen[str]) -> dict[str, str]:
    out = process.communicate()[0]
    print(out, flush=True)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, out)
    return dict(line.split("\t", 1) for line in out.splitlines() if "\t" in line)
