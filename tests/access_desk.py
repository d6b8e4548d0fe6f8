# SPDX-License-Identifier: Apache-2.0
"""Every page that there is, opened by somebody who may: what tests of bad input walk along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms import MultipleChoiceField

from access_routes import PUBLIC, SAMPLES, Route, routes
from access_world import Browser, World
from mingcha.organs.access import SIGNED_IN
from mingcha.organs.models import Role
from mingcha.organs.perms import Perm
from mingcha.organs.testing import SEATS

ROUTES = [route for route in routes() if route.rule != PUBLIC]
BY_NAME = {route.name: route for route in ROUTES}
FORM = "application/x-www-form-urlencoded"
RIGHT: dict[str, Any] = {
    "name": "新人",
    "kind": "officer",
    "number": "99010100001",
    "category": "市场监管",
    "valid_from": "2026-01-01",
    "reason": "核对",
    "label": "新字段",
    "limit": "5",
    "description": "说明",
    "measure": "说明",
    "element": "主体",
    "content": "说明",
    "template": "t",
    "step": "立案",
    "title": "案由",
    "text": "同意",
    "code": "123456",
    "outcome": "passed",
    "words": "核对",
    "facts": "说明",
    "summary": "说明",
}
"""What is filled in where the page leaves a field empty."""


class Desk:
    """Every page as somebody who may open it, with an object that she may see."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers: dict[str, Browser] = {}

    def at(self, route: Route) -> tuple[Browser, dict[str, object]]:
        """A browser and the arguments of the address."""
        samples = self.world.samples[SAMPLES[route.name]] if route.arguments else {}
        sample = samples.get("home", samples.get(None))
        for role in ("handler",) if route.rule == SIGNED_IN else SEATS:  # it is to her that the world writes
            may = not isinstance(route.rule, Perm) or self.world.cast.post(role).may(route.rule)
            if may and (sample is None or role in sample.seen_by):
                return self.browser(role), dict(sample.arguments) if sample else {}
        raise AssertionError(f"nobody may open {route.name}")

    def browser(self, role: str) -> Browser:
        if role not in self.browsers:
            self.browsers[role] = self.world.browser(self.world.cast.post(role))
        return self.browsers[role]

    def each(self, *methods: str) -> Iterator[tuple[Route, Browser, str]]:
        """Every address that answers to all the methods."""
        for route in ROUTES:
            if all(map(route.takes, methods)):
                browser, arguments = self.at(route)
                yield route, browser, route.url(**arguments)

    def filled(self, route: Route) -> tuple[Any, str, dict[str, object]]:
        """A browser, the address of a form, and what it would send if it were filled in rightly."""
        browser, arguments = self.at(route)
        url = route.url(**arguments)
        form = browser.client.get(url).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        known = RIGHT | {"role": Role.objects.get(key="leader").pk}
        if choices := getattr(form.fields.get("at"), "choices", None):  # the steps on which a monitor point sits
            known["at"] = [choices[0][0]]
        sent = {name: value or known.get(name, "") for name, value in shown.items()}
        ticks = {name for name, field in form.fields.items() if isinstance(field, MultipleChoiceField)}
        return browser.client, url, {name: value for name, value in sent.items() if value or name not in ticks}
