# SPDX-License-Identifier: Apache-2.0
"""What anybody might send to an operation, made from the committed document by schemathesis: fitting it and not fitting it.

Each answer is held against the document: its status, its kind, its schema, and never a 500. ``bench/prove_api.py`` does the same
with ten times as many examples.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import schemathesis
from callers import BY_NAME, SAMPLES, client_of, person, token_of
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from access_world import World, undone
from mingcha.organs.access import PEOPLE

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "openapi.json"
BASE: Final = "http://localhost/api/v1"
CHECKS: Final[list[Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SEED: Final = 20260301
FIRST_CASES: Final = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@dataclass
class Sender:
    """Sends cases to the application in the name of a system, or of a person where only persons are let in."""

    world: World
    app: Any = field(default_factory=WSGIHandler)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        audit = client_of(self.world.cast.organ("justice"), "region", ["ledger:entry:read"])
        every = client_of(self.world.cast.organ("justice"), "region")
        self.tokens = {"records": token_of(audit), "": token_of(every)}
        browser = person(self.world.cast.post("handler")).browser
        request = RequestFactory().get("/")
        self.token = get_token(request)
        self.cookies = {
            settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"],
        }

    def send(self, name: str, case: Any) -> None:
        """One case, whose writes are undone; the answer fits the document or an error says how it does not."""
        operation = BY_NAME[name]
        if operation.rule == PEOPLE:
            headers, cookies = {"X-CSRFToken": self.token}, self.cookies
        else:
            tag = "records" if operation.path.startswith("/entries") else ""
            headers, cookies = {"Authorization": f"Bearer {self.tokens[tag]}"}, {}
        with undone():
            answer = case.call(base_url=BASE, headers=headers, cookies=cookies, app=self.app)
        self.seen[f"{operation.method} {answer.status_code}"] += 1
        case.validate_response(answer, checks=CHECKS)


@contextmanager
def patient() -> Iterator[None]:
    """Nobody is told to wait, and a request leaves the connection open, in whose transaction the world is."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        with override_settings(API_RATE=10**9):
            yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


def operations() -> dict[str, Any]:
    """The operations of the document by their names."""
    schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text("utf-8")))
    return {each.ok().definition.raw["operationId"]: each.ok() for each in schema.get_all_operations()}


def fuzz(sender: Sender, name: str, operation: Any, examples: int) -> None:
    """So many examples of one operation: of objects that are there and of others, fitting and not."""
    there = known(sender.world, name)
    positive, negative = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    cases = operation.as_strategy(positive, path_parameters=there)
    for mode, parameters in ((positive, None), (negative, there), (negative, None)):
        cases |= operation.as_strategy(mode, path_parameters=parameters)

    @seed(SEED)
    @how(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=FIRST_CASES
    )
    @given(case=cases)
    def run(case: Any) -> None:
        sender.send(name, case)

    typed: Callable[[], None] = run
    typed()


def known(world: World, name: str) -> dict[str, Any] | None:
    """The path of an object that the sender may see."""
    kind = SAMPLES.get(name)
    if kind is None:
        return None
    if kind == "year":
        return {"code": "CN", "year": 2026}
    samples = world.samples[kind]
    return dict(samples.get("home", samples.get(None)).arguments)  # type: ignore[union-attr]
