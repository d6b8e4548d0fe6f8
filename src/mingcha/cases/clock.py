# SPDX-License-Identifier: Apache-2.0
"""What time alone does to running cases: limits that warn or run out, presence that nobody confirmed, calendars that changed.

Called by the loop of ``mingcha work`` (S1-07, S1-33, S3-17, S1-42). Each call takes what is due now, in slices that are a
transaction each; what a stopped loop has missed is due when it comes back, and is found once, since alarms have a key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from mingcha.cases.actions.alarms import judge_all
from mingcha.cases.actions.presence import lapse_presence
from mingcha.cases.actions.tasks import follow_terms
from mingcha.cases.dues import dues_of_many, keep_next_looks
from mingcha.cases.models import CalendarSeen, Case, Due, Presence
from mingcha.ledger import System, WrongState, heads
from mingcha.organs.models import Calendar

EVERY: Final = 10.0
"""Seconds between two looks: an alarm stands within a minute of its time."""
SLICE: Final = 500
BY: Final = System("clock")


def tick() -> None:
    """One turn of the loop. Nothing is written while the site only reads."""
    if heads.read_only():
        return
    now = timezone.now()
    follow_calendars(now)
    look_again(now)
    lapse_presences(now)


def look_again(now: datetime) -> int:
    """Judge every case whose next look has come. Gives how many there were."""
    done = 0
    while looked := _slice(now):
        done += looked
    return done


@transaction.atomic
def _slice(now: datetime) -> int:
    """A slice of the cases that are due. One that somebody is acting on is left out: her act judges it."""
    ids = list(_free(Due.objects.filter(at__lte=now).order_by("at")).values_list("case_id", flat=True)[:SLICE])
    rows = Case.objects.filter(pk__in=ids).order_by("pk")
    cases = list(_free(rows).select_related("item_version", "organ"))
    if cases:
        judge_all(cases, now, by=BY)
        told = dues_of_many(cases, now)
        keep_next_looks(told)
        follow_terms(told)
    return len(cases)


def _free(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Lock the rows, leaving out those that others have locked; SQLite has one writer, and nothing to leave out."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=True, of=("self",)) if skips else rows


def lapse_presences(now: datetime) -> None:
    """Whoever has not said within 24 hours that she was there did not count."""
    while waiting := list(_overdue(now)):
        for presence in waiting:
            try:
                lapse_presence(presence, now)
            except WrongState:  # she answered in this very moment
                continue


def _overdue(now: datetime) -> QuerySet[Presence]:
    return Presence.objects.filter(status=Presence.Status.ASKED, due_at__lt=now).order_by("due_at")[:SLICE]


def follow_calendars(now: datetime) -> None:
    """A calendar that says something else than when it was last looked at: every running case by it is due for a look.

    A slice is a transaction: nobody who acts waits for long. What is stopped half way is done again, which changes nothing.
    """
    seen = dict(CalendarSeen.objects.values_list("calendar_id", "digest"))
    for calendar in Calendar.objects.all():
        if seen.get(calendar.pk) == calendar.digest:
            continue
        if calendar.pk in seen:
            _look_at_all(calendar, now)
        CalendarSeen.objects.update_or_create(calendar=calendar, defaults={"digest": calendar.digest})


def _look_at_all(calendar: Calendar, now: datetime) -> None:
    running = Case.objects.filter(calendar=calendar, status=Case.Status.OPEN, file__isnull=False).order_by("pk")
    last = 0
    while ids := list(running.filter(pk__gt=last).values_list("pk", flat=True)[:SLICE]):
        rows = [Due(case_id=pk, at=now) for pk in ids]
        Due.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=["at"])
        last = ids[-1]
