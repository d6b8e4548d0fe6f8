# SPDX-License-Identifier: Apache-2.0
"""How often one address may ask: a bucket of turns that fills again, one an address (security.md A4, threat 17).

Kept in the memory of the process, since counting a page that is only read must not write to the database. So a site with two
processes lets through twice as many at the most; the number of buckets is bounded, and the oldest goes first.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST: Final = 20_000
ALL: Final[list[Buckets]] = []


class Buckets:
    """``per_minute`` turns an address; so many may also come at once after a pause."""

    def __init__(self, per_minute: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self.clock = per_minute, clock
        self.lock = threading.Lock()
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        ALL.append(self)

    def take(self, address: str) -> int:
        """Take a turn. Gives 0, or after how many seconds there will be one."""
        now, most = self.clock(), self.per_minute()
        with self.lock:
            left, at = self.left.pop(address, (float(most), now))
            left = min(most, left + (now - at) * most / 60)
            self.left[address] = (left - 1 if left >= 1 else left, now)
            if len(self.left) > MOST:
                self.left.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / most)


def empty() -> None:
    """Forget whoever has asked: for tests, whose addresses are all the same."""
    for buckets in ALL:
        with buckets.lock:
            buckets.left.clear()
