# SPDX-License-Identifier: Apache-2.0
"""Puts on the post (``request.post``) and refuses every view that nobody gave a rule (security.md B1, B10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from mingcha.organs.factors import missing, with_demand
from mingcha.organs.models import Person, Post
from mingcha.organs.passwords import expired

Answer = Callable[[HttpRequest], HttpResponse]
KEY = "post"
"""Where the session keeps the id of the post now worn."""
PASSWORD_FIRST: Final = frozenset({"account_change_password", "account_logout", "web:look-set"})
"""What is open to somebody who must change her password."""
FACTOR_FIRST: Final = PASSWORD_FIRST | {
    "account_factors",
    "account_factor_totp",
    "account_factor_key",
    "account_factor_codes",
}
"""What is open to somebody who must set up a second factor."""


def wear_post(answer: Answer) -> Answer:
    """Read the posts in force anew for each request, so that a right taken away is gone at the next one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.posts = posts_of(request)  # type: ignore[attr-defined]
        worn = request.session.get(KEY) if request.posts else None  # type: ignore[attr-defined]
        request.post = next((post for post in request.posts if post.pk == worn), next(iter(request.posts), None))  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def posts_of(request: HttpRequest) -> list[Post]:
    """The posts that the person who is logged in may wear today, in one query."""
    if not request.user.is_authenticated:
        return []
    today = timezone.localdate()
    held = Post.objects.filter(person_id=request.user.pk, status=Post.Status.ACTIVE)
    return [post for post in with_demand(held).select_related("organ", "role", "person") if post.in_force(today)]


def first_things_first(answer: Answer) -> Answer:
    """Lead whoever must change her password, or set up a second factor, to that and to nothing else (security.md A5, A6, A11)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        if not isinstance(person, Person) or request.resolver_match is None:
            return None
        asked = request.resolver_match.view_name
        if person.must_change_password or expired(person, timezone.now()):
            return None if asked in PASSWORD_FIRST else redirect("account_change_password")
        if missing(request.posts) and asked not in FACTOR_FIRST:  # type: ignore[attr-defined]
            return redirect("account_factors")
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def deny_by_default(answer: Answer) -> Answer:
    """Refuse a view without a rule of its own, unless its package is listed in ``settings.DECLARED_VIEWS``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if hasattr(view, "rule") or declared(request):
            return
        raise PermissionDenied(f"{view.__module__}.{view.__name__} has no rule")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def declared(request: HttpRequest) -> bool:
    """Whether the address belongs to a package's view that ``settings.DECLARED_VIEWS`` lists by name."""
    match = request.resolver_match
    return match is not None and match.view_name in settings.DECLARED_VIEWS
