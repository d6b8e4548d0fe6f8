# SPDX-License-Identifier: Apache-2.0
"""What is kept of every request: its number, a line of the log, counts for Prometheus (security.md D11, G10).

The number is that of the error page and of every line that the request writes, also of the jobs that it orders. No path is
kept, only the name of the view: an address may hold what somebody typed.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

from mingcha.ledger import metrics
from mingcha.web.addresses import client_address

Answer = Callable[[HttpRequest], HttpResponse]
LOG: Final = logging.getLogger("mingcha.access")
GIVEN: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
NOWHERE: Final = "-"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(answer: Answer) -> Answer:
    """Outermost of all: what is refused further in is seen too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.ref = _reference(request)  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request=request.ref)  # type: ignore[attr-defined]
        queries, began = _Count(), time.perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = answer(request)
            _keep(request, response, queries.number, time.perf_counter() - began)
        finally:
            clear_contextvars()
        response["X-Request-ID"] = request.ref  # type: ignore[attr-defined]
        return response

    return middleware


class _Count:
    """Counts the queries of a request."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.number += 1
        return execute(*query)


def _reference(request: HttpRequest) -> str:
    """The number that a web server of ours has given, or a new one: a client's own would let her forge lines."""
    given = request.headers.get("X-Request-ID", "")
    return given if settings.TRUSTED_PROXIES and GIVEN.fullmatch(given) else secrets.token_hex(4)


def _keep(request: HttpRequest, response: HttpResponse, queries: int, seconds: float) -> None:
    view, method = _view(request), request.method if request.method in METHODS else NOWHERE
    metrics.REQUESTS.labels(view, method, str(response.status_code)).inc()
    metrics.REQUEST_SECONDS.labels(view).observe(seconds)
    metrics.QUERIES.labels(view).inc(queries)
    if LOG.isEnabledFor(logging.INFO):
        post = getattr(request, "post", None)
        told = {"view": view, "method": method, "status": response.status_code, "queries": queries}
        LOG.info("request", extra=told | {"ms": round(seconds * 1_000), "person": post.person_id if post else None})


def _view(request: HttpRequest) -> str:
    """The view's name; one word for all that is none, so that nobody can make new ones."""
    match = request.resolver_match
    if match is None and request.path.startswith(settings.STATIC_URL):
        return "static"
    return (match.view_name or NOWHERE) if match else NOWHERE


def watches(request: HttpRequest) -> bool:
    """Whether it comes from where the machines are watched (MINGCHA_METRICS_FROM).

    A request that has passed a web server counts by the address which that one saw: it stands on this machine itself.
    """
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.TRUSTED_PROXIES:
        return False
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_FROM)
