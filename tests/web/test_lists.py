# SPDX-License-Identifier: Apache-2.0
"""Every list of the house behaves alike (S0-47): taken from the resolver, so that a new one is looked at too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from access_desk import BY_NAME, Desk
from access_world import World, content_of
from mingcha.lists.listings import LISTINGS, by_view
from mingcha.web.lists import COUNTED, SIZE

pytestmark = pytest.mark.django_db
EMPTY = re.compile(r'<div class="empty"><b>(暂无数据|没有|还没有)')
REPORTS = {"cases:backtest-detail", "cases:move-detail"}
"""Pages whose rows are those of a report, of a back-test or of a move: nobody ticks or exports them."""


def lists(desk: Desk) -> Iterator[tuple[str, Any, str, Any]]:
    """Name, browser, address and page of whatever draws a list for people at a desk."""
    for route, browser, url in desk.each("GET"):
        answer = browser.client.get(url)
        if answer.streaming:
            content_of(answer)  # a file that is read to its end is closed
            continue
        context = answer.context
        if route.name in REPORTS:
            continue
        if context and "page" in context and hasattr(context["page"], "counted") and "nav" in context:
            yield route.name, browser, url, answer


@pytest.mark.req("S0-47")
def test_every_list_counts_its_rows_and_pages_has_ticks_and_says_when_it_is_empty(world: World) -> None:
    desk, seen = Desk(world), set()
    for name, browser, url, answer in lists(desk):
        seen.add(name)
        text, page = answer.content.decode(), answer.context["page"]
        assert by_view(name) is not None, f"{name} is not declared in mingcha.lists.listings"
        assert page.size == SIZE == 20
        assert f"共 {page.count_text} 条" in text, name
        beyond = browser.client.get(url, {"page": COUNTED // SIZE})
        assert beyond.status_code == 200, f"{name} does not go to a page by its number"
        assert EMPTY.search(beyond.content.decode()), name
        if page.rows:
            assert text.count('name="ids"') == len(page.rows), f"{name}: a row without a tick"
            assert 'name="act" value="export"' in text, name
        else:
            assert EMPTY.search(text), name
    assert {listing.view for listing in LISTINGS.values()} <= seen
    assert len(seen) >= 20


def test_names_of_lists_and_their_addresses_are_each_used_once() -> None:
    views = [view for listing in LISTINGS.values() for view in (listing.view, *listing.views)]
    assert len(set(views)) == len(views)
    assert set(views) <= set(BY_NAME)
