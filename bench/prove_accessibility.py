# SPDX-License-Identifier: Apache-2.0
"""script/prove accessibility: axe over every page in every look: 0 violations of WCAG 2.0 to 2.2, A and AA (security.md K1, goal 13).

Every page of the resolver, those of cases as a telephone shows them too, × normal, 长辈版, largest letters, dark, 长辈版 in the dark × 1280 and 360 pixels, by the first role that may
open it; and every page once more by each other role, in a look that changes from page to page.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import results

ROOT = Path(__file__).parent.parent
for folder in ("tests", "tests/journeys"):
    sys.path.insert(0, str(ROOT / folder))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=10_000, help="so many pages at the most")
    parser.add_argument("--looks", type=int, default=10_000, help="so many looks at the most")
    parser.add_argument("--roles", type=int, default=10_000, help="so many roles besides the first at the most")
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    ready()
    from playwright.sync_api import sync_playwright
    from served_world import served_world

    with tempfile.TemporaryDirectory() as home, served_world(Path(home)) as world, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium",
            chromium_sandbox=False,
            args=["--disable-gpu", "--disable-dev-shm-usage"],
        )
        page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
        tried, wrong = walk(world, page, options)
        browser.close()
    table = [
        {"look": look, "pages": count, "violations": sum(f" {look} " in fault for fault in wrong)}
        for look, count in tried.items()
    ]
    if options.dry:
        results.print_table(table)
    else:
        covers = ["src/mingcha/web", "frontend/src", "src/mingcha/disclosure", "tests/journeys/axe.py"]
        results.record(
            "prove accessibility", table, covers, ["axe-core 4.14.1, tags wcag2a wcag2aa wcag21a wcag21aa wcag22aa"]
        )
    if wrong:
        raise SystemExit(f"{len(wrong)} violations")


def ready() -> None:
    """Django here only knows the addresses; the pages are served by an installation of their own."""
    import databases  # sets the environment
    from mingcha.ledger.keys import new_ring

    new_ring(databases.HOME / "keys.json")
    import django

    django.setup()


def walk(world: Any, page: Any, options: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    """How many pages were looked at in each look, and what was wrong."""
    from axe import LOOKS, opened, put_on, violations

    by_name: dict[str, list] = {}
    for room in world.rooms():
        by_name.setdefault(room.name, []).append(room)
    tried, wrong = Counter[str](), []
    for number, (first, *others) in enumerate(list(by_name.values())[: options.pages]):
        pairs = [(first, look) for look in LOOKS[: options.looks]]
        pairs += [(room, LOOKS[(number + place) % len(LOOKS)]) for place, room in enumerate(others[: options.roles])]
        for room, look in pairs:
            world.enter(page.context, room.role)
            put_on(page, look, world.server.url)
            if opened(page, world.server.url + room.url) and not room.is_twin(page):
                tried[str(look)] += 1
                found = [f"{room.name} ({room.role}) {look} {fault}" for fault in violations(page)]
                print(*found, sep="\n", end="\n" if found else "", flush=True)
                wrong += found
        print(first.name, len(pairs), len(wrong), flush=True)
    return tried, wrong


if __name__ == "__main__":
    main(sys.argv[1:])
