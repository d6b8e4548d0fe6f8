# SPDX-License-Identifier: Apache-2.0
"""How long a login holds: half an hour without a request, twelve hours at most (security.md A8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mingcha.organs.actions.logins import keep_look, note_logout
from mingcha.organs.actions.sessions import close_presence, follow_presence, note_seen, open_presence
from mingcha.organs.attempts import seen
from mingcha.organs.models import Person

Answer = Callable[[HttpRequest], HttpResponse]
LONGEST: Final = timedelta(hours=12)
SAVED_EVERY: Final = timedelta(minutes=1)
"""A session is kept alive by saving it; more often than this would be a write a page for nothing."""
BEGUN, SEEN = "begun", "seen"


def keep_session(answer: Answer) -> Answer:
    """End a login that is too old, and put off the end of one that is used. Stands after Django's authentication."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _renew(request)
        response = answer(request)
        if request.method == "POST" and isinstance(request.user, Person) and "size" in response.cookies:
            # The view that changes how pages look knows browsers, not persons: it stands above them in the bands.
            keep_look(request.user, large_text=bool(response.cookies["size"].value))
        return response

    return middleware


def begin(request: HttpRequest, person: Person) -> None:
    """Start the clock of a new login, and say that she is here."""
    request.session[BEGUN] = request.session[SEEN] = _now()
    request.session.save()
    open_presence(person, str(request.session.session_key), seen(request))


def end(request: HttpRequest) -> None:
    """Log out at her own wish: the session is deleted, so that its id is worth nothing to whoever still has it."""
    key = request.session.session_key
    if isinstance(request.user, Person):
        note_logout(request.user)
    logout(request)
    close_presence(str(key))


def renew_key(request: HttpRequest, person: Person) -> None:
    """Go on under a new id after the password has changed; all her other sessions are worth nothing now."""
    before = str(request.session.session_key)
    update_session_auth_hash(request, person)
    request.session.save()
    follow_presence(before, str(request.session.session_key))


def _renew(request: HttpRequest) -> None:
    session, now = request.session, _now()
    begun = session.get(BEGUN, now)
    if now - begun > LONGEST.total_seconds():
        close_presence(str(session.session_key))
        logout(request)
    elif now - session.get(SEEN, 0) >= SAVED_EVERY.total_seconds() and not _polls(request):
        session[BEGUN], session[SEEN] = begun, now
        note_seen(str(session.session_key))


def _polls(request: HttpRequest) -> bool:
    """Whether the page asks by itself (frontend/src/polling.js): nobody need sit before it, so it keeps nothing alive."""
    return request.headers.get("X-Requested-With") == "fetch"


def _now() -> int:
    return int(timezone.now().timestamp())
