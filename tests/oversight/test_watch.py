# SPDX-License-Identifier: Apache-2.0
"""The daily query, alarms that are alike, and what became of a point's alarms (S1-33, S3-11, security.md C9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from live_cases import in_force, press
from mingcha.cases.models import Alarm
from mingcha.engine.clock import CHINA
from mingcha.inbox.models import Message
from mingcha.ledger.models import Entry
from mingcha.organs.models import Post
from mingcha.oversight import alike
from mingcha.oversight.actions import daily
from mingcha.oversight.actions.daily import query_day
from mingcha.oversight.actions.ending import cancel_order
from mingcha.oversight.models import DailyLine, DailyQuery, Order, PointOutcome
from order_acts import answered, second, wrong

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 3, 7, 5, tzinfo=CHINA)
TABLE = "table rows"


def again(alarms: list[Alarm], object_id: int) -> None:
    """The same alarms once more, about other objects."""
    for alarm in alarms:
        alarm.pk, alarm.object_id = None, object_id + alarm.object_id
        alarm.save(force_insert=True)


@pytest.mark.req("S3-11")
def test_each_morning_says_by_organ_what_is_new_and_what_stands(imported: Any) -> None:
    alone = second(imported)
    Post.objects.filter(pk=alone.pk).update(reach=Post.Reach.SELF)
    first = query_day(MORNING)
    told = Message.objects.filter(title__startswith="每日查询")
    assert not first.lines.exclude(fresh=0).exists()
    assert not told.exists()
    again(wrong(3, level="yellow"), 10**9)
    again(wrong(2, level="red"), 10**9)
    next_day = query_day(MORNING + timedelta(days=1))
    assert {line.level: line.fresh for line in next_day.lines.filter(fresh__gt=0)} == {"yellow": 3, "red": 2}
    for line in next_day.lines.all():
        rows = Alarm.objects.filter(organ=line.organ, level=line.level)
        assert line.raised == rows.count()
        assert line.standing == rows.filter(status__in=("open", "acknowledged")).count()
    said = told.get(person=imported.post("overseer").person)
    assert said.title == "每日查询 2026-03-04：新增红色 2、黄色 3、提示 0"
    assert told.filter(person=imported.post("monitor").person).count() == 1
    assert not told.filter(person=alone.person).exists(), "who reaches only her own is told of no organ"
    assert not told.filter(person=imported.outsider("overseer").person).exists()
    assert Entry.objects.filter(act="query_day").count() == 2
    page = imported.client(imported.post("overseer")).get(said.link).content.decode()
    assert "+3" in page
    assert "+2" in page


@pytest.mark.req("S3-11")
def test_a_day_is_queried_once_and_one_without_a_query_is_seen(imported: Any) -> None:
    today = timezone.localtime().replace(hour=8, minute=0)
    query_day(today - timedelta(days=3))
    query_day(today)
    with pytest.raises(IntegrityError):
        query_day(today)
    page = imported.client(imported.post("overseer")).get(reverse("oversight:daily")).content.decode()
    assert page.count("未查询") == 2
    assert "近两周有 2 天没有查询" in page
    missed = (today - timedelta(days=1)).date()
    page = imported.client(imported.post("overseer")).get(f"{reverse('oversight:daily')}?day={missed}").content.decode()
    assert "这一天没有查询" in page


def test_the_loop_queries_from_its_hour_on_and_makes_up_for_today_only(
    imported: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(hour: int) -> None:
        now = datetime(2026, 3, 5, hour, 30, tzinfo=CHINA)
        monkeypatch.setattr(timezone, "now", lambda: now)
        daily.tick()

    at(6)
    assert not DailyQuery.objects.exists()
    at(9)
    at(10)
    assert [query.day.isoformat() for query in DailyQuery.objects.all()] == ["2026-03-05"]


def test_what_the_query_of_a_place_found_is_not_read_elsewhere(imported: Any) -> None:
    query_day(timezone.localtime())
    url = reverse("oversight:daily")
    home = imported.client(imported.post("overseer")).get(url).content.decode()
    away = imported.client(imported.outsider("overseer")).get(url).content.decode()
    assert TABLE in home
    assert TABLE not in away
    assert DailyLine.objects.within(imported.outsider("overseer")).count() == 0
    assert imported.client(imported.post("security_admin")).get(url).status_code == 403
    for given in ("2026-02-30", "x", "9999-99-99"):
        assert imported.client(imported.post("overseer")).get(f"{url}?day={given}").status_code == 200


@pytest.mark.req("S1-33")
def test_alarms_that_are_alike_are_chased_together_by_organ_and_month(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    some = wrong(1)[0]
    month = timezone.localtime(some.occurred_at).strftime("%Y-%m")
    page = client.get(reverse("oversight:alike"), {"month": month})
    [heap] = page.context["heaps"]
    alike = [group for group in heap.groups if group.point.pk == some.point_id and group.level == some.level]
    rows = Alarm.objects.filter(point=some.point_id, level=some.level, status="open", supervised=False)
    here = [row for row in rows if timezone.localtime(row.occurred_at).strftime("%Y-%m") == month]
    assert [group.count for group in alike] == [len(here)]
    listed = client.get(f"{reverse('cases:alarm-list')}?{alike[0].query}")
    assert listed.context["page"].counted == len(here)
    url = f"{reverse('oversight:order-new')}?all=1&{alike[0].query}"
    assert press(client, url, words="请一并说明", days="3").status_code == 302
    assert Order.objects.get().count == len(here)
    left = client.get(reverse("oversight:alike"), {"month": month}).context["heaps"]
    assert sum(each.count for each in left) == heap.count - len(here)


def test_the_alarm_centre_tells_what_is_chased_from_what_can_be(imported: Any) -> None:
    client, url = imported.client(imported.post("overseer")), reverse("cases:alarm-list")
    free = client.get(url, {"pursuit": "no"}).context["page"].counted
    answered(imported, 2)
    assert client.get(url, {"pursuit": "yes"}).context["page"].counted == 2
    assert client.get(url, {"pursuit": "no"}).context["page"].counted == free - 2
    shown = client.get(url, {"pursuit": "no", "level": "prompt"}).context["page"]
    assert shown.counted == 0
    assert client.get(url, {"at": "9" * 30}).status_code == 200


@pytest.mark.req("S1-39")
def test_the_owner_of_a_point_reads_how_many_of_its_alarms_were_false(imported: Any) -> None:
    order = answered(imported, 12)
    cancel_order(order, "false", "监察点设置错误", order.version, by=imported.post("overseer"))
    assert not PointOutcome.objects.exists()
    fresh = Order.objects.get(pk=order.pk)
    cancel_order(fresh, "false", "同意", fresh.version, by=second(imported))
    other = answered(imported, 3)
    cancel_order(other, "settled", "同意", other.version, by=imported.post("overseer"))
    for outcome in PointOutcome.objects.all():
        ended = Alarm.objects.filter(point=outcome.pk, status="revoked")
        assert outcome.ended == ended.count()
        assert outcome.false == ended.filter(orders__order__outcome="false").count()
    assert sum(PointOutcome.objects.values_list("ended", flat=True)) == 15
    point = Order.objects.get(pk=order.pk).alarms.first().alarm.point
    url = reverse("catalog:item-detail", args=[point.item_version.item_id])
    for ended, false, rate, high in ((10, 2, "20.0%", True), (9, 9, "100.0%", False), (20, 1, "5.0%", False)):
        PointOutcome.objects.filter(pk=point.pk).update(ended=ended, false=false)
        PointOutcome.objects.exclude(pk=point.pk).delete()
        page = imported.client(imported.post("overseer")).get(url).content.decode()
        assert rate in page
        assert ("偏高，请检查设置" in page) == high
    assert "监察点误报率" not in imported.client(imported.outsider("overseer")).get(url).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/alarms/alike/?month=0001-01", "/alarms/alike/?month=9999-12", "/alarms/daily/?day=0001-01-01"]
    + [f"/{name}/?since=0001-01-01&until=9999-12-31" for name in ("orders", "alarms", "cases")],
)
def test_a_day_that_no_clock_has_is_no_error(imported: Any, address: str) -> None:
    assert imported.client(imported.post("overseer")).get(address).status_code == 200


def test_more_than_one_order_takes_are_not_offered_as_one(imported: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = imported.client(imported.post("overseer"))
    url = reverse("oversight:order-new")
    assert url in client.get(reverse("oversight:alike")).content.decode()
    monkeypatch.setattr(alike, "MOST", 0)
    page = client.get(reverse("oversight:alike")).content.decode()
    assert url not in page
    assert "请分组督办" in page
    assert "分批勾选" in page


def test_what_a_list_is_narrowed_to_is_said_and_names_nothing_of_another_place(imported: Any) -> None:
    [alarm] = wrong(1)
    item = alarm.point.item_version.item
    item.code, item.name = "JY-9", "甲一独有的事项"
    item.save()
    point = in_force(imported, "permit", name="甲一独有的许可").points.exclude(name="").first()
    asked = {"organ": alarm.organ_id, "point": point.pk, "item": item.code, "act": "决定"}
    home = imported.client(imported.post("overseer")).get(reverse("cases:alarm-list"), asked).content.decode()
    for name in ("只列出：", alarm.organ.short, item.name, point.name):
        assert name in home
    away = imported.client(imported.outsider("overseer")).get(reverse("cases:alarm-list"), asked).content.decode()
    assert f"只列出：{item.code} · 决定" in away
    for name in (alarm.organ.short, item.name, point.name):
        assert name not in away
    for wrong_number in ("9" * 30, "9" * 5_000, "²", "-1"):
        told = imported.client(imported.post("overseer")).get(reverse("cases:alarm-list"), {"organ": wrong_number})
        assert told.status_code in (200, 400)


def test_a_handler_is_not_led_to_pages_that_count_by_organ(imported: Any) -> None:
    handler, office = (imported.client(imported.post(role)) for role in ("handler", "monitor"))
    for view in ("oversight:daily", "oversight:alike"):
        assert reverse(view) in office.get(reverse("cases:alarm-list")).content.decode()
        assert reverse(view) not in handler.get(reverse("cases:alarm-list")).content.decode()
