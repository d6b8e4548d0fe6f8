# SPDX-License-Identifier: Apache-2.0
"""Processes that end with the process that began them, so that a kill -9 leaves no orphan behind to hold a port or a lock."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

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
