# SPDX-License-Identifier: Apache-2.0
"""The two ways out: a mail server, and a gateway for short messages. Both are named in the environment and nowhere else, so that
nobody who types can make the site ask an address of her choosing (security.md E6).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from mingcha.inbox.models import Channel, Delivery
from mingcha.inbox.outward.preferences import preference_of

SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
SECONDS: Final = 10.0
"""For how long a server may let us wait: a job sends some tens, one after the other."""
REFUSED: Final = (400, 410, 422)
"""What a gateway answers to a message that it will never take."""


class Undelivered(Exception):  # noqa: N818 - it says what became of a delivery
    """It did not go out. ``reason`` names the kind of failure, never what was sent nor to whom; ``final``: trying again is no
    use; ``of_channel``: every other one would fail as well."""

    def __init__(self, reason: str, *, final: bool = False, of_channel: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final, self.of_channel = reason, final, of_channel


def configured(channel: str) -> bool:
    """Whether this installation has the channel."""
    return bool(settings.EMAIL_HOST_GIVEN if channel == Channel.EMAIL else settings.SMS["url"])


def address_of(delivery: Delivery) -> str:
    """Where it goes: the address she gave, or her telephone. Empty where there is none, and for who has left since."""
    person = delivery.person
    if not person.is_active:
        return ""
    return str(preference_of(person).email if delivery.channel == Channel.EMAIL else person.phone)


def deliver(delivery: Delivery) -> None:
    """Hand it to the channel's server. Raises Undelivered."""
    to = address_of(delivery)
    if not to:
        raise Undelivered("no address", final=True)
    (_mail if delivery.channel == Channel.EMAIL else _text)(delivery, to)


def _mail(delivery: Delivery, to: str) -> None:
    """One e-mail; its Message-ID is the same each time."""
    sender = settings.DEFAULT_FROM_EMAIL
    names = {"Message-ID": f"<{delivery.ref}@{sender.rpartition('@')[2].rstrip('>') or 'mingcha'}>"}
    subject = " ".join(delivery.subject.split())
    try:
        with get_connection(SMTP) as connection:
            EmailMessage(subject, delivery.body, sender, [to], headers=names, connection=connection).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()), (550, b""))[0]
        raise Undelivered(f"SMTP {code}", final=code >= 500) from refused
    except smtplib.SMTPDataError as refused:
        raise Undelivered(f"SMTP {refused.smtp_code}", final=refused.smtp_code >= 500) from refused
    except (smtplib.SMTPException, OSError) as failed:
        raise Undelivered(_kind(failed), of_channel=True) from failed


def _text(delivery: Delivery, to: str) -> None:
    """One POST to the gateway: JSON with ``id``, ``to``, ``text``, signed. It follows no redirect."""
    body = json.dumps({"id": delivery.ref, "to": to, "text": delivery.body}, ensure_ascii=False).encode()
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": delivery.ref,
        "X-Mingcha-Time": moment,
        "X-Mingcha-Signature": signature(moment, body),
    }
    try:
        place = urlsplit(settings.SMS["url"])
        host = place.hostname or ""
        if place.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                host, place.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = HTTPConnection(host, place.port, timeout=SECONDS)
        try:
            connection.request("POST", place._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers)
            status = connection.getresponse().status
        finally:
            connection.close()
    except (HTTPException, OSError, ValueError) as failed:  # an address that is none is said as the channel's fault
        raise Undelivered(_kind(failed), of_channel=True) from failed
    if not 200 <= status < 300:
        raise Undelivered(f"HTTP {status}", final=status in REFUSED, of_channel=status not in REFUSED)


def signature(moment: str, body: bytes) -> str:
    """What proves to the gateway that it was us: HMAC-SHA256 over the time, a dot and the body."""
    secret = settings.SMS["secret"].encode()
    return "sha256=" + hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _kind(failed: Exception) -> str:
    code = getattr(failed, "smtp_code", None)
    return f"SMTP {code}" if isinstance(code, int) and code > 0 else type(failed).__name__
