# SPDX-License-Identifier: Apache-2.0
"""Writes of logging in: attempts, logins, logouts, limits reached, and how pages look for the person.

The ledger names persons but never an address: it keeps the keyed hash by which attempts are counted.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mingcha.ledger import Actor, System, record
from mingcha.organs.models import LoginAttempt, Person

FAILURES_KEPT = timedelta(days=1)
SUCCESSES_KEPT = timedelta(days=90)
"""How long an address counts as one from which the account is used."""


@transaction.atomic
def begin_attempt(account: str, address: str) -> LoginAttempt:
    """Count an attempt as failed before its password is hashed; what is too old to count is dropped with it."""
    now = timezone.now()
    LoginAttempt.objects.filter(at__lt=now - FAILURES_KEPT, failed=True).delete()
    LoginAttempt.objects.filter(at__lt=now - SUCCESSES_KEPT).delete()
    return LoginAttempt.objects.create(account=account, address=address, failed=True)


@transaction.atomic
def pass_attempt(attempt: LoginAttempt) -> None:
    """The password was right: the attempt counts as a success."""
    LoginAttempt.objects.filter(pk=attempt.pk).update(failed=False)


@transaction.atomic
def note_limit(limit: str, attempt: LoginAttempt, person: Person | None) -> None:
    """Keep in the ledger that a limit was reached: the limit of a ``pair``, an ``address`` or an ``account``."""
    nobody = System("login", actor=Actor("public", None, ""))
    record("stop_logins", person, by=nobody, limit=limit, account=attempt.account, address=attempt.address)


@transaction.atomic
def note_login(person: Person, address: str) -> None:
    """Keep in the ledger that a person logged in; ``address`` is a keyed hash."""
    record("log_in", person, by=herself(person), address=address)


@transaction.atomic
def note_logout(person: Person) -> None:
    """Keep in the ledger that a person logged out."""
    record("log_out", person, by=herself(person))


@transaction.atomic
def keep_look(person: Person, *, large_text: bool) -> None:
    """Keep 长辈版 with the person, for the next browser she uses."""
    if person.large_text != large_text:
        person.large_text = large_text
        person.save(update_fields=["large_text"])
        record("keep_look", person, by=herself(person), large_text=large_text)


def herself(person: Person) -> System:
    """A person who acts upon herself, whatever post she wears, or none."""
    return System(person.name, actor=Actor("person", person.pk, person.name))
