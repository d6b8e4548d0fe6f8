# SPDX-License-Identifier: Apache-2.0
"""Accounts that nobody uses are disabled by themselves, with an entry each (organs/dormant.py)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingcha.ledger import System, move
from mingcha.organs.actions.sessions import end_all
from mingcha.organs.dormant import idle
from mingcha.organs.models import Person


def disable_dormant() -> int:
    """A tick: disable what has been dormant too long. Gives how many. A demonstration keeps its accounts."""
    if settings.DEMO:
        return 0
    found = list(idle(Person.objects.all(), timezone.now()).values_list("pk", flat=True))
    return sum(_disable(number) for number in found)


@transaction.atomic
def _disable(number: int) -> bool:
    """One of them, looked at once more under lock: she may be logging in just now."""
    Person.objects.select_for_update().get(pk=number)
    person = idle(Person.objects.filter(pk=number), timezone.now()).first()
    if person is None:
        return False
    since = person.awake.date()
    move(
        person, Person.Status.DISABLED, act="disable_dormant", by=System("mingcha work"), days=person.days, since=since
    )
    end_all(person)
    return True
