# SPDX-License-Identifier: Apache-2.0
"""Writes of who is here: sessions are noted by their key, so that they can be ended from elsewhere (security.md A9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import By, NotAllowed, record
from mingcha.organs.access import require
from mingcha.organs.actions.logins import Seen, herself
from mingcha.organs.models import Person, Presence
from mingcha.organs.perms import Perm

ONLINE: Final = timedelta(minutes=30)
"""Longer ago than a session lives without a request, nobody is here any more."""


def open_presence(person: Person, key: str, seen: Seen) -> None:
    """A session begins. The log and the ledger have the login; this row only says that it still lasts."""
    now = timezone.now()
    Presence.objects.create(
        person=person, session_key=key, begun_at=now, seen_at=now, place=seen.place, browser=seen.browser
    )


def note_seen(key: str) -> None:
    """A request came: once a minute at most, with the session itself."""
    Presence.objects.filter(session_key=key).update(seen_at=timezone.now())


def follow_presence(before: str, after: str) -> None:
    """The session goes on under another key."""
    Presence.objects.filter(session_key=before).update(session_key=after)


def close_presence(key: str) -> None:
    """The session is over."""
    Presence.objects.filter(session_key=key).delete()


def forget_presences() -> int:
    """A tick: take away sessions that ended by themselves. Gives how many."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return Presence.objects.filter(seen_at__lt=timezone.now() - ONLINE).delete()[0]


@transaction.atomic
def force_logout(person: Person, reason: str, *, by: By) -> int:
    """End all sessions of a person: her next request is that of nobody. Gives how many there were."""
    require(by, Perm.ORGANS_SESSION_END, person)
    if person.pk == by.actor.id:
        raise NotAllowed(_("要退出自己的登录，请用“退出所有登录”"), "own_session")
    count = end_all(person)
    record("force_logout", person, by=by, reason=reason, sessions=count)
    return count


@transaction.atomic
def log_out_everywhere(person: Person) -> int:
    """End all her own sessions, this one among them."""
    count = end_all(person)
    record("log_out_everywhere", person, by=herself(person), sessions=count)
    return count


def end_all(person: Person) -> int:
    """Delete every session that a person has open, inside the transaction of the act that wants it."""
    keys = list(Presence.objects.filter(person=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Presence.objects.filter(person=person).delete()
    return len(keys)
