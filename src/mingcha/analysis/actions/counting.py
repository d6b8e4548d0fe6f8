# SPDX-License-Identifier: Apache-2.0
"""Alarms and cases are counted anew for the days on which they changed (cases.AlarmDay, CaseDay), by the loop of ``mingcha work``.

A day is counted from its rows (actions/days.py), a month from its days, and only rows that differ are written: the same counts
as one pass over everything would give, whatever happened. What is counted is a reading and no act of anybody, so the ledger
keeps nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum

from mingcha.analysis.actions.days import Key, Sums, alarms_of, cases_of
from mingcha.analysis.models import CaseCount, Count
from mingcha.cases.models import AlarmDay, CaseDay
from mingcha.ledger import heads
from mingcha.ledger.sealing import my_turn
from mingcha.organs.models import Region

EVERY: Final = 10.0
DAYS: Final = 10
"""Days of one transaction: on SQLite nobody else writes meanwhile."""
SLICE: Final = 500
GRAIN = Count.Grain


@dataclass(frozen=True)
class Tally:
    """One kind of counts: where they are kept, who notes its days, how a day is counted, which columns tell a row apart and
    which are summed."""

    model: Any
    noted: Any
    of_day: Callable[[date, Sequence[str]], dict[Key, Sums]]
    keys: tuple[str, ...]
    sums: tuple[str, ...]


TALLIES: Final = (
    Tally(Count, AlarmDay, alarms_of, ("place", "facet", "key", "level", "secrecy"), ("n", "standing", "revoked")),
    Tally(CaseCount, CaseDay, cases_of, ("place", "facet", "key", "secrecy"), ("came", "closed", "late", "unfit")),
)


def tick() -> None:
    """One turn of the loop."""
    if not heads.read_only():
        while count_days():
            pass


def count_days() -> int:
    """Count the first of the days that wait, and their months. Gives how many days there were; another's turn counts as none."""
    # nothing is locked while nothing changes
    return next((n for tally in TALLIES if tally.noted.objects.exists() and (n := _count_days(tally))), 0)


@transaction.atomic
def _count_days(tally: Tally) -> int:
    if not my_turn("counts"):
        return 0
    days = list(tally.noted.objects.order_by("day").values_list("day", flat=True).distinct()[:DAYS])
    noted = list(tally.noted.objects.filter(day__in=days).values_list("pk", flat=True))
    places = list(Region.objects.filter(level=Region.Level.PROVINCE).values_list("pk", flat=True))
    for day in days:
        _keep(tally, GRAIN.DAY, day, tally.of_day(day, places))
    for month in sorted({day.replace(day=1) for day in days}):
        _keep(tally, GRAIN.MONTH, month, _of_month(tally, month))
    for start in range(0, len(noted), SLICE):
        tally.noted.objects.filter(pk__in=noted[start : start + SLICE]).delete()
    return len(days)


def _of_month(tally: Tally, month: date) -> dict[Key, Sums]:
    rows = tally.model.objects.filter(grain=GRAIN.DAY, day__gte=month, day__lt=after_month(month)).order_by()
    summed = rows.values_list(*tally.keys).annotate(**{f"all_{name}": Sum(name) for name in tally.sums})
    return {row[: len(tally.keys)]: row[len(tally.keys) :] for row in summed}


def after_month(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _keep(tally: Tally, grain: str, day: date, wanted: Mapping[Key, Sums]) -> None:
    """Write what differs from what is kept."""
    rows = tally.model.objects
    kept = {_values(row, tally.keys): row for row in rows.filter(grain=grain, day=day)}
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    new, changed = [], []
    for key, sums in wanted.items():
        values = dict(zip(tally.sums, sums, strict=True))
        if (row := kept.get(key)) is None:
            named = dict(zip(tally.keys, key, strict=True))
            new.append(tally.model(grain=grain, day=day, **named, **values))
        elif _values(row, tally.sums) != sums:
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for start in range(0, len(gone), SLICE):
        rows.filter(pk__in=gone[start : start + SLICE]).delete()
    rows.bulk_update(changed, tally.sums, batch_size=SLICE)
    rows.bulk_create(new, batch_size=SLICE)


def _values(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def waiting() -> int:
    """Days whose counts are not yet made."""
    days: set[date] = set()
    for tally in TALLIES:
        days |= set(tally.noted.objects.order_by().values_list("day", flat=True).distinct())
    return len(days)
