# SPDX-License-Identifier: Apache-2.0
"""Every address × every role × (own, another organ's, the other city's, nobody's) × GET and POST (security.md B1-B3, B5).

The addresses come from the resolver. One with arguments needs a line in ``SAMPLES`` (access_routes.py) that says of which object it is; one
without fails by its name. Each answer is also read for what it must not tell: the marks of places out of reach, and
anybody's ID number or telephone number.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection, transaction

from access_desk import Desk
from access_routes import PUBLIC, SAMPLES, Route, routes
from access_world import MARKS, NOT_THERE, Browser, Sample, World, content_of
from mingcha.exchange.models import Source
from mingcha.organs.models import Organ, Person, Post, Region, Role
from mingcha.organs.perms import Perm
from mingcha.organs.testing import SEATS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BODIES = {"organs:post-switch": lambda post: {"post": post.pk}}
"""What is sent where an empty form names nothing at all."""
VARIES = re.compile(r'X-Request-ID: \w+|Content-Length: \d+|编号\s*<[^>]+>\s*\w+|\b[0-9a-f]{8}\b|value="[\w-]{32,64}"')
"""What differs between two answers that say the same: reference numbers, one-time tokens."""
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|SAVEPOINT|BEGIN)", re.IGNORECASE)


ROUTES = routes()
WITH_OBJECT = [route for route in ROUTES if route.arguments]


def test_every_address_has_a_rule() -> None:
    assert [route.name for route in ROUTES if route.rule is None] == []
    strange = [route.name for route in ROUTES if route.rule not in {PUBLIC, "signed in", *Perm}]
    assert strange == []


def test_every_address_with_arguments_says_of_which_object_it_is() -> None:
    assert {route.name for route in WITH_OBJECT} == set(SAMPLES)


def test_the_rights_of_all_rules_are_given_to_somebody(world: World) -> None:
    given = {right for role in Role.objects.filter(key__in=SEATS) for right in role.rights}
    assert {route.rule for route in ROUTES if isinstance(route.rule, Perm)} <= given


class Walk:
    """One post at every address: what it got, counted, and what was wrong with it."""

    def __init__(self, world: World, post: Post, forbidden: set[str]) -> None:
        self.world, self.post, self.forbidden = world, post, forbidden
        self.browser: Browser = world.browser(post)
        self.pairs: Counter[int] = Counter()
        self.wrong: list[str] = []

    def ask(self, route: Route, method: str, arguments: dict[str, object]) -> Any:
        body = BODIES[route.name](self.post) if route.name in BODIES else None
        answer = self.browser.ask(method, route.url(**arguments), body)
        self.pairs[answer.status_code] += 1
        if told := [mark for mark in self.forbidden if mark in answer.text_all]:
            self.wrong.append(f"{method} {route.name} {arguments} tells {told}")
        return answer

    def expect(self, route: Route, method: str, sample: Sample | None, *, seen: bool) -> Any:
        answer = self.ask(route, method, sample.arguments if sample else {})
        fits = allowed(route, method, self.post, seen=seen)
        if answer.status_code not in fits:
            where = sample.arguments if sample else ""
            self.wrong.append(f"{method} {route.name} {where}: {answer.status_code}, not {sorted(fits)}")
        return answer

    def object(self, route: Route, method: str, samples: Iterable[Sample], role: str) -> None:
        """The same address with an object of each place; out of reach and not there must be one and the same."""
        told = set()
        for sample in samples:
            seen = role in sample.seen_by
            answer = self.expect(route, method, sample, seen=seen)
            if not seen and route.takes(method):
                told.add(said(answer))
                out_of_reach = sample
        if told and may(self.post, route):  # whom the door refuses, nobody has looked for the object
            told.add(said(self.ask(route, method, missing(out_of_reach))))
        if len(told) > 1:
            self.wrong.append(f"{method} {route.name}: out of reach and missing differ")


def may(post: Post, route: Route) -> bool:
    return not isinstance(route.rule, Perm) or post.may(route.rule)


def sees(post: Post, sample: Sample | None) -> bool:
    return sample is None or post.role.key in sample.seen_by


def said(answer: Any) -> tuple[int, str]:
    """What somebody can tell from an answer."""
    return answer.status_code, VARIES.sub("", answer.text_all.replace(answer.request["PATH_INFO"], ""))


def allowed(route: Route, method: str, post: Post, *, seen: bool) -> set[int]:
    """The answers that fit the rule."""
    if not route.takes(method):
        return {405} if may(post, route) else {403, 405}
    if not may(post, route):
        return {403}
    if not seen:
        return {404}
    return {200, 302} if method == "GET" else {302, 400, 409, 422, 429}


def missing(sample: Sample) -> dict[str, object]:
    """The arguments with an object that is nowhere."""
    first, *rest = sample.arguments
    none = NOT_THERE if isinstance(sample.arguments[first], int) else "nowhere"
    return {first: none} | {name: sample.arguments[name] for name in rest}


def forbidden_to(world: World, role: str, place: str) -> set[str]:
    """What no answer may hold: the marks of places out of reach, and whole numbers."""
    marks = set(MARKS.values()) - {MARKS[place]}
    if place == "home" and SEATS[role][1] == Post.Reach.REGION:
        marks.discard(MARKS["neighbour"])
    return marks | world.numbers


@pytest.mark.req("S0-49", "S1-43")
@pytest.mark.parametrize("role", SEATS)
def test_a_role_gets_at_every_address_what_its_right_and_its_reach_allow(
    world: World, role: str, caplog: pytest.LogCaptureFixture, record_property: Any
) -> None:
    caplog.set_level(logging.INFO)
    walk = Walk(world, world.cast.post(role), forbidden_to(world, role, "home"))
    for route in ROUTES:
        for method in ("GET", "POST"):
            if not route.arguments:
                walk.expect(route, method, None, seen=True)
                continue
            samples = list(world.samples[SAMPLES[route.name]].values())
            walk.object(route, method, samples if route.takes(method) else samples[:1], role)
    told = [line for line in caplog.messages if any(mark in line for mark in {*MARKS.values(), *world.numbers})]
    record_property("pairs", walk.pairs.total())
    print(f"{role}: {walk.pairs.total()} requests, by status {dict(sorted(walk.pairs.items()))}")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert told == []
    assert walk.pairs.total() > 250


@pytest.mark.req("S0-49")
@pytest.mark.parametrize("role", SEATS)
def test_the_outsider_of_a_role_reaches_no_object_and_hears_no_name_of_this_city(world: World, role: str) -> None:
    """The other way round, at every address that her right opens."""
    walk = Walk(world, world.cast.outsider(role), forbidden_to(world, role, "away"))
    for route in (route for route in ROUTES if may(walk.post, route)):
        if not route.arguments:
            walk.expect(route, "GET", None, seen=True)
            continue
        samples = world.samples[SAMPLES[route.name]]
        for sample in (samples[place] for place in ("home", "neighbour") if place in samples):
            for method in filter(route.takes, ("GET", "POST")):
                walk.expect(route, method, sample, seen=False)
    print(f"{role}, outsider: {walk.pairs.total()} requests, by status {dict(sorted(walk.pairs.items()))}")
    assert not walk.wrong, "\n".join(walk.wrong)


def test_whoever_is_not_logged_in_is_sent_to_the_login_page(world: World) -> None:
    browser, wrong = Browser(), []
    for route in ROUTES:
        sample = next(iter(world.samples[SAMPLES[route.name]].values())) if route.arguments else None
        url = route.url(**(sample.arguments if sample else {}))
        for method in ("GET", "POST"):
            answer = browser.ask(method, url)
            if route.rule == PUBLIC:
                fits = answer.status_code < 400 or not route.takes(method)
            else:
                to_login = answer.status_code == 302 and answer["Location"].startswith("/account/login/?next=")
                fits = to_login or (answer.status_code == 405 and not route.takes(method))
            if not fits or any(mark in answer.text_all for mark in {*MARKS.values(), *world.numbers}):
                wrong.append(f"{method} {route.name}: {answer.status_code}")
    assert wrong == []


def test_a_form_without_its_token_does_nothing(world: World) -> None:
    browser = world.browser(world.cast.post("overseer"))
    browser.client.handler.enforce_csrf_checks = True
    for route in ROUTES:
        sample = next(iter(world.samples[SAMPLES[route.name]].values())) if route.arguments else None
        answer = browser.ask("POST", route.url(**(sample.arguments if sample else {})))
        assert answer.status_code == 403, route.name
        assert "页面已过期" in answer.text_all


def test_an_account_without_a_post_gets_nowhere(world: World) -> None:
    post = world.cast.post("overseer")
    browser = world.browser(post)
    Post.objects.filter(pk=post.pk).update(valid_to="2020-12-31")
    for route in (route for route in ROUTES if isinstance(route.rule, Perm)):
        sample = next(iter(world.samples[SAMPLES[route.name]].values())) if route.arguments else None
        answer = browser.ask("GET", route.url(**(sample.arguments if sample else {})))
        assert answer.status_code in ({403} if route.takes("GET") else {403, 405}), route.name
        assert not any(mark in answer.text_all for mark in MARKS.values())


def test_reading_a_page_writes_nothing_and_begins_no_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction takes the write lock at once: a reader that begins one waits for whoever writes."""
    posts = [world.cast.post(role) for role in SEATS]
    begun: list[str] = []
    enter = transaction.Atomic.__enter__
    now = ""

    def noted(self: Any) -> None:
        begun.append(now)
        enter(self)

    def no_write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITE.match(sql):
            begun.append(f"{now}: {sql[:80]}")
        return execute(sql, params, many, context)

    browsers = [(post, world.browser(post).client) for post in posts]
    monkeypatch.setattr(transaction.Atomic, "__enter__", noted)
    with connection.execute_wrapper(no_write):
        for route in (route for route in ROUTES if route.takes("GET")):
            sample = next(iter(world.samples[SAMPLES[route.name]].values())) if route.arguments else None
            post, client = next(each for each in browsers if may(each[0], route) and sees(each[0], sample))
            now = route.name
            answer = client.get(route.url(**(sample.arguments if sample else {})))
            content_of(answer)
            assert answer.status_code in (200, 302), (now, post)
    assert begun == []


