# SPDX-License-Identifier: Apache-2.0
"""Journeys of people through the pages in a real browser, against the real server over an installation of its own.

A page that says anything in the browser's console, breaks its content security policy or fails to load a part fails its
test. Those with a browser run in one process, one after the other: two browsers on two cores are slower than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import ARGUMENTS
from playwright.sync_api import Browser, Page, sync_playwright
from served_world import ServedWorld, served_world

from installation import Server
from settled import with_cast, with_item

HERE = Path(__file__).parent
PEOPLE = (
    "overseer",
    "importer",
    "head",
    "filler",
    "system_admin",
    "security_admin",
    "audit_admin",
    "submitter",
    "reviewer",
    "monitor",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.talks)
            alone = {"page", "browser", "world"} & set(getattr(item, "fixturenames", ()))
            item.add_marker(pytest.mark.xdist_group("journeys" if alone else "servers"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with with_item(with_cast(tmp_path_factory.mktemp("home"), *PEOPLE)).served() as server:
        yield server


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWorld]:
    """One of everything, served; built once, since it takes half a minute."""
    with served_world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A module's, not the session's: while it runs Django takes this thread for one that must not touch a database."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", chromium_sandbox=False, args=ARGUMENTS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A tab at 1366 × 768, as on an office PC; at the end nothing may have gone wrong in it."""
    context = browser.new_context(
        base_url=server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1366, "height": 768},
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    page.on("console", lambda message: faults.extend(_fault_of(message)))
    page.on("response", lambda answer: faults.extend(_failed(answer)))
    yield page
    context.close()
    assert faults == [], server.said()[-5_000:]


def _fault_of(message: Any) -> Iterator[str]:
    """Errors and warnings, breaches of the policy among them; of parts that failed to load :func:`_failed` tells more."""
    if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
        yield f"{message.type}: {message.text}"


def _failed(answer: Any) -> Iterator[str]:
    """A page may refuse (4xx); a part of a page may not, and nothing may break (5xx)."""
    if answer.status >= (500 if answer.request.resource_type == "document" else 400):
        yield f"{answer.status}: {answer.url}"
