# SPDX-License-Identifier: Apache-2.0
"""Writes of elevated sessions: they begin with a reason, end by themselves, and both are entries (architecture.md section 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from mingcha.ledger import By, System, record
from mingcha.organs.models import Elevation, Person

LASTS: Final = timedelta(minutes=5)


@transaction.atomic
def begin_elevation(person: Person, reason: str, factor: str, *, by: By) -> Elevation:
    """Five minutes for dangerous acts; ``factor`` is what she has just proved."""
    now = timezone.now()
    made = Elevation.objects.create(person=person, reason=reason, factor=factor, begun_at=now, until=now + LASTS)
    record("begin_elevation", made, by=by, factor=factor, reason=reason, until=made.until)
    return made


@transaction.atomic
def end_elevation(elevation: Elevation, *, by: By, lapsed: bool = False) -> None:
    """End it, once."""
    row = Elevation.objects.select_for_update().filter(pk=elevation.pk, ended_at=None).first()
    if row is None:
        return
    row.ended_at = min(timezone.now(), row.until)
    row.save(update_fields=["ended_at"])
    record("end_elevation", row, by=by, person=row.person.name, lapsed=lapsed)


def end_lapsed() -> int:
    """A tick: end those whose time is over, as entries of their own. Gives how many."""
    over = list(Elevation.objects.filter(ended_at=None, until__lte=timezone.now()).select_related("person"))
    for elevation in over:
        end_elevation(elevation, by=System("mingcha work"), lapsed=True)
    return len(over)
