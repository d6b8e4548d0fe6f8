# SPDX-License-Identifier: Apache-2.0
"""Turns a flood of logins away before it costs anything: no session, no database, no page is drawn (security.md A3, F10).

The counts that protect accounts are the database's (organs/attempts.py). This one protects the pages of everybody else from
being slowed by somebody who sends passwords as fast as he can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingcha.web.addresses import client_address, neighbourhood
from mingcha.web.buckets import Buckets

Answer = Callable[[HttpRequest], HttpResponse]
DOOR: Final = "/account/login/"
LOGINS: Final = Buckets(lambda: settings.LOGIN_RATE)


def login_floods(answer: Answer) -> Answer:
    """Answer 429 to more logins a minute from one address than a full office sends in the morning. Stands before sessions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(DOOR):
            return answer(request)
        if not (seconds := LOGINS.take(neighbourhood(client_address(request)))):
            return answer(request)
        words = _("登录过于频繁，请 {seconds} 秒后返回重试").format(seconds=seconds)
        return HttpResponse(
            words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(seconds)}
        )

    return middleware
