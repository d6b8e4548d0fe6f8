# SPDX-License-Identifier: Apache-2.0
"""Days copied out of a spreadsheet: a wrong one is told in its row, put right where it was pasted, and then counted by (S0-47, S1-07)."""

from __future__ import annotations

import pytest
from people import log_in
from playwright.sync_api import Page, expect

WRONG = "日期\t类型\t名称\n2026/9/3\t放假\t纪念日\n2026/9/31\t放假\t纪念日\n2026-09-05\t半天\t"
RIGHT = "日期\t类型\t名称\n2026/9/3\t放假\t纪念日\n2026/9/5\t上班\t纪念日"


@pytest.mark.req("S1-07")
def test_days_are_pasted_looked_at_put_right_and_taken_in(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/organs/settings/calendars/of/CN/?year=2026")
    log_in(page, "system_admin")
    page.get_by_role("link", name="粘贴").click()
    field = page.get_by_label("从表格复制的行")

    def paste(text: str) -> None:
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        field.press("ControlOrMeta+a")
        field.press("ControlOrMeta+v")
        page.get_by_role("button", name="核对").click()

    paste(WRONG)
    expect(page.get_by_role("heading", name="3 行，其中 2 行有错误")).to_be_visible()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(2)).to_contain_text("没有这一天")
    expect(rows.nth(3)).to_contain_text("应为放假、上班、整年")
    expect(page.get_by_role("button", name="登记")).to_have_count(0)
    expect(field).to_have_value(WRONG)

    paste(RIGHT)
    page.get_by_role("button", name="登记 2 行").click()
    expect(page.get_by_text("已登记 2 行")).to_be_visible()
    expect(page.get_by_title("2026-09-03 纪念日")).to_contain_text("休")
    expect(page.get_by_title("2026-09-05 纪念日")).to_contain_text("班")
