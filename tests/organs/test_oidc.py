# SPDX-License-Identifier: Apache-2.0
"""Logging in by another body's service, against an emulator of ours: nobody is made, nothing unproven is believed."""

from __future__ import annotations

import http.client
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from entrance import PASSWORD, code, is_in, with_password
from mingcha.ledger import Invalid, NotAllowed, System
from mingcha.ledger.keys import add_key
from mingcha.ledger.models import Entry
from mingcha.organs import oidc
from mingcha.organs.actions.identities import bind_identity, bind_own_identity
from mingcha.organs.models import Identity, Person
from mingcha.organs.testing import Cast
from oidc_emulator import Emulator, emulated

pytestmark = [pytest.mark.talks, pytest.mark.django_db]


@pytest.fixture
def service(settings: Any) -> Iterator[Emulator]:
    with emulated() as emulator:
        settings.OIDC = emulator.settings
        yield emulator


def there(client: Client, to: str = "/account/logins/") -> str:
    """Off to the service; gives the address by which it sends her back."""
    answer = client.get("/account/login/oidc/", {"next": to})
    assert answer.status_code == 302
    parts = urlsplit(answer["Location"])
    line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    line.request("GET", f"{parts.path}?{parts.query}")
    back = line.getresponse().headers["Location"]
    line.close()
    return str(back)


def there_and_back(client: Client, to: str = "/account/logins/") -> Any:
    back = urlsplit(there(client, to))
    return client.get(f"{back.path}?{back.query}")


@pytest.fixture
def bound(cast: Cast, service: Emulator) -> Person:
    person = cast.post("handler").person
    bind_own_identity(person, oidc.hidden(service.subject)[0])
    return person


def test_who_is_bound_is_in_and_comes_to_the_page_that_she_asked_for(bound: Person) -> None:
    client = Client()
    assert there_and_back(client)["Location"] == "/account/logins/"
    assert is_in(client)
    entry = Entry.objects.get(act="log_in")
    assert (entry.actor_id, entry.what["how"]) == (bound.pk, "oidc")


