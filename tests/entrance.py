# SPDX-License-Identifier: Apache-2.0
"""Somebody who logs in with a password and the telephone of the cast (organs/testing.py)."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from mingcha.organs.models import Person
from mingcha.organs.testing import TELEPHONE

PASSWORD = "correct horse 电池"


def code(drift: int = 0) -> str:
    """What the telephone shows, now or so many periods later."""
    return format_hotp_value(hotp_value(TELEPHONE, int(timezone.now().timestamp()) // 30 + drift))


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(person: Person, client: Client | None = None, **where: str) -> Client:
    """As far as the password leads."""
    client = client or Client(**where)
    answer = client.post(
        "/account/login/", {"login": person.username, "password": PASSWORD, "next": "/account/logins/"}
    )
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/factors/").status_code == 200
