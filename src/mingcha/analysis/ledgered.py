# SPDX-License-Identifier: Apache-2.0
"""The figures of a year, reckoned from the entries of the ledger alone: what was raised, regraded and revoked.

The entries are sealed and cannot be unsaid, so that a figure of the dashboard that differs from these was not made by acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mingcha.ledger.models import Entry

ACTS: Final = ("raise_alarms", "regrade_alarms", "revoke_alarms")
Told = Mapping[str, Mapping[str, Mapping[str, int]]]


@dataclass
class Ledgered:
    """``raised`` by kind and level, ``revoked`` by level; ``unknown`` alarms stand in entries that do not say of which year
    and level (written before entries did)."""

    raised: Counter[tuple[str, str]] = field(default_factory=Counter)
    revoked: Counter[str] = field(default_factory=Counter)
    unknown: int = 0


def of_ledger(year: int) -> Ledgered:
    """The alarms of the whole installation that occurred in a year."""
    found = Ledgered()
    for act, what in Entry.objects.filter(act__in=ACTS).order_by("pk").values_list("act", "what").iterator():
        if "alarms" not in what:
            found.unknown += int(what.get("raised") or what.get("count") or 0)
        elif act == "revoke_alarms":
            for (_kind, level), n in _of(what["alarms"], year).items():
                found.revoked[level] += n
        else:
            found.raised.update(_of(what["alarms"], year))
            found.raised.subtract(_of(what.get("was", {}), year))
    found.raised = +found.raised
    return found


def _of(told: Any, year: int) -> Counter[tuple[str, str]]:
    levels: Told = told
    return Counter(
        {(kind, level): n for level, kinds in levels.get(str(year), {}).items() for kind, n in kinds.items()}
    )
