# SPDX-License-Identifier: Apache-2.0
"""While an older state than is known waits to be accepted, pages can be read and nothing can be sent (threat 23).

The ledger itself refuses every entry (ledger/heads.py), whoever asks; this says so before anybody's form is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from mingcha.ledger import ReadOnly, heads
from mingcha.web.errors import error_page

OPEN: Final = ("/account/", "/look/", "/records/heads/", "/api/")
"""Logging in, and accepting; the API answers in its own form."""


def read_only(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 to what would write."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path.startswith(OPEN) and heads.read_only():
            return error_page(request, ReadOnly.status, heads.words(), ReadOnly.usual_code)
        return answer(request)

    return middleware
