# SPDX-License-Identifier: Apache-2.0
"""The portal shows what is published and nothing else, to everybody, as often as is fair, and caches may keep it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingcha.disclosure import fields, reading
from mingcha.disclosure.actions import withdraw_item
from mingcha.disclosure.doors import PAGES
from mingcha.ledger import System
from mingcha.organs.actions.certificates import revoke_certificate
from mingcha.organs.actions.officers import dismiss_officer
from mingcha.organs.models import Certificate
from mingcha.organs.testing import Cast
from mingcha.web.addresses import client_address, neighbourhood
from mingcha.web.buckets import Buckets

pytestmark = pytest.mark.django_db
QUERIES = {"": 7, "items/": 5, "organs/": 3, "certificate/": 0, "offline/": 0, "worker.js": 0}
"""How many queries each page may take, whatever there is; an item's own page below."""
FORM_TOKEN = re.compile("csrfmiddlewaretoken|Set-Cookie")


def text_of(client: Client, path: str = "") -> str:
    return client.get(f"/portal/{path}").content.decode()


def test_a_stranger_finds_the_public_item_and_never_the_other(client: Client, portal: Any) -> None:
    for path in ("", "items/", "items/?q=许可", "organs/"):
        assert "未公示的处罚" not in text_of(client, path)
    assert "食品经营许可" in text_of(client)
    assert "食品经营许可" in text_of(client, "items/?q=食品 许可")
    assert "没有这样的事项" in text_of(client, "items/?q=处罚")
    assert client.get("/portal/items/?category=行政处罚").context["page"].count == 0


def test_an_item_tells_who_acts_by_which_law_in_which_steps_and_how_long(client: Client, portal: Any) -> None:
    answer = client.get(portal.publication.get_absolute_url())
    page = answer.content.decode()
    for said in (
        "食品经营许可",
        "XK-1",
        str(portal.item.organ),
        "某法第十条",
        "受理",
        "决定",
        "送达",
        "20 个工作日",
        "第 3 版",
    ):
        assert said in page
    assert "暗查要求" not in page, "how an organ is watched is its own"
    assert answer.context["item"]["longest"] == "20 个工作日"


def test_nothing_reaches_a_page_that_the_allow_list_does_not_name(client: Client, portal: Any) -> None:
    answer = client.get(portal.publication.get_absolute_url())
    added = {"public_id", "organ_public_id", "published_at", "version", "steps", "limits", "longest", "basis"}
    assert set(answer.context["item"]) == set(fields.ITEM) - fields.HIDDEN | added
    assert set(answer.context["item"]["version"]) <= set(fields.ITEM_VERSION)
    assert all(set(step) == {*fields.STEP, "note"} for step in answer.context["item"]["steps"])
    for organ in client.get("/portal/organs/").context["organs"]:
        assert set(organ) == set(fields.ORGAN) - fields.HIDDEN | {"public_id", "items"}
    found = client.get("/portal/certificate/?number=99010100031").context["found"]
    assert set(found) == set(fields.CERTIFICATE) - fields.HIDDEN | {"state", "level", "words", "at"}


@pytest.mark.parametrize("name", ["1", "zzzzzzzzzzzzzzzz", "10000000000000000000000000000", "a" * 300])
def test_a_name_that_nobody_has_is_not_found(client: Client, portal: Any, name: str) -> None:
    assert client.get(f"/portal/items/{name}/").status_code == 404


def test_the_number_of_a_row_opens_nothing(client: Client, portal: Any) -> None:
    assert client.get(f"/portal/items/{portal.item.pk}/").status_code == 404
    assert client.get("/portal/items/", {"organ": portal.item.organ_id}).context["page"].count == 0


def test_a_withdrawn_item_is_gone_at_once(client: Client, cast: Cast, portal: Any) -> None:
    address = portal.publication.get_absolute_url()
    assert client.get(address).status_code == 200
    withdraw_item(portal.item, "修订", by=cast.post("overseer"))
    assert client.get(address).status_code == 404
    assert "食品经营许可" not in text_of(client)


