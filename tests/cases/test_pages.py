# SPDX-License-Identifier: Apache-2.0
"""Home, cases, alarms as pages: what the post may see, at a cost that does not grow; the outsider sees nothing."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.utils import timezone, translation

from mingcha.cases.models import Alarm, Case
from mingcha.cases.watchers import call_watchers
from mingcha.cases.words import headline
from mingcha.inbox.models import Todo
from mingcha.ledger import System
from mingcha.ledger.models import Entry
from mingcha.organs.access import BIGGEST


def read(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.req("S1-33")
def test_the_alarm_centre_counts_by_level_and_kind_what_the_lists_hold(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    page = read(client, "/alarms/")
    counts = [int(n) for n in re.findall(r"<b>(\d+)</b></a>", page)][:4]
    levels = [Alarm.objects.filter(level=level).count() for level in ("red", "yellow", "prompt")]
    assert counts == [sum(levels), *levels]
    for level, n in zip(("red", "yellow"), levels, strict=False):
        listed = read(client, f"/alarms/?level={level}")
        assert f"共 {n} 条" in re.sub(r"<[^>]+>", "", listed)


@pytest.mark.req("S1-41")
def test_an_alarm_says_what_by_which_rule_and_how_to_cure_it(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    for alarm in Alarm.objects.order_by("kind", "code").distinct():
        page = read(client, f"/alarms/{alarm.pk}/")
        assert alarm.case.number in page
        assert f"第 {alarm.point.item_version.number} 版" in page
        assert "怎样消除" in page
        assert str(alarm.point.law) in page


@pytest.mark.req("S1-30")
def test_a_case_shows_its_steps_its_clocks_and_all_that_happened(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    for case in Case.objects.order_by("pk")[:10]:
        page = read(client, f"/cases/{case.pk}/")
        for step in case.steps.all():
            assert step.act in page
        for link in re.findall(r'href="(/cases/\d+/deadlines/\d+/\d+/)"', page):
            assert "计算书" in read(client, link)


@pytest.mark.parametrize("url", ["/cases/{case}/", "/alarms/{alarm}/"])
def test_the_outsider_cannot_tell_what_is_there_from_what_is_not(imported: Any, url: str) -> None:
    there = url.format(case=Case.objects.first().pk, alarm=Alarm.objects.first().pk)
    client = imported.client(imported.outsider("overseer"))
    for address in (there, url.format(case=10**6, alarm=10**6), url.format(case=BIGGEST + 1, alarm=BIGGEST + 1)):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "市监案" not in answer.content.decode()


def test_the_outsiders_lists_are_empty(imported: Any) -> None:
    client = imported.client(imported.outsider("overseer"))
    for url in ("/", "/cases/", "/alarms/", "/alarms/?state=all", "/cases/?q=市监案"):
        assert not re.search(r"/(cases|alarms)/\d+/", read(client, url))


@pytest.mark.parametrize("url", ["/", "/cases/", "/alarms/", "/cases/{case}/", "/alarms/{alarm}/"])
def test_a_page_asks_the_database_a_fixed_number_of_times(
    imported: Any, url: str, django_assert_max_num_queries: Any
) -> None:
    client = imported.client(imported.post("overseer"))
    address = url.format(case=Case.objects.order_by("pk")[0].pk, alarm=Alarm.objects.filter(kind="time_limit")[0].pk)
    with django_assert_max_num_queries(34):
        read(client, address)


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=501", "page=1e9", "page=99999999999", "after=x", "before=W10", "sort=password", "password=1"],
)
def test_a_list_refuses_what_it_does_not_know(imported: Any, query: str) -> None:
    answer = imported.client(imported.post("overseer")).get(f"/alarms/?{query}")
    assert answer.status_code == 400
    assert "编号" in answer.content.decode()


def test_every_row_is_reached_once_by_next_and_by_number(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    for step in ("page", "after"):
        seen: list[str] = []
        query = "?page=1" if step == "page" else "?"
        for _ in range(10):
            page = read(client, f"/cases/{query}")
            seen += re.findall(r'href="/cases/(\d+)/"', page)
            following = re.search(r'href="(\?[^"]*)"[^>]*rel="next"', page)
            if not following:
                break
            query = following[1].replace("&amp;", "&")
        assert sorted(map(int, seen)) == sorted(Case.objects.values_list("pk", flat=True))


@pytest.mark.req("S1-28")
def test_acknowledging_closes_the_to_do_and_is_remembered(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    alarm = Alarm.objects.filter(level="red")[0]
    answer = client.post(f"/alarms/{alarm.pk}/acknowledge/", {"_key": "a" * 32})
    assert answer.status_code == 302
    alarm.refresh_from_db()
    assert alarm.status == "acknowledged"
    assert not Todo.objects.filter(kind="alarm", object_id=alarm.pk, closed_at=None).exists()
    entry = Entry.objects.get(act="acknowledge_alarm")
    assert (entry.object_id, entry.what["from"], entry.what["to"]) == (alarm.pk, "open", "acknowledged")
    again = client.post(f"/alarms/{alarm.pk}/acknowledge/", {"_key": "b" * 32})
    assert again.status_code == 409
    assert "已知悉" in again.content.decode()


def test_what_waits_is_kept_in_both_languages_whoever_brought_it_about(imported: Any) -> None:
    alarm = Alarm.objects.filter(level="red").select_related("case", "point", "officer")[0]
    alarm.case.status = Case.Status.OPEN
    with translation.override("en"):
        call_watchers([alarm], {alarm.case_id: alarm.case})
    todo = Todo.objects.get(kind="alarm", object_id=alarm.pk, closed_at=None)
    assert (todo.title, todo.title_en) == (headline(alarm, "zh"), headline(alarm, "en"))
    assert todo.title != todo.title_en


def test_many_are_acknowledged_at_once_and_the_rest_are_counted(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    ids = list(Alarm.objects.values_list("pk", flat=True)[:5])
    sent = {"act": "acknowledge", "ids": [*ids, 10**9], "_key": "c" * 32}
    answer = client.post("/lists/alarms/act/", sent, follow=True)
    text = answer.content.decode()
    assert "成功 5" in text
    assert "1 条已不存在，或者不在管辖范围内" in text
    again = client.post("/lists/alarms/act/", sent)
    assert again["Location"] == answer.redirect_chain[0][0]
    assert Alarm.objects.filter(status="acknowledged").count() == 5


def test_who_may_not_acknowledge_is_refused_and_who_is_elsewhere_finds_nothing(imported: Any) -> None:
    alarm = Alarm.objects.first()
    url = f"/alarms/{alarm.pk}/acknowledge/"
    assert imported.client(imported.post("leader")).post(url).status_code == 403
    assert imported.client(imported.outsider("overseer")).post(url).status_code == 404
    alarm.refresh_from_db()
    assert alarm.status == "open"


@pytest.mark.req("S1-28", "S1-29")
def test_home_has_three_lists_and_each_number_is_the_length_of_the_list_it_opens(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    page = read(client, "/")
    for name in ("我的待办", "本单位待办", "重点关注"):
        shown = re.search(rf'<h2>{name} <span class="n">(\d+)</span></h2><span class="more">.*?href="([^"]+)"', page)
        assert shown is not None, name
        listed = re.sub(r"<[^>]+>", "", read(client, shown[2]))
        assert f"共 {shown[1]} 条" in listed


def test_money_is_shown_in_yuan_as_it_was_decided(imported: Any) -> None:
    from mingcha.cases.models import Penalty

    penalty = Penalty.objects.filter(amount__gt=0).order_by("pk")[0]
    page = read(imported.client(imported.post("overseer")), f"/cases/{penalty.case_id}/")
    assert f"¥{penalty.amount / 100:,.2f}" in page


def test_an_alarm_about_a_stage_names_what_began_it_and_what_would_end_it(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    for alarm in Alarm.objects.filter(mode="stage"):
        page = read(client, f"/alarms/{alarm.pk}/")
        for act in (*alarm.point.rule["start"], *alarm.point.rule["end"]):
            assert f"{act} 完成" in page


@pytest.mark.req("S1-33")
def test_a_row_of_the_alarm_centre_names_case_step_kind_colour_reason_and_time(imported: Any) -> None:
    from mingcha.cases.models import Step
    from mingcha.cases.words import headline, kind_name

    page = read(imported.client(imported.post("overseer")), "/alarms/")
    rows = dict(re.findall(r'<tr data-row>.*?href="/alarms/(\d+)/"(.*?)</tr>', page, re.DOTALL))
    wholes = {
        pk: whole for whole, pk in re.findall(r'(<tr data-row>.*?href="/alarms/(\d+)/".*?</tr>)', page, re.DOTALL)
    }
    assert rows
    for alarm in Alarm.objects.filter(pk__in=rows).select_related("case", "officer", "point"):
        row = html.unescape(wholes[str(alarm.pk)])
        assert headline(alarm) in row
        when = f"{timezone.localtime(alarm.occurred_at):%m-%d %H:%M}"
        for told in (alarm.case.number, kind_name(alarm), when):
            assert told in row
        assert alarm.get_level_display() in row
        if alarm.object_kind == "step":
            assert Step.objects.get(pk=alarm.object_id).act in row


def test_a_level_that_there_is_not_is_told_so_and_not_taken_for_a_clean_sheet(imported: Any) -> None:
    text = imported.client(imported.post("overseer")).get("/alarms/?level=purple").content.decode()
    assert "purple" in text[text.index("<main") :]
    assert "没有符合这些条件的记录" in text
    assert "都合规" not in text


@pytest.mark.req("S1-06")
def test_home_sums_up_the_eight_categories_that_the_region_shows(imported: Any) -> None:
    from mingcha.organs.actions.dictionaries import load_dictionaries
    from mingcha.organs.models import RegionProfile

    load_dictionaries(System("字典"))
    client = imported.client(imported.post("overseer"))
    page = read(client, "/")
    for name in ("行政处罚", "行政强制", "行政征收", "行政确认", "行政裁决", "行政给付"):
        assert name in page, name
    RegionProfile.objects.create(region=imported.region("county"), categories=["02"])
    page = read(client, "/")
    assert "行政处罚" in page
    assert "行政裁决" not in page
