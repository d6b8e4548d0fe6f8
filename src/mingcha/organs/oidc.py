# SPDX-License-Identifier: Apache-2.0
"""Logging in by another body's service: OpenID Connect 1.0, code flow with PKCE, nonce and a verified token (decision 0016).

Nobody is made by it and no e-mail is believed: a subject counts for the person to whom it has been bound, for nobody else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.ledger import Refused
from mingcha.organs.fields import blind_by_each

FLOW: Final = "oidc"
"""Where the session keeps what the answer must fit: state, nonce, verifier, when it began, where to go afterwards."""
LASTS: Final = 600
SECONDS: Final = 5
LARGEST: Final = 256 * 1024
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Whatever a token says of itself, it is proven by a public key: never by the client's secret, never by nothing."""
DRIFT: Final = 60


class NotProven(Refused):
    """The other service's answer does not hold."""

    usual_code = "oidc_refused"


@dataclass(frozen=True)
class Found:
    """Who the service says it is: the keyed hashes of issuer and subject, the newest key's first, and the name that it shows."""

    known: list[str]
    name: str
    to: str

    @property
    def subject(self) -> str:
        return self.known[0]


def is_on() -> bool:
    """Whether a service is configured."""
    return bool(settings.OIDC["issuer"])


def hidden(subject: str) -> list[str]:
    """The keyed hashes of a subject of the configured service: the first is kept, by the others an older key kept it."""
    return blind_by_each(f"{settings.OIDC['issuer']}\n{subject}", "organs.identity")


def send_off(request: HttpRequest, to: str) -> str:
    """Begin: the address of the other service. What its answer must fit stays in the session."""
    verifier, state, nonce = (secrets.token_urlsafe(32) for _each in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC["client"],
        "redirect_uri": _back(request),
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = _at(_discovered(), "authorization_endpoint")
    request.session[FLOW] = [state, nonce, verifier, int(time.time()), to]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def take_back(request: HttpRequest) -> Found:
    """End: who it is. The state is used once, whatever becomes of it. Raises NotProven."""
    state, nonce, verifier, begun, to = request.session.pop(FLOW, ["", "", "", 0, "/"])
    given = request.GET.get("state", "")
    if not state or not hmac.compare_digest(given.encode(), state.encode()) or time.time() - begun > LASTS:
        raise NotProven(_("登录已过期或不是从这里开始的，请重新登录"), "oidc_state")
    if "code" not in request.GET:
        raise NotProven(_("统一身份认证没有通过"), "oidc_denied")
    found = _discovered()
    token = _token(request, _at(found, "token_endpoint"), verifier)
    claims = _claims(token, _at(found, "jwks_uri"))
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise _wrong("nonce")
    name = claims.get("name") or claims.get("preferred_username") or ""
    return Found(hidden(str(claims["sub"])), str(name)[:60], to)


def _token(request: HttpRequest, address: str, verifier: str) -> str:
    sent = {
        "grant_type": "authorization_code",
        "code": request.GET["code"],
        "redirect_uri": _back(request),
        "code_verifier": verifier,
        "client_id": settings.OIDC["client"],
        "client_secret": settings.OIDC["secret"],
    }
    token = _asked("POST", address, data=sent).get("id_token")
    if not isinstance(token, str):
        raise _wrong("id_token")
    return token


def _claims(token: str, keys_at: str) -> dict[str, Any]:
    """What a token says, if the service's own key has signed it, for us, for now."""
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(_asked("GET", keys_at)).keys
        key = next(key for key in keys if wanted in (None, key.key_id))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC["client"],
            issuer=settings.OIDC["issuer"],
            leeway=DRIFT,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, StopIteration, AttributeError, TypeError, ValueError) as error:
        raise _wrong(type(error).__name__) from error
    return claims


def _discovered() -> dict[str, Any]:
    """What the service says of itself; it must be the one that was configured."""
    found = _asked("GET", settings.OIDC["issuer"].rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != settings.OIDC["issuer"]:
        raise _wrong("issuer")
    return found


def _at(found: dict[str, Any], name: str) -> str:
    """An endpoint, on a line as safe as the issuer's."""
    address = str(found.get(name, ""))
    if urlsplit(address).scheme != urlsplit(settings.OIDC["issuer"]).scheme:
        raise _wrong(name)
    return address


def _asked(method: str, address: str, **sent: Any) -> dict[str, Any]:
    """One question to the service, answered soon and shortly; it leads nowhere else."""
    try:
        with requests.request(method, address, timeout=SECONDS, allow_redirects=False, stream=True, **sent) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            answer.raise_for_status()
        if answer.status_code != 200 or len(body) > LARGEST:
            raise _wrong(str(answer.status_code))
        found = json.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise NotProven(_("统一身份认证服务没有正确回答，请稍后再试或用密码登录"), "oidc_unreachable") from error
    if not isinstance(found, dict):
        raise _wrong("json")
    return found


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("account_oidc_back"))


def _wrong(what: str) -> NotProven:
    """What exactly does not hold stands in the cause; whoever sits at the page cannot mend it."""
    return NotProven(_("统一身份认证的回答不可信（{what}），没有登录").format(what=what))
