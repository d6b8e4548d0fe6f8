# SPDX-License-Identifier: Apache-2.0
"""Tokens for other systems: who gets one, for how long, and what takes it away again (security.md A3, A9, B10)."""

from __future__ import annotations

import base64
import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from callers import Caller, client_of, person, system, token_of
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider import oauth2_validators
from oauth2_provider.models import AccessToken, Application

from mingcha.exchange.actions import (
    NewClient,
    create_client,
    disable_client,
    enable_client,
    forget_tokens,
    rotate_client,
)
from mingcha.exchange.models import Client
from mingcha.ledger import Invalid, NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs import attempts
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
DOOR = "/oauth/token/"
BY = System("test")


@pytest.fixture
def made(cast: Cast) -> tuple[Client, str]:
    today = timezone.localdate()
    return create_client(NewClient("省平台", cast.organ("justice"), "region", ["cases:case:read"], today), by=BY)


def ask(client_id: str, secret: str, address: str = "127.0.0.1", **form: str) -> Any:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    given = {"grant_type": "client_credentials"} | form
    return Browser(REMOTE_ADDR=address).post(DOOR, given, headers={"Authorization": f"Basic {pair}"})


def test_a_client_gets_a_token_of_an_hour_and_only_hashes_are_kept(made: tuple[Client, str]) -> None:
    client, secret = made
    answer = ask(client.application.client_id, secret)
    told = answer.json()
    assert answer.status_code == 200, told
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] <= 3_600
    assert told["scope"] == "cases:case:read"
    assert "refresh_token" not in told
    assert Caller(Authorization=f"Bearer {told['access_token']}").get("/api/v1/whoami").json()["name"] == "省平台"
    row = AccessToken.objects.get()
    assert row.token == ""
    assert row.token_checksum == hashlib.sha256(told["access_token"].encode()).hexdigest()
    assert Application.objects.get().client_secret.startswith("argon2")
    assert Entry.objects.latest("id").act == "issue_token"
    with connection.cursor() as cursor:
        for table in ("oauth2_provider_accesstoken", "oauth2_provider_application", "exchange_client", "ledger_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not any(secret in str(row) or told["access_token"] in str(row) for row in cursor.fetchall()), table


def test_a_form_may_hold_id_and_secret_too(made: tuple[Client, str]) -> None:
    client, secret = made
    form = {"grant_type": "client_credentials", "client_id": client.application.client_id, "client_secret": secret}
    assert Browser().post(DOOR, form).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"scope": "cases:case:read cases:alarm:read"}, 400, "invalid_scope"),
        ({"grant_type": "password", "username": "a", "password": "b"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_no_other_grant_and_no_right_beyond_its_own(
    made: tuple[Client, str], form: dict[str, str], status: int, error: str
) -> None:
    client, secret = made
    answer = ask(client.application.client_id, secret, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()


def test_a_wrong_secret_is_counted_before_it_is_hashed(
    made: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five wrong ones from an address, then none is looked at there; elsewhere the right one still opens."""
    client, secret = made
    hashed: list[str] = []
    real = oauth2_validators.check_password
    monkeypatch.setattr(
        oauth2_validators, "check_password", lambda given, kept: hashed.append(given) or real(given, kept)
    )
    told = [ask(client.application.client_id, f"wrong {number}").status_code for number in range(20)]
    assert told[: attempts.PAIR_LIMIT] == [401] * attempts.PAIR_LIMIT
    assert set(told[attempts.PAIR_LIMIT :]) == {429}
    assert len(hashed) <= 2 * attempts.PAIR_LIMIT  # the package looks at the header and at the form
    refused = ask(client.application.client_id, secret)
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert ask(client.application.client_id, secret, address="192.0.2.7").status_code == 200


def test_an_unknown_client_is_told_what_a_wrong_secret_is_told(made: tuple[Client, str]) -> None:
    client, _secret = made
    unknown, wrong = ask("nobody", "x"), ask(client.application.client_id, "x")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["error"] == wrong.json()["error"] == "invalid_client"


def test_a_disabled_client_is_out_at_its_next_request(cast: Cast) -> None:
    client = client_of(cast.organ("justice"), "region")
    caller = system(client)
    assert caller.get("/api/v1/cases").status_code == 200
    disable_client(client, "对方系统下线", by=BY)
    assert caller.get("/api/v1/cases").status_code == 401
    assert not AccessToken.objects.exists()
    enable_client(client, "恢复", by=BY)
    assert caller.get("/api/v1/cases").status_code == 401
    assert system(client).get("/api/v1/cases").status_code == 200


def test_another_secret_ends_the_old_one_and_its_tokens(made: tuple[Client, str]) -> None:
    client, secret = made
    caller = system(client)
    new = rotate_client(client, "例行更换", by=BY)
    assert caller.get("/api/v1/whoami").status_code == 401
    assert ask(client.application.client_id, secret).status_code == 401
    assert ask(client.application.client_id, new).status_code == 200
    assert [entry.act for entry in Entry.objects.order_by("id")][-2:] == ["rotate_client", "issue_token"]
    assert new not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("days", [{"valid_from": 1}, {"valid_from": -9, "valid_to": -1}], ids=["not yet", "no more"])
def test_out_of_its_days_a_client_is_nobody(made: tuple[Client, str], days: dict[str, int]) -> None:
    client, secret = made
    caller = system(client)
    today = timezone.localdate()
    Client.objects.filter(pk=client.pk).update(**{name: today + timedelta(days=n) for name, n in days.items()})
    assert caller.get("/api/v1/whoami").status_code == 401
    assert ask(client.application.client_id, secret).status_code == 401


def test_a_token_is_over_when_its_hour_is(made: tuple[Client, str]) -> None:
    caller = system(made[0])
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert caller.get("/api/v1/whoami").status_code == 401
    assert forget_tokens() == 1


def test_a_client_calls_only_from_its_networks(cast: Cast) -> None:
    client = client_of(cast.organ("justice"), "region", networks=["10.1.0.0/16", "2001:db8::/32"])
    token = token_of(client)
    for address, status in (
        ("10.1.2.3", 200),
        ("10.2.0.1", 401),
        ("2001:db8::7", 200),
        ("::ffff:10.1.0.9", 200),
        ("", 401),
    ):
        browser = Browser(REMOTE_ADDR=address)
        answer = browser.get("/api/v1/whoami", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status, address
    forged = Browser(REMOTE_ADDR="10.2.0.1")
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "10.1.2.3"}
    assert forged.get("/api/v1/whoami", headers=headers).status_code == 401


def test_an_entry_names_the_system_and_its_organ_and_no_person_takes_it_for_hers(cast: Cast) -> None:
    client = client_of(cast.organ("enforcement"), "below")
    caller = system(client)
    organ = caller.get(f"/api/v1/organs/{cast.organ('unit').pk}")
    caller.ask("PATCH", f"/api/v1/organs/{cast.organ('unit').pk}", {"short": "大队"}, If_Match=organ["ETag"])
    entry = Entry.objects.latest("id")
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("system", None, client.name)
    assert entry.organ == cast.organ("enforcement").name


BAD = [
    ({"rights": ["organs:person:reveal"]}, "rights"),
    ({"rights": []}, "rights"),
    ({"rights": ["ledger:entry:read", "organs:organ:edit"]}, "duties_mixed"),
    ({"valid_to": date(2026, 1, 1)}, "date_order"),
    ({"name": "省平台"}, "name_taken"),
]


@pytest.mark.parametrize(("changed", "code"), BAD, ids=[code for _changed, code in BAD])
def test_a_client_that_may_not_be_is_refused(made: tuple[Client, str], changed: dict[str, Any], code: str) -> None:
    client, _secret = made
    given = {"name": "另一个", "organ": client.organ, "reach": "organ", "rights": ["cases:case:read"]}
    with pytest.raises(Invalid) as refused:
        create_client(NewClient(**given | {"valid_from": timezone.localdate()} | changed), by=BY)
    assert refused.value.code == code


def test_nobody_lets_in_a_system_with_more_reach_or_elsewhere(cast: Cast) -> None:
    admin = cast.post("security_admin")
    new = {"rights": ["cases:case:read"], "valid_from": timezone.localdate()}
    with pytest.raises(NotAllowed):
        create_client(NewClient("外市", cast.foreign_organ("justice"), "organ", **new), by=admin)
    admin.reach = "organ"
    with pytest.raises(NotAllowed):
        create_client(NewClient("更大", cast.organ("justice"), "region", **new), by=admin)
    with pytest.raises(NotAllowed):
        create_client(NewClient("无权", cast.organ("justice"), "organ", **new), by=cast.post("system_admin"))


def test_the_door_answers_no_browser(cast: Cast) -> None:
    caller = person(cast.post("overseer"))
    assert caller.browser.get(DOOR).status_code == 405
    for name in ("authorize/", "revoke_token/", "introspect/", "applications/"):
        assert caller.browser.get(f"/oauth/{name}").status_code == 404
