# SPDX-License-Identifier: Apache-2.0
"""The parts of pages say what they show in words and to screen readers, and draw it in the right place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from mingcha.engine.calendar import national
from mingcha.engine.clock import local_seconds
from mingcha.engine.deadline import Limit, Pause, Span, explain
from mingcha.engine.kinds import KINDS
from mingcha.web import shapes
from mingcha.web.lists import ListPage


class Outline(HTMLParser):
    """The elements of a page with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = attributes.items()
        return [attrs for name, attrs in self.elements if name == tag and all(attrs.get(k) == v for k, v in wanted)]


def draw(source: str, **context: Any) -> Outline:
    request = RequestFactory().get(context.pop("address", "/"))
    return Outline(engines["django"].from_string("{% load web %}" + source).render(context, request))


@pytest.mark.parametrize(("level", "word"), [("red", "红"), ("yellow", "黄"), ("prompt", "提示"), ("ok", "正常")])
def test_a_level_is_told_by_shape_and_word_and_never_by_colour_alone(level: str, word: str) -> None:
    page = draw("{% signal level %}", level=level)
    assert page.text.strip() == word
    assert len(page.find("svg", **{"aria-hidden": "true"})) == 1
    assert len(set(shapes.MARKS.values())) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_seal_has_the_full_name_of_its_kind(kind: str) -> None:
    assert draw("{% seal kind %}", kind=kind).text.strip() == KINDS[kind].seal + KINDS[kind].names["zh"]
    with translation.override("en"):
        assert KINDS[kind].names["en"] in draw("{% seal kind named=True %}", kind=kind).text


def test_money_numbers_and_moments_are_written_in_one_way() -> None:
    at = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
    times = "{{ t|moment }} {{ t|moment:'short' }} {{ t|moment:'day' }} {{ d|moment }}"
    page = draw("{{ m|money }} {{ n|number }} " + times, m=Decimal(12345), n=1670, t=at, d=date(2026, 12, 1))
    assert page.text == "¥12,345.00 1,670 2026-11-21 14:05 11-21 14:05 2026-11-21 2026-12-01"
    assert draw("{{ none|moment }}{{ none|money }}{{ none|number }}", none=None).text == ""


class Badge(forms.Form):
    """A form with one of each sort of field."""

    number = forms.CharField(label="执法证号", help_text="6 位区划加 4 位序号")
    reach = forms.ChoiceField(label="管辖范围", choices=[("a", "本人"), ("b", "本单位")], widget=forms.RadioSelect)
    checked = forms.BooleanField(label="已核对原件")
    note = forms.CharField(label="说明", required=False)


@pytest.mark.req("S0-48")
def test_a_required_field_is_marked_and_its_error_stands_beside_it_and_is_tied_to_it() -> None:
    form = Badge({})
    assert not form.is_valid()
    page = draw("{% form_fields form %}", form=form)
    number = page.find("input", name="number")[0]
    ids = {attrs["id"] for _tag, attrs in page.elements if "id" in attrs}
    assert number["aria-invalid"] == "true"
    assert set((number["aria-describedby"] or "").split()) == {"id_number_helptext", "id_number_error"} <= ids
    assert page.text.count("*") == 3
    assert page.text.count("这个字段是必填项") == 3
    assert {label["for"] for label in page.find("label")} >= {"id_number", "id_checked", "id_note"}
    assert [attrs for attrs in page.find("fieldset") if attrs["aria-describedby"] == "id_reach_error"]


def test_a_form_carries_a_key_of_its_own_each_time() -> None:
    source = '{% include "web/form.html" with submit="登记" %}'
    first, second = (draw(source, form=Badge()).find("input", name="_key")[0]["value"] for _ in range(2))
    assert first
    assert first != second


def test_a_form_keeps_a_draft_only_of_what_nobody_has_sent() -> None:
    source = '{% include "web/form.html" %}'
    assert "data-bound" not in draw(source, form=Badge()).find("form")[0]
    assert "data-bound" in draw(source, form=Badge({})).find("form")[0]


ROW = (
    "{% load web %}<tr data-row>{% include 'web/list_tick.html' %}<td><a href='#' data-open>{{ row.pk }}</a></td></tr>"
)


def list_page(address: str, **more: Any) -> Outline:
    request = RequestFactory().get(address)
    rows = ContentType.objects.none() if more.pop("nothing", False) else ContentType.objects.all()
    context = {
        "title": "类型",
        "page": ListPage(request, rows, order=("id",)),
        "row_template": engines["django"].from_string(ROW).template,
    }
    return Outline(render_to_string("web/list.html", context | {"columns": [{"label": "编号"}]} | more, request))


