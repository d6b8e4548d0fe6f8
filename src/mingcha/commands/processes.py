# SPDX-License-Identifier: Apache-2.0
"""Processes that end with the process that began them, so that a kill -9 leaves no orphan behind to hold a port or a lock."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mingcha.commands.terminal import Stopped

_PR_SET_PDEATHSIG: Final = 1


def end_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send this process ``how`` when its parent is gone. Only Linux can; elsewhere nothing happens."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)


def end_group(group: int, how: signal.Signals) -> None:
    """Send a signal to a process and all that it began; nothing happens when they are gone."""
    try:
        os.killpg(group, how)
    except ProcessLookupError:
        return


@contextmanager
def running() -> Iterator[None]:
    """Hold the home folder as one that is in use, as long as the block lasts; the kernel lets go when the process dies."""
    with _locked(fcntl.LOCK_SH, "正在恢复备份，请等它完成"):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Hold the home folder for oneself. Raises Stopped while anything runs."""
    with _locked(fcntl.LOCK_EX, "明察正在运行，请先停止 mingcha serve 和 mingcha work"):
        yield


@contextmanager
def _locked(how: int, words: str) -> Iterator[None]:
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / "running").open("w") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stopped(words) from error
        yield
