# SPDX-License-Identifier: Apache-2.0
"""Which cases still run by an earlier version of an item, and which of its steps becomes which of the new one (S1-30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingcha.cases.models import Case, Task
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.models import ItemVersion, PowerItem


@dataclass(frozen=True)
class Plan:
    """From one version to another; ``steps`` says of each old step which new one it becomes, "" for none."""

    old: ItemVersion
    new: ItemVersion
    steps: Mapping[str, str]

    @property
    def before(self) -> Procedure:
        return procedure_of(self.old)

    @property
    def after(self) -> Procedure:
        return procedure_of(self.new)

    def of(self, act: str) -> str:
        """What a step becomes; itself where nothing is said of it."""
        return self.steps.get(act) or act


def version_in_force(item: PowerItem, day: date) -> ItemVersion | None:
    """The version by which cases begin today."""
    days = Q(valid_to=None) | Q(valid_to__gte=day)
    return item.versions.filter(days, valid_from__lte=day, sealed=True, written__isnull=False).first()


def running_cases(item: PowerItem) -> QuerySet[Case]:
    """The cases of an item that run here: of its organ and those below it, as one equality on an indexed column."""
    depth = len(item.organ.ancestry)
    below: dict[str, Any] = {f"organ_{depth}": item.organ_id} if depth <= 3 else {"organ": item.organ_id}
    found: QuerySet[Case] = Case.objects.filter(**below, status=Case.Status.OPEN, item_code=item.code)
    return found.filter(file__isnull=False)


def earlier_versions(version: ItemVersion) -> list[dict[str, Any]]:
    """The other versions of the item by which cases still run, and how many: ``version``, ``number``, ``count``."""
    rows = running_cases(version.item).exclude(item_version=version).order_by("item_number")
    return [
        {"version": pk, "number": number, "count": count}
        for pk, number, count in rows.values_list("item_version", "item_number").annotate(n=Count("pk"))
    ]


def proposal(before: Procedure, after: Procedure) -> dict[str, str]:
    """The step of the same name; else the one step that is left with the same form; else none."""
    found = {act: act if act in after.graph.stops else "" for act in before.graph.stops}
    free = [act for act in after.graph.stops if act not in found.values()]
    for act in [act for act, target in found.items() if not target]:
        form = before.step(act).get("form")
        same = [each for each in free if form and after.step(each).get("form") == form]
        if len(same) == 1:
            found[act] = same[0]
            free.remove(same[0])
    return found


def steps_taken(cases: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    """By act how many cases are at it now, and how many have been there, in one query."""
    rows = Task.objects.filter(case__in=cases.order_by().values("pk")).values_list("act")
    open_ones = Count("case", distinct=True, filter=Q(status__in=Task.OPEN))
    return {act: (now, ever) for act, now, ever in rows.annotate(now=open_ones, ever=Count("case", distinct=True))}
