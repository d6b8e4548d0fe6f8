# SPDX-License-Identifier: Apache-2.0
"""Who calls the API in tests: persons with the cookie of a browser, other systems with a token, and what each operation is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import AccessToken

from mingcha.api import UNDER, shell
from mingcha.exchange.actions import NewClient, create_client
from mingcha.exchange.models import Client
from mingcha.exchange.tokens import GRANTABLE
from mingcha.ledger import System
from mingcha.organs.models import Organ, Post

SAMPLES: Final = {
    "alarm_acknowledge": "alarm",
    "alarm_detail": "alarm",
    "calendar_year": "year",
    "case_alarms": "case",
    "case_detail": "case",
    "case_steps": "case",
    "dictionary_detail": "dictionary",
    "entry_detail": "entry",
    "import_check": "import",
    "import_detail": "import",
    "import_drop": "import",
    "import_map": "import",
    "import_run": "import",
    "item_detail": "item",
    "message_detail": "message",
    "message_set_read": "message",
    "officer_detail": "officer",
    "organ_change": "organ",
    "organ_detail": "organ",
    "region_detail": "region",
}
"""Of which object of the world (access_world.py) an operation with a path is."""
BODIES: Final = {"organ_change": {"short": "新简称"}, "import_map": {"mapping": "[columns]\n"}}


@dataclass(frozen=True)
class Operation:
    """An operation as the shell mounts it."""

    name: str
    method: str
    path: str
    rule: Any = field(compare=False)
    view: Any = field(compare=False)

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def url(self, **arguments: object) -> str:
        path = self.path
        for name, value in arguments.items():
            path = path.replace(f"{{int:{name}}}", str(value)).replace(f"{{slug:{name}}}", str(value))
            path = path.replace(f"{{{name}}}", str(value))
        return UNDER + path


OPERATIONS: Final = [
    Operation(one.view_func.__name__, one.methods[0], path, one.view_func.rule, one.view_func)
    for path, one in shell.operations()
]
BY_NAME: Final = {one.name: one for one in OPERATIONS}


class Caller:
    """Sends requests in somebody's name: ``headers`` say whose, or the browser's cookie does."""

    def __init__(self, browser: Browser | None = None, **headers: str) -> None:
        self.browser = browser or Browser(raise_request_exception=False)
        self.headers = headers

    def ask(self, method: str, url: str, body: Any = None, **headers: str) -> Any:
        """One request with a JSON body; bytes and text are sent as they are."""
        sent = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        kind = {"content_type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in (self.headers | headers).items()}
        return self.browser.generic(method, url, sent, **kind, headers=named)

    def get(self, url: str, **headers: str) -> Any:
        return self.ask("GET", url, **headers)

    def post(self, url: str, body: Any = None, **headers: str) -> Any:
        """With a key of its own, unless one is given."""
        return self.ask("POST", url, body, **({"Idempotency_Key": uuid4().hex} | headers))

    def call(self, operation: Operation, **arguments: object) -> Any:
        """An operation with all that it wants."""
        headers = {"If_Match": '"1.0123456789abcdef"'} if hasattr(operation.view, "takes_version") else {}
        headers |= {"Idempotency_Key": uuid4().hex} if hasattr(operation.view, "is_once") else {}
        return self.ask(operation.method, operation.url(**arguments), BODIES.get(operation.name), **headers)


def person(post: Post, *, checks_csrf: bool = False) -> Caller:
    """The browser of whoever holds the post."""
    from mingcha.organs.middleware import KEY

    browser = Browser(raise_request_exception=False, enforce_csrf_checks=checks_csrf)
    browser.force_login(post.person)
    session = browser.session
    session.update({KEY: post.pk})
    session.save()
    return Caller(browser)


def client_of(organ: Organ, reach: str = "below", rights: Sequence[str] = GRANTABLE, **more: Any) -> Client:
    """Another system of an organ; without the rights of an auditor where it edits."""
    given = [right for right in rights if right != "ledger:entry:read"] if rights is GRANTABLE else list(rights)
    new = NewClient(f"系统 {uuid4().hex[:6]}", organ, reach, given, timezone.localdate(), **more)
    return create_client(new, by=System("test"))[0]


def token_of(client: Client, scope: str | None = None) -> str:
    """A token as the door issues it, without the cost of its hash."""
    token = uuid4().hex
    made = AccessToken(application=client.application, expires=timezone.now() + timedelta(hours=1))
    made.scope = " ".join(client.rights) if scope is None else scope
    made._raw_token = token
    made.save()
    return token


def system(client: Client, scope: str | None = None) -> Caller:
    """Another system with a fresh token."""
    return Caller(Authorization=f"Bearer {token_of(client, scope)}")
