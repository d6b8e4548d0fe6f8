# SPDX-License-Identifier: Apache-2.0
"""Every operation × every role × (own, another organ's, the other city's, nobody's), and × other systems (security.md B1-B5).

The operations come from the shell, never from a list by hand; one with a path needs a line in ``SAMPLES`` (callers.py).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from callers import BY_NAME, OPERATIONS, SAMPLES, Caller, Operation, client_of, person, system

from access_world import MARKS, NOT_THERE, Sample, World, content_of, undone
from mingcha.organs.access import PEOPLE, SIGNED_IN
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.organs.testing import SEATS
from mingcha.web import buckets

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VARIES = re.compile(r'"ref": "\w+"|X-Request-ID: \w+|Content-Length: \d+|RateLimit-Remaining: \d+')
LOST = {"pk": NOT_THERE, "code": "nowhere", "key": "nowhere"}


def test_every_operation_has_a_rule_and_every_path_says_of_what_it_is() -> None:
    assert [one.name for one in OPERATIONS if isinstance(one.rule, str) and one.rule not in (PEOPLE, SIGNED_IN)] == []
    assert {one.name for one in OPERATIONS if "{" in one.path} == set(SAMPLES)
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)
    assert [one.name for one in OPERATIONS if not isinstance(one.rule, str) and not one.rule] == []


def samples_of(world: World, operation: Operation) -> list[Sample]:
    kind = SAMPLES[operation.name]
    if kind == "year":
        return [Sample({"code": "CN", "year": 2026}, frozenset(SEATS))]
    return list(world.samples[kind].values())


def may(operation: Operation, given: Any) -> bool:
    return isinstance(operation.rule, str) or all(given(perm) for perm in operation.rule)


def asked(caller: Caller, operation: Operation, **arguments: object) -> Any:
    """One request whose writes are undone."""
    with undone():
        answer = caller.call(operation, **arguments)
        answer.text_all = content_of(answer)
    return answer


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, VARIES.sub("", answer.text_all)


FITS = {"GET": {200}, "POST": {200, 201, 400, 409, 415, 422}, "PUT": {200, 409, 422}, "PATCH": {200, 409, 422}}


class Walk:
    """One caller at every operation: what was wrong."""

    def __init__(self, caller: Caller, given: Any, forbidden: set[str]) -> None:
        self.caller, self.given, self.forbidden = caller, given, forbidden
        self.wrong: list[str] = []
        self.count = 0

    def expect(self, operation: Operation, fits: set[int], **arguments: object) -> Any:
        answer = asked(self.caller, operation, **arguments)
        self.count += 1
        if answer.status_code not in fits:
            self.wrong.append(
                f"{operation.name} {arguments}: {answer.status_code}, not {fits}: {answer.text_all[-300:]}"
            )
        if told := [mark for mark in self.forbidden if mark in answer.text_all]:
            self.wrong.append(f"{operation.name} {arguments} tells {told}")
        if answer.status_code >= 400 and answer["Content-Type"] != "application/problem+json":
            self.wrong.append(f"{operation.name}: {answer['Content-Type']}")
        return answer

    def through(self, world: World, seen: Any) -> None:
        for operation in OPERATIONS:
            if not may(operation, self.given):
                first = samples_of(world, operation)[0].arguments if "{" in operation.path else {}
                self.expect(operation, {403}, **first)
            elif "{" not in operation.path:
                self.expect(operation, FITS[operation.method])
            else:
                self.objects(operation, samples_of(world, operation), seen)

    def objects(self, operation: Operation, samples: list[Sample], seen: Any) -> None:
        told = set()
        for sample in samples:
            visible = seen(operation, sample)
            answer = self.expect(operation, FITS[operation.method] if visible else {404}, **sample.arguments)
            if not visible:
                told.add(said(answer))
                nowhere = {name: LOST.get(name, value) for name, value in sample.arguments.items()}
                told.add(said(self.expect(operation, {404}, **nowhere)))
        if len(told) > 1:
            self.wrong.append(f"{operation.name}: out of reach and missing differ: {told}")


@pytest.mark.req("S0-49", "S1-43")
@pytest.mark.parametrize("role", SEATS)
def test_a_role_gets_of_every_operation_what_its_right_and_its_reach_allow(world: World, role: str) -> None:
    post = world.cast.post(role)
    marks = set(MARKS.values()) - {MARKS["home"]}
    if SEATS[role][1] == Post.Reach.REGION:
        marks.discard(MARKS["neighbour"])
    walk = Walk(person(post), post.may, marks | world.numbers)
    walk.through(world, lambda _operation, sample: role in sample.seen_by)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.count >= len(OPERATIONS)


@pytest.mark.req("S0-49")
@pytest.mark.parametrize("role", ["overseer", "monitor", "handler", "importer", "audit_admin"])
def test_the_outsider_reaches_no_object_and_hears_no_name_of_this_city(world: World, role: str) -> None:
    post = world.cast.outsider(role)
    walk = Walk(person(post), post.may, {MARKS["home"], MARKS["neighbour"]} | world.numbers)
    for operation in (one for one in OPERATIONS if may(one, post.may)):
        if "{" not in operation.path:
            walk.expect(operation, FITS[operation.method])
            continue
        samples = world.samples.get(SAMPLES[operation.name], {})
        for sample in (samples[place] for place in ("home", "neighbour") if place in samples):
            walk.expect(operation, {404}, **sample.arguments)
    assert not walk.wrong, "\n".join(walk.wrong)


ITEMS_ABOVE = {"item"}
"""Whose organ works by the items of the organs above it."""


@pytest.mark.parametrize("reach", ["organ", "below", "region"])
def test_another_system_reaches_what_a_post_of_its_organ_and_reach_would(world: World, reach: str) -> None:
    """The same rule: the roles that sit in the same organ with the same reach see the same."""
    kind, like = {"organ": ("unit", "head"), "below": ("enforcement", "reviewer"), "region": ("justice", "leader")}[
        reach
    ]
    client = client_of(world.cast.organ(kind), reach)
    caller = system(client)
    marks = set(MARKS.values()) - {MARKS["home"]}
    if reach == "region":
        marks.discard(MARKS["neighbour"])
    walk = Walk(caller, lambda perm: perm in client.rights, marks | world.numbers)
    walk.given = lambda perm: perm in client.rights
    for operation in OPERATIONS:
        if operation.rule == PEOPLE or not may(operation, walk.given):
            first = samples_of(world, operation)[0].arguments if "{" in operation.path else {}
            walk.expect(operation, {403}, **first)
        elif "{" not in operation.path:
            walk.expect(operation, FITS[operation.method])
        else:
            walk.objects(operation, samples_of(world, operation), lambda _operation, sample: like in sample.seen_by)
    assert not walk.wrong, "\n".join(walk.wrong)


def test_a_token_that_was_asked_for_less_may_less(world: World) -> None:
    client = client_of(world.cast.organ("enforcement"))
    caller = system(client, "cases:case:read")
    assert caller.call(BY_NAME["case_list"]).status_code == 200
    assert caller.call(BY_NAME["alarm_list"]).status_code == 403
    assert caller.call(BY_NAME["whoami"]).json()["rights"] == ["cases:case:read"]


def test_strangers_are_told_to_come_with_a_token(world: World) -> None:
    for caller in (Caller(), Caller(Authorization="Bearer nothing"), Caller(Authorization="Basic eDp5")):
        buckets.empty()
        for operation in OPERATIONS:
            arguments = samples_of(world, operation)[0].arguments if "{" in operation.path else {}
            answer = asked(caller, operation, **arguments)
            assert answer.status_code == 401, operation.name
            assert answer["WWW-Authenticate"].startswith("Bearer ")
            assert not any(mark in answer.text_all for mark in MARKS.values())


def test_a_token_says_who_asks_whatever_cookie_comes_along(world: World) -> None:
    """A cookie beside a token that is worth nothing opens nothing."""
    caller = person(world.cast.post("overseer"))
    assert caller.get(BY_NAME["whoami"].url()).json()["kind"] == "person"
    assert caller.get(BY_NAME["whoami"].url(), Authorization="Bearer nothing").status_code == 401
    client = client_of(world.cast.organ("hall"))
    answer = caller.get(BY_NAME["whoami"].url(), Authorization=system(client).headers["Authorization"])
    assert answer.json()["name"] == client.name


def test_a_token_opens_no_page(world: World) -> None:
    caller = system(client_of(world.cast.organ("justice"), "region"))
    for page in ("/cases/", "/alarms/", "/exchange/", "/api/v1/", "/api/v1/openapi.json"):
        assert caller.get(page).status_code in (302, 401, 403), page


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.writes], ids=lambda one: one.name)
def test_a_browser_writes_only_with_its_token_against_forged_requests(world: World, operation: Operation) -> None:
    role = next(role for role in SEATS if may(operation, world.cast.post(role).may))
    caller = person(world.cast.post(role), checks_csrf=True)
    arguments = samples_of(world, operation)[0].arguments if "{" in operation.path else {}
    answer = asked(caller, operation, **arguments)
    assert answer.status_code in (403, 415), operation.name
    if answer.status_code == 403:
        assert answer.json()["code"] == "csrf"


def test_an_account_without_a_post_gets_nowhere(world: World) -> None:
    post = world.cast.post("overseer")
    caller = person(post)
    Post.objects.filter(pk=post.pk).update(valid_to="2020-12-31")
    for operation in (one for one in OPERATIONS if not isinstance(one.rule, str)):
        arguments = samples_of(world, operation)[0].arguments if "{" in operation.path else {}
        assert asked(caller, operation, **arguments).status_code == 403, operation.name
    assert caller.call(BY_NAME["whoami"]).json()["rights"] == []


def test_numbers_from_one_on_tell_nothing_of_what_there_is(world: World) -> None:
    """Corpus A06: the body is the same for what is missing and for what another organ has."""
    caller = system(client_of(world.cast.foreign_organ("hall"), "organ"))
    for name in ("case_detail", "alarm_detail", "officer_detail", "import_detail"):
        told = {said(asked(caller, BY_NAME[name], pk=pk)) for pk in range(1, 40)}
        assert len(told) == 1, name
        assert next(iter(told))[0] == 404


def test_every_right_of_the_list_is_asked_for_by_some_operation() -> None:
    from mingcha.exchange.tokens import GRANTABLE

    wanted = {perm for one in OPERATIONS if not isinstance(one.rule, str) for perm in one.rule}
    assert wanted == set(GRANTABLE)
    assert wanted <= set(Perm)
