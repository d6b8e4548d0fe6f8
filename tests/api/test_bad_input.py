# SPDX-License-Identifier: Apache-2.0
"""Bad inputs of the corpus at the API (T06-T08, T15, T18-T25, W06-W08, A06): each is refused with its code, and nothing changes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from callers import BY_NAME, OPERATIONS, Caller, client_of, person, system

from access_world import World
from mingcha.cases.models import Alarm
from mingcha.ledger.models import Entry
from mingcha.organs.models import Organ

pytestmark = pytest.mark.django_db
EDIT = BY_NAME["organ_change"]


@pytest.fixture
def caller(world: World) -> Caller:
    return system(client_of(world.cast.organ("justice"), "region"))


@pytest.fixture
def organ(world: World) -> Organ:
    return Organ.objects.get(pk=world.cast.organ("enforcement").pk)


def tag(caller: Caller, organ: Organ) -> str:
    found: str = caller.get(f"/api/v1/organs/{organ.pk}")["ETag"]
    return found


def edit(caller: Caller, organ: Organ, body: bytes | str, kind: str = "application/json") -> Any:
    headers = caller.headers | {"If-Match": tag(caller, organ)}
    return caller.browser.generic("PATCH", f"/api/v1/organs/{organ.pk}", body, content_type=kind, headers=headers)


BODIES = [
    ("T06", '{"short": "a\u0001b"}', 422, "control_char", None),
    ("T07", '{"short": "a\\u0000b"}', 422, "control_char", "short"),
    ("T08", '{"short": "\\ud800"}', 422, "bad_unicode", "short"),
    ("T09", '{"short": "a\u202eb"}', 422, "control_char", "short"),
    ("T10", '{"short": "' + "字" * 41 + '"}', 422, "too_long", "short"),
    ("T14", '{"name": "\u200b \u200b"}', 422, "required", "name"),
    ("T15", '{"short": "市监"}'.encode("gbk"), 400, "bad_encoding", None),
    ("T16-nan", '{"short": NaN}', 422, "amount_range", None),
    ("T16-infinity", '{"short": -Infinity}', 422, "amount_range", None),
    ("T16-1e400", '{"short": 1e400}', 422, "amount_range", None),
    ("T16-digits", '{"short": 1' + "0" * 5_000 + "}", 422, "amount_range", None),
    ("T19", "[" * 10_000 + "]" * 10_000, 400, "json_depth", None),
    ("T19-objects", '{"a":' * 10_000 + "1" + "}" * 10_000, 400, "json_depth", None),
    ("T20", '{"short": "a", "short": "b"}', 400, "json_duplicate_key", None),
    ("T22", '{"status": "closed"}', 422, "unknown_field", "status"),
    ("T22-path", '{"path": "/1/"}', 422, "unknown_field", "path"),
    ("no-json", "short=a", 400, "json_invalid", None),
    ("a-list", "[1]", 422, "type", None),
    ("a-number", '{"short": 1}', 422, "type", "short"),
    ("two-faults", '{"short": 1, "status": "x"}', 422, None, None),
]


@pytest.mark.parametrize(("number", "body", "status", "code", "field"), BODIES, ids=[row[0] for row in BODIES])
def test_a_body_that_is_not_as_it_should_be_is_refused(
    caller: Caller, organ: Organ, number: str, body: bytes | str, status: int, code: str | None, field: str | None
) -> None:
    before = Entry.objects.count(), Organ.objects.filter(pk=organ.pk).values().get()
    answer = edit(caller, organ, body)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert told["status"] == status
    assert told["ref"] == answer["X-Request-ID"]
    if code:
        assert told["code"] == code, told
    if field:
        assert told["field"] == field
    assert (Entry.objects.count(), Organ.objects.filter(pk=organ.pk).values().get()) == before


def test_all_that_is_wrong_is_told_at_once(caller: Caller, organ: Organ) -> None:
    told = edit(caller, organ, '{"short": 1, "status": "x", "kind": "nothing"}').json()
    assert {(one["field"], one["code"]) for one in told["errors"]} >= {("short", "type"), ("status", "unknown_field")}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_another_kind_of_body_is_refused(caller: Caller, organ: Organ, kind: str) -> None:
    answer = edit(caller, organ, "{}", kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "content_type")


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(caller: Caller, organ: Organ) -> None:
    answer = edit(caller, organ, b'{"short": "' + b"x" * (10 << 20) + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_an_act_without_a_body_takes_none(caller: Caller, world: World) -> None:
    url = BY_NAME["alarm_acknowledge"].url(**world.samples["alarm"]["home"].arguments)
    answer = caller.post(url, {"status": "closed"})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "unknown_field", "status")
    assert not Alarm.objects.filter(status="acknowledged").exists()


@pytest.mark.parametrize("odd", ["1" + "0" * 30, "-1", "0x10", "1.0", "9223372036854775808", "0", "٣", "1%00", "%ff"])
def test_a_number_that_names_nothing_is_not_found(caller: Caller, odd: str) -> None:
    for operation in (one for one in OPERATIONS if "{int:pk}" in one.path and one.rule != "people"):
        answer = caller.call(operation, pk=odd)
        assert answer.status_code in (404, 403), (operation.name, odd)
        if answer.status_code == 404:
            assert answer.json()["code"] == "not_found"


LISTS = [one for one in OPERATIONS if hasattr(one.view, "listing") and "{" not in one.path and one.rule != "people"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("sort=password", "filter_not_allowed"),
        ("ordering=-id", "filter_not_allowed"),
        ("id_number=1", "filter_not_allowed"),
        ("organ__name=x", "filter_not_allowed"),
        ("page=1000000000", "page_range"),
        ("page_size=1000000", "page_range"),
        ("limit=101", "page_range"),
        ("limit=0", "page_range"),
        ("limit=1e2", "page_range"),
        ("after=x", "page_range"),
        ("after=W10", "page_range"),
    ],
)
def test_a_list_is_asked_only_what_it_knows(world: World, query: str, code: str) -> None:
    callers = [
        system(client_of(world.cast.organ("justice"), "region")),
        system(client_of(world.cast.organ("justice"), "region", ["ledger:entry:read"])),
    ]
    for operation in LISTS:
        answers = [caller.get(f"{operation.url()}?{query}") for caller in callers]
        told = next(answer for answer in answers if answer.status_code != 403)
        assert (told.status_code, told.json()["code"]) == (400, code), operation.name


def test_a_filter_with_a_wrong_value_is_told_by_its_field(caller: Caller) -> None:
    answer = caller.get("/api/v1/cases?status=gone&since=2026-02-30")
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"status", "since"}


@pytest.mark.parametrize("query", ["q=%00", "q=%E2%80%AE", "q=%ff"])
def test_a_query_with_letters_that_nobody_types_is_refused(caller: Caller, query: str) -> None:
    answer = caller.get(f"/api/v1/cases?{query}")
    assert answer.status_code == 422
    assert answer.json()["code"] in ("control_char", "bad_unicode")


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "FOO", "PUT", "DELETE", "POST"])
def test_a_method_that_an_address_does_not_have_is_refused(caller: Caller, method: str) -> None:
    answer = caller.ask(method, "/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    if method in ("PUT", "DELETE", "POST"):
        assert answer["Allow"] == "GET"
    assert caller.ask("PUT", "/cases/").status_code == 405


def test_what_is_nowhere_and_what_is_forbidden_to_ask_for_is_told_to_programs(caller: Caller) -> None:
    for url in ("/api/v1/nothing", "/api/v2/cases", "/api/"):
        answer = caller.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), url
    answer = caller.get("/api/v1/cases", Accept="application/xml")
    assert (answer.status_code, answer.json()["code"]) == (406, "accept")


# --- twice, and too late --------------------------------------------------------------------------------------------
def act(world: World) -> str:
    return BY_NAME["alarm_acknowledge"].url(**world.samples["alarm"]["home"].arguments)


def test_a_retry_gets_the_same_answer_and_acts_once(caller: Caller, world: World) -> None:
    """Corpus W06."""
    key, before = uuid4().hex, Entry.objects.count()
    first, again = (caller.post(act(world), Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"] == act(world).removesuffix("/acknowledge")
    assert (first["Idempotency-Replayed"], again["Idempotency-Replayed"]) == ("false", "true")
    assert Entry.objects.count() == before + 1
    later = caller.post(act(world))
    assert (later.status_code, later.json()["code"]) == (409, "wrong_state")


def test_a_key_is_of_one_request_and_of_one_caller(caller: Caller, world: World) -> None:
    """Corpus W07: with another body or at another address it is refused; another caller's key is another key."""
    key = uuid4().hex
    assert caller.post(act(world), Idempotency_Key=key).status_code == 200
    other = BY_NAME["alarm_acknowledge"].url(**world.samples["alarm"]["neighbour"].arguments)
    answer = caller.post(other, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_mismatch")
    answer = caller.post(act(world), {}, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_mismatch")
    twin = system(client_of(world.cast.organ("justice"), "region"))
    assert twin.post(act(world), Idempotency_Key=key).json()["code"] == "wrong_state"


@pytest.mark.parametrize(("key", "status", "code"), [("", 400, "key_required"), ("short", 422, "key_invalid")])
def test_a_post_without_a_key_is_refused(caller: Caller, world: World, key: str, status: int, code: str) -> None:
    answer = caller.post(act(world), Idempotency_Key=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_second_of_two_editors_is_told_who_was_first(caller: Caller, organ: Organ, world: World) -> None:
    """Corpus W08."""
    seen = tag(caller, organ)
    url = f"/api/v1/organs/{organ.pk}"
    admin = person(world.cast.post("system_admin"))
    assert admin.ask("PATCH", url, {"short": "先"}, If_Match=seen).status_code == 200
    answer = caller.ask("PATCH", url, {"short": "后"}, If_Match=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert world.cast.post("system_admin").person.name in answer.json()["detail"]
    assert Organ.objects.get(pk=organ.pk).short == "先"


@pytest.mark.parametrize("tag", ["", "*"])
def test_who_edits_says_what_she_has_seen(caller: Caller, organ: Organ, tag: str) -> None:
    answer = caller.ask("PATCH", f"/api/v1/organs/{organ.pk}", {"short": "x"}, **({"If_Match": tag} if tag else {}))
    assert (answer.status_code, answer.json()["code"]) == (428, "version_required")


@pytest.mark.parametrize("tag", ['"x"', "3", 'W/"1"', '"' + "9" * 400 + '"'])
def test_a_tag_that_is_none_of_ours_is_stale(caller: Caller, organ: Organ, tag: str) -> None:
    answer = caller.ask("PATCH", f"/api/v1/organs/{organ.pk}", {"short": "x"}, If_Match=tag)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
