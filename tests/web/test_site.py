# SPDX-License-Identifier: Apache-2.0
"""What a site answers besides its pages, and how pages look for a browser (ux.md)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_watcher_hears_whether_the_site_lives_and_nothing_else(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}


def test_a_site_without_its_database_lives_and_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", lost)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, "database" in answer.json()["failed"]) == (503, True)


def test_search_engines_are_asked_to_stay_away(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_a_browser_that_asks_for_the_mark_gets_it(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


@pytest.mark.parametrize(
    ("sent", "cookie", "value"),
    [
        ({"size": "large"}, "size", "large"),
        ({"theme": "dark"}, "theme", "dark"),
        ({"django_language": "en"}, "django_language", "en"),
    ],
)
def test_how_pages_look_is_kept_in_a_cookie_without_any_script(
    client: Client, sent: dict, cookie: str, value: str
) -> None:
    answer = client.post("/look/", sent | {"next": "/account/login/"})
    assert answer["Location"] == "/account/login/"
    assert (answer.cookies[cookie].value, answer.cookies[cookie]["samesite"]) == (value, "Lax")


def test_the_login_page_is_english_for_whoever_asks(client: Client) -> None:
    client.post("/look/", {"django_language": "en"})
    assert '<html lang="en"' in client.get("/account/login/").content.decode()


def test_large_text_is_on_the_page_and_goes_again(client: Client) -> None:
    client.post("/look/", {"size": "large"})
    assert 'data-size="large"' in client.get("/account/login/").content.decode()
    assert client.post("/look/", {"size": ""}).cookies["size"]["max-age"] == 0


@pytest.mark.parametrize(
    "sent", [{"size": "gigantic"}, {"theme": "<script>"}, {"django_language": "xx"}, {"other": "1"}]
)
def test_what_is_no_choice_is_not_kept(client: Client, sent: dict) -> None:
    answer = client.post("/look/", sent)
    assert answer.status_code == 302
    assert not answer.cookies


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_a_choice_leads_to_no_foreign_page(client: Client, to: str) -> None:
    assert client.post("/look/", {"size": "large", "next": to})["Location"] == "/"


def test_a_link_changes_nothing(client: Client) -> None:
    assert client.get("/look/", {"size": "large"}).status_code == 405
