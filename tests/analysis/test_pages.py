# SPDX-License-Identifier: Apache-2.0
"""The dashboard: each number opens as many rows as it says, within reach, beside last year's (S1-02)."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from mingcha.analysis import charts
from mingcha.analysis.figures import figures
from mingcha.analysis.forms import SpanForm
from mingcha.analysis.page import Dashboard
from mingcha.analysis.places import place_of
from mingcha.analysis.span import Span
from mingcha.analysis.steps import Taken, sample
from mingcha.cases.actions.alarms import acknowledge_alarms
from mingcha.cases.lists import ALARMS
from mingcha.cases.models import Alarm, Case, Step
from mingcha.catalog.models import PowerItem
from mingcha.engine.clock import CHINA
from mingcha.ledger import System
from mingcha.organs.models import Organ
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.issuing import Demand, issue_orders
from mingcha.oversight.lists import ORDERS
from mingcha.oversight.models import Order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 17, 30, tzinfo=CHINA)
WHOLE = {"since": "2024-06-01", "until": "2026-12-31"}


def board_of(cast: Any, role: str = "overseer") -> Dashboard:
    place = place_of(cast.post(role))
    assert place is not None
    return Dashboard(place, Span(date(2024, 6, 1), date(2026, 12, 31)), "", NOW)


def opened(cast: Any, role: str, url: str) -> int:
    """How many rows the alarm centre shows at an address."""
    found = ALARMS.found(cast.post(role), url.partition("?")[2])
    assert found is not None, url
    return found.count()


@pytest.mark.parametrize("role", ["overseer", "monitor"])
def test_each_number_opens_as_many_alarms_as_it_says(imported: Any, role: str) -> None:
    board = board_of(imported, role)
    assert board.levels[0]["n"] > 0
    for level in board.levels:
        assert opened(imported, role, level["url"]) == level["n"]
    for group in board.groups:
        for bar in group["all"]:
            if "/alarms/" in bar["row"].url and f"{group['key']}=" in bar["row"].url:
                assert opened(imported, role, bar["row"].url) == bar["row"].n, bar["row"].label
    days = [cell for row in board.days["rows"] for cell in row["cells"] if cell["n"]]
    assert sum(cell["n"] for cell in days) == sum(level["n"] for level in board.levels)
    for cell in days[:10]:
        assert opened(imported, role, cell["url"]) == cell["n"]


@pytest.mark.parametrize("role", ["overseer", "monitor"])
def test_each_hop_of_the_funnel_opens_the_orders_that_it_counts(imported: Any, role: str) -> None:
    by, alarms = imported.post("overseer"), Alarm.objects.exclude(level="prompt").order_by("pk")
    for n, alarm in enumerate(alarms[:3]):
        [order] = issue_orders([alarm.pk], Demand("请查明", 3), now=NOW, by=by)
        if n:
            office = imported.post("monitor")
            answer_order(order, Answer("已改正", causes={alarm.pk: ("neglect", "疏忽")}), 1, now=NOW, by=office)
    board = board_of(imported, role)
    told = {bar["row"].label: bar["row"] for bar in board.hops}
    for label, n in (("发起督办", 3), ("转承办人", 0), ("已回复", 2), ("撤销报警", 0), ("其中误报", 0)):
        found = ORDERS.found(imported.post(role), told[label].url.partition("?")[2])
        assert found is not None
        assert (found.count(), sum(found.values_list("count", flat=True))) == (n, told[label].n), label
    serious = told["红、黄报警"]
    assert opened(imported, role, serious.url) == serious.n > 0
    assert ORDERS.found(imported.post(role), "hop=issued&region=000000").count() == 0  # type: ignore[union-attr]


def moved_below(cast: Any) -> int:
    """Half of the alarms are of the unit below the organ; gives how many stay its own."""
    unit, ids = cast.organ("unit"), list(Alarm.objects.order_by("pk").values_list("pk", flat=True))
    Alarm.objects.filter(pk__in=ids[::2]).update(organ=unit, organ_3=unit.pk)
    return len(ids[1::2])


def test_a_reach_that_ends_at_the_organ_counts_nothing_below_it_when_the_organ_is_chosen(imported: Any) -> None:
    own, office = moved_below(imported), imported.post("monitor")
    whole = place_of(office, organ=str(office.organ_id))
    office.reach = "organ"
    narrow = place_of(office, organ=str(office.organ_id))
    assert whole is not None
    assert narrow is not None
    span = Span(date(2024, 6, 1), date(2026, 12, 31))
    assert figures(whole, span, NOW.date()).levels().total() == Alarm.objects.count()
    assert figures(narrow, span, NOW.date()).levels().total() == own < Alarm.objects.count()
    assert place_of(office, organ=str(imported.organ("unit").pk)) is None


def test_the_bars_of_a_chosen_organ_open_the_alarms_that_they_count(imported: Any) -> None:
    moved_below(imported)
    post = imported.post("overseer")
    place = place_of(post, organ=str(imported.organ("enforcement").pk))
    assert place is not None
    acknowledge_alarms([Alarm.objects.order_by("pk")[1].pk], by=System("测试"))
    Alarm.objects.filter(pk=Alarm.objects.order_by("pk")[3].pk).update(status="revoked")
    bars = Dashboard(place, Span(date(2024, 6, 1), date(2026, 12, 31)), "", NOW).groups[1]["all"]
    assert len(bars) == 2
    for bar in bars:
        assert opened(imported, "overseer", bar["row"].url) == bar["row"].n > 0, bar["row"].label


def test_organs_of_the_same_short_name_are_told_apart(imported: Any) -> None:
    by = imported.post("overseer")
    orders = [issue_orders([alarm.pk], Demand("请查明", 3), now=NOW, by=by)[0] for alarm in serious(2)]
    unit, organ = imported.organ("unit"), imported.organ("enforcement")
    Organ.objects.filter(pk=unit.pk).update(short=organ.short)
    Order.objects.filter(pk=orders[0].pk).update(organ=unit)
    assert {name: one.orders for name, one in board_of(imported).organs_of_orders} == {unit.name: 1, organ.name: 1}


def serious(n: int) -> list[Alarm]:
    return list(Alarm.objects.exclude(level="prompt").order_by("pk")[:n])


def test_every_facet_holds_every_alarm_once(imported: Any) -> None:
    board = board_of(imported)
    total = Alarm.objects.within(imported.post("overseer")).count()
    assert total > 0
    for group in board.groups:
        assert sum(bar["row"].n for bar in group["all"]) == total


def test_the_page_says_numbers_last_year_and_the_paragraph(imported: Any) -> None:
    page = imported.client(imported.post("overseer")).get("/analysis/", WHOLE).content.decode()
    board = board_of(imported)
    red, total = board.levels[0]["n"], sum(level["n"] for level in board.levels)
    assert f"监察发现报警 {total} 条（去年同期" in page
    assert f"红 {red} 条" in page
    assert "看表" in page
    assert f"以收到的 {board.works[0].came} 件办件为基数" in page


def test_an_organ_is_looked_at_by_itself_and_none_beyond_reach(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    unit = imported.organ("enforcement")
    page = client.get("/analysis/", {**WHOLE, "organ": unit.pk})
    assert page.status_code == 200
    assert unit.short in page.content.decode()
    foreign = imported.foreign_organ("enforcement")
    assert client.get("/analysis/", {"organ": foreign.pk}).status_code == 404
    assert client.get("/analysis/", {"organ": "９9"}).status_code == 404
    assert client.get("/analysis/", {"region": foreign.city}).status_code == 404
    assert client.get("/analysis/table.xlsx", {"organ": foreign.pk}).status_code == 404


def test_an_outsider_sees_none_of_our_alarms(imported: Any) -> None:
    page = imported.client(imported.outsider("overseer")).get("/analysis/", WHOLE)
    assert sum(level["n"] for level in page.context["board"].levels) == 0


def test_who_has_not_the_right_is_refused(imported: Any) -> None:
    client = imported.client(imported.post("handler"))
    assert client.get("/analysis/").status_code == 403
    assert client.get("/analysis/table.xlsx").status_code == 403
    assert client.get(reverse("analysis:item", args=[PowerItem.objects.get().pk])).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"since": "2026-13-40"}, "日期"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "不能早于开始日期"),
        ({"since": "2020-01-01", "until": "2026-01-01"}, "不能超过三年"),
        ({"since": "0001-01-01"}, "应在 2000 年至 2100 年之间"),
    ],
)
def test_wrong_days_are_said_and_the_month_is_shown(imported: Any, given: dict[str, str], words: str) -> None:
    page = imported.client(imported.post("overseer")).get("/analysis/", given)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert page.context["board"].span.since.day == 1


def test_only_an_end_shows_its_month(db: None) -> None:
    form = SpanForm({"until": "2026-05-15"})
    assert form.is_valid()
    assert form.span(date(2026, 11, 23)) == Span(date(2026, 5, 1), date(2026, 5, 15))


def test_the_workbook_holds_what_the_page_draws(imported: Any) -> None:
    answer = imported.client(imported.post("overseer")).get("/analysis/table.xlsx", WHOLE)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    board = board_of(imported)
    kinds = {row[0]: row[1] for row in book["按监察种类"].iter_rows(min_row=2, values_only=True)}
    assert kinds == {bar["row"].label: bar["row"].n for bar in board.groups[0]["all"]}
    cells = {row[0]: row[1:3] for row in book["概况"].iter_rows(min_row=2, values_only=True)}
    assert cells["报警"] == tuple(each.levels().total() for each in board.both)
    assert all(isinstance(n, int | float) or n is None for pair in cells.values() for n in pair)
    assert book["报告文字"]["A2"].value.startswith("2024-06-01 至 2026-12-31")


def test_the_links_of_the_page_open(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    page = client.get("/analysis/", WHOLE).content.decode()
    main = page.partition("<main")[2]
    links = {unescape(url) for url in re.findall(r'href="(/(?:alarms|cases|orders|analysis)/[^"]*)"', main)}
    assert len(links) > 20
    for url in sorted(links)[:60]:
        assert client.get(url).status_code == 200, url


# --- steps ----------------------------------------------------------------------------------------------------------------
def test_median_and_ninetieth_are_values_that_occurred(db: None) -> None:
    taken = Taken("核查", 15, working=True, days=[1, 2, 3, 4, 5, 6, 7, 8, 9, 30])
    assert (taken.median, taken.p90) == (5, 9)
    assert Taken("核查", 15, working=True, days=[7]).p90 == 7


def test_steps_and_returns_are_those_of_the_latest_cases(imported: Any) -> None:
    place, item = place_of(imported.post("overseer")), PowerItem.objects.get()
    assert place is not None
    span = Span(date(2024, 6, 1), date(2026, 12, 31))
    found = sample(place, span, item.code, item.versions.get())
    steps = Step.objects.filter(case__in=Case.objects.all())
    assert found.cases == Case.objects.count()
    assert found.returns.total() == steps.exclude(back_from=None).exclude(back_from="").count() > 0
    assert any(taken.limit for taken in found.steps.values() if taken.days)
    page = imported.client(imported.post("overseer")).get(reverse("analysis:item", args=[item.pk]), WHOLE)
    (act, to), n = found.returns.most_common(1)[0]
    text = page.content.decode()
    assert act in text
    assert to in text
    back = sum(k for (_from, at), k in found.returns.items() if at == to)
    assert n <= back
    assert f"退回 {back} 次" in page.context["drawing"]["notes"].values()


def test_a_change_of_few_is_told_in_numbers_and_of_many_in_percent(db: None) -> None:
    assert charts.change(5, 0) == "增加 5"
    assert charts.change(3, 4) == "减少 1"
    assert charts.change(4, 4) == "持平"
    assert charts.change(50, 40) == "上升 25.0%"
    assert charts.change(30, 40) == "下降 25.0%"
    assert charts.rate(1, 0) is None


def test_a_page_of_a_city_costs_the_same_however_many_alarms(imported: Any, django_assert_max_num_queries: Any) -> None:
    client = imported.client(imported.post("overseer"))
    client.get("/analysis/", WHOLE)
    with django_assert_max_num_queries(40):
        client.get("/analysis/", WHOLE)
