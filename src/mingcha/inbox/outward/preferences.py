# SPDX-License-Identifier: Apache-2.0
"""What a person wants to hear of outside the site, and from when on she may be told: her own choice, or what her region has settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone

from mingcha.inbox.models import Message, Preference
from mingcha.organs.models import Person, RegionProfile

SETTLED: Final = ("digest_hour", "quiet_from", "quiet_to")
"""What a region settles for those who have chosen nothing."""


def preference_of(person: Person) -> Preference:
    """Her row; without one, her region's hours, not stored and of version 0."""
    return preferences_of([person])[person.pk]


def preferences_of(people: Iterable[Person]) -> dict[int, Preference]:
    """The same for many, by person, in two queries. ``organ`` of each is read."""
    wanted = {person.pk: person for person in people}
    found = {row.person_id: row for row in Preference.objects.filter(person__in=wanted)}
    missing = [person for pk, person in wanted.items() if pk not in found]
    regions = {person.organ.region_id for person in missing if person.organ}
    profiles = {row.region_id: row for row in RegionProfile.objects.filter(region__in=regions)} if regions else {}
    for person in missing:
        profile = profiles.get(person.organ.region_id) if person.organ else None
        hours = {name: getattr(profile, name) for name in SETTLED} if profile else {}
        found[person.pk] = Preference(person=person, version=0, **hours)
    return found


def paused(preference: Preference, now: datetime) -> bool:
    """Whether she wants nothing outside the site today."""
    return preference.paused_to is not None and timezone.localdate(now) <= preference.paused_to


def may_go_at(preference: Preference, level: str, now: datetime) -> datetime:
    """The first moment from ``now`` on that is not in her quiet hours. A red alarm waits too, unless she wants it always."""
    if level == Message.Level.RED and preference.red_always:
        return now
    return end_of_quiet(preference, now)


def earliest(preference: Preference, level: str, now: datetime) -> datetime:
    """The same of what is laid out already: a pause puts it off too."""
    if preference.paused_to is not None and paused(preference, now):
        now = timezone.make_aware(datetime.combine(preference.paused_to + timedelta(days=1), time.min))
    return may_go_at(preference, level, now)


def end_of_quiet(preference: Preference, now: datetime) -> datetime:
    """``now`` outside of her quiet hours, else their end."""
    begins, ends = preference.quiet_from, preference.quiet_to
    local = timezone.localtime(now)
    quiet = begins <= local.hour < ends if begins <= ends else local.hour >= begins or local.hour < ends
    if not quiet:
        return now
    end = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)
