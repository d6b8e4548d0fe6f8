# SPDX-License-Identifier: Apache-2.0
"""Dangerous acts want a fresh factor and a reason; what was typed before is not lost (security.md A12, architecture.md 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entrance import PASSWORD, code, with_password
from mingcha.ledger.models import Entry
from mingcha.organs import elevation
from mingcha.organs.actions.elevation import end_lapsed
from mingcha.organs.models import Elevation, Post, Role
from mingcha.organs.testing import Cast

KEY = elevation.KEY


@pytest.fixture
def plain(cast: Cast) -> Client:
    """The security administrator in a session that has proved nothing anew."""
    return lowered(cast.client(cast.post("security_admin")))


def lowered(client: Client) -> Client:
    session = client.session
    session.pop(KEY, None)
    session.save()
    Elevation.objects.all().delete()
    return client


def prove(client: Client, reason: str = "调岗", **given: str):
    return client.post("/account/elevate/", {"reason": reason, **(given or {"code": code()})})


def acts(cast: Cast) -> list[tuple[str, str, dict[str, object]]]:
    """Who does what dangerous thing where."""
    person, role = cast.post("handler").person.pk, Role.objects.get(key="leader")
    return [
        ("security_admin", f"/organs/people/{person}/reveal/", {"field": "phone", "reason": "核实"}),
        ("security_admin", f"/organs/people/{person}/posts/new/", {"organ": cast.organ("unit").pk}),
        ("security_admin", f"/organs/posts/{cast.post('handler').pk}/end/", {"reason": "调离"}),
        ("security_admin", "/organs/settings/roles/new/", {"key": "x1", "name": "新", "rights": ["organs:organ:read"]}),
        ("security_admin", f"/organs/settings/roles/{role.pk}/edit/", {"name": "新", "version": role.version}),
        ("security_admin", f"/organs/people/{person}/factors/reset/", {"reason": "丢失"}),
        ("security_admin", f"/organs/people/{person}/sessions/end/", {"reason": "异常"}),
        ("security_admin", f"/organs/people/{person}/identity/", {"subject": "u-1"}),
        ("security_admin", f"/organs/people/{person}/identity/unbind/", {"reason": "离职"}),
        ("system_admin", f"/organs/people/{person}/password/", {}),
        ("system_admin", f"/organs/settings/profiles/{cast.region('county').code}/edit/", {"version": "0"}),
    ]


def test_no_dangerous_act_is_done_in_a_plain_session(cast: Cast) -> None:
    clients = {role: cast.client(cast.post(role)) for role in ("security_admin", "system_admin")}
    told = acts(cast)
    for client in clients.values():
        lowered(client)
    before = Entry.objects.count()
    for role, address, sent in told:
        assert clients[role].get(address).status_code == 200, address
        assert clients[role].post(address, sent)["Location"] == "/account/elevate/", address
    assert Entry.objects.count() == before


def test_what_was_typed_stands_in_the_form_again_and_the_act_can_be_done(cast: Cast, plain: Client) -> None:
    address = f"/organs/people/{cast.post('handler').person.pk}/reveal/"
    plain.post(address, {"field": "phone", "reason": "电话核实 13912345678", "csrfmiddlewaretoken": "x"})
    assert "13912345678" not in str(dict(plain.session))
    answer = prove(plain, "核实投诉")
    assert answer["Location"] == address
    page = plain.get(address)
    assert page.context["form"]["reason"].value() == "电话核实 13912345678"
    assert "已提升" in page.content.decode()
    assert plain.get(address).context["form"]["reason"].value() is None
    assert plain.post(address, {"field": "phone", "reason": "电话核实"})["Location"].endswith("/secret/")


def test_it_begins_and_ends_as_entries_with_the_reason(plain: Client, cast: Cast) -> None:
    prove(plain, "岗位调整")
    begun = Entry.objects.get(act="begin_elevation")
    assert (begun.what["reason"], begun.what["factor"], begun.actor_id) == (
        "岗位调整",
        "totp",
        cast.post("security_admin").person_id,
    )
    plain.post("/account/elevate/end/", {})
    ended = Entry.objects.get(act="end_elevation")
    assert ended.what["lapsed"] is False
    assert ended.object_id == begun.object_id
    assert plain.post("/organs/settings/roles/new/", {"key": "x1"})["Location"] == "/account/elevate/"


def test_after_five_minutes_it_is_over_and_the_tick_writes_it_down(
    plain: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove(plain)
    assert plain.post("/organs/settings/roles/new/", {"key": "x1"}).status_code == 422
    assert end_lapsed() == 0
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert plain.post("/organs/settings/roles/new/", {"key": "x1"})["Location"] == "/account/elevate/"
    assert "已提升" not in plain.get("/organs/settings/roles/").content.decode()
    assert end_lapsed() == 1
    assert end_lapsed() == 0
    assert Entry.objects.get(act="end_elevation").what["lapsed"] is True


def test_it_is_of_this_session_only(plain: Client, cast: Cast) -> None:
    prove(plain)
    elsewhere = Client()
    elsewhere.force_login(cast.post("security_admin").person)
    assert elsewhere.post("/organs/settings/roles/new/", {"key": "x1"})["Location"] == "/account/elevate/"


def test_nobody_carries_the_elevation_of_somebody_else(plain: Client, cast: Cast) -> None:
    prove(plain)
    other = lowered_not(cast.client(cast.post("system_admin")), plain.session[KEY])
    answer = other.post(f"/organs/people/{cast.post('handler').person.pk}/password/", {})
    assert answer["Location"] == "/account/elevate/"


def lowered_not(client: Client, carried: list[int]) -> Client:
    session = client.session
    session[KEY] = carried
    session.save()
    return client


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "", "code": "123456"}, "reason"),
        ({"reason": "x", "code": "000000"}, "code"),
        ({"reason": "x"}, "code"),
    ],
)
def test_without_reason_or_factor_nothing_begins(plain: Client, sent: dict, field: str) -> None:
    answer = plain.post("/account/elevate/", sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Elevation.objects.exists()


def test_who_has_no_second_factor_gives_her_password(cast: Cast, settings) -> None:
    settings.DEMO = True
    Authenticator.objects.all().delete()
    person = with_password(cast.post("system_admin").person)
    client = lowered(cast.client(cast.post("system_admin")))
    assert "password" in client.get("/account/elevate/").context["form"].fields
    assert prove(client, password="wrong").status_code == 422
    assert prove(client, password=PASSWORD).status_code == 302
    assert Elevation.objects.get().factor == "password"
    assert (
        client.post(f"/organs/people/{cast.post('handler').person.pk}/password/", {"_key": "k" * 20}).status_code == 302
    )
    assert person.pk == Elevation.objects.get().person_id


def test_a_form_of_another_page_is_not_filled_with_what_was_typed_here(plain: Client, cast: Cast) -> None:
    plain.post("/organs/settings/roles/new/", {"key": "typed"})
    prove(plain)
    page = plain.get(reverse("organs:post-new", args=(cast.post("handler").person.pk,)))
    assert not page.context["form"].is_bound
    assert plain.get("/organs/settings/roles/new/").context["form"]["key"].value() == "typed"


def test_an_act_asked_for_by_script_is_led_there_too(plain: Client) -> None:
    answer = plain.post("/organs/settings/roles/new/", {"key": "x"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/account/elevate/"


def test_what_is_too_long_to_keep_is_asked_for_again(plain: Client) -> None:
    plain.post("/organs/settings/roles/new/", {"key": "x", "name": "长" * 70_000})
    assert prove(plain)["Location"] == "/organs/settings/roles/new/"
    assert not plain.get("/organs/settings/roles/new/").context["form"].is_bound


def test_a_right_revoked_while_a_form_is_open_is_refused_when_it_is_sent(cast: Cast) -> None:
    client, post = cast.client(cast.post("security_admin")), cast.post("security_admin")
    address = f"/organs/people/{cast.post('handler').person.pk}/reveal/"
    assert client.get(address).status_code == 200
    Post.objects.filter(pk=post.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert client.post(address, {"field": "phone", "reason": "核实"}).status_code == 403
    assert not Entry.objects.filter(act="reveal_number").exists()
