# SPDX-License-Identifier: Apache-2.0
"""Lists and searches at a million rows, through the test client: a narrow and a wide reach, each page many times.

One measure is a whole request: session, post, counts of the rail, filters, rows, template. ``python bench/web_lists.py ROWS``
measures in the database that MINGCHA_TEST_DATABASE names and prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from typing import Any

import web_data

TIMES = 20
GOAL, SEARCH_GOAL, QUERIES = 100, 200, 12
"""Milliseconds of the 95th of 100 requests, and statements at the most."""
WORDS = ("公司", "王", "王建国", "wjg", "2022", "0123456", "青石餐饮有限公司", "qs", "无")
FILTERS = {
    "list, filters": (
        "/cases/?status=open",
        "/cases/?power=行政处罚",
        "/cases/?since=2026-01-01&until=2026-06-30",
        "/alarms/?state=all",
        "/alarms/?state=open&kind=time_limit",
        "/alarms/?since=2026-06-01",
    ),
    "list, tabs": ("/alarms/?level=red", "/alarms/?level=yellow", "/alarms/?level=prompt"),
}


def requests(client: Any) -> Iterator[tuple[str, str]]:
    """Kind and address of each page that is measured."""
    for address in ("/cases/", "/alarms/"):
        yield "list, page 1", address
        yield "list, page 400", f"{address}?page=400"
        yield from (("list, by key, deep", f"{address}?after={key}") for key in deep(client, address))
    for kind, addresses in FILTERS.items():
        yield from ((kind, address) for address in addresses)
    for word in WORDS:
        yield "search", f"/cases/?q={word}"
    yield "search", "/cases/?q=公司&page=300"
    yield "search and filter", "/cases/?q=公司&status=open"
    yield "search and filter", "/cases/?q=王&since=2024-01-01"


def deep(client: Any, address: str) -> Iterator[str]:
    """Keys at a fifth, a half and four fifths of the list."""
    from mingcha.web import keyset

    page = client.get(address).context["page"]
    total = page.found.order_by().count()
    for share in (0.2, 0.5, 0.8):
        row = page.found.order_by(*page.order)[int(total * share) : int(total * share) + 1][0]
        yield keyset.write(row, page.order)


def measure(rows: int) -> list[dict[str, object]]:
    with web_data.database(rows) as posts:
        return [line for name in ("wide", "narrow") for line in _of(name, getattr(posts, name))]


def _of(name: str, post: Any) -> Iterator[dict[str, object]]:
    from django.db import connection

    client = web_data.client(post)
    client.get("/")  # the first request of a session also writes it
    spent: dict[str, list[float]] = {}
    most: dict[str, int] = {}
    worst: dict[str, tuple[float, str]] = {}
    for kind, address in requests(client):
        times, queries = timed(client, address)
        spent.setdefault(kind, []).extend(times)
        most[kind] = max(most.get(kind, 0), queries)
        worst[kind] = max(worst.get(kind, (0.0, "")), (sorted(times)[-2], address))
    for kind, times in spent.items():
        p95 = quantiles(times, n=20)[-1]
        yield {
            "database": connection.vendor,
            "reach": name,
            "request": kind,
            "median ms": f"{sorted(times)[len(times) // 2]:.0f}",
            "p95 ms": f"{p95:.0f}",
            "goal": SEARCH_GOAL if kind.startswith("search") else GOAL,
            "statements": most[kind],
            "slowest": worst[kind][1].split("after=")[0],
        }


def timed(client: Any, address: str) -> tuple[list[float], int]:
    """Milliseconds of each request but the first, and the statements of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    statements, times = len(captured), []
    for _ in range(TIMES):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1_000)
    return times, statements


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1])), ensure_ascii=False))
