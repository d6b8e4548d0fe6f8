# SPDX-License-Identifier: Apache-2.0
"""Who floods the login page is turned away before a session, the database or a page is touched."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

MOST = 8


@pytest.fixture(autouse=True)
def few(settings: LazySettings) -> None:
    settings.LOGIN_RATE = MOST


def test_a_flood_of_logins_is_turned_away_without_the_database(client: Client) -> None:
    """The test has no database: one query more would fail it."""
    from mingcha.web.floods import LOGINS

    for _turn in range(MOST):
        assert LOGINS.take("127.0.0.1") == 0
    for forged in range(1_000):
        answer = client.post(
            "/account/login/",
            {"login": "a", "password": "b"},
            headers={"X-Forwarded-For": f"10.0.{forged // 250}.{forged % 250}"},
        )
        assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "请" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
def test_another_address_and_the_page_itself_stay_open(client: Client) -> None:
    for _turn in range(MOST):
        client.post("/account/login/", {"login": "a", "password": "b"}, REMOTE_ADDR="203.0.113.7")
    assert client.post("/account/login/", {}, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert client.get("/account/login/", REMOTE_ADDR="203.0.113.7").status_code == 200
    assert client.post("/account/login/", {}, REMOTE_ADDR="203.0.113.8").status_code == 200
