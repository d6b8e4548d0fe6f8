# SPDX-License-Identifier: Apache-2.0
"""Alarms of a place in a span, by day, level, kind, item, step, region and organ.

Of a province or a city whole months and single days stand counted (actions/counting.py), so that a page costs the same
however many alarms there are; what is narrower is one pass over its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count as CountOf
from django.db.models import Sum

from mingcha.analysis.models import Count
from mingcha.analysis.places import Place
from mingcha.analysis.span import Span, seconds
from mingcha.cases.closings import day_of
from mingcha.cases.models import Alarm
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.clock import date_of

FACETS: Final = ("kind", "item", "act", "region", "organ")


@dataclass
class Figures:
    """``by`` facet: key and level to how many; ``days``: day and level to how many; ``standing`` and ``revoked`` by level."""

    by: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: {facet: Counter() for facet in FACETS})
    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    revoked: Counter[str] = field(default_factory=Counter)

    def levels(self) -> Counter[str]:
        """How many of each level."""
        found: Counter[str] = Counter()
        for (_key, level), n in self.by["kind"].items():
            found[level] += n
        return found

    def of(self, facet: str, level: str) -> Counter[str]:
        """How many by key, of one level or of all."""
        found: Counter[str] = Counter()
        for (key, its), n in self.by[facet].items():
            if level in ("", its):
                found[key] += n
        return found


def figures(place: Place, span: Span, today: date) -> Figures:
    """All figures of alarms."""
    return _counted(place, span, today) if place.code else _from_rows(place, span)


def _counted(place: Place, span: Span, today: date) -> Figures:
    found, rows = Figures(), kept(Count, place)
    for part in parts(rows, span, today):
        _add(found, part)
    days = rows.filter(grain=Count.Grain.DAY, facet="kind", day__range=(span.since, span.until))
    for day, level, n in days.values_list("day", "level").annotate(all=Sum("n")):
        found.days[day, level] += n
    return found


def kept(model: Any, place: Place) -> Any:
    """The counts of one kind of a city or province, as far as they may be read."""
    return model.objects.filter(place=place.code, secrecy__lte=place.ceiling).order_by()


def parts(rows: Any, span: Span, today: date) -> Iterator[Any]:
    """The counts that make up a span: those of its whole months, and those of the days that are left over."""
    months, edges = span.whole_months(today)
    yield rows.filter(grain=Count.Grain.MONTH, day__in=months)
    for first, last in edges:
        yield rows.filter(grain=Count.Grain.DAY, day__range=(first, last))


def _add(found: Figures, rows: Any) -> None:
    summed = rows.filter(facet__in=Count.Facet.values).values_list("facet", "key", "level")
    for facet, key, level, n, up, gone in summed.annotate(all=Sum("n"), up=Sum("standing"), gone=Sum("revoked")):
        found.by[facet][key, level] += n
        if facet == "kind":
            found.standing[level] += up
            found.revoked[level] += gone


def _from_rows(place: Place, span: Span) -> Figures:
    found, bounds = Figures(), seconds(span)
    rows = Alarm.objects.filter(**place.cut, occurred_at__gte=bounds["from"], occurred_at__lt=bounds["to"]).order_by()
    names = ("day", "level", "kind", "item", "act", "county", "organ_id", "status")
    for at, level, kind, item, act, county, organ, status, n in (
        rows.annotate(day=day_of("occurred_at")).values_list(*names).annotate(n=CountOf("pk"))
    ):
        keys = (kind, item or "", act or "", county, str(organ))
        for facet, key in zip(FACETS, keys, strict=True):
            found.by[facet][key, level] += n
        found.days[date_of(at), level] += n
        found.standing[level] += n if status in STANDING else 0
        found.revoked[level] += n if status == Alarm.Status.REVOKED else 0
    return found
