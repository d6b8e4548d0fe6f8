# SPDX-License-Identifier: Apache-2.0
"""A list leaves the house as a file: asked for, made in the background, there without another click."""

from __future__ import annotations

from pathlib import Path

from people import log_in
from playwright.sync_api import Page, expect


def test_an_export_ends_with_its_file_on_the_page_that_waits_for_it(page: Page) -> None:
    page.goto("/organs/organs/")
    log_in(page, "overseer")
    page.get_by_role("link", name="导出").or_(page.get_by_role("button", name="导出")).first.click()
    page.get_by_role("button", name="导出").last.click()
    page.wait_for_url("**/lists/errands/*/")
    link = page.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).stat().st_size > 0
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_a_filter_that_finds_nothing_says_so_and_offers_to_be_cleared(page: Page) -> None:
    page.goto("/organs/organs/?q=没有的机构")
    log_in(page, "overseer")
    empty = page.locator(".empty")
    expect(empty).to_contain_text("没有符合这些条件的记录")
    empty.get_by_role("link", name="清空条件").click()
    expect(page.locator("tbody tr").first).to_be_visible()
