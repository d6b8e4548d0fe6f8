# SPDX-License-Identifier: Apache-2.0
"""What the engine and the limits say of cases, put beside what they would say by another version (S1-07, S1-30, S1-33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from mingcha.cases.dues import Dues
from mingcha.cases.models import Alarm
from mingcha.cases.models.alarms import STANDING
from mingcha.catalog.models import Point
from mingcha.catalog.rules import rule_of
from mingcha.engine import words
from mingcha.engine.words import Finding
from mingcha.organs.models import Officer

KEPT: Final = 10
"""Alarms that are named of one case."""


@dataclass
class Outlook:
    """What would change in a case: alarms that would be raised (level, Chinese, English), and how many would go."""

    alarms: list[list[str]] = field(default_factory=list)
    raised: int = 0
    gone: int = 0


def earliest(dues: Dues) -> datetime | None:
    """By when the first of its limits has to be kept."""
    return min(filter(None, (*dues.steps.values(), dues.case)), default=None)


def outlooks(ids: Sequence[int], findings: Sequence[Finding]) -> dict[int, Outlook]:
    """By case; the alarms that stand are compared by their key, as the move itself will do. Three queries."""
    points = Point.objects.in_bulk({finding.point_id for finding in findings})
    officers = Officer.objects.in_bulk({finding.officer_id for finding in findings if finding.officer_id})
    standing: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    alarms = Alarm.objects.filter(case__in=ids, status__in=STANDING).order_by()
    for row in alarms.values_list("case_id", "object_kind", "object_id", "point_key", "code"):
        standing[row[0]].add(row[1:])
    made = {pk: Outlook() for pk in ids}
    found: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for finding in findings:
        point, outlook = points[finding.point_id], made[finding.case_id]
        key = (finding.object_kind, finding.object_id, point.key, finding.code)
        found[finding.case_id].add(key)
        if key in standing[finding.case_id]:
            continue
        outlook.raised += 1
        if len(outlook.alarms) < KEPT:
            outlook.alarms.append(_said(finding, point, officers))
    for pk, outlook in made.items():
        outlook.gone = len(standing[pk] - found[pk])
    return made


def _said(finding: Finding, point: Point, officers: Mapping[int, Officer]) -> list[str]:
    rule = rule_of(point)
    officer = officers.get(finding.officer_id or 0)
    name = officer.name if officer else None
    return [finding.level, words.reason(finding, rule, "zh", name), words.reason(finding, rule, "en", name)]
