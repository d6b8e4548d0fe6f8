# SPDX-License-Identifier: Apache-2.0
"""Second factors: who must have one, used once each, kept encrypted, reset by somebody else only (security.md A5, A3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from django.utils import timezone

from entrance import code, is_in, log_in, with_password
from mingcha.ledger import Invalid, NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.factors import add_totp, remove_factor, reset_factors, use_code
from mingcha.organs.actions.posts import grant_post
from mingcha.organs.models import Login, Person, Post, RegionProfile, Role
from mingcha.organs.testing import SINCE, TELEPHONE, Cast


@pytest.fixture
def admin(cast: Cast) -> Person:
    return with_password(cast.post("system_admin").person)


@pytest.fixture
def handler(cast: Cast) -> Person:
    return with_password(cast.post("handler").person)


def test_who_has_a_second_factor_is_asked_for_it_and_is_nobody_before(admin: Person) -> None:
    client = log_in(admin)
    assert not is_in(client)
    page = client.get("/account/login/second/").content.decode()
    assert "二次验证" in page
    answer = client.post("/account/login/second/", {"code": code()})
    assert answer["Location"] == "/account/logins/"
    assert is_in(client)
    assert Entry.objects.get(act="log_in").what["how"] == "password+totp"


def test_the_second_step_is_nothing_without_the_first(db: None) -> None:
    for answer in (Client().get("/account/login/second/"), Client().post("/account/login/second/", {"code": "123456"})):
        assert answer["Location"] == "/account/login/"


def test_a_code_is_used_once_whoever_sends_it_again(admin: Person) -> None:
    """1,000 replays in ``script/prove identity``; here fifty, and a second browser."""
    given = code()
    assert use_code(admin, given) == "totp"
    assert [use_code(admin, given) for _replay in range(50)] == [None] * 50
    other = log_in(admin)
    assert other.post("/account/login/second/", {"code": given}).status_code == 422
    assert not is_in(other)


def test_an_older_code_is_worth_nothing_once_a_newer_one_was_used(admin: Person) -> None:
    assert use_code(admin, code(+1)) == "totp"
    assert use_code(admin, code()) is None


@pytest.mark.parametrize("given", ["", "12345", "abcdef", "１２３４５６７８９０１２", "000000", "'; DROP", "🙂" * 6])
def test_what_is_no_code_is_refused_beside_its_field(admin: Person, given: str) -> None:
    answer = log_in(admin).post("/account/login/second/", {"code": given})
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors


def test_full_width_digits_and_blanks_are_a_code_too(admin: Person) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code())
    assert use_code(admin, f"{wide[:3]} {wide[3:]}") == "totp"


def test_guesses_at_a_code_are_counted_like_passwords_and_are_in_the_log(admin: Person) -> None:
    client = log_in(admin, REMOTE_ADDR="203.0.113.7")
    for _guess in range(5):
        answer = client.post("/account/login/second/", {"code": "000000"})
    assert "15 分钟" in answer.content.decode()
    assert "尝试次数过多" in client.post("/account/login/second/", {"code": code()}).content.decode()
    assert Login.objects.filter(result=Login.Result.FACTOR).count() == 5
    assert log_in(admin, REMOTE_ADDR="198.51.100.1").post("/account/login/second/", {"code": code()}).status_code == 302


def test_a_recovery_code_opens_once(admin: Person) -> None:
    first, *rest = RecoveryCodes.activate(admin).generate_codes()
    assert len(rest) == 9
    assert [use_code(admin, first), use_code(admin, first)] == ["recovery_codes", None]
    assert Entry.objects.get(act="use_recovery_code").what["left"] == 9


def test_no_secret_lies_in_the_database_or_the_ledger_as_it_is(handler: Person) -> None:
    codes = add_totp(handler, TELEPHONE, code())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    told = str(list(Entry.objects.values_list("what", flat=True)))
    assert len(codes) == 10
    for secret in (TELEPHONE, *codes):
        assert secret not in stored
        assert secret not in told


def test_setting_up_a_telephone_shows_a_drawn_code_and_the_recovery_codes_once(cast: Cast) -> None:
    client = cast.client(cast.post("handler"))
    page = client.get("/account/factors/totp/")
    shown = page.content.decode()
    assert '<svg class="qr"' in shown
    assert " style=" not in shown
    secret = page.context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session))
    token = page.context["form"]["secret"].value()
    wrong = client.post("/account/factors/totp/", {"secret": token, "code": "000000"})
    assert wrong.status_code == 422
    given = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    answer = client.post("/account/factors/totp/", {"secret": token, "code": given})
    assert answer["Location"] == "/account/factors/codes/"
    assert len(client.get(answer["Location"]).context["codes"]) == 10
    assert client.get(answer["Location"]).context["codes"] == []
    assert "手机验证器" in client.get("/account/factors/").content.decode()


@pytest.mark.parametrize("token", ["", "x", "f1:AAAA"])
def test_a_secret_that_the_page_did_not_make_is_refused(cast: Cast, token: str) -> None:
    client = cast.client(cast.post("handler"))
    assert client.post("/account/factors/totp/", {"secret": token, "code": "123456"}).status_code == 422
    assert not Authenticator.objects.filter(user=cast.post("handler").person).exists()


def test_a_secret_made_for_one_person_is_none_for_another(cast: Cast) -> None:
    token = cast.client(cast.post("leader")).get("/account/factors/totp/").context["form"]["secret"].value()
    client = cast.client(cast.post("handler"))
    assert client.post("/account/factors/totp/", {"secret": token, "code": "123456"}).status_code == 422


def test_a_session_that_has_proved_nothing_anew_changes_no_factors(cast: Cast) -> None:
    client = cast.client(cast.post("system_admin"))
    session = client.session
    del session["elevated"]
    session.save()
    row = Authenticator.objects.get(user=cast.post("system_admin").person)
    for address, sent in (
        ("/account/factors/remove/", {"factor": row.pk}),
        ("/account/factors/codes/", {}),
        ("/account/factors/key/", {"name": "x"}),
    ):
        assert client.post(address, sent)["Location"] == "/account/elevate/"
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_nobody_removes_the_factor_of_somebody_else(cast: Cast) -> None:
    row = Authenticator.objects.get(user=cast.post("system_admin").person)
    client = cast.client(cast.post("handler"))
    assert client.post("/account/factors/remove/", {"factor": row.pk}).status_code == 422
    with pytest.raises(Invalid):
        remove_factor(cast.post("handler").person, row.pk)
    assert Authenticator.objects.filter(pk=row.pk).exists()


# --- who must have one ----------------------------------------------------------------------------------------------
def led(client: Client) -> bool:
    """Whether she comes to nothing but setting up a factor."""
    answer = client.get("/organs/organs/")
    return answer.status_code == 302 and answer["Location"] == "/account/factors/"


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_an_administrator_without_one_sets_it_up_before_anything_else(cast: Cast, role: str) -> None:
    client = cast.client(cast.post(role))
    assert not led(client)
    Authenticator.objects.all().delete()
    assert led(client)
    page = client.get("/account/factors/").content.decode()
    assert "请先添加" in page
    assert client.get("/account/factors/totp/").status_code == 200


def test_everybody_else_may_go_without_until_the_region_or_one_above_it_demands_it(cast: Cast) -> None:
    client, away = cast.client(cast.post("handler")), cast.client(cast.outsider("handler"))
    assert not led(client)
    RegionProfile.objects.create(region=cast.region("city"), second_factor="required")
    assert led(client)
    assert not led(away)


def test_a_demonstration_asks_nobody_for_one(cast: Cast, settings) -> None:
    Authenticator.objects.all().delete()
    settings.DEMO = True
    assert not led(cast.client(cast.post("system_admin")))


def test_who_becomes_an_administrator_is_led_at_her_next_request(cast: Cast) -> None:
    client = cast.client(cast.post("leader"))
    assert not led(client)
    given = {
        "organ": cast.organ("justice"),
        "role": Role.objects.get(key="system_admin"),
        "reach": Post.Reach.ORGAN,
        "valid_from": SINCE,
    }
    grant_post(cast.post("leader").person, given, by=System("test"))
    assert led(client)


# --- a lost one -----------------------------------------------------------------------------------------------------
def test_the_security_administrator_resets_a_lost_factor_with_an_entry_and_ends_the_sessions(cast: Cast) -> None:
    person = with_password(cast.post("system_admin").person)
    client = log_in(person)
    client.post("/account/login/second/", {"code": code()})
    assert is_in(client)
    admin = cast.client(cast.post("security_admin"))
    sent = admin.post(f"/organs/people/{person.pk}/factors/reset/", {"reason": "手机丢失，已当面核实"})
    assert sent.status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert not is_in(client)
    entry = Entry.objects.get(act="reset_factors")
    assert (entry.what["reason"], entry.what["sessions"]) == ("手机丢失，已当面核实", 1)


def test_nobody_resets_her_own_or_that_of_the_other_city(cast: Cast) -> None:
    security = cast.post("security_admin")
    for person in (security.person, cast.outsider("handler").person):
        with pytest.raises(NotAllowed):
            reset_factors(person, "丢了", by=security)
    with pytest.raises(NotAllowed):
        reset_factors(cast.post("handler").person, "丢了", by=cast.post("system_admin"))


def test_a_code_of_long_ago_is_none(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    given = code()
    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert use_code(admin, given) is None
