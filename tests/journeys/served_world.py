# SPDX-License-Identifier: Apache-2.0
"""The world of access_world.py in an installation of its own, served: every page that there is, for whoever may open it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page

from access_routes import PUBLIC, SAMPLES, Route, routes
from installation import Installation, Server

TESTS = Path(__file__).parents[1]
_BUILD = """
import json, sys
sys.path.insert(0, {tests!r})
from django.db import transaction
from access_world import build
with transaction.atomic():
    world = build()
    posts = {{role: world.cast.post(role) for role in {roles!r}}}
    sessions = {{role: world.browser(post).cookies["sessionid"] for role, post in posts.items()}}
    samples = {{
        kind: [[sample.arguments, sorted(sample.seen_by)] for sample in places.values()]
        for kind, places in world.samples.items()
    }}
    rights = {{role: post.role.rights for role, post in posts.items()}}
print(json.dumps({{"sessions": sessions, "samples": samples, "rights": rights}}, default=str))
"""
ERRORS = {
    "error 404": "/no-such-page/",
    "error 400": "/portal/items/?sort=password",
    "error 403": "/records/incidents/",
    "portal 404": "/portal/items/nowhere/",
}
"""Addresses whose answer is an error page; the third is asked by somebody without the right."""
PHONE = "phone "
"""What stands before the name of a page that is looked at as a telephone shows it."""
STRANGER = "stranger"


@dataclass(frozen=True)
class Room:
    """A page: its name, its address, and who opens it."""

    name: str
    url: str
    role: str

    @property
    def on_phone(self) -> bool:
        """Whether it is asked for as a telephone asks."""
        return self.name.startswith(PHONE)

    def is_twin(self, page: Page) -> bool:
        """Whether the page that came knows no face of its own for a telephone, so that it is there already."""
        return self.on_phone and page.locator("body.phone").count() == 0


@dataclass(frozen=True)
class ServedWorld:
    """A server, and by role a session and rights; by kind of object the arguments of an address and who sees it."""

    server: Server
    sessions: dict[str, str]
    rights: dict[str, list[str]]
    samples: dict[str, list[tuple[dict[str, Any], list[str]]]]

    def rooms(self) -> list[Room]:
        """Every page of the resolver that somebody can open, once for each role that can; those of cases in both faces."""
        found = [room for route in routes() if route.takes("GET") for room in self._of(route)]
        found += [
            Room(f"{PHONE}{room.name}", f"{room.url}{'&' if '?' in room.url else '?'}face=phone", room.role)
            for room in found
            if room.name.startswith("cases:")
        ]
        strangers = [Room(name, url, "handler" if "403" in name else STRANGER) for name, url in ERRORS.items()]
        return (
            found
            + strangers
            + [Room("certificate found", f"/portal/certificate/?number={quote('鲎执法证')}", STRANGER)]
        )

    def _of(self, route: Route) -> Iterator[Room]:
        roles = [STRANGER] if route.rule == PUBLIC else list(self.sessions)
        for role in roles:
            if role != STRANGER and route.rule != "signed in" and route.rule not in self.rights[role]:
                continue
            if not route.arguments:
                yield Room(route.name, route.url(), role)
                continue
            for arguments, seen in self.samples.get(SAMPLES.get(route.name, ""), ()):  # test_access.py misses one
                if role == STRANGER or role in seen:
                    yield Room(route.name, route.url(**arguments), role)
                    break

    def enter(self, context: BrowserContext, role: str) -> None:
        """From now on the browser is that person's, or nobody's."""
        context.clear_cookies(name="sessionid")
        if role != STRANGER:
            context.add_cookies([{"name": "sessionid", "value": self.sessions[role], "url": self.server.url}])


@contextmanager
def served_world(home: Path) -> Iterator[ServedWorld]:
    """Build it and serve it."""
    from mingcha.organs.testing import SEATS

    made = Installation(home, {"MINGCHA_PORTAL_RATE": "100000"})
    made.lay("--without-data")
    told = json.loads(made.ask(_BUILD.format(tests=str(TESTS), roles=list(SEATS))).splitlines()[-1])
    with made.served() as server:
        samples = {kind: [(arguments, seen) for arguments, seen in places] for kind, places in told["samples"].items()}
        yield ServedWorld(server, told["sessions"], told["rights"], samples)
