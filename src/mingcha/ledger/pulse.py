# SPDX-License-Identifier: Apache-2.0
"""The pulse of ``mingcha work``: by it everybody, another body too, sees that background work has stopped (security.md I4).

It is a file in the home folder, which all machines share, and no row: a database that is full or gone must not hide it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

EVERY: Final = 15.0
"""Seconds between two beats."""
SILENCE: Final = timedelta(minutes=3)
"""After so long without a beat it is said to all who watch."""


def place() -> Path:
    return Path(settings.HOME) / "pulse"


def beat() -> None:
    """Say that the loop still turns: the file's own time is the beat."""
    place().touch()


def last() -> datetime | None:
    """The last beat; None if there never was one."""
    try:
        return datetime.fromtimestamp(place().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def silent() -> bool:
    """Whether background work has not been heard of for too long, or never."""
    heard = last()
    return heard is None or timezone.now() - heard > SILENCE