def test_after_a_rotation_she_is_still_known_and_kept_by_the_new_key(
    bound: Person, cast: Cast, service: Emulator, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_FILE = Path(shutil.copy(settings.KEYS_FILE, tmp_path))
    add_key(settings.KEYS_FILE, "index")
    with pytest.raises(Invalid, match="已经绑定"):
        bind_identity(cast.post("leader").person, oidc.hidden(service.subject), by=System("test"))
    client = Client()
    there_and_back(client)
    assert is_in(client)
    assert Identity.objects.get().subject == oidc.hidden(service.subject)[0]
    assert Identity.objects.get().person == bound
    assert Entry.objects.get(act="renew_identity").actor_id == bound.pk


def test_what_is_sent_there_is_bound_to_this_browser_and_this_login(service: Emulator) -> None:
    one, two = (parse_qs(urlsplit(Client().get("/account/login/oidc/")["Location"]).query) for _each in range(2))
    assert one["code_challenge_method"] == ["S256"]
    assert one["scope"] == ["openid profile"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) >= 43
        assert one[name] != two[name]


def test_nobody_is_made_and_no_name_or_mail_is_believed(cast: Cast, service: Emulator) -> None:
    service.lies = {"preferred_username": "handler", "email": "handler@example.gov.cn", "email_verified": True}
    people = Person.objects.count()
    client = Client()
    assert there_and_back(client)["Location"].startswith("/account/login/?next=")
    assert not is_in(client)
    assert (Person.objects.count(), Identity.objects.count()) == (people, 0)


def test_a_first_login_by_password_binds_it_when_she_says_so(cast: Cast, service: Emulator) -> None:
    person = with_password(cast.post("handler").person)
    client = Client()
    to_login = there_and_back(client)["Location"]
    answer = client.post("/account/login/", {"login": "handler", "password": PASSWORD, "next": "/account/oidc/"})
    assert answer["Location"] == "/account/oidc/"
    page = client.get("/account/oidc/").content.decode()
    assert "张三" in page
    assert not Identity.objects.exists()
    client.post("/account/oidc/", {"_key": "k" * 20})
    assert Identity.objects.get().person == person
    assert service.subject not in str(Entry.objects.get(act="bind_identity").what)
    other = Client()
    there_and_back(other)
    assert is_in(other)
    assert "oidc" in to_login


def test_a_second_factor_is_asked_for_after_it_too(cast: Cast, service: Emulator) -> None:
    person = cast.post("system_admin").person
    bind_own_identity(person, oidc.hidden(service.subject)[0])
    client = Client()
    assert there_and_back(client)["Location"] == "/account/login/second/"
    assert not is_in(client)
    client.post("/account/login/second/", {"code": code()})
    assert is_in(client)
    assert Entry.objects.get(act="log_in").what["how"] == "oidc+totp"


def test_who_is_disabled_is_not_let_in(bound: Person) -> None:
    Person.objects.filter(pk=bound.pk).update(status=Person.Status.DISABLED)
    client = Client()
    there_and_back(client)
    assert not is_in(client)


LIES = {
    "another nonce": {"lies": {"nonce": "x" * 43}},
    "no nonce": {"lies": {"nonce": None}},
    "another issuer in the token": {"lies": {"iss": "https://evil.example"}},
    "another issuer in the discovery": {"says": {"issuer": "https://evil.example"}},
    "another audience": {"lies": {"aud": "somebody-else"}},
    "expired": {"lies": {"exp": int(time.time()) - 3_600}},
    "of the future": {"lies": {"iat": int(time.time()) + 3_600}},
    "no subject": {"lies": {"sub": None}},
    "signed by another key": {"forged": True},
    "signed by nobody": {"algorithm": "none"},
    "signed by the client's secret": {"algorithm": "HS256"},
    "no keys": {"says": {"jwks_uri": "http://127.0.0.1:1/keys"}},
    "an endpoint that is a file": {"says": {"token_endpoint": "file:///etc/passwd"}},
}


@pytest.mark.parametrize("name", LIES)
def test_an_answer_that_does_not_hold_lets_nobody_in(bound: Person, service: Emulator, name: str) -> None:
    client = Client()
    back = urlsplit(there(client))
    for what, value in LIES[name].items():
        setattr(service, what, value)
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 400
    assert "统一身份认证" in answer.content.decode()
    assert not is_in(client)
    assert not Entry.objects.filter(act="log_in").exists()


def test_the_state_fits_one_browser_once(bound: Person) -> None:
    client, thief = Client(), Client()
    back = urlsplit(there(client))
    assert thief.get(f"{back.path}?{back.query}").status_code == 400
    assert client.get(f"{back.path}?code=x&state=wrong").status_code == 400
    assert client.get(f"{back.path}?{back.query}").status_code == 400
    assert not is_in(client)


def test_a_code_of_another_flow_does_not_fit_the_verifier(bound: Person) -> None:
    mine, other = Client(), Client()
    state = parse_qs(urlsplit(there(mine)).query)["state"][0]
    stolen = parse_qs(urlsplit(there(other)).query)["code"][0]
    answer = mine.get("/account/login/oidc/back/", {"code": stolen, "state": state})
    assert answer.status_code == 400
    assert not is_in(mine)


def test_what_she_refused_there_is_told(service: Emulator) -> None:
    client = Client()
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    answer = client.get("/account/login/oidc/back/", {"error": "access_denied", "state": state})
    assert answer.status_code == 400
    assert "没有通过" in answer.content.decode()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_to_no_foreign_page(bound: Person, to: str) -> None:
    assert there_and_back(Client(), to)["Location"] == "/"


def test_a_service_that_does_not_answer_is_told_and_the_password_still_works(cast: Cast, settings: Any) -> None:
    settings.OIDC = {"issuer": "http://127.0.0.1:1", "client": "x", "secret": "y", "name": ""}
    answer = Client().get("/account/login/oidc/")
    assert answer.status_code == 400
    assert "没有正确回答" in answer.content.decode()
    assert "统一身份认证" in Client().get("/account/login/").content.decode()


def test_without_a_service_there_is_no_button(db: None) -> None:
    assert "login/oidc" not in Client().get("/account/login/").content.decode()
    for address in ("/account/login/oidc/", "/account/login/oidc/back/?code=x&state=y"):
        assert Client().get(address)["Location"] == "/account/login/"


def test_the_security_administrator_binds_a_subject_and_it_is_one_persons_only(cast: Cast, service: Emulator) -> None:
    admin, person = cast.client(cast.post("security_admin")), cast.post("handler").person
    address = f"/organs/people/{person.pk}/identity/"
    assert admin.post(address, {"subject": service.subject}).status_code == 302
    client = Client()
    there_and_back(client)
    assert is_in(client)
    again = admin.post(f"/organs/people/{cast.post('leader').person_id}/identity/", {"subject": service.subject})
    assert again.status_code == 422
    assert "已经绑定" in again.content.decode()
    assert admin.post(f"{address}unbind/", {"reason": "离职"}).status_code == 302
    assert not Identity.objects.exists()


def test_nobody_becomes_an_administrator_by_binding(cast: Cast, service: Emulator) -> None:
    by = cast.post("security_admin")
    for role in ("system_admin", "audit_admin", "security_admin"):
        with pytest.raises(NotAllowed):
            bind_identity(cast.post(role).person, ["x"], by=by)
    bind_identity(cast.post("handler").person, ["x"], by=by)
    with pytest.raises(Invalid):
        bind_identity(cast.post("leader").person, ["x"], by=by)
