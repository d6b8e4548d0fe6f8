# SPDX-License-Identifier: Apache-2.0
"""Cases of a place in a span: how many came in and were closed, how many of these late, or by people who may not, and how
long decisions took. Kept counted by day for cities and provinces, from rows for what is narrower (decision 0024).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count as CountOf
from django.db.models import Sum

from mingcha.analysis.figures import kept, parts
from mingcha.analysis.models import CaseCount
from mingcha.analysis.places import Place
from mingcha.analysis.span import Span, seconds
from mingcha.cases.closings import decided, judged
from mingcha.cases.models import Case

FACET = CaseCount.Facet
SUMS: Final = ("came", "closed", "late", "unfit")


@dataclass
class Work:
    """``came`` in, and of these by the region below; ``closed``, of these ``late`` and ``unfit`` (cases.closings); ``took``:
    days to a number of decisions."""

    came: int = 0
    closed: int = 0
    late: int = 0
    unfit: int = 0
    by: Counter[str] = field(default_factory=Counter)
    took: Counter[int] = field(default_factory=Counter)

    @property
    def in_time(self) -> tuple[int, int]:
        """How many were closed in time, of how many."""
        return self.closed - self.late, self.closed

    @property
    def fit(self) -> tuple[int, int]:
        """How many were closed by two people who may act, of how many."""
        return self.closed - self.unfit, self.closed

    @property
    def median(self) -> int | None:
        """The smallest number of days that half of the decisions did not exceed."""
        left = -(-self.took.total() // 2)
        for days, n in sorted(self.took.items()):
            left -= n
            if left <= 0:
                return days
        return None


def work(place: Place, span: Span, today: date) -> Work:
    """All figures of cases."""
    return _counted(place, span, today) if place.code else _from_rows(place, span)


def _counted(place: Place, span: Span, today: date) -> Work:
    found = Work()
    for part in parts(kept(CaseCount, place), span, today):
        _add(found, part)
    return found


def _add(found: Work, rows: Any) -> None:
    sums = {name: Sum(name) for name in SUMS}
    for row in rows.values("facet", "key").annotate(**{f"all_{name}": each for name, each in sums.items()}):
        if row["facet"] == FACET.TOOK:
            found.took[int(row["key"])] += row["all_closed"]
            continue
        found.by[row["key"]] += row["all_came"]
        for name in SUMS:
            setattr(found, name, getattr(found, name) + row[f"all_{name}"])


def _from_rows(place: Place, span: Span) -> Work:
    rows, bounds = Case.objects.filter(**place.cut).order_by(), seconds(span)
    found = Work(came=rows.filter(came_at__gte=bounds["from"], came_at__lt=bounds["to"]).count())
    closed = rows.filter(closed_at__gte=bounds["from"], closed_at__lt=bounds["to"])
    for late, unfit, n in judged(closed).values_list("late", "unfit").annotate(n=CountOf("pk")):
        found.closed += n
        found.late += n if late else 0
        found.unfit += n if unfit else 0
    found.took.update(dict(decided(closed).values_list("took").annotate(n=CountOf("pk"))))
    return found


def came_by_organ(keys: list[str], place: Place, span: Span) -> Counter[str]:
    """The cases that came in, of a few organs: the base of their rates, from an index alone."""
    bounds = seconds(span)
    rows = Case.objects.filter(came_at__gte=bounds["from"], came_at__lt=bounds["to"], secrecy__lte=place.ceiling)
    found = rows.filter(organ_id__in=keys).order_by().values_list("organ_id").annotate(n=CountOf("pk"))
    return Counter({str(key): n for key, n in found})
