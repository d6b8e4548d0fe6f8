# SPDX-License-Identifier: Apache-2.0
"""Passwords by profile: staff mix and change theirs, citizens need length; an expired one opens nothing (security.md A2, A6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from access_routes import PUBLIC, routes
from entrance import PASSWORD, with_password
from mingcha.ledger import Invalid, System
from mingcha.organs.actions.logins import change_password
from mingcha.organs.actions.people import give_password
from mingcha.organs.models import FormerPassword, LoginAttempt, Person
from mingcha.organs.passwords import check_password
from mingcha.organs.testing import Cast

CITIZEN = Person.PasswordProfile.CITIZEN


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short-1a", "password_too_short"),
        ("only lower letters", "password_too_plain"),
        ("onlylowerand123", "password_too_plain"),
        ("长长长长长长长长长长长长", "password_too_plain"),
        ("长" * 257, "too_long"),
        ("password1234", "password_too_common"),
        ("Zhao.mingcha-2026", "password_too_similar"),
    ],
)
def test_a_password_of_staff_that_will_not_do_is_refused_with_its_reason(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password, Person(username="zhao.mingcha", name="赵明察"))
    assert code in {fault.code for fault in refused.value.faults}


@pytest.mark.parametrize(
    "password", ["Blue-horse-27", "blue horse 27 !!", "一句话 with 27 words", "A" * 5 + "b" * 5 + "1" * 200]
)
def test_three_kinds_of_characters_and_twelve_of_them_will_do(password: str) -> None:
    check_password(password, Person(username="zhao.mingcha", name="赵明察"))


def test_a_citizen_needs_length_and_nothing_anybody_would_guess() -> None:
    somebody = Person(username="x1", name="某人", password_profile=CITIZEN)
    check_password("horsebattery", somebody)
    for password in ("horse12", "password1", "12345678"):
        with pytest.raises(Invalid):
            check_password(password, somebody)


@pytest.mark.django_db
def test_none_of_the_last_five_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("memory_cost", 1_024), ("time_cost", 1), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, value)
    person = with_password(Person(username="surina", name="苏日娜"))
    used = [f"Blue-horse-{number}x" for number in range(6)]
    for password in used:
        change_password(person, password)
    for password in used[1:]:
        with pytest.raises(Invalid) as refused:
            change_password(person, password)
        assert refused.value.code == "password_used"
    change_password(person, used[0])
    assert FormerPassword.objects.filter(person=person).count() == 5


@pytest.mark.django_db
def test_a_given_password_counts_among_the_former_ones_and_has_to_be_changed(cast: Cast) -> None:
    person = with_password(cast.post("handler").person)
    given = give_password(person, by=System("test"))
    person.refresh_from_db()
    assert person.must_change_password
    for password in (given, PASSWORD):
        with pytest.raises(Invalid):
            change_password(person, password)


def late(person: Person, days: int) -> None:
    Person.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - timedelta(days=days))


@pytest.mark.django_db
def test_an_expired_password_opens_nothing_but_the_page_that_changes_it(cast: Cast) -> None:
    """Every address of the resolver, by GET and POST."""
    person = with_password(cast.post("overseer").person)
    client = cast.client(cast.post("overseer"))
    late(person, 89)
    assert client.get("/organs/organs/").status_code == 200
    late(person, 90)
    tried = 0
    for route in routes():
        if route.rule == PUBLIC or route.arguments or route.name == "account_change_password":
            continue
        for method in (client.get, client.post):
            answer = method(route.url())
            led = answer.headers.get("Location") == "/account/password/"
            assert led or (answer.status_code == 403 and answer.json()["code"] == "finish_login"), route.name
            tried += 1
    assert tried > 60
    assert "超过 90 天" in client.get("/account/password/").content.decode()
    sent = {"password": PASSWORD, "new": "Blue-horse-27", "again": "Blue-horse-27"}
    assert client.post("/account/password/", sent).status_code == 302
    assert client.get("/organs/organs/").status_code == 200


@pytest.mark.django_db
def test_neither_a_citizens_password_nor_a_demonstrations_expires(cast: Cast, settings) -> None:
    person = with_password(cast.post("overseer").person)
    client = cast.client(cast.post("overseer"))
    late(person, 400)
    settings.DEMO = True
    assert client.get("/organs/organs/").status_code == 200
    settings.DEMO = False
    assert client.get("/organs/organs/").status_code == 302
    Person.objects.filter(pk=person.pk).update(password_profile=CITIZEN)
    assert client.get("/organs/organs/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["password", "new"])
def test_a_password_of_a_megabyte_is_refused_and_reaches_no_hasher(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    person = with_password(cast.post("handler").person)
    reached: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, lambda *_args: reached.append("") or False)
    huge = "x" * 1_048_576
    answer = Client().post("/account/login/", {"login": person.username, "password": huge})
    assert answer.status_code == 200
    assert "密码最多 256 个字符" in answer.content.decode()
    client = cast.client(cast.post("handler"))
    answer = client.post("/account/password/", {"password": "x", "new": "y", "again": "y"} | {field: huge})
    assert answer.status_code == 422
    assert "256" in str(answer.context["form"].errors[field])
    assert reached == []
    assert not LoginAttempt.objects.exists()
    assert len(answer.content) < 50_000
