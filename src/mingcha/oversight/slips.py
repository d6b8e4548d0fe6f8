# SPDX-License-Identifier: Apache-2.0
"""Required slips 必备单据: what the course of a permit required and what was not issued (S3-21; 行政许可法 第三十二条、第三十八条).

A slip is a document of the item by that name. What an item's catalogue does not hold cannot be issued; its course required
it all the same, so it is found too. Cases of other systems have no documents here and are not judged.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch

from mingcha.cases.models import Case, Decision, Paper, Step
from mingcha.organs.scope import Worn

POWER: Final = "行政许可"
MOST_CASES: Final = 500
"""The latest cases that are looked through."""


class Slip(NamedTuple):
    """After which step it is due, where the item names no other, and by which outcome only."""

    step: str
    outcome: str = ""


SLIPS: Final = {
    "受理承诺单": Slip("受理"),
    "缺件告知单": Slip("补正"),
    "不予受理通知单": Slip("不予受理"),
    "不予许可决定书": Slip("决定", "不予许可"),
}


class Missing(NamedTuple):
    """A slip that a case required and does not have."""

    case: Case
    name: str
    step: str
    since: datetime
    planned: bool
    """Whether the item's catalogue holds it, so that it can be made now."""


def missing_of(case: Case) -> list[Missing]:
    """What one case lacks."""
    return _missing(_read(Case.objects.filter(pk=case.pk)))


def missing_within(post: Worn) -> list[Missing]:
    """What the latest permits within reach lack, the latest first."""
    rows = Case.objects.within(post).filter(power=POWER, file__isnull=False).order_by("-came_at", "-id")
    return sorted(_missing(_read(rows[:MOST_CASES])), key=lambda one: one.since, reverse=True)


def _read(rows: Any) -> list[Case]:
    found = Case.objects.filter(pk__in=[row.pk for row in rows], power=POWER, file__isnull=False)
    together = (
        Prefetch("steps", Step.objects.order_by("seq")),
        Prefetch("papers", Paper.objects.order_by("pk")),
        Prefetch("decisions", Decision.objects.order_by("pk")),
    )
    return list(found.select_related("organ", "item_version__written").prefetch_related(*together))


def _missing(cases: list[Case]) -> list[Missing]:
    found = []
    for case in cases:
        planned = {line["name"]: line for line in case.item_version.document.get("document", ())}
        there = {paper.name for paper in case.papers.all()}
        outcomes = {decision.outcome for decision in case.decisions.all()}
        for name, slip in SLIPS.items():
            act = planned[name]["step"] if name in planned else slip.step
            ended = [step.ended_at for step in case.steps.all() if step.act == act and step.ended_at]
            if ended and name not in there and (not slip.outcome or slip.outcome in outcomes):
                found.append(Missing(case, name, act, ended[-1], name in planned))
    return found
