# SPDX-License-Identifier: Apache-2.0
"""Files that appear whole: what was there before stays until the new ones are complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import rmtree


@contextmanager
def whole(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Where to write each file instead. They take their places, one after another, when all are written; if the block ends
    by an error, none does and nothing is left.

    Raises:
        OSError: a folder cannot be written, or a file cannot take its place.
    """
    with ExitStack() as stack:
        halves = tuple(_folder_beside(path, stack) / path.name for path in paths)
        yield halves
        for half, path in zip(halves, paths, strict=True):
            half.replace(path)


def _folder_beside(path: Path, stack: ExitStack) -> Path:
    """An empty folder on the same disk. Who shall remove it is settled before it is made, since an interrupt may come between
    the two.
    """
    folder = path.with_name(f".mingcha-{token_hex(8)}")
    stack.callback(rmtree, folder, ignore_errors=True)
    folder.mkdir(0o700)
    return folder
