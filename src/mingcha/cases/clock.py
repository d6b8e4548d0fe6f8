# SPDX-License-Identifier: Apache-2.0
"""What time alone does to running cases: limits that warn or run out, presence that nobody confirmed, calendars that changed.

Called by the loop of ``mingcha work`` (S1-07, S1-33, S3-17, S1-42). Each call takes what is due now, in slices that are a
transaction each; what a stopped loop has missed is due when it comes back, and is found once, since alarms have a key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from mingcha.cases.actions.looking import look_at_due
from mingcha.cases.actions.presence import lapse_presence
from mingcha.cases.models import CalendarSeen, Case, Due, Presence
from mingcha.ledger import WrongState, heads, pulse
from mingcha.organs.models import Calendar

EVERY: Final = 10.0
"""Seconds between two looks: an alarm stands within a minute of its time."""
SLICE: Final = 500


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
    while looked := look_at_due(now, SLICE):
        done += looked
        pulse.beat(pulse.CLOCK)  # many at once take minutes, and it is alive
    return done


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
