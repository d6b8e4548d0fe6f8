# SPDX-License-Identifier: Apache-2.0
"""Days as the tests ask for them: a day that is kept from the beginning of a run is yesterday once midnight has passed."""

from __future__ import annotations

import time
from datetime import date, timedelta

from django.utils import timezone

LAST: float = 20.0
"""Seconds of a day in which no test begins: one that asks twice what day it is gets one answer."""


def today() -> date:
    """In China."""
    return timezone.localdate()


def days_on(days: int) -> date:
    """So many days from today; fewer than none lie behind."""
    return today() + timedelta(days=days)


def let_midnight_pass() -> None:
    left = 86_400 - (time.time() + 8 * 3600) % 86_400
    if left < LAST:
        time.sleep(left)