def test_caches_may_keep_a_page_for_five_minutes_and_ask_whether_it_changed(client: Client, portal: Any) -> None:
    for path in ("", "items/", "organs/", portal.publication.get_absolute_url().removeprefix("/portal/")):
        answer = client.get(f"/portal/{path}")
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
        assert not FORM_TOKEN.search(answer.content.decode()), "what is kept for all carries nothing of one"
        again = client.get(f"/portal/{path}", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_whoever_is_logged_in_gets_the_same_page_as_a_stranger(client: Client, cast: Cast, portal: Any) -> None:
    assert cast.client(cast.post("overseer")).get("/portal/").content == client.get("/portal/").content


@pytest.mark.parametrize("path", QUERIES)
def test_a_page_takes_so_many_queries(client: Client, portal: Any, path: str) -> None:
    with CaptureQueriesContext(connection) as taken:
        assert client.get(f"/portal/{path}").status_code == 200
    assert len(taken) == QUERIES[path]


def test_an_item_and_a_check_take_so_many_queries(client: Client, portal: Any) -> None:
    for address, most in ((portal.publication.get_absolute_url(), 6), ("/portal/certificate/?number=99010100031", 2)):
        with CaptureQueriesContext(connection) as taken:
            client.get(address)
        assert len(taken) == most


# --- certificates ---------------------------------------------------------------------------------------------------
def checked(client: Client) -> str:
    answer = client.get("/portal/certificate/", {"number": "99010100031"})
    assert answer["Cache-Control"] == "no-store", "one that was revoked is dead at once"
    return str(answer.context["found"] and answer.context["found"]["words"])


def test_a_certificate_is_told_as_it_stands_now(client: Client, portal: Any) -> None:
    assert checked(client) == "有效"
    today = timezone.localdate()
    Certificate.objects.update(valid_to=today - timedelta(days=1))
    assert checked(client) == "已过有效期"
    Certificate.objects.update(valid_from=today + timedelta(days=1), valid_to=None)
    assert checked(client) == "尚未生效"
    Certificate.objects.update(valid_from=date(2025, 1, 1))
    dismiss_officer(portal.certificate.officer, "调离", by=System("test"))
    assert checked(client) == "持证人已离岗"
    portal.certificate.refresh_from_db()
    revoke_certificate(portal.certificate, "遗失", by=System("test"))
    assert checked(client) == "已注销"


def test_of_an_organ_that_is_not_public_no_certificate_is_told(client: Client, cast: Cast, portal: Any) -> None:
    withdraw_item(portal.item, "修订", by=cast.post("overseer"))
    assert checked(client) == "None"
    assert "没有这个证号" in text_of(client, "certificate/?number=99010100031")


@pytest.mark.parametrize(("number", "status"), [("", 422), ("9" * 41, 422), ("\u200b", 422), ("' OR 1=1 --", 200)])
def test_a_number_that_is_none_is_told_beside_the_field(client: Client, portal: Any, number: str, status: int) -> None:
    answer = client.get("/portal/certificate/", {"number": number})
    assert answer.status_code == status
    assert bool(answer.context["form"].errors) is (status == 422)


# --- limits ---------------------------------------------------------------------------------------------------------
def test_a_thousand_forged_addresses_are_one(client: Client, db: None, settings: Any) -> None:
    forged = [{"X-Forwarded-For": f"198.51.{number // 250}.{number % 250}"} for number in range(1_000)]
    seen = {neighbourhood(client_address(RequestFactory().get("/portal/", headers=header))) for header in forged}
    assert len(seen) == 1
    settings.PORTAL_RATE = 20
    answers = [client.get("/portal/organs/", headers=header) for header in forged[:40]]
    assert len([answer for answer in answers if answer.status_code == 200]) < 40
    assert len(PAGES.left) == 1
    refused = answers[-1]
    assert refused.status_code == 429
    assert "查询太频繁" in refused.content.decode()
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_another_address_is_served_meanwhile(client: Client, db: None, settings: Any) -> None:
    settings.PORTAL_RATE = 8
    for _ in range(12):
        last = client.get("/portal/organs/", REMOTE_ADDR="192.0.2.1")
    assert last.status_code == 429
    assert client.get("/portal/organs/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_certificates_are_looked_up_less_often_than_pages(client: Client, db: None, settings: Any) -> None:
    settings.PORTAL_RATE = 80
    answers = [client.get("/portal/certificate/", {"number": number}).status_code for number in range(14)]
    assert answers.count(200) < 14
    assert client.get("/portal/").status_code == 200


def test_a_bucket_fills_again_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    buckets = Buckets(lambda: 2, lambda: now)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 30]
    now += 30
    assert [buckets.take("a") for _ in range(2)] == [0, 30]
    monkeypatch.setattr("mingcha.web.buckets.MOST", 5)
    for number in range(10):
        buckets.take(str(number))
    assert list(buckets.left) == ["5", "6", "7", "8", "9"]


def test_the_articles_of_a_law_stand_in_one_line() -> None:
    cited = ["《甲法》第二条", "《甲法》第一条、第二条", "", "国办发〔2018〕118号", "《甲法》第二条"]
    assert reading._basis(cited) == ["《甲法》第一条、第二条", "国办发〔2018〕118号"]


def test_the_smallest_region_that_holds_all_is_named() -> None:
    assert reading._around([]) == ""
    assert reading._around(["150102000000"]) == "150102000000"
    assert reading._around(["150102000000", "150105000000"]) == "150100000000"
    assert reading._around(["150102000000", "150802000000"]) == "150000000000"
