# SPDX-License-Identifier: Apache-2.0
"""Without a network the portal says so, in its own look; the first page is light, and nobody else is asked for anything (K10)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

LIGHT = 120 * 1024


@pytest.mark.parametrize(
    ("begin", "lost"), [("/portal/", "/portal/items/"), ("/portal/", "/portal/certificate/?number=1")]
)
def test_a_page_that_cannot_be_reached_gives_way_to_the_offline_page(page: Page, begin: str, lost: str) -> None:
    page.goto(begin)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto(lost)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有网络")
    assert page.evaluate("getComputedStyle(document.querySelector('.site')).borderBottomStyle") == "solid", (
        "in its look"
    )
    page.context.set_offline(False)
    page.get_by_role("link", name="重试").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("没有网络")


def test_what_somebody_has_read_is_not_kept_on_the_device(page: Page) -> None:
    page.goto("/portal/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/portal/organs/")
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await (await caches.open(names[0])).keys()).map((one) => new URL(one.url).pathname))"
    )
    assert all(path.startswith("/static/dist/") or path == "/portal/offline/" for path in kept), kept
    assert len(kept) >= 5


def test_the_first_page_is_light_and_asks_nobody_else(page: Page) -> None:
    weight, hosts = 0, set()

    def count(answer: object) -> None:
        nonlocal weight
        if "worker" not in answer.url:  # type: ignore[attr-defined]
            sizes = answer.request.sizes()  # type: ignore[attr-defined]
            weight += sizes["responseBodySize"] + sizes["responseHeadersSize"]
            hosts.add(answer.url.split("/")[2])  # type: ignore[attr-defined]

    page.add_init_script("delete Navigator.prototype.serviceWorker")  # what it fetches for later is not the first page
    answers: list[object] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 # it asks the callback for its signature
    page.goto("/portal/")
    for answer in answers:
        count(answer)
    assert len(hosts) == 1
    assert weight <= LIGHT, weight
