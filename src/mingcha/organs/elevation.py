# SPDX-License-Identifier: Apache-2.0
"""Elevated sessions: dangerous acts want a fresh factor and a reason, for five minutes (security.md A12, architecture.md section 6).

``@elevated`` stands on a view: its page opens as ever, its POST asks. Elsewhere ``demand(request)`` asks in the middle of a
view, before anything is written. What was typed is kept, encrypted, for the way back to the form. At the API a person's
session is asked the same (``demand_of_person``); there the answer is a refusal, since no program can be led to a page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import NotAllowed
from mingcha.ledger.keys import Undecipherable, ring
from mingcha.organs.models import Elevation, Person

Answer = Callable[[HttpRequest], HttpResponse]
KEY, KEPT = "elevated", "kept"
LARGEST: Final = 64 * 1024
"""Characters of a form that are kept; what is longer has to be typed again."""
NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "_key", "_draft"})


class NotElevated(NotAllowed):
    """The act wants a fresh factor first; ``back`` is where to go afterwards. A program gets the words (web/api/problems.py)."""

    usual_code = "elevation_required"

    def __init__(self, back: str) -> None:
        words = _("请先在网页上重新验证身份（{address}），并在其后 5 分钟内办理")
        super().__init__(words.format(address=reverse("account_elevate")))
        self.back = back


def demand(request: HttpRequest, back: str = "") -> None:
    """Go on only in an elevated session. ``back`` is the page to return to, this one if it is not given.

    Raises NotElevated, which the middleware answers by the page that asks for the factor.
    """
    if standing(request) is None:
        raise NotElevated(back or request.get_full_path())


def demand_of_person(request: HttpRequest) -> None:
    """The same where other systems ask too: their tokens live for an hour and carry no session that could be stolen.

    Raises NotElevated.
    """
    if request.user.is_authenticated:
        demand(request)


def elevated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Demand it of every POST of a view, and give back on its page what was typed before the demand. Innermost of the marks."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            demand(request)
        elif KEPT in request.session and standing(request):
            _give_back(request)
        return view(request, *args, **kwargs)

    return guarded


def standing(request: HttpRequest) -> Elevation | None:
    """The elevation of this session, while it lasts."""
    number = request.session.get(KEY, [0])[0]
    if not number or not isinstance(request.user, Person):
        return None
    return Elevation.objects.filter(pk=number, person=request.user, ended_at=None, until__gt=timezone.now()).first()


def shown(request: HttpRequest) -> datetime | None:
    """For the bar above every page: when it ends, by the session alone; None when it has ended."""
    until = datetime.fromtimestamp(request.session.get(KEY, [0, 0])[1], timezone.get_current_timezone())
    return until if until > timezone.now() else None


def enter(request: HttpRequest, elevation: Elevation) -> None:
    """The session carries it from now on."""
    request.session[KEY] = [elevation.pk, int(elevation.until.timestamp())]


def leave(request: HttpRequest) -> None:
    """The session carries it no more."""
    request.session.pop(KEY, None)


def challenged(answer: Answer) -> Answer:
    """Answer what was demanded by the page that asks for the factor. Stands inside the refusals."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotElevated):
            return None
        _keep(request, error.back)
        address = reverse("account_elevate")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _keep(request: HttpRequest, back: str) -> None:
    """Where to go afterwards, and what was typed there. It may hold personal values, and a session is a row like any other."""
    typed = [[name, values] for name, values in request.POST.lists() if name not in NOT_KEPT]
    text = json.dumps([request.path, typed])
    kept = ring().encrypt(text, KEPT) if len(text) <= LARGEST else ""
    request.session[KEPT] = [back, kept]


def _give_back(request: HttpRequest) -> None:
    """Fill the page's form with it, once: the view takes the form for one that was sent, and does nothing, for it was not."""
    _back, kept = request.session[KEPT]
    try:
        path, typed = json.loads(ring().decrypt(kept, KEPT))
    except (Undecipherable, ValueError):
        path, typed = "", []
    if path == request.path:
        del request.session[KEPT]
        filled = QueryDict(mutable=True)
        for name, values in typed:
            filled.setlist(name, values)
        request.POST = filled  # type: ignore[assignment]
