# SPDX-License-Identifier: Apache-2.0
"""Copies content from one store to another, each file once, checked by its hash while it is copied."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mingcha.commands.backups.manifest import CHUNK, hash_of, place_in


@dataclass
class Copied:
    """What came of it; ``lost`` are those that the source had no longer, or not as their hash says."""

    files: int = 0
    bytes: int = 0
    new: int = 0
    lost: list[str] = field(default_factory=list)


def copy_missing(wanted: Iterable[tuple[str, int]], source: Path, target: Path, *, recheck: bool = False) -> Copied:
    """Bring what the target has not. What is there is known by its size, or with ``recheck`` by its hash."""
    done = Copied()
    for sha256, size in wanted:
        done.files, done.bytes = done.files + 1, done.bytes + size
        place = place_in(target, sha256)
        there = place.is_file() and place.stat().st_size == size and (not recheck or hash_of(place) == sha256)
        if there:
            continue
        if _copy(place_in(source, sha256), place, sha256):
            done.new += 1
        else:
            done.lost.append(sha256)
    return done


def _copy(source: Path, place: Path, sha256: str) -> bool:
    """Whole or not at all; False where the source is not what its name says."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix=".half-", dir=place.parent) as folder:
        half = Path(folder) / "content"
        try:
            with source.open("rb") as read, half.open("wb") as write:
                while chunk := read.read(CHUNK):
                    digest.update(chunk)
                    write.write(chunk)
                write.flush()
                os.fsync(write.fileno())
        except FileNotFoundError:
            return False
        if digest.hexdigest() != sha256:
            return False
        half.chmod(0o440)
        half.replace(place)
    return True
