# SPDX-License-Identifier: Apache-2.0
"""What wants a fresh factor on a page wants it of the same session at the API; another system has no session (security.md A12)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from callers import Caller, client_of, person, system

import mingcha
from access_world import World
from mingcha.organs.elevation import KEY
from mingcha.organs.models import Officer
from mingcha.organs.testing import elevate
from mingcha.web.listing import MANY_PEOPLE

OFFICERS = "/api/v1/officers"
HERE = Path(mingcha.__file__).parent


@pytest.fixture
def crowd(world: World) -> World:
    """One officer more than may leave the house without a fresh factor."""
    organ = world.cast.organ("enforcement")
    kinds = [Officer.Kind.AUXILIARY] * 30 + [Officer.Kind.OFFICER] * MANY_PEOPLE
    rows = [Officer(organ=organ, name=f"执法{number}", kind=kind) for number, kind in enumerate(kinds)]
    Officer.objects.bulk_create(rows)
    return world


def refused(answer: Any) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.django_db
@pytest.mark.req("S0-49")
def test_many_people_leave_by_a_plain_session_only_as_the_pages_give_them(crowd: World) -> None:
    caller = person(crowd.cast.post("overseer"))
    assert caller.get(OFFICERS).json()["count"] > MANY_PEOPLE
    told = refused(caller.get(f"{OFFICERS}?limit=100"))
    assert (told["type"], told["code"]) == ("urn:mingcha:problem:elevation_required", "elevation_required")
    assert told["title"] == "需要重新验证身份"
    assert "/account/elevate/" in told["detail"]
    few = caller.get(f"{OFFICERS}?limit=100&kind=auxiliary").json()
    assert 0 < few["count"] <= MANY_PEOPLE
    assert len(few["items"]) == few["count"]


@pytest.mark.django_db
def test_the_refusal_is_said_in_the_readers_language_and_keeps_nothing(crowd: World) -> None:
    caller = person(crowd.cast.post("overseer"))
    told = refused(caller.get(f"{OFFICERS}?limit=100", Accept_Language="en"))
    assert "again" in told["title"]
    assert "kept" not in caller.browser.session


@pytest.mark.django_db
def test_a_fresh_factor_opens_it_for_that_session_alone(crowd: World) -> None:
    post = crowd.cast.post("overseer")
    proved, other = person(post), person(post)
    session = proved.browser.session
    session[KEY] = elevate(post.person)
    session.save()
    assert len(proved.get(f"{OFFICERS}?limit=100").json()["items"]) == 100
    refused(other.get(f"{OFFICERS}?limit=100"))


@pytest.mark.django_db
def test_another_system_has_a_token_and_no_session_to_prove(crowd: World) -> None:
    caller: Caller = system(client_of(crowd.cast.organ("justice"), "region"))
    assert len(caller.get(f"{OFFICERS}?limit=100").json()["items"]) == 100


# --- nothing is forgotten -------------------------------------------------------------------------------------------
def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))


def called(function: ast.AST) -> set[str]:
    """The names of what a function calls or hands on; those of actions are verbs that nothing else is called."""
    found = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return found | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def actions() -> set[str]:
    """Every action of every app."""
    files = [path for path in HERE.rglob("*.py") if path.stem == "actions" or "actions" in path.parent.parts[-1:]]
    return {one.name for path in files for one in functions(path) if not one.name.startswith("_")}


def marks(function: ast.FunctionDef) -> set[str]:
    return set().union(*(called(mark) for mark in function.decorator_list))


def guarded() -> set[str]:
    """The actions behind a fresh factor: of views that are ``@elevated``, of acts on many rows that are so."""
    views = [one for path in HERE.rglob("*.py") if "views" in str(path) for one in functions(path)]
    found = set().union(*(called(view) for view in views if "elevated" in marks(view)))
    for path in HERE.rglob("lists*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and any(word.arg == "elevated" for word in node.keywords):
                found |= called(node)
    return found & actions()


def test_no_operation_does_without_a_fresh_factor_what_a_page_does_with_one() -> None:
    dangerous = guarded()
    assert {"end_post", "create_client", "edit_role", "accept_head", "force_logout"} <= dangerous
    operations = [one for path in HERE.glob("*/api.py") for one in functions(path) if "router" in marks(one)]
    assert len(operations) > 20
    open_doors = [
        (one.name, sorted(called(one) & dangerous))
        for one in operations
        if called(one) & dangerous and "demand_of_person" not in called(one)
    ]
    assert open_doors == []
