# SPDX-License-Identifier: Apache-2.0
"""A matter is judged before it is accepted, while it runs and after it has ended; colours follow the rule, and what the authority
did about each stands beside it (S3-10, S3-18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from live_cases import MONDAY, in_force, open_one, press, submit
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.clock import look_again
from mingcha.cases.models import Alarm, Case
from mingcha.ledger import System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.calendars import load_calendar

pytestmark = pytest.mark.django_db
ACTS = ("收件", "受理", "决定")


def item(**levels: dict[str, str]) -> dict[str, Any]:
    """An item of three acts, each with a limit of one working day; the levels of a point by its act."""
    head = {"code": "XK-9", "name": "三段许可", "category": "行政许可", "version": "1", "valid_from": date(2026, 1, 1)}
    limit = {"kind": "time_limit", "limit": 1, "unit": "working_day"}
    points = [{"key": act, "at": [act], **limit} | ({"levels": levels[act]} if act in levels else {}) for act in ACTS]
    return {"catalog": head, "step": [{"act": act, "place": n} for n, act in enumerate(ACTS, 1)], "point": points}


@pytest.fixture
def desk(cast: Any) -> Any:
    load_calendar(by=System("日历"))
    return cast, cast.post("handler")


def red(case: Any) -> list[str]:
    rows = Alarm.objects.filter(case=case, level="red").order_by("pk")
    return [key.partition("-")[0] for key in rows.values_list("point_key", flat=True)]


@pytest.mark.req("S3-10")
def test_a_matter_is_judged_before_acceptance_while_it_runs_and_after_its_end(desk: Any) -> None:
    cast, handler = desk
    case = open_one(in_force(cast, item()), handler, MONDAY)
    look_again(MONDAY + timedelta(days=3))
    assert red(case) == ["收件"]
    me = Chosen((handler.person_id,))
    submit(case, handler, people={"受理": me}, at=MONDAY + timedelta(days=3))
    look_again(MONDAY + timedelta(days=8))
    assert red(case) == ["收件", "受理"]
    submit(case, handler, people={"决定": me}, at=MONDAY + timedelta(days=8))
    submit(case, handler, at=MONDAY + timedelta(days=21))
    assert Case.objects.get(pk=case.pk).status == "closed"
    assert red(case) == ["收件", "受理", "决定"]


@pytest.mark.req("S3-18")
def test_the_colour_is_the_rules_and_what_was_done_about_each_is_kept(desk: Any) -> None:
    cast, handler = desk
    version = in_force(cast, item(收件={"overdue": "yellow"}))
    case = open_one(version, handler, MONDAY)
    look_again(MONDAY + timedelta(days=3))
    submit(case, handler, people={"受理": Chosen((handler.person_id,))}, at=MONDAY + timedelta(days=3))
    look_again(MONDAY + timedelta(days=8))
    yellow, late = (Alarm.objects.get(case=case, level=level) for level in ("yellow", "red"))
    assert (yellow.code, late.code) == ("overdue", "overdue")
    authority = cast.client(cast.post("overseer"))
    listed = authority.get(reverse("cases:alarm-list")).content.decode()
    assert listed.count('<span class="sig yellow"') > 0
    assert listed.count('<span class="sig red"') > 0
    authority.post(reverse("cases:alarm-acknowledge", args=[yellow.pk]))
    press(authority, f"{reverse('oversight:order-new')}?alarm={late.pk}", words="请查明原因", days="3")
    assert Entry.objects.filter(act="acknowledge_alarm", object_id=yellow.pk).count() == 1
    assert "已知悉" in authority.get(reverse("cases:alarm-detail", args=[yellow.pk])).content.decode()
    order = late.orders.get().order
    assert order.number in authority.get(reverse("cases:alarm-detail", args=[late.pk])).content.decode()
