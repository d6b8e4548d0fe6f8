# SPDX-License-Identifier: Apache-2.0
"""A point with effect *block* refuses the act that would raise its alarm, with the reason (docs/points.md, S1-33)."""

from __future__ import annotations

from datetime import datetime

from mingcha.cases import words
from mingcha.cases.models import Alarm, Case
from mingcha.cases.procedure import Procedure
from mingcha.ledger import Invalid


def refuse_blocked(case: Case, procedure: Procedure, now: datetime) -> None:
    """Raise Invalid if this act raised an alarm of a blocking point: the act is undone, and the alarm with it.

    A limit that has run out blocks nothing: whoever is late must still be able to finish.
    """
    keys = [rule.key for rule in procedure.rules if rule.effect == "block" and rule.kind != "time_limit"]
    if not keys:
        return
    raised = Alarm.objects.filter(case=case, raised_at=now, point_key__in=keys).select_related(
        "case", "officer", "point"
    )
    faults = [(None, "blocked", f"{words.headline(alarm)}。{words.cure(alarm)}") for alarm in raised]
    if faults:
        raise Invalid.many(faults)
