# SPDX-License-Identifier: Apache-2.0
"""A security key from its first touch to its last, with the browser's own virtual authenticator (security.md A5, A12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from people import log_in
from playwright.sync_api import Page, expect

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def keyed(page: Page) -> Iterator[Page]:
    """The tab with a key in its socket. Keys are bound to a name, and an address is none: so ``localhost``."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    devtools.detach()


def test_a_key_is_added_asked_for_at_the_login_and_before_it_is_taken_away(keyed: Page, server) -> None:
    site = f"http://localhost:{server.port}"
    keyed.goto(f"{site}/account/factors/")
    log_in(keyed, "head")

    keyed.get_by_role("link", name="添加安全密钥").click()
    keyed.get_by_label("名称").fill("办公室的密钥")
    keyed.get_by_role("button", name="下一步").click()
    keyed.get_by_role("button", name="使用安全密钥").click()
    expect(keyed.get_by_role("heading", name="恢复码")).to_be_visible()
    expect(keyed.locator(".codes li")).to_have_count(10)
    spare = keyed.locator(".codes li").first.inner_text()
    keyed.get_by_role("link", name="完成").click()
    expect(keyed.get_by_text("办公室的密钥")).to_be_visible()

    logged_out(keyed)
    log_in(keyed, "head")
    expect(keyed.get_by_role("heading", name="二次验证")).to_be_visible()
    keyed.get_by_role("button", name="使用安全密钥").click()
    expect(keyed.get_by_role("navigation").first).to_contain_text("首页")

    keyed.goto(f"{site}/account/factors/")
    keyed.get_by_role("button", name="移除").click()
    expect(keyed.get_by_role("heading", name="再次验证身份")).to_be_visible()
    keyed.get_by_label("理由").fill("换新密钥")
    keyed.get_by_role("button", name="使用安全密钥").click()
    expect(keyed).to_have_url(re.compile(r"/account/factors/$"))
    expect(keyed.get_by_text("已提升")).to_be_visible()

    logged_out(keyed)
    log_in(keyed, "head")
    keyed.get_by_label("验证码").fill(spare)
    keyed.get_by_role("button", name="验证", exact=True).click()
    expect(keyed.get_by_role("navigation").first).to_contain_text("首页")


def logged_out(page: Page) -> None:
    page.locator("header .drop-down summary").last.click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录工作台")).to_be_visible()
