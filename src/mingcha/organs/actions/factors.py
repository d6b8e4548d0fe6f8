# SPDX-License-Identifier: Apache-2.0
"""Writes of second factors: TOTP, security keys, recovery codes (security.md A5, ASVS 6.5.1).

The rows and the arithmetic are django-allauth's. That a code is used once is ours: the package remembers used codes in
memory, which every process of the site would do for itself; here the row is locked and holds the last counter.
"""

from __future__ import annotations

import hmac
import unicodedata
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as keys
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.webauthn import AuthenticationResponse

from mingcha.ledger import By, Invalid, NotAllowed, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.actions.logins import herself
from mingcha.organs.actions.sessions import end_all
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm

Type = Authenticator.Type
PERIOD: Final = 30
DRIFT: Final = 1
"""Periods by which a telephone's clock may be wrong, either way."""
KEYS: Final = 10
"""More keys than this nobody carries."""
BROKEN: Final = (ValidationError, ValueError, KeyError, TypeError, AttributeError)
"""What the package raises for an answer of a key that is none."""


@transaction.atomic
def add_totp(person: Person, secret: str, code: str) -> list[str]:
    """Keep the secret that her telephone has proved to know. Gives the recovery codes if these are her first.

    Raises Invalid: ``wrong_code``, ``held``.
    """
    locked(person)
    if Authenticator.objects.filter(user=person, type=Type.TOTP).exists():
        raise Invalid(_("已经有验证器，请先移除原来的"), "held")
    counter = _counter(secret, code)
    if counter is None:
        raise Invalid(_("验证码不对，请核对手机时间后再试"), "wrong_code", "code")
    Authenticator.objects.create(user=person, type=Type.TOTP, data={"secret": encrypt(secret), "counter": counter})
    record("add_factor", person, by=herself(person), factor=Type.TOTP)
    return _first_codes(person)


@transaction.atomic
def add_key(person: Person, name: str, credential: Any) -> list[str]:
    """Keep the public half of a security key that has just answered. Gives the recovery codes if these are her first.

    Raises Invalid: ``wrong_key``, ``too_many``.
    """
    locked(person)
    if Authenticator.objects.filter(user=person, type=Type.WEBAUTHN).count() >= KEYS:
        raise Invalid(_("最多登记 {most} 个安全密钥").format(most=KEYS), "too_many")
    try:
        keys.parse_registration_response(credential)
        keys.complete_registration(credential)
    except BROKEN as error:
        raise Invalid(_("安全密钥没有正确回答，请重新操作"), "wrong_key") from error
    keys.WebAuthn.add(person, name, credential)
    record("add_factor", person, by=herself(person), factor=Type.WEBAUTHN, name=name)
    return _first_codes(person)


@transaction.atomic
def renew_codes(person: Person) -> list[str]:
    """Make ten recovery codes; the ones before are worth nothing now."""
    locked(person)
    Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).delete()
    record("renew_recovery_codes", person, by=herself(person))
    return list(RecoveryCodes.activate(person).generate_codes())


@transaction.atomic
def remove_factor(person: Person, number: int) -> None:
    """Take one of her own away; with the last one the recovery codes go too. Raises Invalid ``gone``."""
    locked(person)
    row = Authenticator.objects.filter(user=person, pk=number).exclude(type=Type.RECOVERY_CODES).first()
    if row is None:
        raise Invalid(_("这一项已经移除"), "gone")
    row.delete()
    left = Authenticator.objects.filter(user=person)
    if not left.exclude(type=Type.RECOVERY_CODES).exists():
        left.delete()
    record("remove_factor", person, by=herself(person), factor=row.type)


@transaction.atomic
def reset_factors(person: Person, reason: str, *, by: By) -> int:
    """Take all factors of somebody who lost hers; she sets up new ones when she logs in. Gives how many there were.

    Raises NotAllowed: ``own_factor``: whoever stole the security administrator's session would be rid of her factor.
    """
    require(by, Perm.ORGANS_FACTOR_RESET, person)
    if person.pk == by.actor.id:
        raise NotAllowed(_("不能重置自己的二次验证；请用恢复码，或由服务器上的命令重置"), "own_factor")
    locked(person)
    count, _each = Authenticator.objects.filter(user=person).delete()
    record("reset_factors", person, by=by, reason=reason, factors=count, sessions=end_all(person))
    return int(count)


@transaction.atomic
def use_code(person: Person, given: str) -> str | None:
    """Take a code of her telephone or a recovery code, once. Gives the kind of factor, None if it is no code of hers.

    That a telephone was used is part of what it was used for, whose entry names it; a recovery code is an entry.
    """
    code = unicodedata.normalize("NFKC", given).replace(" ", "")
    rows = Authenticator.objects.select_for_update().filter(user=person).exclude(type=Type.WEBAUTHN)
    for row in rows.order_by("-type"):
        if _took(row, code):
            row.refresh_from_db()  # the package locks a copy of its own
            row.record_usage()
            if row.type == Type.RECOVERY_CODES:
                left = len(RecoveryCodes(row).get_unused_codes())
                record("use_recovery_code", person, by=herself(person), left=left)
            return str(row.type)
    return None


@transaction.atomic
def use_key(person: Person, credential: Any) -> str | None:
    """Take the answer of a security key to the question of this session, once. Gives the kind of factor, or None.

    A counter that does not grow tells a copied key.
    """
    try:
        keys.parse_authentication_response(credential)
        row = keys.complete_authentication(person, credential)
        counter = AuthenticationResponse.from_dict(credential).response.authenticator_data.counter
    except BROKEN:
        return None
    row = locked(row)
    before = row.data.get("counter", 0)
    if before and counter <= before:
        return None
    row.data["counter"], row.last_used_at = counter, timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return str(row.type)


def _first_codes(person: Person) -> list[str]:
    held = Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).exists()
    return [] if held else list(RecoveryCodes.activate(person).generate_codes())


def _took(row: Authenticator, code: str) -> bool:
    if row.type == Type.RECOVERY_CODES:
        return bool(RecoveryCodes(row).validate_code(code))
    counter = _counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data["counter"]:
        return False
    row.data["counter"] = counter
    row.save(update_fields=["data"])
    return True


def _counter(secret: str, code: str) -> int | None:
    """The period to which a code belongs, among those that the telephone's clock may show."""
    now = int(timezone.now().timestamp()) // PERIOD
    for counter in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)).encode(), code.encode()):
            return counter
    return None
