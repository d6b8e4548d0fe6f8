# SPDX-License-Identifier: Apache-2.0
"""The small loop of ``mingcha work``: what is done every few seconds, in one thread, on every machine that works."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from threading import Event
from typing import Final

from django.db import close_old_connections, connections

LOG: Final = logging.getLogger("mingcha.ticker")
Tick = tuple[float, Callable[[], object]]
"""Every so many seconds this is called. It decides for itself whose turn it is, and leaves no half result."""


def run(ticks: Mapping[str, Tick], stop: Event) -> None:
    """Call each tick when it is due, until ``stop`` is set. One that fails is logged and tried again when it is due."""
    due = dict.fromkeys(ticks, time.monotonic())
    while not stop.is_set():
        for name, (every, call) in ticks.items():
            if due[name] <= time.monotonic() and not stop.is_set():
                _once(name, call)
                due[name] = time.monotonic() + every
        stop.wait(max(0.0, min(due.values()) - time.monotonic()))
    connections.close_all()


def _once(name: str, call: Callable[[], object]) -> None:
    close_old_connections()  # a database that was restarted is reached again
    try:
        call()
    except Exception:  # the edge of the loop: nothing may end it
        LOG.exception("tick %s failed", name)
