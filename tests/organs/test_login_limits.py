# SPDX-License-Identifier: Apache-2.0
"""Guesses are counted before a password is hashed: by account and address, whatever a client says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, RequestFactory
from django.utils import timezone

from mingcha.ledger.models import Entry
from mingcha.organs import attempts
from mingcha.organs.models import LoginAttempt, Person
from mingcha.web.addresses import neighbourhood

PASSWORD = "correct horse 电池"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the hasher, which works on: Argon2 as it is in use."""
    seen: list[str] = []
    for name in ("encode", "verify"):
        usual = getattr(Argon2PasswordHasher, name)

        def counted(hasher, password, *rest, usual=usual, **options):
            seen.append(password)
            return usual(hasher, password, *rest, **options)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    return seen


@pytest.fixture
def owner(db: None) -> Person:
    person = Person(username="surina", name="苏日娜")
    person.set_password(PASSWORD)
    person.save()
    return person


def attempt(password: str, username: str = "surina", **where: str):
    return Client(**where).post("/account/login/", {"login": username, "password": password})


def test_an_overlong_password_never_reaches_the_hasher(owner: Person, hashed: list[str]) -> None:
    hashed.clear()
    answer = attempt("长" * 257)
    assert "密码最多 256 个字符" in answer.content.decode()
    assert hashed == []
    assert not LoginAttempt.objects.exists()


def test_a_password_of_128_characters_is_as_good_as_any(owner: Person) -> None:
    owner.set_password("密" * 128)
    owner.save()
    assert attempt("密" * 128).status_code == 302


def test_five_failures_stop_the_hasher_while_the_owner_gets_in_from_elsewhere(owner: Person, hashed: list[str]) -> None:
    hashed.clear()
    for number in range(30):
        answer = attempt(f"guess {number}", REMOTE_ADDR="203.0.113.7")
    assert len(hashed) == attempts.PAIR_LIMIT == 5
    assert "尝试次数过多" in answer.content.decode()
    assert "尝试次数过多" in attempt(PASSWORD, REMOTE_ADDR="203.0.113.7").content.decode()
    assert attempt(PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_a_quarter_of_an_hour_later_the_address_may_try_again(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        attempt(f"guess {number}")
    later = timezone.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert attempt(PASSWORD).status_code == 302


def test_what_the_owner_mistyped_is_forgiven_when_she_gets_in(owner: Person) -> None:
    for _ in range(2):
        for number in range(4):
            attempt(f"typo {number}")
        assert attempt(PASSWORD).status_code == 302


def test_a_thousand_forged_addresses_are_one_where_no_proxy_of_ours_stands(owner: Person, hashed: list[str]) -> None:
    forged = [f"10.{number // 256}.{number % 256}.1, 192.0.2.1" for number in range(1_000)]
    requests = [RequestFactory().get("/", HTTP_X_FORWARDED_FOR=address) for address in forged]
    assert len({attempts.seen_address(request) for request in requests}) == 1
    hashed.clear()
    for address in forged[:40]:
        attempt("guess", HTTP_X_FORWARDED_FOR=address)
    assert len(hashed) == attempts.PAIR_LIMIT
    assert LoginAttempt.objects.values("address").distinct().count() == 1


def test_behind_a_proxy_only_the_address_that_it_wrote_counts(owner: Person, hashed: list[str], settings) -> None:
    settings.TRUSTED_PROXIES = 1
    hashed.clear()
    for number in range(20):
        attempt("guess", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.7")
    assert len(hashed) == attempts.PAIR_LIMIT
    assert attempt(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.7, 198.51.100.9").status_code == 302


def test_whoever_has_a_whole_ipv6_network_has_one_address(owner: Person, hashed: list[str]) -> None:
    hashed.clear()
    for number in range(20):
        attempt("guess", REMOTE_ADDR=f"2001:db8:1:2:{number:x}::1")
    assert len(hashed) == attempts.PAIR_LIMIT
    assert neighbourhood("::ffff:192.0.2.1") == neighbourhood("192.0.2.1") == "192.0.2.1"


def test_one_address_may_not_try_one_password_on_all_accounts(owner: Person, hashed: list[str]) -> None:
    hashed.clear()
    tried(attempts.ADDRESS_LIMIT - 1, address="203.0.113.7")
    attempt("guess", "somebody", REMOTE_ADDR="203.0.113.7")
    attempt("guess", "somebody else", REMOTE_ADDR="203.0.113.7")
    assert len(hashed) == 1
    assert Entry.objects.filter(act="stop_logins").get().what["limit"] == "address"


def test_neither_a_colleague_nor_a_crowd_of_guessers_locks_the_owner_out_where_she_works(owner: Person) -> None:
    assert attempt(PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302
    tried(attempts.ADDRESS_LIMIT, address="198.51.100.1")
    tried(attempts.ACCOUNT_LIMIT, account="surina")
    assert attempt(PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302
    assert "尝试次数过多" in attempt(PASSWORD, REMOTE_ADDR="198.51.100.2").content.decode()


def tried(times: int, account: str = "", address: str = "") -> None:
    """Failures of others, as the table has them."""
    rows = [
        LoginAttempt(
            account=attempts.seen_account(account or f"other {number}"),
            address=attempts.seen_address(RequestFactory().get("/", REMOTE_ADDR=address or f"10.1.1.{number}")),
            failed=True,
        )
        for number in range(times)
    ]
    LoginAttempt.objects.bulk_create(rows)


def test_more_logins_than_can_wait_are_asked_to_come_again(owner: Person, hashed: list[str]) -> None:
    hashed.clear()
    places = [attempts.QUEUE.acquire(blocking=False) for _ in range(8)]
    try:
        assert "登录的人太多" in attempt(PASSWORD).content.decode()
        assert hashed == []
    finally:
        for _ in filter(None, places):
            attempts.QUEUE.release()
    assert attempt(PASSWORD).status_code == 302


def test_a_limit_reached_is_an_entry_once_and_without_the_address(owner: Person) -> None:
    for number in range(9):
        attempt(f"guess {number}", REMOTE_ADDR="203.0.113.7")
    entry = Entry.objects.get(act="stop_logins")
    assert (entry.object_id, entry.what["limit"], entry.actor_kind) == (owner.pk, "pair", "public")
    assert "203.0.113.7" not in f"{entry.what} {entry.actor_name}"


def test_unknown_disabled_and_wrong_get_the_same_answer_at_the_same_price(owner: Person, hashed: list[str]) -> None:
    Person.objects.create(username="gone", name="某人", password=owner.password, status=Person.Status.DISABLED)
    Person.objects.create(username="staff", name="无账号")
    answers = {}
    for username in ("surina", "nobody", "gone", "staff"):
        hashed.clear()
        answer = Client(REMOTE_ADDR=f"192.0.2.{len(answers)}").post(
            "/account/login/", {"login": username, "password": "guess guess 12"}
        )
        token = answer.context["csrf_token"]
        answers[username] = answer.content.decode().replace(username, "…").replace(str(token), "…"), len(hashed)
        assert answer.status_code == 200
    assert len(set(answers.values())) == 1, answers
    assert "用户名或密码不对。还可以试 4 次" in answers["nobody"][0]
    assert answers["nobody"][1] == 1
