# SPDX-License-Identifier: Apache-2.0
"""A day counted from its rows: its alarms, and the cases that came in or were closed on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count as CountOf

from mingcha.analysis.models import CaseCount
from mingcha.cases.closings import decided, judged
from mingcha.cases.models import Alarm, Case
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.clock import DAY_SECONDS, day_number

Key = tuple[Any, ...]
"""Of an alarm: place, facet, key, level, secrecy. Of a case: place, facet, key, secrecy."""
Sums = tuple[int, ...]
"""Of alarms: all, standing, revoked. Of cases: came in, closed, late, unfit."""
PARTS: Final = ("province", "city", "county")


def alarms_of(day: date, provinces: Sequence[str]) -> dict[Key, Sums]:
    """The alarms that occurred on a day."""
    names = (*PARTS, "kind", "item", "act", "level", "secrecy", "status")
    rows = Alarm.objects.filter(province__in=provinces, **_on("occurred_at", day)).order_by().values_list(*names)
    found: dict[Key, list[int]] = {}
    for *parts, kind, item, act, level, secrecy, status, n in rows.annotate(n=CountOf("pk")):
        sums = (n, n if status in STANDING else 0, n if status == Alarm.Status.REVOKED else 0)
        for place, part in _places(parts):
            for facet, key in (("kind", kind), ("item", item or ""), ("act", act or ""), ("region", part)):
                _add(found, (place, facet, key, level, secrecy), sums)
    return _done(found)


def cases_of(day: date, provinces: Sequence[str]) -> dict[Key, Sums]:
    """The cases that came in on a day, and those that were closed."""
    rows = Case.objects.filter(province__in=provinces).order_by()
    closed, names = rows.filter(**_on("closed_at", day)), (*PARTS, "secrecy")
    found: dict[Key, list[int]] = {}
    came = rows.filter(**_on("came_at", day)).values_list(*names)
    for *parts, secrecy, n in came.annotate(n=CountOf("pk")):
        for place, part in _places(parts):
            _add(found, (place, CaseCount.Facet.REGION.value, part, secrecy), (n, 0, 0, 0))
    for *parts, secrecy, late, unfit, n in (
        judged(closed).values_list(*names, "late", "unfit").annotate(n=CountOf("pk"))
    ):
        for place, part in _places(parts):
            sums = (0, n, n if late else 0, n if unfit else 0)
            _add(found, (place, CaseCount.Facet.REGION.value, part, secrecy), sums)
    for *parts, secrecy, took, n in decided(closed).values_list(*names, "took").annotate(n=CountOf("pk")):
        for place, _part in _places(parts):
            _add(found, (place, CaseCount.Facet.TOOK.value, str(took), secrecy), (0, n, 0, 0))
    return _done(found)


def _on(column: str, day: date) -> dict[str, int]:
    first = day_number(day) * DAY_SECONDS
    return {f"{column}__gte": first, f"{column}__lt": first + DAY_SECONDS}


def _places(parts: Sequence[str]) -> Iterable[tuple[str, str]]:
    """The province and the city, each with what is below it."""
    province, city, county = parts
    return [(place, part) for place, part in ((province, city), (city, county)) if place]


def _add(found: dict[Key, list[int]], key: Key, sums: Sums) -> None:
    kept = found.setdefault(key, [0] * len(sums))
    for at, value in enumerate(sums):
        kept[at] += value


def _done(found: dict[Key, list[int]]) -> dict[Key, Sums]:
    return {key: tuple(sums) for key, sums in found.items()}
