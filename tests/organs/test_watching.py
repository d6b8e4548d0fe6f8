# SPDX-License-Identifier: Apache-2.0
"""Who logged in, who is here, who is out at once, who has not been for long (security.md A3, A7, A9, A10, B10)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access_routes import PUBLIC, routes
from entrance import PASSWORD, is_in, log_in, with_password
from mingcha.ledger import NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.dormant import disable_dormant
from mingcha.organs.actions.people import enable_person
from mingcha.organs.actions.sessions import force_logout, forget_presences
from mingcha.organs.browsers import family, partly
from mingcha.organs.models import Login, Person, Post, Presence, RegionProfile
from mingcha.organs.testing import Cast

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)


@pytest.fixture
def handler(cast: Cast) -> Person:
    return with_password(cast.post("handler").person)


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (CHROME, "Chrome 120 · Windows"),
        (f"{CHROME} Edg/121.0", "Edge 121 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile Safari/604.1", "Safari 17 · iOS"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/111.0 Mobile MicroMessenger/8.0.40", "WeChat 8 · Android"),
        ("curl/8.0", "?"),
        ("", "?"),
        ("Chrome/" + "9" * 5_000, "Chrome 9999"),
        ("<script>Chrome/1</script>", "Chrome 1"),
    ],
)
def test_a_browser_is_known_by_its_family(agent: str, called: str) -> None:
    assert family(agent) == called


@pytest.mark.parametrize(
    ("address", "shown"),
    [("203.0.113.7", "203.0.*.*"), ("2001:db8:1::1", "2001:0db8:*"), ("::ffff:203.0.113.7", "203.0.*.*"), ("x", "?")],
)
def test_of_an_address_only_a_part_is_shown(address: str, shown: str) -> None:
    assert partly(address) == shown


def test_good_and_bad_logins_are_in_the_log_of_those_who_may_read_it(cast: Cast, handler: Person) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.7", headers={"User-Agent": CHROME})
    browser.post("/account/login/", {"login": "handler", "password": "wrong"})
    browser.post("/account/login/", {"login": "nobody-at-all", "password": "wrong"})
    log_in(handler, browser)
    results = list(Login.objects.order_by("id").values_list("person", "result"))
    assert results == [(handler.pk, "password"), (None, "password"), (handler.pk, "in")]
    for role in ("security_admin", "audit_admin"):
        page = cast.client(cast.post(role)).get("/organs/logins/").content.decode()
        assert "Chrome 120" in page
        assert "203.0.*.*" in page
        assert "203.0.113.7" not in page
    outsider = cast.client(cast.outsider("security_admin")).get("/organs/logins/").content.decode()
    assert handler.name not in outsider
    assert cast.client(cast.post("overseer")).get("/organs/logins/").status_code == 403
    found = cast.client(cast.post("audit_admin")).get("/organs/logins/", {"q": "handler", "result": "in"})
    assert found.context["page"].count == 1


def test_everybody_sees_her_own_logins_and_nobody_elses(cast: Cast, handler: Person) -> None:
    client = log_in(handler)
    log_in(with_password(cast.post("leader").person))
    page = client.get("/account/logins/")
    assert page.context["page"].count == 1
    assert cast.post("leader").person.name not in page.content.decode()


def test_who_is_online_is_listed_and_can_be_put_out_with_a_reason(cast: Cast, handler: Person) -> None:
    client, admin = log_in(handler), cast.client(cast.post("security_admin"))
    assert handler.name in admin.get("/organs/online/").content.decode()
    assert handler.name not in cast.client(cast.outsider("security_admin")).get("/organs/online/").content.decode()
    address = reverse("organs:person-session-end", args=(handler.pk,))
    assert admin.post(address, {"reason": ""}).status_code == 422
    assert is_in(client)
    assert admin.post(address, {"reason": "账号异常"})["Location"] == "/organs/online/"
    assert not is_in(client)
    assert not Presence.objects.filter(person=handler).exists()
    assert Entry.objects.get(act="force_logout").what == {"reason": "账号异常", "sessions": 1}
    with pytest.raises(NotAllowed):
        force_logout(cast.post("security_admin").person, "自己", by=cast.post("security_admin"))
    with pytest.raises(NotAllowed):
        force_logout(cast.outsider("handler").person, "外地", by=cast.post("security_admin"))


def test_she_logs_out_everywhere_at_once(handler: Person) -> None:
    one, two = log_in(handler), log_in(handler)
    assert one.post("/account/sessions/end/", {"_key": "k" * 20})["Location"] == "/account/login/"
    assert not is_in(one)
    assert not is_in(two)
    assert Entry.objects.get(act="log_out_everywhere").what["sessions"] == 2


def test_a_session_that_ended_by_itself_is_no_longer_online(
    cast: Cast, handler: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(handler)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert forget_presences() == 1
    assert not Session.objects.exists()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_online(handler: Person) -> None:
    one, two = log_in(handler), log_in(handler)
    sent = {"password": PASSWORD, "new": "Blue-horse-27", "again": "Blue-horse-27"}
    assert one.post("/account/password/", sent).status_code == 302
    assert is_in(one)
    assert not is_in(two)
    assert Presence.objects.filter(session_key=one.session.session_key).exists()


# --- sessions (A7) --------------------------------------------------------------------------------------------------
def test_no_id_that_was_known_before_the_login_is_worth_anything_after_it(handler: Person) -> None:
    known = []
    for number in range(5):
        client = Client()
        session = client.session
        session["n"] = number
        session.save()
        known.append(session.session_key)
        client.cookies["sessionid"] = session.session_key
        log_in(handler, client)
        assert is_in(client)
        assert client.session.session_key not in known
    for key in known:
        thief = Client()
        thief.cookies["sessionid"] = key
        assert not is_in(thief)


def test_after_the_logout_no_address_answers_to_the_old_id(cast: Cast, handler: Person) -> None:
    client = log_in(handler)
    kept = client.session.session_key
    client.post("/account/logout/")
    answered = []
    for route in routes():
        if route.rule != PUBLIC and not route.arguments:
            client.cookies["sessionid"] = kept
            answer = client.get(route.url())
            to_login = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
            refused = answer.status_code == 405 and not route.takes("GET")
            if not (to_login or refused or (route.name.startswith("api:") and answer.status_code == 403)):
                answered.append((route.name, answer.status_code))
    assert answered == []


def test_nobody_learns_whether_there_is_an_account(handler: Person) -> None:
    """Byte for byte, but for the token that stands in every page and the name that she typed herself."""
    Person.objects.create(username="no-account", name="无", password="!")
    Person.objects.create(username="disabled1", name="停", password="!", status=Person.Status.DISABLED)
    bodies = set()
    for number, username in enumerate(("handler", "no-account", "disabled1", "nobody-at-all")):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        text = client.post("/account/login/", {"login": username, "password": "wrong"}).content.decode()
        bodies.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).replace(username, ""))
    assert len(bodies) == 1


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_second_step_leads_to_no_foreign_page_either(cast: Cast, to: str) -> None:
    from entrance import code

    person = with_password(cast.post("system_admin").person)
    client = Client()
    client.post("/account/login/", {"login": person.username, "password": PASSWORD, "next": to})
    assert client.post("/account/login/second/", {"code": code()})["Location"] == "/"


# --- dormant accounts -----------------------------------------------------------------------------------------------
def away(person: Person, days: int) -> None:
    """As if nobody had logged in for so long."""
    then = timezone.now() - timedelta(days=days)
    Person.objects.filter(pk=person.pk).update(password_changed_at=then, enabled_at=None)
    Login.objects.filter(person=person).update(at=then)


def test_an_account_that_nobody_uses_is_listed_and_then_disabled_with_an_entry(cast: Cast, handler: Person) -> None:
    admin = cast.client(cast.post("system_admin"))
    log_in(handler)
    for days, listed, disabled in ((75, False, 0), (77, True, 0), (89, True, 0), (90, True, 1)):
        away(handler, days)
        assert (handler.name in admin.get("/organs/dormant/").content.decode()) is listed, days
        assert disable_dormant() == disabled, days
    handler.refresh_from_db()
    assert handler.status == Person.Status.DISABLED
    entry = Entry.objects.get(act="disable_dormant")
    assert (entry.actor_kind, entry.object_id, entry.what["days"]) == ("system", handler.pk, 90)
    assert not Presence.objects.filter(person=handler).exists()
    assert disable_dormant() == 0


def test_who_comes_back_has_the_whole_time_again(handler: Person) -> None:
    away(handler, 90)
    disable_dormant()
    handler.refresh_from_db()
    enable_person(handler, "返岗", by=System("test"))
    assert disable_dormant() == 0
    away(handler, 89)
    log_in(handler)
    away_only_password = timezone.now() - timedelta(days=200)
    Person.objects.filter(pk=handler.pk).update(password_changed_at=away_only_password)
    assert disable_dormant() == 0


def test_the_region_settles_how_long_and_a_demonstration_never_ends(cast: Cast, handler: Person, settings) -> None:
    away(handler, 40)
    assert disable_dormant() == 0
    RegionProfile.objects.create(region=cast.region("county"), dormant_days=30)
    settings.DEMO = True
    assert disable_dormant() == 0
    settings.DEMO = False
    assert disable_dormant() == 1


def test_who_has_no_account_is_not_dormant(cast: Cast) -> None:
    Person.objects.update(password_changed_at=timezone.now() - timedelta(days=400))
    assert disable_dormant() == 0


# --- dated rights (B10) ---------------------------------------------------------------------------------------------
def test_a_post_ends_at_the_midnight_of_its_region(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    post, client = cast.post("overseer"), cast.client(cast.post("overseer"))
    Post.objects.filter(pk=post.pk).update(valid_to=date(2026, 12, 31))
    session = client.session
    session.set_expiry(10**9)
    session.save()
    for minute, status in ((59, 200), (60, 403)):
        moment = datetime(2026, 12, 31, 15, 0, tzinfo=UTC) + timedelta(minutes=minute)  # 23:00 at UTC+8
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert client.get("/organs/organs/").status_code == status


def test_a_past_act_still_shows_the_post_by_which_it_was_done(cast: Cast) -> None:
    from mingcha.organs.actions.people import reveal
    from mingcha.organs.actions.posts import end_post

    post = cast.post("security_admin")
    reveal(cast.post("handler").person, "phone", "核实", by=post)
    end_post(post, "调离", by=System("test"))
    entry = Entry.objects.get(act="reveal_number")
    assert (entry.post_id, entry.actor_name, entry.organ) == (post.pk, post.person.name, post.organ.name)
    person = cast.client(cast.post("system_admin")).get(post.person.get_absolute_url()).content.decode()
    assert "已卸任" in person
    assert "安全管理员" in person


def test_who_has_no_post_sees_her_own_logins_too(db: None) -> None:
    person = with_password(Person(username="no-post", name="无岗"))
    assert log_in(person).get("/account/logins/").status_code == 200
