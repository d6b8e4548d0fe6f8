# SPDX-License-Identifier: Apache-2.0
"""Files that appear whole: what was there before stays until the new ones are complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Where to write each file instead. They take their places, one after another, when all are written; if the block ends
    by an error, none does and nothing is left.

    Raises:
        OSError: a folder cannot be written, or a file cannot take its place.
    """
    with ExitStack() as stack:
        folders = [stack.enter_context(TemporaryDirectory(prefix=".mingcha-", dir=path.parent)) for path in paths]
        halves = tuple(Path(folder) / path.name for folder, path in zip(folders, paths, strict=True))
        yield halves
        for half, path in zip(halves, paths, strict=True):
            half.replace(path)
