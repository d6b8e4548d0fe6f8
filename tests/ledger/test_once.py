# SPDX-License-Identifier: Apache-2.0
"""A POST is done once: the second gets the first one's answer, with another body a refusal (corpus W06, W07)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from mingcha.ledger import Conflict, Refused, System, record
from mingcha.ledger.models import Answer, Entry
from mingcha.ledger.once import forget, replay
from mingcha.organs.models import Dictionary

KEY = "0123456789abcdef"
pytestmark = pytest.mark.django_db


def add(request: HttpRequest) -> HttpResponse:
    """A view as ours are: one action, then a redirect."""
    try:
        with transaction.atomic():
            made, new = Dictionary.objects.get_or_create(key=request.POST["key"], defaults={"name": "n"})
            if not new:
                raise Conflict("已有", "taken")
            record("add", made, by=System("test"))
    except Conflict as refusal:
        return HttpResponse(refusal.message, status=refusal.status)
    return HttpResponseRedirect(f"/made/{made.key}/")


def plain(request: HttpRequest) -> HttpResponse:
    """Answers without a redirect, as a partial does; a refusal goes to the layers outside."""
    with transaction.atomic():
        record("note", None, by=System("test"))
    return HttpResponse("done")


def refused(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """The outer layer that makes a page of a refusal."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return HttpResponse(error.code, status=error.status) if isinstance(error, Refused) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


urlpatterns = [path("add/", add), path("plain/", plain)]


@pytest.fixture
def client() -> Any:
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.refused", "mingcha.ledger.once.OnceMiddleware"]
    ):
        yield Client()


def test_the_second_is_sent_where_the_first_was_sent_and_nothing_is_done_twice(client: Client) -> None:
    answers = [client.post("/add/", {"key": "a", "_key": KEY, "csrfmiddlewaretoken": str(n)}) for n in range(3)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/made/a/")] * 3
    assert Entry.objects.get().key == KEY
    stored = Answer.objects.get()
    assert (stored.object_kind, stored.location) == ("organs.dictionary", "/made/a/")


def test_the_same_key_with_another_body_is_refused(client: Client) -> None:
    client.post("/add/", {"key": "a", "_key": KEY})
    again = client.post("/add/", {"key": "b", "_key": KEY})
    assert (again.status_code, again.content) == (409, b"idempotency_mismatch")
    assert Dictionary.objects.count() == 1


def test_another_file_is_another_body(client: Client) -> None:
    def upload(content: bytes) -> int:
        return client.post("/add/", {"key": "a", "_key": KEY, "file": SimpleUploadedFile("f.txt", content)}).status_code

    assert (upload(b"one"), upload(b"one"), upload(b"two")) == (302, 302, 409)


def test_without_a_key_each_is_done(client: Client) -> None:
    assert [client.post("/plain/").status_code for _ in range(2)] == [200, 200]
    assert Entry.objects.count() == 2
    assert not Answer.objects.exists()


@pytest.mark.parametrize("key", ["short", "x" * 65, "a b c d e f", "钥匙钥匙钥匙钥匙"])
def test_a_key_of_another_shape_is_refused(client: Client, key: str) -> None:
    answer = client.post("/add/", {"key": "a", "_key": key})
    assert (answer.status_code, answer.content) == (422, b"key_invalid")
    assert not Entry.objects.exists()


def test_an_api_client_gives_the_key_as_a_header(client: Client) -> None:
    def send(body: str) -> int:
        options = {"content_type": "application/json", "headers": {"Idempotency-Key": KEY}}
        return client.post("/plain/", body, **options).status_code

    assert (send('{"a":1}'), send('{"a":1}'), send('{"a":2}')) == (200, 302, 409)
    assert Entry.objects.count() == 1


def test_a_refused_act_leaves_its_key_free(client: Client) -> None:
    Dictionary.objects.create(key="a", name="n")
    assert client.post("/add/", {"key": "a", "_key": KEY}).status_code == 409
    assert client.post("/add/", {"key": "b", "_key": KEY}).status_code == 302


def test_a_request_from_a_page_part_is_told_where_to_go(client: Client) -> None:
    client.post("/add/", {"key": "a", "_key": KEY})
    again = client.post("/add/", {"key": "a", "_key": KEY}, headers={"HX-Request": "true"})
    assert (again.status_code, again["HX-Redirect"]) == (200, "/made/a/")


def test_one_who_fell_between_commit_and_answer_is_sent_to_the_page_he_came_from(client: Client) -> None:
    client.post("/add/", {"key": "a", "_key": KEY})
    Answer.objects.update(location="")
    again = client.post("/add/", {"key": "a", "_key": KEY}, headers={"Referer": "/add-form/"})
    assert (again.status_code, again["Location"]) == (302, "/add-form/")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_acts_and_both_get_its_answer(client: Client) -> None:
    answers: list[int] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait()
        answers.append(Client().post("/add/", {"key": "a", "_key": KEY}).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert (Dictionary.objects.count(), Entry.objects.count(), Answer.objects.count()) == (1, 1, 1)


def test_two_people_may_send_the_same_key(client: Client) -> None:
    client.post("/add/", {"key": "a", "_key": KEY})
    assert replay(("post", 1), KEY, "any") is None
    with pytest.raises(Conflict):
        replay(("public", 0), KEY, "any")


def test_old_answers_are_forgotten_and_their_entries_are_not(client: Client) -> None:
    client.post("/add/", {"key": "a", "_key": KEY})
    assert forget() == 0
    Answer.objects.update(at=timezone.now() - timedelta(days=8))
    assert forget() == 1
    assert Entry.objects.count() == 1
