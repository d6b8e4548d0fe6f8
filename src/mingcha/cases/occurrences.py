# SPDX-License-Identifier: Apache-2.0
"""When the fact of an alarm was so: an imported log tells of facts long before this system hears of them (C6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mingcha.cases.models import Alarm, Case, Decision, Execution, Penalty, Step

BATCH = 500


def occurrences(alarms: Sequence[Alarm], cases: Mapping[int, Case], now: datetime) -> list[datetime]:
    """For each alarm the end of the step or decision it is about, else of its case; ``now`` for what still runs.

    One query a kind of object, whatever the number of alarms.
    """
    ids: dict[str, list[int]] = {}
    for alarm in alarms:
        ids.setdefault(alarm.object_kind, []).append(alarm.object_id)
    known = {
        "step": _ends(Step.objects, ids.get("step", ()), "ended_at"),
        "decision": _ends(Decision.objects, ids.get("decision", ()), "decided_at"),
        "penalty": _ends(Penalty.objects, ids.get("penalty", ()), "decision__decided_at"),
        "execution": _ends(Execution.objects, ids.get("execution", ()), "decision__decided_at"),
    }
    made = []
    for alarm in alarms:
        at = known.get(alarm.object_kind, {}).get(alarm.object_id) or cases[alarm.case_id].closed_at
        made.append(min(at or now, now))
    return made


def _ends(rows: Any, ids: Iterable[int], column: str) -> dict[int, datetime]:
    listed, found = list(ids), {}
    for start in range(0, len(listed), BATCH):
        found.update(rows.filter(pk__in=listed[start : start + BATCH]).order_by().values_list("pk", column))
    return found
