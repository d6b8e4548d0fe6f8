# SPDX-License-Identifier: Apache-2.0
"""What journeys begin with: somebody logs in."""

from __future__ import annotations

from playwright.sync_api import Page

from installation import PASSWORD

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
"""How every browser of the tests is started."""


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """From whatever page asks for it."""
    page.get_by_role("textbox", name="账号").fill(username)
    page.get_by_role("textbox", name="密码").fill(password)
    page.get_by_role("button", name="登录").click()
