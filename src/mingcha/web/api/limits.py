# SPDX-License-Identifier: Apache-2.0
"""How often somebody may ask at the API: a bucket of turns for each person, each system, each address of strangers (A4).

Kept in each process, since reading writes nothing: with n processes a site lets through n times as many at the most.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingcha.web.addresses import client_address, neighbourhood
from mingcha.web.api.problems import Problem
from mingcha.web.buckets import Buckets

Caller = tuple[str, int]
"""``("person", 7)`` or ``("client", 3)``."""
CALLERS: Final = Buckets(lambda: settings.API_RATE)
STRANGERS: Final = Buckets(lambda: max(1, settings.API_RATE // 10))


def caller_of(request: Any) -> Caller | None:
    """Whose turn it is: the system that a token names, or the person who is logged in."""
    if hasattr(request, "caller"):
        found: Caller | None = request.caller
        return found
    return ("person", request.user.pk) if request.user.is_authenticated else None


def take_turn(request: HttpRequest, caller: Caller | None) -> None:
    """Count the request. Raises Problem 429 with the seconds after which there will be a turn."""
    buckets = CALLERS if caller else STRANGERS
    name = f"{caller[0]} {caller[1]}" if caller else neighbourhood(client_address(request))
    wait = buckets.take(name)
    request.turns = buckets.per_minute(), left(buckets, name), wait  # type: ignore[attr-defined]
    if wait:
        words = _("请求太频繁，请 {seconds} 秒后再试").format(seconds=wait)
        raise Problem(429, "too_many_requests", words, {"Retry-After": str(wait)})


def left(buckets: Buckets, name: str) -> int:
    """How many turns there are now."""
    return int(buckets.left.get(name, (0.0, 0.0))[0])


def tell_turns(request: HttpRequest, response: HttpResponse) -> None:
    """Say in the headers of each answer how many turns there are a minute, how many are left, when there is one again."""
    most, remaining, wait = getattr(request, "turns", (0, 0, 0))
    if most:
        response["RateLimit-Limit"] = str(most)
        response["RateLimit-Remaining"] = str(remaining)
        response["RateLimit-Reset"] = str(wait)