LISTS = ("cases:case-list", "cases:alarm-list", "organs:person-list", "organs:officer-list", "organs:organ-list")


@pytest.mark.parametrize("name", LISTS)
def test_looking_for_a_foreign_name_finds_and_counts_nothing(world: World, name: str) -> None:
    browser = world.browser(world.cast.post("overseer"))
    route = next(route for route in ROUTES if route.name == name)
    for place, found in (("home", True), ("away", False)):
        answer = browser.client.get(route.url(), {"q": MARKS[place]})
        assert bool(answer.context["page"].count) is found, place


@pytest.mark.req("S0-49")
def test_no_form_takes_an_object_of_the_other_city(world: World) -> None:
    """Whoever edits the page of her browser may send any number; neither the form nor its message may know it."""
    desk = Desk(world)
    unit = world.cast.foreign_organ("unit")
    foreign = {
        Organ: unit.pk,
        Region: world.cast.region("away county").pk,
        Source: Source.objects.get(organ=unit).pk,
        Person: world.cast.outsider("handler").person.username,
    }
    tried = 0
    for route in ROUTES:
        if not (route.takes("GET") and route.takes("POST") and isinstance(route.rule, Perm)):
            continue
        browser, arguments = desk.at(route)
        if browser.client.get(route.url(**arguments)).status_code == 302:
            continue  # for which organ is asked on a page of its own
        client, url, sent = desk.filled(route)
        form = client.get(url).context["form"]
        models = {name: getattr(getattr(field, "queryset", None), "model", None) for name, field in form.fields.items()}
        models |= {"person": Person} if "person" in form.fields else {}
        for name, model in models.items():
            if model in foreign:
                answer = client.post(url, sent | {name: foreign[model]})
                assert answer.status_code == 422, (route.name, name)
                assert name in answer.context["form"].errors, (route.name, name)
                assert MARKS["away"] not in answer.content.decode()
                tried += 1
    assert tried >= 10
