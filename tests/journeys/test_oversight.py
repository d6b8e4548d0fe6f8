# SPDX-License-Identifier: Apache-2.0
"""Four people walk ① to ⑤ of seed 1 in real browsers, twice at the same time: the authority, the monitoring office, the handler,
and the head of the bureau, who watches (S1-33 … S1-40).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from people import ARGUMENTS
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from installation import Installation, Server
from settled import with_cast, with_item

pytestmark = [
    pytest.mark.once,
    pytest.mark.req("S1-33", "S1-34", "S1-35", "S1-36", "S1-37", "S1-38", "S1-39", "S1-40"),
]
TESTS = Path(__file__).parents[1]
PEOPLE = ("overseer", "monitor", "handler", "leader")
SEEN = 5_000
"""Milliseconds in which an alarm is on another person's page."""
_LAY = """
import json, sys
sys.path.insert(0, {tests!r})
from django.db import transaction
from access_world import Browser
from mingcha.ledger import System
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.models import Post
with transaction.atomic():
    load_calendar(by=System("日历"))
    posts = {{name: Post.objects.get(person__username=name) for name in {people!r}}}
    sessions = {{name: [Browser(post).cookies["sessionid"] for _walk in range(2)] for name, post in posts.items()}}
people = {{name: post.person_id for name, post in posts.items()}}
print(json.dumps({{"sessions": sessions, "people": people}}))
"""
_ALARM = """
import sys
sys.path.insert(0, {tests!r})
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from live_cases import open_one
from mingcha.cases.clock import look_again
from mingcha.catalog.models import ItemVersion
from mingcha.organs.models import Post
now = timezone.now()
with transaction.atomic():
    handler = Post.objects.get(person__username="handler")
    case = open_one(ItemVersion.objects.get(item__code="CF-1"), handler, now - timedelta(days=30))
    look_again(now)
print(case.number)
"""
"""A case of which a limit ran out long ago, and its red alarm."""


@dataclass
class Walk:
    """One of the two: a tab for each person, and who is who."""

    tabs: dict[str, Page]
    people: dict[str, int]

    def open(self, name: str, words: str) -> Page:
        """That person's page with a link of these words, followed."""
        tab = self.tabs[name]
        tab.get_by_role("link", name=words).first.click()
        return tab


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Server, dict[str, Any]]]:
    made = with_item(with_cast(tmp_path_factory.mktemp("oversight")))
    told = json.loads(made.ask(_LAY.format(tests=str(TESTS), people=PEOPLE)).splitlines()[-1])
    with made.served() as server:
        yield made, server, told


def test_four_people_chase_an_alarm_from_order_to_end_twice_at_once(
    laid: tuple[Installation, Server, dict[str, Any]],
) -> None:
    with ThreadPoolExecutor(2) as both:
        numbers = list(both.map(lambda place: _walk(laid, place), range(2)))
    assert len(set(numbers)) == 2
    asked = "from mingcha.oversight.models import Order\nfrom mingcha.cases.models import Alarm\n"
    asked += "print(sorted(set(Order.objects.values_list('status', flat=True))), Alarm.objects.exclude(status='revoked').count())"
    assert laid[0].ask(asked) == "['cancelled'] 0"


def _walk(laid: tuple[Installation, Server, dict[str, Any]], place: int) -> str:
    made, server, told = laid
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", chromium_sandbox=False, args=ARGUMENTS, headless=True
        )
        faults: list[str] = []
        tabs = {name: _tab(browser.new_context, server, told["sessions"][name][place], faults) for name in PEOPLE}
        number = _chase(made, Walk(tabs, told["people"]))
        browser.close()
    assert faults == []
    return number


def _tab(new_context: Any, server: Server, session: str, faults: list[str]) -> Page:
    context: BrowserContext = new_context(
        base_url=server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return page


def _chase(made: Installation, walk: Walk) -> str:
    authority, office, handler, head = (walk.tabs[name] for name in PEOPLE)
    head.goto("/alarms/")
    case = made.ask(_ALARM.format(tests=str(TESTS))).splitlines()[-1]
    expect(head.locator("#news")).to_contain_text("条新报警", timeout=SEEN)
    head.get_by_role("link", name="显示").click()
    expect(head.locator("main")).to_contain_text(case)
    # ① from the list of alarms
    authority.goto("/alarms/")
    authority.locator("tr", has_text=case).locator("input[name=ids]").check()
    authority.get_by_role("button", name="发起督办").click()
    authority.get_by_label("督办要求").fill("请查明超期原因。")
    authority.get_by_role("button", name="发起督办").click()
    headed = authority.get_by_role("heading", level=1)
    expect(headed).to_contain_text("号(1)")
    number = str(headed.text_content()).split()[-1]
    # ② the office passes it on
    office.goto("/orders/?status=new")
    walk.open("monitor", number)
    walk.open("monitor", "下发承办人")
    office.locator(f'input[name=people][value="{walk.people["handler"]}"]').check()
    office.get_by_label("督办要求").fill("请说明当时情况。")
    office.locator("main form").get_by_role("button", name=re.compile("下发")).click()
    # ③ the handler answers
    below = number.replace("(1)", "(2)")
    handler.goto("/orders/")
    walk.open("handler", below)
    walk.open("handler", "回复")
    handler.get_by_label("回复").first.fill("当日系统故障，已补录。")
    handler.locator("main form").get_by_role("button", name="回复").click()
    expect(handler.locator("main")).to_contain_text("当日系统故障")
    # ④ the office answers, with the cause of the alarm
    office.goto("/orders/?status=new")
    walk.open("monitor", number)
    walk.open("monitor", "回复")
    office.locator("textarea[name=words]").fill("已核实，已整改。")
    office.locator("select[name^=cause_]").select_option("late_entry")
    office.locator("main form").get_by_role("button", name="回复").click()
    expect(office.locator("main")).to_contain_text("已核实")
    # ⑤ the authority reads it among the answered and cancels; the head reads the whole tree and can end nothing
    head.goto("/orders/?status=answered")
    walk.open("leader", number)
    expect(head.locator("main")).to_contain_text("当日系统故障")
    expect(head.get_by_role("link", name="撤销报警")).to_have_count(0)
    authority.goto("/orders/?status=answered")
    walk.open("overseer", number)
    walk.open("overseer", "撤销报警")
    authority.locator("textarea[name=words]").fill("情况属实，同意撤销。")
    authority.locator("main form").get_by_role("button", name=re.compile("撤销")).click()
    expect(authority.locator("main")).to_contain_text("已撤销")
    authority.goto("/alarms/?state=revoked")
    expect(authority.locator("main")).to_contain_text(case)
    return number
