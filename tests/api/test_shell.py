# SPDX-License-Identifier: Apache-2.0
"""What the shell does for every operation: tags, keys to the next page, turns a minute, one cost for one row and for many."""

from __future__ import annotations

from typing import Any

import pytest
from callers import BY_NAME, Caller, client_of, person, system
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from access_world import MARKS, World
from mingcha.cases.models import Case
from mingcha.ledger.models import Entry
from mingcha.organs.models import Organ
from mingcha.web import buckets
from mingcha.web.logs import formatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(world: World) -> Caller:
    return system(client_of(world.cast.organ("justice"), "region"))


def test_who_has_it_already_is_told_so(caller: Caller, world: World) -> None:
    url = BY_NAME["organ_detail"].url(**world.samples["organ"]["home"].arguments)
    first = caller.get(url)
    assert first["ETag"].startswith(f'"{first.json()["version"]}.')
    again = caller.get(url, If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert caller.get(url, If_None_Match=f'W/{first["ETag"]}, "x"').status_code == 304
    Organ.objects.filter(pk=first.json()["id"]).update(name="改过")
    assert caller.get(url, If_None_Match=first["ETag"]).status_code == 200


def test_an_edit_gives_the_new_representation_and_its_tag(caller: Caller, world: World) -> None:
    url = BY_NAME["organ_detail"].url(**world.samples["organ"]["home"].arguments)
    first = caller.get(url)
    edited = caller.ask("PATCH", url, {"short": "新简称"}, If_Match=first["ETag"])
    assert edited.json() == first.json() | {"short": "新简称", "version": first.json()["version"] + 1}
    assert caller.get(url)["ETag"] == edited["ETag"]
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.actor_kind, entry.actor_id) == ("edit_organ", "system", None)
    assert entry.organ_path == world.cast.organ("justice").path


def test_pages_follow_each_other_by_keys_and_hold_each_row_once(caller: Caller) -> None:
    seen: list[int] = []
    url: str | None = "/api/v1/cases?limit=3&since=2000-01-01"
    while url:
        answer = caller.get(url)
        told = answer.json()
        seen += [row["id"] for row in told["items"]]
        assert told["count"] == Case.objects.filter(organ__city__startswith="9901").count()
        assert told["count_is_exact"] is True
        url = told["next"]
        assert answer.headers.get("Link") == (f'<{url}>; rel="next"' if url else None)
        assert url is None or "limit=3" in url
    assert len(seen) == len(set(seen)) == told["count"]


def test_filters_narrow_as_they_do_on_pages(caller: Caller) -> None:
    told = caller.get("/api/v1/cases").json()
    found = caller.get(f"/api/v1/cases?q={told['items'][0]['number']}").json()
    assert [row["id"] for row in found["items"]] == [told["items"][0]["id"]]
    assert caller.get(f"/api/v1/cases?q={MARKS['away']}").json()["count"] == 0


COSTS = {
    "/api/v1/cases": 3,
    "/api/v1/alarms": 3,
    "/api/v1/items": 5,
    "/api/v1/organs": 4,
    "/api/v1/officers": 5,
    "/api/v1/sources": 3,
    "/api/v1/imports": 3,
    "/api/v1/regions": 3,
}
"""Statements of each list with its count; one of them is the token."""


@pytest.mark.parametrize(("url", "cost"), COSTS.items())
def test_a_list_costs_the_same_for_one_row_and_for_many(caller: Caller, url: str, cost: int) -> None:
    for limit in (50, 100):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert caller.get(f"{url}?limit={limit}").status_code == 200
        assert len(queries) == cost, [query["sql"][:120] for query in queries]


def test_reading_writes_nothing(caller: Caller) -> None:
    with CaptureQueriesContext(connection) as queries:
        caller.get("/api/v1/cases")
        caller.get("/api/v1/whoami")
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


# --- turns ----------------------------------------------------------------------------------------------------------
def test_everybody_has_so_many_turns_a_minute(world: World) -> None:
    callers = [system(client_of(world.cast.organ("justice"))) for _ in range(2)]
    with override_settings(API_RATE=5):
        for left in (4, 3, 2, 1, 0):
            answer = callers[0].get("/api/v1/whoami")
            assert (answer.status_code, answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == (
                200,
                "5",
                str(left),
            )
        answer = callers[0].get("/api/v1/whoami")
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert 0 < int(answer["Retry-After"]) <= 12
        assert answer["RateLimit-Reset"] == answer["Retry-After"]
        assert callers[1].get("/api/v1/whoami").status_code == 200


def test_a_person_is_one_whichever_of_her_browsers_asks(world: World) -> None:
    post = world.cast.post("overseer")
    with override_settings(API_RATE=2):
        assert [person(post).get("/api/v1/whoami").status_code for _ in range(3)] == [200, 200, 429]


def test_a_thousand_forged_addresses_are_one_bucket(world: World) -> None:
    """Corpus: what a stranger writes into X-Forwarded-For is not believed."""
    stranger, told = Caller(), []
    with override_settings(API_RATE=50):
        for number in range(1_000):
            forged = f"10.{number // 250}.{number % 250}.7"
            told.append(stranger.get("/api/v1/whoami", X_Forwarded_For=forged).status_code)
    assert told.count(401) <= 6
    assert told.count(429) == 1_000 - told.count(401)
    assert len(buckets.ALL) >= 2


def test_whoami_says_who_and_what(world: World) -> None:
    post = world.cast.post("overseer")
    told = person(post).get("/api/v1/whoami").json()
    assert (told["kind"], told["name"], told["organ"]["id"], told["reach"]) == (
        "person",
        post.person.name,
        post.organ_id,
        "region",
    )
    assert told["rights"] == sorted(post.role.rights)


def test_head_is_answered_as_get(caller: Caller) -> None:
    answer = caller.ask("HEAD", "/api/v1/cases")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_bug_is_told_with_a_number_that_the_log_knows(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that fails in the middle: nothing internal is told."""
    caplog.handler.setFormatter(formatter())  # as an installation writes its log: under the request's number
    from django.db import DatabaseError

    def fail(*_: Any) -> Any:
        raise DatabaseError("secret internals")

    monkeypatch.setattr(Case.objects.__class__, "visible_to", fail)
    answer = caller.get("/api/v1/cases")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "bug"
    assert "secret" not in answer.content.decode()
    assert answer.json()["ref"] in caplog.text


def test_who_must_change_her_password_is_told_so_and_gets_nothing(world: World) -> None:
    post = world.cast.post("overseer")
    caller = person(post)
    type(post.person).objects.filter(pk=post.person_id).update(must_change_password=True)
    answer = caller.get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "finish_login")
