# SPDX-License-Identifier: Apache-2.0
"""SQLite: its online backup gives one moment while others write, and puts a whole database back in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from mingcha.commands.backups.facts import Ask, Facts, counts, facts
from mingcha.commands.terminal import Stopped

PART: Final = "database.sqlite3"
PATIENCE: Final = 60.0


def keep(live: str, folder: Path) -> Facts:
    """Copy the database of this moment into the folder; what it holds is asked of the copy."""
    with (
        _words(),
        closing(sqlite3.connect(live, timeout=PATIENCE)) as source,
        closing(sqlite3.connect(folder / PART)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA synchronous = FULL")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
        return facts("sqlite", _ask(copy))


def look(folder: Path) -> Iterator[str]:
    """What is wrong inside a copy whose bytes are as they were made."""
    with closing(_read_only(folder / PART)) as copy:
        yield from (f"数据库内部损坏：{row[0]}" for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok")


def count(live: str) -> dict[str, int]:
    """The rows of each table as they are now."""
    with _words(), closing(sqlite3.connect(live, timeout=PATIENCE)) as database:
        return counts("sqlite", _ask(database))


def put_back(folder: Path, live: str) -> None:
    """Replace the database by the copy, wholly or not at all: it is one transaction of SQLite's own."""
    Path(live).parent.mkdir(parents=True, exist_ok=True)
    with (
        _words(),
        closing(_read_only(folder / PART)) as copy,
        closing(sqlite3.connect(live, timeout=PATIENCE)) as target,
    ):
        target.execute("PRAGMA synchronous = FULL")
        copy.backup(target)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _ask(database: sqlite3.Connection) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        return database.execute(sql).fetchall()

    return ask


@contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Stopped(f"数据库出错：{error}") from error
