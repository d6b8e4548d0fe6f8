# SPDX-License-Identifier: Apache-2.0
"""The pulses of ``mingcha work``: by them everybody, another body too, sees which part of background work has stopped
(security.md I4).

They are files in the home folder, which all machines share, and no rows: a database that is full or gone must not hide it.
The greatest time that was ever seen is kept beside them, so that a clock that was put back neither makes a stopped part look
alive nor goes unsaid.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

EVERY: Final = 15.0
"""Seconds between two beats."""
SILENCE = timedelta(minutes=2)
"""After so long without a beat it is said to all who watch: three minutes after the last one it stands on their page."""
TOLERANCE: Final = timedelta(seconds=5)
"""By how much clocks of machines may differ."""
WORK, CLOCK, SEAL, JOBS, OUTBOX = "work", "clock", "seal", "jobs", "outbox"
PARTS: Final = (CLOCK, SEAL, JOBS, OUTBOX)
"""What may stop while the loop still turns, or the other way round."""
BEGUN: Final = "pulse-begun"
LATEST: Final = "pulse-latest"
FAILING: Final = "failing-"


class Stopped(NamedTuple):
    """A part that is not heard of; ``since`` the last beat, None where there never was one that can be believed."""

    part: str
    since: datetime | None


def place(part: str = WORK) -> Path:
    return Path(settings.HOME) / ("pulse" if part == WORK else f"pulse-{part}")


def beat(part: str = WORK) -> None:
    """Say that a part is alive: the file's own time is the beat."""
    place(part).touch()
    if part == WORK:
        _remember(timezone.now())


def begin() -> None:
    """The loop has just been started: its parts have as long as the others to be heard of."""
    (Path(settings.HOME) / BEGUN).touch()
    beat()


def last(part: str = WORK) -> datetime | None:
    """The last beat; None if there never was one."""
    return _time_of(place(part))


def silent(part: str = WORK) -> bool:
    """Whether a part has not been heard of for too long, or never, or at a time that is still to come."""
    heard, begun = last(part), _time_of(Path(settings.HOME) / BEGUN)
    if part != WORK:
        if heard is None and begun is None:
            return False  # its loop was never started here: that is said of the loop
        heard = max(filter(None, (heard, begun)))
    return heard is None or not -TOLERANCE <= timezone.now() - heard <= SILENCE


def stopped() -> list[Stopped]:
    """What has stopped: the loop as a whole, or parts of it."""
    found = [WORK] if silent() else [part for part in PARTS if silent(part)]
    now = timezone.now()
    return [Stopped(part, heard if (heard := last(part)) and heard <= now else None) for part in found]


def behind() -> timedelta | None:
    """By how much the clock is behind a time that was already seen; None while it is not."""
    try:
        latest = datetime.fromisoformat((Path(settings.HOME) / LATEST).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return None
    lost = latest - timezone.now()
    return lost if lost > TOLERANCE else None


def _remember(now: datetime) -> None:
    """Keep the greatest time; whole or not at all."""
    file = Path(settings.HOME) / LATEST
    try:
        if datetime.fromisoformat(file.read_text("ascii")) >= now:
            return
    except (FileNotFoundError, ValueError):
        pass  # nothing that can be read is there: this is the greatest
    half = file.with_suffix(f".{uuid4().hex}")  # of two machines neither takes away what the other writes
    half.write_text(now.isoformat(), "ascii")
    half.replace(file)


def _time_of(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def say_failing(name: str, *, on: bool) -> None:
    """Something outside, such as the mail server, fails as a whole; or works again."""
    file = Path(settings.HOME) / f"{FAILING}{name}"
    if on:
        file.touch()
    else:
        file.unlink(missing_ok=True)


def failing() -> list[str]:
    """What of the outside fails as a whole."""
    return sorted(file.name.removeprefix(FAILING) for file in Path(settings.HOME).glob(f"{FAILING}*"))
