# SPDX-License-Identifier: Apache-2.0
"""Rights at the door and at the action: ``@requires``, ``@public``, ``find``, ``require`` (security.md B1-B5).

A view that carries neither mark is refused by ``middleware.deny_by_default``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingcha.ledger import By, NotAllowed, System
from mingcha.organs.perms import Perm

if TYPE_CHECKING:
    from mingcha.organs.scope import Worn

View = Callable[..., HttpResponse]
M = TypeVar("M", bound=models.Model)
F = TypeVar("F", bound=Callable[..., Any])

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
PEOPLE: Final = "people"
BIGGEST: Final = 2**63 - 1
"""No key is greater: a number beyond it names nothing, and would break the database's own arithmetic."""

DIGITS: Final = 19
"""As many as the greatest key has; what has fewer is smaller."""


def requires(perm: Perm) -> Callable[[View], View]:
    """Let in whoever wears a post with the right; send the anonymous to the login page, refuse the others with 403."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            post: Worn | None = getattr(request, "post", None)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if post is None or not post.may(perm):
                raise NotAllowed(_("当前岗位没有“{right}”的权限").format(right=perm.label))
            return view(request, *args, **kwargs)

        guarded.rule = perm  # type: ignore[attr-defined]
        return guarded

    return mark


def signed_in(view: View) -> View:
    """Let in whoever is logged in: home, messages, switching posts."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.rule = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Let in everybody."""
    view.rule = PUBLIC  # type: ignore[attr-defined]
    return view


def rights(*perms: Perm) -> Callable[[F], F]:
    """The rule of an operation of the API: who asks has all of these rights (web/api/shell.py asks it)."""

    def guard(request: Any) -> None:
        for perm in perms:
            if request.post is None or not request.post.may(perm):
                raise NotAllowed(_("没有“{right}”的权限").format(right=perm.label))

    return _guarded_by(guard, perms)


def people_only() -> Callable[[F], F]:
    """The rule of what belongs to persons: another system has no to-dos and reads nobody's messages."""

    def guard(request: Any) -> None:
        if not request.user.is_authenticated:
            raise NotAllowed(_("只有登录的人员能用，接入系统不能用"), "people_only")

    return _guarded_by(guard, PEOPLE)


def anybody() -> Callable[[F], F]:
    """The rule of what whoever is known may ask."""
    return _guarded_by(lambda request: None, SIGNED_IN)


def _guarded_by(guard: Callable[[Any], None], rule: Any) -> Callable[[F], F]:
    def mark(operation: F) -> F:
        operation.guard, operation.rule = guard, rule  # type: ignore[attr-defined]
        return operation

    return mark


def key_of(given: str) -> int | None:
    """The key that an address names, if it can be one. What is too long is not even read as a number: that would fail."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < DIGITS else None


def keys_of(given: str) -> list[int] | None:
    """The keys that a field names, apart by commas; None where one of them can be none."""
    keys = [key_of(one) for one in given.split(",")]
    known = [key for key in keys if key is not None]
    return known if len(known) == len(keys) else None


def find(rows: type[M] | models.QuerySet[M], post: Worn | None, pk: Any, perm: Perm) -> M:
    """One object within the post's reach.

    Raises:
        Http404: there is no such object, or it is out of reach; the outsider cannot tell which.
        NotAllowed: it is in reach, but the role lacks the right.
    """
    found: Any = rows.objects.all() if isinstance(rows, type) else rows  # type: ignore[attr-defined]
    if post is None or (isinstance(pk, int) and not 0 <= pk <= BIGGEST):
        raise Http404
    obj: M | None = found.within(post).filter(pk=pk).first()
    if obj is None:
        raise Http404
    require(post, perm)
    return obj


def require(by: By, perm: Perm, obj: models.Model | None = None) -> None:
    """Check once more inside an action, since jobs and the API call it too; with ``obj``, that it is within reach.

    Raises:
        NotAllowed: the right is missing, or the object is out of reach.
    """
    if not by.may(perm):
        raise NotAllowed(_("当前岗位没有“{right}”的权限").format(right=perm.label))
    if obj is not None and not isinstance(by, System):  # whoever is not the system itself has a reach
        manager: Any = type(obj)._default_manager
        if not manager.within(by).filter(pk=obj.pk).exists():
            raise NotAllowed(_("不在当前岗位的管辖范围内"))
