# SPDX-License-Identifier: Apache-2.0
"""Alarms are counted anew for the days on which they changed (cases.AlarmDay), by the loop of ``mingcha work``.

A day is counted from its alarms, a month from its days, and only rows that differ are written: the same counts as one pass
over all alarms would give, whatever happened to them. What is counted is a reading of the alarms and no act of anybody, so
the ledger keeps nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Sum

from mingcha.analysis.models import Count
from mingcha.cases.models import Alarm, AlarmDay
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.clock import DAY_SECONDS, day_number
from mingcha.ledger import heads
from mingcha.ledger.sealing import my_turn
from mingcha.organs.models import Region

EVERY: Final = 10.0
DAYS: Final = 10
"""Days of one transaction: on SQLite nobody else writes meanwhile."""
SLICE: Final = 500
Key = tuple[str, str, str, str, int]
"""Place, facet, key, level, secrecy."""
Three = tuple[int, int, int]
"""All, standing, revoked."""
GRAIN = Count.Grain


def tick() -> None:
    """One turn of the loop."""
    if not heads.read_only():
        while count_days():
            pass


def count_days() -> int:
    """Count the first of the days that wait, and their months. Gives how many days there were; another's turn counts as none."""
    return _count_days() if AlarmDay.objects.exists() else 0  # nothing is locked while nothing changes


@transaction.atomic
def _count_days() -> int:
    if not my_turn("counts"):
        return 0
    days = list(AlarmDay.objects.order_by("day").values_list("day", flat=True).distinct()[:DAYS])
    noted = list(AlarmDay.objects.filter(day__in=days).values_list("pk", flat=True))
    places = list(Region.objects.filter(level=Region.Level.PROVINCE).values_list("pk", flat=True))
    for day in days:
        _keep(GRAIN.DAY, day, of_day(day, places))
    for month in sorted({day.replace(day=1) for day in days}):
        _keep(GRAIN.MONTH, month, _of_month(month))
    for start in range(0, len(noted), SLICE):
        AlarmDay.objects.filter(pk__in=noted[start : start + SLICE]).delete()
    return len(days)


def of_day(day: date, provinces: Iterable[str]) -> dict[Key, Three]:
    """The counts of a day, from its alarms."""
    first = day_number(day) * DAY_SECONDS
    rows = Alarm.objects.filter(
        province__in=provinces, occurred_at__gte=first, occurred_at__lt=first + DAY_SECONDS
    ).order_by()
    names = ("province", "city", "county", "kind", "item", "act", "level", "secrecy", "status")
    found: dict[Key, list[int]] = {}
    for province, city, county, kind, item, act, level, secrecy, status, n in rows.values_list(*names).annotate(
        n=CountOf("pk")
    ):
        three = (n, n if status in STANDING else 0, n if status == Alarm.Status.REVOKED else 0)
        for place, part in ((province, city), (city, county)):
            if not place:
                continue
            for facet, key in (("kind", kind), ("item", item or ""), ("act", act or ""), ("region", part)):
                sums = found.setdefault((place, facet, key, level, secrecy), [0, 0, 0])
                for at, value in enumerate(three):
                    sums[at] += value
    return {key: (sums[0], sums[1], sums[2]) for key, sums in found.items()}


def _of_month(month: date) -> dict[Key, Three]:
    rows = Count.objects.filter(grain=GRAIN.DAY, day__gte=month, day__lt=after_month(month)).order_by()
    keys = rows.values_list("place", "facet", "key", "level", "secrecy")
    found = keys.annotate(all=Sum("n"), up=Sum("standing"), gone=Sum("revoked"))
    return {(row[0], row[1], row[2], row[3], row[4]): (row[5], row[6], row[7]) for row in found}


def after_month(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _keep(grain: str, day: date, wanted: Mapping[Key, Three]) -> None:
    """Write what differs from what is kept."""
    kept = {_key(row): row for row in Count.objects.filter(grain=grain, day=day)}
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    new, changed = [], []
    for key, three in wanted.items():
        values: dict[str, Any] = dict(zip(("n", "standing", "revoked"), three, strict=True))
        if (row := kept.get(key)) is None:
            place, facet, value, level, secrecy = key
            new.append(
                Count(place=place, facet=facet, key=value, level=level, secrecy=secrecy, grain=grain, day=day, **values)
            )
        elif (row.n, row.standing, row.revoked) != three:
            row.n, row.standing, row.revoked = three
            changed.append(row)
    for start in range(0, len(gone), SLICE):
        Count.objects.filter(pk__in=gone[start : start + SLICE]).delete()
    Count.objects.bulk_update(changed, ["n", "standing", "revoked"], batch_size=SLICE)
    Count.objects.bulk_create(new, batch_size=SLICE)


def _key(row: Count) -> Key:
    return (row.place, row.facet, row.key, row.level, row.secrecy)


def waiting() -> int:
    """Days whose counts are not yet made."""
    return AlarmDay.objects.order_by().values("day").distinct().count()
