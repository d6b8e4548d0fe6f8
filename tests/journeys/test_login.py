# SPDX-License-Identifier: Apache-2.0
"""Logging in: what a person sees first."""

from __future__ import annotations

from people import log_in
from playwright.sync_api import Page, expect

from installation import PASSWORD


def test_who_is_not_logged_in_is_asked_to_and_then_sees_what_she_asked_for(page: Page) -> None:
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="登录工作台")).to_be_visible()
    log_in(page, "overseer")
    expect(page).to_have_url("/cases/")


def test_a_wrong_password_is_told_and_the_name_stays(page: Page) -> None:
    page.goto("/")
    log_in(page, "overseer", "wrong-horse-battery")
    expect(page.get_by_text("用户名或密码不对")).to_be_visible()
    expect(page.get_by_role("textbox", name="账号")).to_have_value("overseer")
    page.get_by_role("textbox", name="密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation").first).to_contain_text("首页")
