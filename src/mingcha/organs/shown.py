# SPDX-License-Identifier: Apache-2.0
"""Shows a secret once, on the page after the act: a full number, a first password (security.md D3, D11).

It travels in a cookie of two minutes, encrypted and bound to the session, for that one page only; no database, log or address
ever holds it, and the page takes it away.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from mingcha.ledger.keys import Undecipherable, ring

COOKIE: Final = "shown"
SECONDS: Final = 120


def hand_over(request: HttpRequest, secret: str, address: str) -> HttpResponse:
    """Go to the page that shows the secret."""
    answer = HttpResponseRedirect(address)
    answer.set_cookie(
        COOKIE,
        ring().encrypt(secret, _place(request)),
        max_age=SECONDS,
        path=address,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def taken(request: HttpRequest) -> str | None:
    """The secret that was handed to this page; None if it has been shown, or is somebody else's."""
    try:
        return ring().decrypt(request.COOKIES[COOKIE], _place(request))
    except (KeyError, Undecipherable):
        return None


def forget(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Take it away with the page that showed it."""
    answer.delete_cookie(COOKIE, path=request.path, samesite="Strict")
    return answer


def _place(request: HttpRequest) -> str:
    return f"shown:{request.session.session_key}"