@pytest.mark.django_db
@pytest.mark.req("S0-47")
def test_a_list_tells_its_length_goes_to_a_page_and_has_ticks() -> None:
    total = ContentType.objects.count()
    assert total > 20
    page = list_page("/?page=1", bulk={"listing": {"key": "x"}, "acts": [{"label": "办理"}], "chosen": ()})
    assert f"共 {total} 条，第 1–20 条" in page.text
    assert len(page.find("input", name="ids")) == 20
    assert page.find("input", name="page")[0]["max"] == str(-(-total // 20))
    assert page.find("a", rel="next")[0]["href"] == "?page=2"
    assert len(page.find("input", name="_key")) == 1


@pytest.mark.django_db
@pytest.mark.req("S0-47")
def test_an_empty_list_says_so_and_offers_the_first_step() -> None:
    page = list_page("/", nothing=True, empty={"text": "这里列出类型", "url": "/new/", "label": "登记"})
    assert "暂无数据" in page.text
    assert page.find("a", href="/new/")


def test_hidden_fields_keep_the_rest_of_an_address() -> None:
    page = draw("{% query_fields 'page' but=True %}", address="/?tab=red&page=3&q=<b>")
    assert [(attrs["name"], attrs["value"]) for attrs in page.find("input")] == [("tab", "red"), ("q", "<b>")]


def test_the_bracket_of_a_rollback_stands_under_its_two_steps() -> None:
    back = {"from": 7, "to": 4, "words": "退回"}
    assert shapes.bracket(10, back) == {"words": "退回", "left": 45.0, "right": 75.0, "middle": 60.0}
    page = draw(
        "{% steps items back %}", items=[{"name": "立案", "state": "done"}, {"name": "决定", "state": "now"}], back=back
    )
    assert len(page.find("li", **{"aria-current": "step"})) == 1
    assert "退回" in page.text


def test_bars_show_three_beside_thousands() -> None:
    bars = shapes.bars([{"value": 1670}, {"value": 3}, {"value": 0}])
    assert [bar["percent"] for bar in bars] == [100, 4, 0]
    assert shapes.bars([{"value": 0}])[0]["percent"] == 0


def test_alarms_of_a_day_are_told_by_hour_and_in_words() -> None:
    at = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
    page = draw("{% hours counts now %}", counts={"red": {9: 2}, "prompt": {0: 1, 13: 1}}, now=at)
    assert page.find("svg", role="img")[0]["aria-label"] == "红 2，黄 0，提示 2"


def days_of(begin: datetime, limit: Limit, pauses: list[Pause], now: datetime) -> Outline:
    explanation = explain(Span(local_seconds(begin)), limit, pauses, calendar=national(), now=local_seconds(now))
    return draw("{% deadline why today %}", why=explanation, today=now.date())


def test_why_this_date_tells_each_day_without_its_colour() -> None:
    pause = Pause(1, "检验", local_seconds(datetime(2026, 10, 13)), local_seconds(datetime(2026, 10, 27)))
    limit = Limit("calendar_day", 30, frozenset({"检验"}))
    page = days_of(datetime(2026, 10, 11, 15), limit, [pause], datetime(2026, 11, 30, 14))
    text = re.sub(r"\s+", "", page.text)
    assert len(page.find("td", **{"class": "paused"})) == 14
    assert text.count("停") >= 14
    assert "2430满" in text
    assert page.find("td", **{"class": "late today"})
    assert "+6" in text


def test_the_calendar_begins_on_a_monday_and_leaves_out_the_middle_of_a_long_time() -> None:
    limit = Limit("calendar_day", 300)
    begin, now = datetime(2026, 1, 1, 9), datetime(2026, 3, 1, 9)
    explanation = explain(Span(local_seconds(begin)), limit, calendar=national(), now=local_seconds(now))
    weeks = shapes.weeks(explanation.days, None)
    assert len(weeks) == shapes.WEEKS_SHOWN + 1
    assert [week is None for week in weeks].index(True) == 3
    assert weeks[0] is not None
    assert [cell is None for cell in weeks[0]] == [True, True, True, False, False, False, False]
    assert all(week is None or len(week) == 7 for week in weeks)


def test_large_text_is_kept_in_a_cookie_and_shows_on_the_login_page_too(client: Client, db: None) -> None:
    assert 'data-size="large"' not in client.get("/account/login/").content.decode()
    answer = client.post("/look/", {"size": "large", "next": "/account/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert 'data-size="large"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("foreign", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_choice_of_look_leads_nowhere_else(client: Client, db: None, foreign: str) -> None:
    answer = client.post("/look/", {"theme": "dark", "next": foreign})
    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_a_look_that_does_not_exist_is_not_kept(client: Client, db: None) -> None:
    answer = client.post("/look/", {"theme": "pink", "size": "<b>"})
    assert not answer.cookies
