# SPDX-License-Identifier: Apache-2.0
"""For whoever watches the machines: whether this process lives, whether the site can work, and what it counts (I4).

A stranger gets one word; the reasons go to the addresses of MINGCHA_METRICS_FROM, and to administrators on their page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_q.models import OrmQ
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from mingcha.ledger import heads, pulse
from mingcha.ledger.jobs import incidents
from mingcha.ledger.models import Entry, Unsealed
from mingcha.web.observe import watches

ROOM: Final = 256 << 20
"""Bytes that must be free: below it uploads and exports fail."""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers. Nothing else is asked, so that a broken database does not have it killed."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the site can do its work now; 503 takes a machine out of a pool of several."""
    failed = list(_failing())
    told = {"ok": not failed} | ({"failed": failed} if watches(request) else {})
    return JsonResponse(told, status=503 if failed else 200)


def _failing() -> Iterator[str]:
    if (settings.HOME / "restoring").exists():
        yield "restoring"
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated():
            yield "migrations"
    except DatabaseError:
        yield "database"
    if pulse.silent():
        yield "worker"
    if shutil.disk_usage(settings.HOME).free < ROOM:
        yield "disk"


def _migrated() -> bool:
    """Asked of the database until it is so; from then on only a new process can have newer ones."""
    if not _seen():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _seen().append(True)
    return True


@cache
def _seen() -> list[bool]:
    return []


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The counts of all processes, and what the database says now. For the addresses that watch; nothing is here for others."""
    if not watches(request):
        raise Http404
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    states = CollectorRegistry()
    states.register(States())
    return HttpResponse(generate_latest(registry) + generate_latest(states), content_type=CONTENT_TYPE_LATEST)


class States:
    """What is so at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        heard, oldest = (
            pulse.last(),
            Entry.objects.filter(pk__in=Unsealed.objects.order_by("pk").values("pk")[:1]).first(),
        )
        free = shutil.disk_usage(settings.HOME).free
        for name, words, value in (
            ("mingcha_jobs_waiting", "Jobs in the queue", OrmQ.objects.count()),
            ("mingcha_jobs_failed", "Jobs that failed and wait for somebody", incidents().count()),
            ("mingcha_worker_silent_seconds", "Seconds since background work was heard of", _ago(now, heard)),
            (
                "mingcha_seal_lag_seconds",
                "Seconds for which the oldest entry waits for its seal",
                _ago(now, oldest.at if oldest else None, 0),
            ),
            (
                "mingcha_read_only",
                "1 while the site only reads, after an older state was restored",
                int(heads.read_only()),
            ),
            ("mingcha_disk_free_bytes", "Free bytes where files are kept", free),
        ):
            yield GaugeMetricFamily(name, words, value=value)


def _ago(now: datetime, then: datetime | None, never: float = 1e9) -> float:
    return (now - then).total_seconds() if then else never


for view in (healthz, readyz, metrics):
    view.rule = "public"  # type: ignore[attr-defined]
