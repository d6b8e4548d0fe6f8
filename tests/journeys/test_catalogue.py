# SPDX-License-Identifier: Apache-2.0
"""A power comes on line by configuration alone: a filler builds it from nothing, and after four gates it is in force (S1-20 … S1-25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from people import log_in
from playwright.sync_api import Browser, Page, expect

from installation import Server

NAME = "对未经设立登记从事经营活动的行政处罚"
STEPS = (
    ("立案", "承办人", True),
    ("调查取证", "承办人", False),
    ("法制审核", "法制审核员", False),
    ("告知", "承办人", False),
    ("决定", "承办机构负责人", False),
    ("送达", "承办人", False),
    ("结案", "承办人", False),
)
People = Callable[[str], Any]


@pytest.fixture
def people(browser: Browser, server: Server) -> People:
    """Each with a browser of her own."""

    @contextmanager
    def enter(username: str) -> Iterator[Page]:
        context = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1366, "height": 900})
        context.set_default_timeout(20_000)

        page = context.new_page()
        page.goto("/catalog/drafts/")
        log_in(page, username)
        yield page
        context.close()

    return enter


def part(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="草案的各部分").get_by_role("link", name=name).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".errors, .field .error")).to_have_count(0)


def begin(page: Page) -> None:
    """The head of a new item."""
    page.get_by_role("link", name="新增事项").click()
    page.get_by_label("事项编码").fill("990101-CF-SJ-0043")
    page.get_by_label("事项名称").fill(NAME)
    page.get_by_label("权力类别").select_option("行政处罚")
    page.get_by_label("法律依据").fill("《中华人民共和国市场主体登记管理条例》第四十三条")
    page.get_by_label("法定期限", exact=True).fill("90")
    page.get_by_label("法定期限的单位").select_option("calendar_day")
    page.get_by_role("button", name="开始起草").click()


def add_steps(page: Page) -> None:
    part(page, "环节")
    for name, role, assigns in STEPS:
        page.get_by_role("link", name="添加环节").first.click()
        page.get_by_role("textbox", name="环节名称").fill(name)
        page.get_by_role("checkbox", name=role, exact=True).check()
        if assigns:
            page.get_by_role("checkbox", name="分派").check()
        save(page)
    page.get_by_role("link", name="按次序补全去处").click()
    page.get_by_role("button", name="补全").click()


def add_points(page: Page) -> None:
    part(page, "监察点")
    page.get_by_role("link", name="办理时限").click()
    page.get_by_role("group", name="从哪个环节起").get_by_label("立案").check()
    page.get_by_role("group", name="到哪个环节止").get_by_label("决定").check()
    page.get_by_label("期限", exact=True).fill("90")
    page.get_by_label("单位").select_option("calendar_day")
    save(page)
    page.get_by_role("link", name="执法主体资格确认").click()
    page.get_by_role("group", name="设在哪个环节").get_by_label("立案").check()
    page.get_by_role("group", name="判定谁的资格").get_by_label("调查取证").check()
    save(page)
    page.get_by_role("link", name="证据固化").click()
    page.get_by_role("group", name="环节").get_by_label("调查取证").check()
    page.get_by_label("须有的证据").fill("照片 × 3\n询问笔录 × 1")
    save(page)
    page.get_by_role("link", name="决定依据").click()
    page.get_by_role("group", name="作出决定的环节").get_by_label("决定").check()
    page.get_by_label("否定性结果").fill("不予处罚\n撤案")
    save(page)


def add_risk(page: Page) -> None:
    part(page, "风险点")
    page.get_by_role("link", name="添加风险点").click()
    page.get_by_label("环节").select_option("决定")
    page.get_by_label("风险等级").select_option("high")
    page.get_by_label("风险表现").fill("以罚代管")
    page.get_by_label("防控措施").fill("先责令改正，复查后再决定")
    save(page)


def decide(people: People, username: str, button: str, reason: str = "") -> None:
    with people(username) as page:
        page.goto("/catalog/drafts/")
        page.get_by_role("link", name=NAME).click()
        if reason:
            page.get_by_label("意见").fill(reason)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text("已办理")).to_be_visible()


@pytest.mark.req("S1-04", "S1-20", "S1-21", "S1-22", "S1-23", "S1-24")
def test_a_power_is_built_from_nothing_returned_once_and_takes_effect(people: People) -> None:
    with people("filler") as page:
        begin(page)
        add_steps(page)
        add_points(page)
        add_risk(page)
        part(page, "概览")
        expect(page.get_by_text("没有发现问题").or_(page.get_by_text("提醒")).first).to_be_visible()
        page.get_by_role("button", name="提交合法性审查").click()
        expect(page.get_by_text("已提交合法性审查")).to_be_visible()
    decide(people, "reviewer", "退回", "请写明维权渠道")
    with people("filler") as page:
        page.get_by_role("link", name=NAME).click()
        expect(page.get_by_text("请写明维权渠道")).to_be_visible()
        part(page, "服务指南")
        page.get_by_role("link", name="修改").click()
        page.get_by_label("维权渠道").fill("六十日内可以申请行政复议")
        save(page)
        part(page, "概览")
        page.get_by_role("button", name="提交合法性审查").click()
    decide(people, "reviewer", "通过")
    decide(people, "submitter", "送审")
    decide(people, "monitor", "通过")
    decide(people, "overseer", "通过")
    with people("overseer") as page:
        page.goto("/catalog/")
        page.get_by_role("link", name=NAME).click()
        expect(page.get_by_text("生效中")).to_be_visible()
        expect(page.get_by_role("cell", name="办理时限", exact=True)).to_be_visible()
        page.goto("/catalog/rules/?q=" + NAME)
        expect(page.locator("tbody tr")).to_have_count(4)
