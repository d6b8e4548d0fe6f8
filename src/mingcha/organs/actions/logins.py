# SPDX-License-Identifier: Apache-2.0
"""Writes of logging in: attempts, logins, logouts, limits reached, passwords, and how pages look for the person.

The ledger names persons but never an address: it keeps the keyed hash by which attempts are counted. The login log beside
it holds failures too, and of an address the part that people are shown (security.md A3, A6, A11).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from mingcha.ledger import Actor, System, record
from mingcha.ledger.metrics import LOGIN_FAILURES
from mingcha.ledger.moves import locked
from mingcha.organs.models import FormerPassword, Login, LoginAttempt, Person
from mingcha.organs.passwords import check_password, profile_of

FAILURES_KEPT: Final = timedelta(days=1)
SUCCESSES_KEPT: Final = timedelta(days=90)
"""How long an address counts as one from which the account is used."""


class Seen(NamedTuple):
    """From where somebody came: the keyed hash of the address, the part of it that is shown, the browser's family."""

    address: str
    place: str
    browser: str


@transaction.atomic
def begin_attempt(account: str, address: str) -> LoginAttempt:
    """Count an attempt as failed before its password is hashed; what is too old to count is dropped with it."""
    now = timezone.now()
    LoginAttempt.objects.filter(at__lt=now - FAILURES_KEPT, failed=True).delete()
    LoginAttempt.objects.filter(at__lt=now - SUCCESSES_KEPT).delete()
    return LoginAttempt.objects.create(account=account, address=address, failed=True)


@transaction.atomic
def pass_attempt(attempt: LoginAttempt) -> None:
    """The password was right: what the owner mistyped there before is forgiven, and the address is known as hers."""
    same = LoginAttempt.objects.filter(account=attempt.account, address=attempt.address).exclude(pk=attempt.pk)
    same.delete()
    LoginAttempt.objects.filter(pk=attempt.pk).update(failed=False)


@transaction.atomic
def note_failure(person: Person | None, seen: Seen, result: str) -> None:
    """Keep a failed attempt in the login log."""
    Login.objects.create(person=person, result=result, **seen._asdict())
    LOGIN_FAILURES.inc()


@transaction.atomic
def note_limit(limit: str, attempt: LoginAttempt, person: Person | None, seen: Seen) -> None:
    """Keep in ledger and log that a limit was reached: the limit of a ``pair``, an ``address`` or an ``account``."""
    nobody = System("login", actor=Actor("public", None, ""))
    Login.objects.create(person=person, result=Login.Result.STOPPED, **seen._asdict())
    record("stop_logins", person, by=nobody, limit=limit, account=attempt.account, address=attempt.address)


@transaction.atomic
def note_login(person: Person, seen: Seen, how: str) -> None:
    """Keep in ledger and log that a person logged in; ``how`` names the factors."""
    Login.objects.create(person=person, result=Login.Result.IN, **seen._asdict())
    record("log_in", person, by=herself(person), address=seen.address, how=how)


@transaction.atomic
def note_logout(person: Person) -> None:
    """Keep in the ledger that a person logged out."""
    record("log_out", person, by=herself(person))


@transaction.atomic
def change_password(person: Person, password: str) -> None:
    """Give a person the password that she chose. The ledger keeps that it changed, and nothing of it.

    Raises Invalid with every reason why it will not do.
    """
    check_password(password, person)
    set_password(locked(person), password, must_change=False)
    person.refresh_from_db()
    record("change_password", person, by=herself(person))


def set_password(row: Person, password: str, *, must_change: bool) -> None:
    """Store a password on a locked row and keep the hash of the one before as long as the profile wants it."""
    most = profile_of(row).former
    if most and row.has_usable_password():
        FormerPassword.objects.create(person=row, password=row.password)
        kept = row.former_passwords.order_by("-id").values_list("pk", flat=True)[:most]
        row.former_passwords.exclude(pk__in=list(kept)).delete()
    row.set_password(password)
    row.must_change_password, row.password_changed_at = must_change, timezone.now()
    row.save(update_fields=["password", "must_change_password", "password_changed_at"])


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
