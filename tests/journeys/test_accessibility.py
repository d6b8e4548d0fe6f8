# SPDX-License-Identifier: Apache-2.0
"""axe finds nothing on any page; letters and targets of citizens' pages are large enough; nothing scrolls sideways (K1, K3, K4, K6, K7).

Every page of the resolver is opened once here, by one of the roles that may, in one look. Which look a page gets follows from a hash of its
name and of the built style sheets: whenever the looks change, the pages change places, and over the changes each pair comes by.
``script/prove accessibility`` tries all pairs.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe import LOOKS, MODES, Look, opened, put_on, violations
from boxes import CITIZENS, sideways, small_letters, small_targets, wordless_signals
from django.conf import settings
from playwright.sync_api import Browser, Page
from served_world import Room, ServedWorld

THUMB = {"normal": 44, "large": 60, "huge": 60, "dark": 44}
"""The least width and height of what is pressed, by size and colours (K3)."""
MANIFEST = Path(settings.DJANGO_VITE["default"]["manifest_path"])


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def built() -> str:
    """What the looks are made of: the hashed names of the style sheets."""
    return json.dumps(
        sorted(str(part.get("css", part["file"])) for part in json.loads(MANIFEST.read_text("utf-8")).values())
    )


def once_each(rooms: list[Room]) -> Iterator[tuple[Room, Look]]:
    """Each page once, with the role and the look that the hash gives it."""
    by_name: dict[str, list[Room]] = {}
    for room in rooms:
        by_name.setdefault(room.name, []).append(room)
    for name, same in by_name.items():
        number = zlib.crc32(f"{name} {built()}".encode())
        yield same[number % len(same)], LOOKS[number // 7 % len(LOOKS)]


def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways(world: ServedWorld, tab: Page) -> None:
    """K1; K6 at 320 pixels, which is what a page of 1280 has at four times its size; K3's targets where cases are worked on a phone."""
    wrong: list[str] = []
    seen = {False: 0, True: 0}
    for room, look in sorted(once_each(world.rooms()), key=lambda pair: (pair[0].role, str(pair[1]))):
        world.enter(tab.context, room.role)
        put_on(tab, look, world.server.url)
        if opened(tab, world.server.url + room.url) and not room.is_twin(tab):
            seen[room.on_phone] += 1
            wrong += [f"{room.name} {look} {fault}" for fault in violations(tab)]
            if room.on_phone:
                wrong += [
                    f"{room.name} {look} {fault}" for fault in small_targets(tab, THUMB[look.name.partition(" ")[0]])
                ]
            narrow = 360 if look.name == "huge" else 320  # letters of 30 pixels are twice those of the page already
            tab.set_viewport_size({"width": narrow, "height": 800})
            wrong += [f"{room.name} {look.name} {narrow} scrolls by {over}" for over in sideways(tab)]
    assert seen[False] >= 60
    assert seen[True] >= 20
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("face", ["workbench", "phone", "portal"])
def test_every_part_in_every_state_is_clean_in_light_and_dark(world: ServedWorld, tab: Page, face: str) -> None:
    """K1: what stands on a page only when something is wrong stands in the style guide always."""
    world.enter(tab.context, "handler")
    for mode in ("normal", "dark"):
        put_on(tab, Look(mode, 360, MODES[mode]), world.server.url)
        tab.goto(f"{world.server.url}/styleguide/{face}/")
        assert tab.locator(".notice.yellow a").count() >= 1
        assert violations(tab) == [], mode


@pytest.mark.parametrize("mode", ["normal", "large", "huge"])
def test_letters_and_targets_of_citizens_pages_are_large_enough(world: ServedWorld, tab: Page, mode: str) -> None:
    """K3: 16 and 44 pixels; in 长辈版 18 and 60, lines 1.3 apart; the largest letters are of 30 and more."""
    letter, target = {"normal": (16, 44), "large": (18, 60), "huge": (30, 60)}[mode]
    wrong: list[str] = []
    world.enter(tab.context, "handler")
    for url in CITIZENS:
        for width in (1280, 360):
            put_on(tab, Look(mode, width, MODES[mode]), world.server.url)
            tab.goto(world.server.url + url)
            wrong += [f"{url} {width} {fault}" for fault in (*small_letters(tab, letter), *small_targets(tab, target))]
    assert wrong == [], "\n".join(wrong)


def test_every_light_has_its_word(world: ServedWorld, tab: Page) -> None:
    """K7: shape and text beside each colour of a level."""
    world.enter(tab.context, "overseer")
    put_on(tab, LOOKS[0], world.server.url)
    for url in ("/styleguide/workbench/", "/styleguide/phone/", "/styleguide/portal/", "/", "/alarms/", "/cases/"):
        tab.goto(world.server.url + url)
        assert wordless_signals(tab) == [], url


def test_targets_of_the_workbench_are_no_smaller_than_allowed(world: ServedWorld, tab: Page) -> None:
    """K4: 24 pixels, or so far apart that a circle of 24 around each meets no other; links in a sentence are excepted."""
    world.enter(tab.context, "overseer")
    put_on(tab, LOOKS[0], world.server.url)
    wrong: list[Any] = []
    for url in ("/styleguide/workbench/", "/", "/alarms/", "/cases/", "/catalog/"):
        tab.goto(world.server.url + url)
        wrong += [f"{url} {fault}" for fault in small_targets(tab, 24)]
    assert wrong == [], "\n".join(wrong)
