# SPDX-License-Identifier: Apache-2.0
"""Where another system changes its id and secret for a token (RFC 6749, section 4.4), and the middleware that knows it by that.

Attempts are counted before a secret is hashed, by client and by address, as those of people are (security.md A3, F10): the
hasher takes its time and memory.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote_plus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from oauth2_provider.views import TokenView

from mingcha.exchange import tokens
from mingcha.exchange.actions import note_token
from mingcha.exchange.models import Client
from mingcha.organs.actions.logins import begin_attempt, pass_attempt
from mingcha.organs.attempts import seen_account, seen_address, stopped, turn
from mingcha.web.addresses import client_address
from mingcha.web.api.problems import RULE

Answer = Callable[[HttpRequest], HttpResponse]
UNDER: Final = "/api/"
BEARER: Final = "Bearer "
WAIT: Final = {"too_many_attempts": 900, "busy": 5}
"""After how many seconds it is worth another try."""


@csrf_exempt
@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """A token for a client that proves itself by Basic or in the form; errors as RFC 6749 has them, section 5.2."""
    if request.POST.get("grant_type") != "client_credentials":
        return refused(400, "unsupported_grant_type", _("grant_type 应为 client_credentials"))
    client_id = named(request)
    account, address = seen_account(f"client {client_id}"), seen_address(request)
    if stopped(account, address):
        return refused(429, "slow_down", _("尝试次数过多，请 15 分钟后再试"), WAIT["too_many_attempts"])
    client = Client.objects.select_related("organ").filter(application__client_id=client_id).first()
    attempt = begin_attempt(account, address)
    if client is None or not tokens.is_welcome(client, client_address(request)):
        return refused(401, "invalid_client", _("客户端编号或密钥不对，或者未启用、不在有效期、不在允许的网络内"))
    try:
        with turn():
            answer: HttpResponse = TokenView.as_view()(request)
    except ValidationError:
        return refused(429, "slow_down", _("登录的人太多，请过几秒再试"), WAIT["busy"])
    if answer.status_code == 200:
        pass_attempt(attempt)
        note_token(client)
    return answer


issue_token.rule = RULE  # type: ignore[attr-defined]


def named(request: HttpRequest) -> str:
    """The client that the request names, in the header or in the form; empty where it names none."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return request.POST.get("client_id", "")[:100]
    try:
        pair = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return unquote_plus(pair.partition(":")[0])[:100]


def refused(status: int, error: str, why: str, wait: int = 0) -> JsonResponse:
    """What a system reads that gets no token."""
    answer = JsonResponse({"error": error, "error_description": why}, status=status)
    answer["Cache-Control"] = "no-store"
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="mingcha"'
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def wear_client(answer: Answer) -> Answer:
    """At the API a token says who acts: the request wears the client as another wears a post. Elsewhere it says nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if request.path.startswith(UNDER) and given:
            _wear(request, given)
        return answer(request)

    return middleware


def _wear(request: Any, given: str) -> None:
    """Whoever sends a header is nobody but whom it names, whatever cookies come along."""
    from django.contrib.auth.models import AnonymousUser

    token = given.removeprefix(BEARER) if given.startswith(BEARER) else ""
    acting = tokens.acting(token, client_address(request)) if token else None
    request.user, request.posts, request.post = AnonymousUser(), [], acting
    request.caller = ("client", acting.client.pk) if acting else None
