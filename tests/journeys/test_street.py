# SPDX-License-Identifier: Apache-2.0
"""The whole summary procedure on a phone: from clue to close with one thumb, an alarm raised by going alone and cured (feature 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from people import log_in
from playwright.sync_api import Browser, Page, expect

from installation import PASSWORD, Server
from settled import with_cast

TESTS = Path(__file__).parents[1]
AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
THUMB = 44
_STREET = """
import sys
sys.path.insert(0, {tests!r})
from datetime import date
from types import SimpleNamespace
from django.db import transaction
from live_cases import in_force, officer
from mingcha.ledger import System
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.models import Organ, Person, Post, Role
place = SimpleNamespace(organ=lambda kind: Organ.objects.get(kind=kind, city__startswith="9901"))
with transaction.atomic():
    load_calendar(by=System("日历"))
    unit = place.organ("unit")
    second = Person(username="second", name="苏日娜", organ=unit)
    second.set_password({password!r})
    second.save()
    handler = Role.objects.get(key="handler")
    Post.objects.create(person=second, organ=unit, role=handler, reach="self", valid_from=date(2020, 1, 1))
    officer(Person.objects.get(username="handler"), "A1", organ=unit)
    officer(second, "A2", organ=unit)
    in_force(place, "summary")
print(Person.objects.get(username="handler").name)
"""
SMALL = """(least) => [...document.querySelectorAll('main a.btn, main button, main input:not([type=hidden]), main select, main textarea')]
  .map(one => one.closest('label') ?? one)
  .filter(one => one.checkVisibility())
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect().height])
  .filter(([, height]) => height < least - 0.5)"""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """Two officers with certificates, and the item of the street in force."""
    made = with_cast(tmp_path_factory.mktemp("street"), "handler", "filler")
    name = made.ask(_STREET.format(tests=str(TESTS), password=PASSWORD))
    with made.served() as server:
        yield server, name


@contextmanager
def phone(browser: Browser, server: Server, username: str) -> Iterator[Page]:
    """Somebody's telephone, logged in."""
    context = browser.new_context(
        base_url=server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        user_agent=AGENT,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto("/")
    log_in(page, username)
    yield page
    context.close()
    assert [fault for fault in faults if "status of 422" not in fault] == []


def fits(page: Page) -> None:
    """One column, the phone's face, and nothing too small for a thumb."""
    expect(page.locator("body.phone")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url
    assert page.evaluate(SMALL, THUMB) == [], page.url


def begin(page: Page, act: str) -> None:
    """From the page of the case to a step's."""
    card = page.locator("section.now", has_text=act)
    card.get_by_role("link", name="办理", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(act)
    fits(page)


def send(page: Page, **people: tuple[str, ...]) -> None:
    """Tick who goes on, and send: the button is in sight wherever the page stands."""
    for place, names in people.items():
        for name in names:
            page.locator(f"label:has(input[name=go_people_{place[1:]}])", has_text=name).tap()
    button = page.get_by_role("button", name="提交")
    expect(button).to_be_in_viewport()
    button.tap()
    expect(page).to_have_url(re.compile(r"/cases/\d+/$"))


@pytest.mark.req("S1-30", "S1-31", "S1-32", "S1-42")
def test_the_street_from_clue_to_close_with_one_thumb(
    browser: Browser, street: tuple[Server, str], tmp_path: Path
) -> None:
    server, first = street
    both = (first, "苏日娜")
    with phone(browser, server, "handler") as page, phone(browser, server, "second") as hers:
        _register(page)
        begin(page, "巡查发现")
        page.get_by_label("地点").fill("新华东街路口")
        page.get_by_label("摆摊").check()
        send(page, p0=both)
        _alone_and_cured(page, first, both)
        _evidence(page, tmp_path)
        begin(page, "现场取证")
        _scene(page, tmp_path)
        send(page, p0=both)
        _she_was_there(page, hers)
        begin(page, "当场告知")
        page.get_by_label("当事人的陈述和申辩").fill("承认占道，马上收摊。")
        page.get_by_label("没有提出").check()
        send(page, p0=both)
        begin(page, "当场处罚决定")
        _decide(page)
        send(page, p0=both)
        begin(page, "当场交付")
        page.get_by_label("当事人签收").check()
        send(page, p0=(first,), p1=("苏日娜",), p2=("周明察",))
        case = page.url
        _branches(page, hers, browser, server, case)
        begin(page, "归档")
        page.get_by_label("卷宗页数").fill("12")
        send(page)
        expect(page.get_by_text("已办结")).to_be_visible()
        fits(page)


def _register(page: Page) -> None:
    fits(page)
    page.get_by_role("link", name="新建办件").tap()
    fits(page)
    page.get_by_role("link", name="对擅自占用城市道路的行政处罚").tap()
    fits(page)
    page.get_by_label("案由").fill("占道摆摊")
    page.get_by_role("button", name="登记").tap()
    expect(page.get_by_text("已登记")).to_be_visible()
    fits(page)


def _alone_and_cured(page: Page, first: str, both: tuple[str, ...]) -> None:
    """One officer alone on the evidence is the wrong thing; two are the right one."""
    begin(page, "责令改正")
    page.get_by_label("否", exact=True).check()
    send(page, p0=(first,))
    expect(page.get_by_text(re.compile("产生 1 条报警"))).to_be_visible()
    expect(page.locator("main")).to_contain_text("红 1 条")
    page.locator("section.now").get_by_role("link", name="环节授权").tap()
    fits(page)
    page.locator("label:has(input[name=people])", has_text=both[1]).tap()
    page.get_by_role("button", name="授权").tap()
    expect(page.get_by_text("没有报警")).to_be_visible()


def _evidence(page: Page, folder: Path) -> None:
    """Two pictures and a film, taken on the spot: what the step asks for."""
    picture, film = folder / "现场.png", folder / "现场.mp4"
    page.screenshot(path=picture)
    film.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2\0\0\0\x08mdat")
    for kind, file in (("照片", picture), ("照片", picture), ("视频", film)):
        page.locator("section.now").get_by_role("link", name="添加证据").tap()
        fits(page)
        page.get_by_label("证据种类").select_option(kind)
        page.get_by_label("现场拍摄").set_input_files(file)
        page.get_by_role("button", name="添加", exact=True).tap()
        expect(page.get_by_text("已添加证据")).to_be_visible()


def _scene(page: Page, folder: Path) -> None:
    """A party, and a picture by the camera."""
    camera = page.locator("input[type=file]")
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(folder / "现场.png")
    page.get_by_label("类型").select_option("other")
    page.get_by_label("姓名或者名称").fill("王某")


def _she_was_there(page: Page, hers: Page) -> None:
    """Her own word, on her own device, by the code that is shown to her."""
    code = page.locator(".presence-code .digits").inner_text()
    hers.goto("/")
    fits(hers)
    hers.get_by_role("link", name=re.compile("请确认您参加了“现场取证”")).tap()
    fits(hers)
    hers.get_by_label("确认码").fill(code)
    hers.get_by_role("button", name="我在现场").tap()
    expect(hers.get_by_text("已确认")).to_be_visible()


def _decide(page: Page) -> None:
    page.get_by_label("违法事实").fill("在人行道摆摊，劝导后不改正。")
    page.get_by_label("违法时间").fill("2026-01-05")
    page.get_by_label("违法地点").fill("新华东街路口")
    page.get_by_label("违反的条款").fill("《城市道路管理条例》第四十二条")
    page.get_by_label("法律依据").fill("《城市道路管理条例》第四十二条")
    page.get_by_label("罚款（元）").fill("30")
    page.get_by_label("罚款", exact=True).check()


def _branches(page: Page, hers: Page, browser: Browser, server: Server, case: str) -> None:
    """Payment, report and publication run beside each other; the file waits for all three."""
    begin(page, "缴款")
    page.get_by_label("扫码").check()
    page.get_by_label("金额（元）").fill("30")
    page.get_by_label("财政票据号").fill("990001")
    send(page)
    hers.goto(case)
    begin(hers, "备案")
    send(hers)
    with phone(browser, server, "filler") as third:
        third.goto(case)
        begin(third, "公示")
        send(third)
    page.goto(case)
    page.locator("section.now", has_text="归档").get_by_role("link", name="环节授权").tap()
    page.locator("label:has(input[name=people])").first.tap()
    page.get_by_role("button", name="授权").tap()
    expect(page.locator("section.now", has_text="归档")).to_be_visible()
