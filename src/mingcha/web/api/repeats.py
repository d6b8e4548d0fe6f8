# SPDX-License-Identifier: Apache-2.0
"""A POST is done once, however often it arrives (security.md G2, corpus W06, W07).

The act gives the number of its object, and the answer is that object read anew, for the first request and for each of its
retries alike: so they cannot differ but by what has happened to the object since.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.ledger.once import HEADER, done_once
from mingcha.web.api.limits import caller_of
from mingcha.web.api.problems import Problem

SHAPE: Final = "^[0-9A-Za-z_-]{8,64}$"
"""What a key looks like (ledger/once.py)."""

Act = Callable[..., int | str]
Show = Callable[..., Any]


def once(show: Show) -> Callable[[Act], Callable[..., Any]]:
    """``show`` is the operation that reads the object whose number the act gives."""

    def mark(act: Act) -> Callable[..., Any]:
        @wraps(act)
        def acted(request: HttpRequest, **arguments: Any) -> Any:
            caller, key = caller_of(request), request.headers.get(HEADER, "")
            if not key:
                words = _("请在 Idempotency-Key 中给出这次请求的标识，重试时不变")
                raise Problem(400, "key_required", words, field=HEADER)
            assert caller is not None  # the shell lets nobody else in
            begun: list[bool] = []

            def first() -> str:
                begun.append(True)
                return reverse(f"api:{show.__name__}", args=[act(request, **arguments)])

            address = done_once(request, caller, key, first)
            request.made_at = address  # type: ignore[attr-defined]
            request.is_repeated = not begun  # type: ignore[attr-defined]
            return show(request, _number(address))

        acted.is_once = True  # type: ignore[attr-defined]
        return acted

    return mark


def _number(address: str) -> int:
    return int(address.rsplit("/", 1)[-1])
