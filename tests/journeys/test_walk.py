# SPDX-License-Identifier: Apache-2.0
"""The walk: log in, bring in a log of another system, look at the columns, import, and read the alarm and its case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from people import log_in
from playwright.sync_api import Page, expect

LOG = """案号,环节,时间,承办人
甲1,立案,2026-01-05 09:00,张三
甲1,调查,2026-01-06 09:00,张三
甲1,决定,2026-01-26 10:00,李四
甲2,立案,2026-01-05 11:00,张三
甲2,调查,2026-01-06 09:00,张三
甲2,决定,2026-01-07 10:00,李四
"""
WORK = 60_000
"""Milliseconds for what is done in the background."""


@pytest.mark.req("S4-32")
def test_from_a_file_to_an_alarm_and_its_case(page: Page, tmp_path: Path) -> None:
    log = tmp_path / "办件.csv"
    log.write_text(LOG, "gb18030")
    page.goto("/exchange/")
    log_in(page, "importer")
    page.get_by_role("link", name="导入日志").first.click()
    page.get_by_label("新来源的名称").fill("市局案件系统")
    page.get_by_label("日志文件").set_input_files(log)
    page.get_by_role("button", name="上传").click()

    expect(page.get_by_text("请核对各列是什么")).to_be_visible(timeout=WORK)
    page.get_by_role("link", name="各列是什么").first.click()
    expect(page.get_by_label("案号")).to_have_value("案号")
    item = page.get_by_label("权力事项")
    item.select_option(item.locator("option", has_text="CF-1").get_attribute("value"))
    page.get_by_role("button", name="保存").click()

    page.get_by_role("button", name="导入").click(timeout=WORK)
    expect(page.get_by_text("已完成").first).to_be_visible(timeout=WORK)

    page.get_by_role("link", name="监察").first.click()
    page.get_by_role("link", name="超期").first.click()
    expect(page.locator("main")).to_contain_text("期限 3 个工作日")
    page.get_by_role("link", name="甲1").first.click()
    expect(page).to_have_url(re.compile(r"/cases/\d+/"))
    expect(page.locator("main")).to_contain_text("甲1")
    for act in ("立案", "调查", "决定"):
        expect(page.locator("main")).to_contain_text(act)
