# SPDX-License-Identifier: Apache-2.0
"""Puts on the post (``request.post``) and refuses every view that nobody gave a rule (security.md B1, B10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mingcha.organs.models import Post

Answer = Callable[[HttpRequest], HttpResponse]
KEY = "post"
"""Where the session keeps the id of the post now worn."""


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
    held = Post.objects.filter(person_id=request.user.pk, status=Post.Status.ACTIVE).select_related(
        "organ", "role", "person"
    )
    return [post for post in held if post.in_force(today)]


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
