# SPDX-License-Identifier: Apache-2.0
"""A login: its session, its end, its traces (security.md A1, A7-A11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingcha.ledger import Invalid
from mingcha.ledger.models import Entry
from mingcha.organs.actions.logins import check_password
from mingcha.organs.models import LoginAttempt, Person

PASSWORD = "correct horse 电池"


@pytest.fixture
def owner(db: None) -> Person:
    person = Person(username="surina", name="苏日娜")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def client(owner: Person) -> Client:
    client = Client()
    assert log_in(client).status_code == 302
    return client


def log_in(client: Client, to: str = "", password: str = PASSWORD):
    return client.post("/account/login/", {"login": "SuRina", "password": password, "next": to})


def is_in(client: Client) -> bool:
    return client.get("/account/password/").status_code == 200


def at(monkeypatch: pytest.MonkeyPatch, **later: int) -> None:
    """Move the clock on from where it is."""
    moment = timezone.now() + timedelta(**later)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_nobody_has_an_account_before_the_bootstrap(db: None) -> None:
    assert not Person.objects.exists()


def test_passwords_are_kept_as_argon2_hashes_and_as_nothing_else(owner: Person, settings) -> None:
    assert identify_hasher(owner.password).algorithm == "argon2"
    assert len(settings.PASSWORD_HASHERS) == 1


def test_an_older_hash_is_made_anew_at_the_next_login(owner: Person) -> None:
    from argon2 import PasswordHasher

    weaker = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash(PASSWORD)
    Person.objects.filter(pk=owner.pk).update(password=f"argon2{weaker}")
    log_in(Client())
    owner.refresh_from_db()
    assert "m=102400" in owner.password


def test_the_login_page_is_ours(db: None) -> None:
    page = Client().get("/account/login/").content.decode()
    assert "登录工作台" in page
    assert "Sign In" not in page
    assert 'autocomplete="current-password"' in page


def test_a_session_known_before_the_login_is_worth_nothing_after_it(owner: Person) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    log_in(client)
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_session_id_that_was_never_given_out_is_not_taken_over(owner: Person) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    log_in(client)
    assert client.cookies["sessionid"].value != "a" * 32


def test_after_a_logout_the_session_is_dead_for_whoever_kept_its_id(client: Client) -> None:
    kept = client.cookies["sessionid"].value
    assert is_in(client)
    answer = client.post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"storage"'
    client.cookies["sessionid"] = kept
    assert not is_in(client)
    assert not Session.objects.filter(session_key=kept).exists()


def test_a_link_cannot_log_anybody_out(client: Client) -> None:
    assert client.get("/account/logout/").status_code == 302
    assert is_in(client)


def test_half_an_hour_without_a_request_ends_the_login(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, minutes=30, seconds=1)
    assert not is_in(client)


def test_whoever_works_on_stays_until_twelve_hours_are_over(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(12 * 60 // 29):
        at(monkeypatch, minutes=29)
        assert is_in(client)
    at(monkeypatch, minutes=29)
    assert not is_in(client)


def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, minutes=20)
    assert client.get("/account/password/", headers={"X-Requested-With": "fetch"}).status_code == 200
    at(monkeypatch, minutes=11)
    assert not is_in(client)


def test_a_session_is_written_at_most_once_a_minute(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/account/password/")
        return sum("UPDATE" in query["sql"] and "django_session" in query["sql"] for query in made)

    assert writes() == 0
    at(monkeypatch, seconds=61)
    assert (writes(), writes()) == (1, 0)


def test_a_disabled_person_is_out_at_her_next_request(client: Client, owner: Person) -> None:
    assert is_in(client)
    Person.objects.filter(pk=owner.pk).update(status=Person.Status.DISABLED)
    assert not is_in(client)


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_login_leads_to_no_foreign_page(owner: Person, evil: str) -> None:
    assert log_in(Client(), to=evil)["Location"] == "/"


def test_a_login_leads_back_to_the_page_that_asked_for_it(owner: Person) -> None:
    client = Client()
    asked = client.get("/account/password/")["Location"]
    assert asked == "/account/login/?next=/account/password/"
    assert log_in(client, to="/account/password/")["Location"] == "/account/password/"


def test_login_and_logout_are_entries_of_the_person_and_hold_no_address(owner: Person) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    log_in(client)
    client.post("/account/logout/")
    entries = list(Entry.objects.order_by("id"))
    assert [(entry.act, entry.actor_kind, entry.actor_id) for entry in entries] == [
        ("log_in", "person", owner.pk),
        ("log_out", "person", owner.pk),
    ]
    assert "203.0.113.7" not in "".join(f"{entry.what}{entry.actor_name}{entry.object_name}" for entry in entries)
    assert not LoginAttempt.objects.filter(address__contains="203").exists()


def test_who_uses_large_text_finds_it_in_another_browser(client: Client, owner: Person) -> None:
    client.post("/look/", {"size": "large", "next": "/account/password/"})
    owner.refresh_from_db()
    assert owner.large_text
    other = Client()
    log_in(other)
    assert other.cookies["size"].value == "large"
    other.post("/look/", {"size": ""})
    owner.refresh_from_db()
    assert not owner.large_text


def test_a_person_given_a_password_changes_it_before_anything_else(client: Client, owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(must_change_password=True)
    assert client.get("/", follow=True).redirect_chain[0][0] == "/account/password/"
    new = "only I know this 一句"
    assert client.post("/account/password/", {"password": PASSWORD, "new": new, "again": new})["Location"] == "/"
    owner.refresh_from_db()
    assert not owner.must_change_password
    assert owner.check_password(new)
    assert is_in(client)
    assert Entry.objects.get(act="change_password").what == {}


def test_a_password_near_the_account_or_the_name_will_not_do() -> None:
    with pytest.raises(Invalid, match="太相近"):
        check_password("surina.saihan1", Person(username="surina.saihan", name="苏日娜"))


def test_a_changed_password_ends_the_sessions_elsewhere(client: Client, owner: Person) -> None:
    elsewhere = Client()
    log_in(elsewhere)
    new = "only I know this 一句"
    client.post("/account/password/", {"password": PASSWORD, "new": new, "again": new})
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"password": "wrong wrong wrong"}, "用户名或密码不对"),
        ({"new": "short", "again": "short"}, "密码至少 12 个字符"),
        ({"new": "password1234", "again": "password1234"}, "太常见"),
        ({"again": "something else 12"}, "两次输入的新密码不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "新密码应与原密码不同"),
        ({"new": "长" * 257, "again": "长" * 257}, "256"),
        ({"new": ""}, "必填"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_beside_its_field(client: Client, sent: dict, words: str) -> None:
    good = "only I know this 一句"
    answer = client.post("/account/password/", {"password": PASSWORD, "new": good, "again": good} | sent)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)
