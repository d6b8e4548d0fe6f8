# SPDX-License-Identifier: Apache-2.0
"""Writes of logging in: attempts, logins, logouts, limits reached, and how pages look for the person.

The ledger names persons but never an address: it keeps the keyed hash by which attempts are counted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.ledger import Actor, Invalid, System, record
from mingcha.organs.models import LoginAttempt, Person

LONGEST: Final = 256
"""Characters of a password; a longer one is refused before it is hashed (security.md A2)."""
WORDS: Final = {
    "too_long": _("密码最多 256 个字符"),
    "password_too_short": _("密码至少 12 个字符"),
    "password_too_common": _("这个密码太常见，容易被猜到"),
    "password_too_similar": _("密码与账号或姓名太相近"),
}
FAILURES_KEPT: Final = timedelta(days=1)
SUCCESSES_KEPT: Final = timedelta(days=90)
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
    """The password was right: what the owner mistyped there before is forgiven, and the address is known as hers."""
    same = LoginAttempt.objects.filter(account=attempt.account, address=attempt.address).exclude(pk=attempt.pk)
    same.delete()
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
def change_password(person: Person, password: str) -> None:
    """Give a person the password that she chose. The ledger keeps that it changed, and nothing of it.

    Raises Invalid with every reason why it will not do.
    """
    check_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record("change_password", person, by=herself(person))


@transaction.atomic
def keep_look(person: Person, *, large_text: bool) -> None:
    """Keep 长辈版 with the person, for the next browser she uses."""
    if person.large_text != large_text:
        person.large_text = large_text
        person.save(update_fields=["large_text"])
        record("keep_look", person, by=herself(person), large_text=large_text)


def check_password(password: str, person: Person) -> None:
    """Raise Invalid, field ``new``, with every reason why a password will not do (settings.AUTH_PASSWORD_VALIDATORS)."""
    faults = [("new", "too_long", WORDS["too_long"])] if len(password) > LONGEST else []
    try:
        validate_password(password, person)
    except ValidationError as error:
        faults += [("new", str(one.code), WORDS[str(one.code)]) for one in error.error_list]
    if faults:
        raise Invalid.many(faults)


def herself(person: Person) -> System:
    """A person who acts upon herself, whatever post she wears, or none."""
    return System(person.name, actor=Actor("person", person.pk, person.name))
