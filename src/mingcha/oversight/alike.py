# SPDX-License-Identifier: Apache-2.0
"""Alarms that are alike, by organ and month: many that one cause made are read and chased together (S1-33, feature 58)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from mingcha.cases.models import Alarm
from mingcha.cases.models.alarms import STANDING
from mingcha.catalog.models import Point
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight.actions.issuing import MOST

STORM: Final = 20
"""So many of one kind at one organ in a month are a storm: most likely one cause, and it is said."""
SHOWN: Final = 30
"""Organs of which a page shows the groups."""


@dataclass
class Group:
    """Alarms of one point and level at one organ; ``query`` narrows the alarm centre to them. ``too_many`` for one order."""

    point: Point
    level: str
    count: int
    first: datetime
    last: datetime
    query: str

    @property
    def storm(self) -> bool:
        return self.count >= STORM

    @property
    def too_many(self) -> bool:
        return self.count > MOST


@dataclass
class Heap:
    """All that can be chased at an organ in a month; ``too_many`` for one order."""

    organ: Organ
    query: str
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def too_many(self) -> bool:
        return self.count > MOST


def newest_month(post: Post) -> date:
    """The month of the newest alarm that an order can be started for, as its first day; this month where there is none."""
    newest = _chaseable(post).order_by("-occurred_at").values_list("occurred_at", flat=True).first()
    return timezone.localdate(newest).replace(day=1) if newest else timezone.localdate().replace(day=1)


def heaps_of(post: Post, month: date) -> tuple[list[Heap], int]:
    """What stands in a month and is under no order, the organs with most first; and of how many organs more there is some."""
    first, last = month, month.replace(day=monthrange(month.year, month.month)[1])
    rows = _chaseable(post).filter(
        occurred_at__gte=timezone.make_aware(datetime.combine(first, time.min)),
        occurred_at__lte=timezone.make_aware(datetime.combine(last, time.max)),
    )
    found = list(
        rows.order_by()
        .values_list("organ_id", "point_id", "level")
        .annotate(n=Count("pk"), first=Min("occurred_at"), last=Max("occurred_at"))
    )
    points = Point.objects.select_related("item_version__item").in_bulk({row[1] for row in found})
    organs = Organ.objects.in_bulk({row[0] for row in found})
    span = {"pursuit": "no", "since": first.isoformat(), "until": last.isoformat()}
    heaps = {pk: Heap(organ, urlencode({"at": pk} | span)) for pk, organ in organs.items()}
    for organ_id, point_id, level, n, earliest, latest in sorted(found, key=lambda row: (-row[3], row[1], row[2])):
        query = urlencode({"at": organ_id, "point": point_id, "level": level} | span)
        heaps[organ_id].groups.append(Group(points[point_id], level, n, earliest, latest, query))
    every = sorted(heaps.values(), key=lambda heap: (-heap.count, heap.organ.pk))
    return every[:SHOWN], max(len(every) - SHOWN, 0)


def _chaseable(post: Post) -> Any:
    rows = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ).filter(status__in=STANDING, supervised=False)
    return rows.exclude(level=Alarm.Level.PROMPT)


def months_around(month: date) -> Iterator[tuple[date, str]]:
    """The month before and the one after, each with its address; none after this one."""
    before = (month.replace(day=1) - date.resolution).replace(day=1)
    after = (month.replace(day=28) + date.resolution * 4).replace(day=1)
    for each in (before, after):
        if each <= timezone.localdate():
            yield each, f"{reverse('oversight:alike')}?month={each:%Y-%m}"
