# SPDX-License-Identifier: Apache-2.0
"""script/bench oversight: the pages of oversight over a million alarms and 200,000 orders, an order of 600 alarms from its start to
its end, and the daily query, on both databases. ``--dry`` takes fewer rows and prints only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

import apart
import results
import web_data

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
ROWS, FEW = 1_000_000, 20_000
ORDERS = 200_000
PURSUED = 3_000
"""Alarms under an order at one time."""
MANY = 600
TIMES = 30
COVERS = ["src/mingcha/oversight", "src/mingcha/cases/views/alarms.py", "src/mingcha/cases/filters.py"]


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--rows", type=int)
    options = parser.parse_args(arguments)
    rows = options.rows or (FEW if options.dry else ROWS)
    if options.on:
        apart.tell(measure(rows))
        return
    found = apart.on_each(__file__, arguments)
    names = [name for name in found[0] if name != "on"]
    table: list[dict[str, object]] = [
        {"figure": name} | {str(each["on"]): each[name] for each in found} for name in names
    ]
    told = [
        f"{rows:,} alarms, {rows * PURSUED // ROWS:,} of them under an order, {rows * ORDERS // ROWS:,} orders; whole requests in the test client, {TIMES} of each"
    ]
    if options.dry:
        print(*told)
        results.print_table(table)
    else:
        results.record("bench oversight", table, COVERS, told)


def measure(rows: int) -> dict[str, str]:
    """Milliseconds (p95) of each page by reach, and seconds of each act, by name."""
    with web_data.database(rows) as posts:
        from django.utils import timezone

        from mingcha.ledger import System
        from mingcha.organs.actions.calendars import load_calendar
        from mingcha.oversight.actions.daily import query_day
        from mingcha.oversight.models import Order

        load_calendar(by=System("日历"))
        web_data._load(Order, _orders(rows * ORDERS // ROWS, posts))
        _pursue(rows * PURSUED // ROWS)
        web_data.analyze()
        told = {"the daily query, s": _seconds(lambda: query_day(timezone.now()))}
        for reach in ("wide", "narrow"):
            client = web_data.client(getattr(posts, reach))
            client.get("/")
            for name, address in _pages():
                told[f"{name}, {reach}, p95 ms"] = _p95(client, address)
        return told | dict(_big_order(posts))


def _pages() -> Iterator[tuple[str, str]]:
    yield "alarm centre", "/alarms/"
    yield "alarm centre, under an order", "/alarms/?pursuit=yes"
    yield "alarm centre, can be chased", "/alarms/?pursuit=no&level=red"
    yield "alarms alike", "/alarms/alike/?month=2026-03"
    yield "daily query", "/alarms/daily/"
    yield "orders", "/orders/"
    yield "new orders", "/orders/?status=new"
    yield "late orders", "/orders/?late=yes"


def _p95(client: Any, address: str) -> str:
    assert client.get(address).status_code == 200, address
    times = []
    for _turn in range(TIMES):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1_000)
    return f"{quantiles(times, n=20)[-1]:.0f}"


def _seconds(act: Callable[[], object]) -> str:
    begun = time.perf_counter()
    act()
    return f"{time.perf_counter() - begun:.1f}"


def _orders(count: int, posts: web_data.Posts) -> Iterator[dict[str, Any]]:
    """First orders to the organs of every county, most of them ended, as in the fifth year."""
    from datetime import UTC, datetime, timedelta

    from mingcha.organs.models import Organ

    places = [web_data._place(organ) for organ in Organ.objects.filter(name__contains="级机关").order_by("pk")]
    first = datetime(2022, 1, 3, tzinfo=UTC)
    for number in range(count):
        at = first + timedelta(minutes=number * 2_400_000 // count)
        status = ("new", "answered")[number % 2] if number % 50 == 0 else "cancelled"
        yield places[number % len(places)] | {
            "id": number + 1,
            "number": f"监督〔{at.year}〕{number}号",
            "place": 1,
            "issuer_id": posts.wide.organ_id,
            "issued_by_id": posts.wide.pk,
            "demand": "请查明原因。",
            "count": 1,
            "issued_at": at,
            "due_at": at + timedelta(days=5),
            "status": status,
            "outcome": "",
            **dict.fromkeys(("parent_id", "person_id", "doubted_by_id", "answered_at", "remind_at", "closed_at")),
            "secrecy": 0,
            "version": 1,
        }


def _pursue(count: int) -> None:
    """So many standing alarms, everywhere, are under an order."""
    from mingcha.cases.models import Alarm

    standing = Alarm.objects.filter(status__in=("open", "acknowledged")).exclude(level="prompt").order_by("pk")
    ids = list(standing.values_list("pk", flat=True))
    Alarm.objects.filter(pk__in=ids[:: max(1, len(ids) // max(1, count))]).update(supervised=True)


def _big_order(posts: web_data.Posts) -> Iterator[tuple[str, str]]:
    """600 alarms of one organ: chased, answered by a table, cancelled, by the pages that people use."""
    from live_cases import press
    from mingcha.cases.models import Alarm
    from mingcha.organs.models import Person, Post, Role
    from mingcha.oversight.models import Order

    organ = posts.narrow.organ
    person = Person.objects.create(username="office", name="监察室", organ=organ)
    role = Role.objects.get(key="monitor")
    office = Post.objects.create(
        person=person, organ=organ, role=role, reach="below", valid_from=posts.narrow.valid_from
    )
    authority, answerer = web_data.client(posts.wide), web_data.client(office)
    standing = Alarm.objects.filter(status__in=("open", "acknowledged"), supervised=False).exclude(level="prompt")
    some = list(standing.order_by("-pk").values_list("pk", flat=True)[:MANY])
    Alarm.objects.filter(pk__in=some).update(**web_data._place(organ))  # no organ of the data has so many
    rows = standing.filter(organ=organ, pk__in=some)
    url = f"/orders/new/?all=1&at={organ.pk}&pursuit=no"
    page = authority.get(url).context["form"].initial["alarms"].split(",")
    assert len(page) >= len(rows) == MANY
    sent = ",".join(page[:MANY])
    begun = time.perf_counter()
    assert press(authority, url, alarms=sent, words="请逐条说明。", days="5").status_code == 302
    yield f"an order of {len(page[:MANY])} alarms started, s", f"{time.perf_counter() - begun:.1f}"
    order = Order.objects.order_by("-pk").first()
    assert order is not None
    begun = time.perf_counter()
    reply = f"/orders/{order.pk}/answer/"
    typed = {line.cause: "lawful" for line in answerer.get(reply).context["form"].lines}
    assert press(answerer, reply, words="均已说明。", **typed).status_code == 302
    yield "the same answered by its table, s", f"{time.perf_counter() - begun:.1f}"
    begun = time.perf_counter()
    ended = press(authority, f"/orders/{order.pk}/cancel/", outcome="settled", words="同意。")
    assert ended.status_code == 302
    yield "the same cancelled, s", f"{time.perf_counter() - begun:.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
