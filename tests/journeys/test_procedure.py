# SPDX-License-Identifier: Apache-2.0
"""A filler edits the steps of a draft and sees the drawing follow; the keyboard reaches it, and its watermark stays in sight."""

from __future__ import annotations

import re

import pytest
from people import log_in
from playwright.sync_api import Page, expect


def opened(page: Page) -> None:
    """The section of steps of a draft of 行政处罚, begun here or found open."""
    page.goto("/catalog/")
    log_in(page, "filler")
    page.get_by_role("link", name="行政处罚", exact=True).first.click()
    page.get_by_role("main").get_by_role("button", name="修改").or_(page.get_by_role("link", name="打开草案")).click()
    page.get_by_role("navigation", name="草案的各部分").get_by_role("link", name=re.compile("环节")).click()


@pytest.mark.req("S1-04", "S4-07")
def test_a_filler_adds_a_step_and_a_return_and_the_drawing_shows_them(page: Page) -> None:
    opened(page)
    drawing = page.get_by_role("region", name=re.compile("流程图"))
    expect(drawing.locator("[data-element-id='step_1'] text")).to_have_text("立案")
    page.get_by_role("link", name="添加环节").click()
    page.get_by_role("textbox", name="环节名称").fill("复核")
    page.get_by_role("checkbox", name="法制审核员").check()
    page.get_by_role("combobox", name="去处 1").select_option("调查")
    page.get_by_role("textbox", name="按钮文字 1").fill("退回补正")
    page.get_by_role("checkbox", name="去处 1 是退回").check()
    page.get_by_role("button", name="保存").click()
    row = page.get_by_role("row", name=re.compile("复核"))
    expect(row).to_contain_text("退回补正")
    row.get_by_role("button", name="上移 复核").click()
    expect(page.locator("tbody tr").nth(2)).to_contain_text("复核")
    page.get_by_role("link", name="按次序补全去处").click()
    page.get_by_role("button", name="补全").click()

    drawing = page.get_by_role("region", name=re.compile("流程图：4 个环节"))
    expect(drawing.locator(".djs-connection.return")).to_have_count(1)
    expect(drawing.locator(".lane-name").get_by_text("法制审核员")).to_be_visible()
    expect(drawing.locator(".stamp").first).to_have_attribute("title", re.compile("办理时限"))
    mark = page.get_by_title("Powered by bpmn.io")
    expect(mark).to_be_in_viewport()
    page.get_by_role("button", name="看全图").click()
    expect(mark).to_be_in_viewport()
    drawing.locator(".djs-element.leads", has_text="复核").locator(".djs-hit").first.click(force=True)
    expect(page.get_by_role("textbox", name="环节名称")).to_have_value("复核")
    page.get_by_role("textbox", name="条件 2").fill("(没有写完")
    page.get_by_role("combobox", name="去处 2").select_option("立案")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("这里应为比较符号")).to_be_visible()
