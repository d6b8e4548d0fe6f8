# SPDX-License-Identifier: Apache-2.0
"""The manifest of a backup: what was kept, of which moment, and by which hashes one knows that it is still whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from mingcha.commands.terminal import Stopped
from mingcha.files.whole import whole

FORMAT: Final = 1
NAME: Final = "manifest.json"
LIST: Final = "files.tsv"
FILES: Final = "files"
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """Values are plain JSON. ``parts`` and the list in ``files.tsv`` name everything that a restore needs, by its hash."""

    format: int
    version: str
    made_at: str
    vendor: str
    migrations: list[list[str]]
    tables: dict[str, int]
    head: dict[str, Any] | None
    unsealed: int
    ring: str
    """A keyed hash of a fixed word: tells whether a key ring is the one that this database needs, and nothing else."""
    files: dict[str, int]
    """How many there are, and of how many bytes."""
    lost: list[str]
    """Files that the store had lost or damaged already when the backup was made."""
    parts: dict[str, dict[str, Any]]

    def write(self, folder: Path) -> None:
        """Whole or not at all."""
        with whole(folder / NAME) as (half,), half.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def listed(self, folder: Path) -> Iterator[tuple[str, int]]:
        """The files by hash and size, without those that were lost."""
        for line in (folder / LIST).read_text("ascii").splitlines():
            sha256, size = line.split("\t")
            if sha256 not in self.lost:
                yield sha256, int(size)


def newest(source: Path) -> Path:
    """The folder of the backup that is meant: the one named, or the newest whole one of the place. Raises Stopped."""
    if (source / NAME).is_file():
        return source
    found = sorted(path.parent for path in source.glob(f"*/{NAME}") if not path.parent.name.startswith("."))
    if not found:
        raise Stopped(f"{source} 里没有完整的备份（没有 {NAME}）")
    return found[-1]


def read(folder: Path) -> Manifest:
    """Raises Stopped for what is no manifest of ours."""
    try:
        stored = json.loads((folder / NAME).read_text("utf-8"))
        made = Manifest(**stored)
    except (OSError, TypeError, ValueError) as error:
        raise Stopped(f"{folder / NAME} 已损坏，不能使用这份备份") from error
    if made.format != FORMAT:
        raise Stopped(f"备份的格式是 {made.format}，这一版只认识 {FORMAT}")
    return made


def faults(manifest: Manifest, folder: Path) -> Iterator[str]:
    """What of the backup is no longer as it was made, each part by its name."""
    damaged = False
    for name, part in manifest.parts.items():
        if fault := _fault(folder / name, part["bytes"], part["sha256"]):
            damaged = True
            yield f"备份的 {name} {fault}"
    if damaged:
        return
    for sha256, size in manifest.listed(folder):
        if fault := _fault(place_in(folder.parent / FILES, sha256), size, sha256):
            yield f"备份的文件 {sha256} {fault}"


def _fault(path: Path, size: int, sha256: str) -> str:
    if not path.is_file():
        return "不见了"
    if (there := path.stat().st_size) != size:
        return f"不完整：应有 {size} 字节，现有 {there} 字节"
    return "" if hash_of(path) == sha256 else "已损坏：内容与清单中的摘要不符"


def part_of(path: Path) -> dict[str, Any]:
    """How the manifest names a part."""
    return {"bytes": path.stat().st_size, "sha256": hash_of(path)}


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def place_in(root: Path, sha256: str) -> Path:
    """Where content lies in a store or in a backup: both keep the same order."""
    return root / sha256[:2] / sha256[2:4] / sha256
