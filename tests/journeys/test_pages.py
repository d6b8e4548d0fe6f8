# SPDX-License-Identifier: Apache-2.0
"""Every room on the rail opens for whoever may see it: at a desk and on a phone, in Chinese and English, light and dark."""

from __future__ import annotations

import pytest
from people import log_in
from playwright.sync_api import Page, expect

from installation import PASSWORD

LOOKS = {
    "desk": {"width": 1366, "height": 768},
    "phone": {"width": 360, "height": 780},
}


def rooms(page: Page) -> list[str]:
    """The addresses of the rail."""
    links = page.locator("nav a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(link for link in links if "?" not in link))


@pytest.mark.parametrize("username", ["overseer", "importer", "system_admin", "security_admin", "audit_admin"])
def test_every_room_of_a_role_opens_and_fits_desk_and_phone(page: Page, username: str) -> None:
    page.goto("/")
    log_in(page, username)
    expect(page.get_by_role("main")).to_be_visible()
    found = rooms(page)
    assert len(found) >= 3
    for address in found:
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        for name, size in LOOKS.items():
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (address, name, wide) == (address, name, 0)
            worn = page.locator(".top .role").evaluate("role => role.getBoundingClientRect().height")
            assert worn < 80, f"{address}: organ and role are squeezed to {worn} px"
        page.set_viewport_size(LOOKS["desk"])


def test_the_whole_house_speaks_english_and_goes_dark(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    page.get_by_role("textbox", name="Username").fill("overseer")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for address in rooms(page):
        page.goto(address)
        shown = page.locator("h1").inner_text()
        assert shown.isascii(), shown
