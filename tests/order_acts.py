# SPDX-License-Identifier: Apache-2.0
"""Orders over the imported log, as far as a test wants them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from live_cases import later
from mingcha.cases.models import Alarm
from mingcha.engine.clock import CHINA
from mingcha.organs.models import Person, Post, Role
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.issuing import Demand, issue_orders
from mingcha.oversight.models import Order

MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)
ASK = Demand("请查明原因，三日内回复。", 3)


def wrong(count: int = 1, **narrowed: Any) -> list[Alarm]:
    """Alarms that an order can be about."""
    rows = Alarm.objects.exclude(level="prompt").filter(status="open", supervised=False, **narrowed)
    return list(rows.order_by("pk")[:count])


def issued(cast: Any, count: int = 1) -> Order:
    alarms = wrong(count)
    [order] = issue_orders([alarm.pk for alarm in alarms], ASK, now=MONDAY, by=cast.post("overseer"))
    return order


def causes(order: Order, cause: str = "neglect") -> dict[int, tuple[str, str]]:
    return {row.alarm_id: (cause, "已说明") for row in order.alarms.all()}


def answered(cast: Any, count: int = 1) -> Order:
    order = issued(cast, count)
    answer_order(order, Answer("已整改。", causes=causes(order)), order.version, now=later(1), by=cast.post("monitor"))
    return Order.objects.get(pk=order.pk)


def second(cast: Any) -> Any:
    """Another person of the authority."""
    first = cast.post("overseer")
    person = Person.objects.create(username="second", name="复核人", organ=first.organ)
    role = Role.objects.get(key="overseer")
    return Post.objects.create(
        person=person, organ=first.organ, role=role, reach=first.reach, valid_from=date(2020, 1, 1)
    )
