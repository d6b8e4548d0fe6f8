# SPDX-License-Identifier: Apache-2.0
"""The catalogue's pages: what they show, to whom, in how many queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.documents import SAMPLE, document_of, small
from mingcha.catalog.actions import load_item, open_draft, retire_item, save_section
from mingcha.catalog.models import ItemVersion
from mingcha.ledger import System
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.testing import SEATS, Cast

BY = System("test")
LIST = "/catalog/"


@pytest.fixture
def version(cast: Cast) -> ItemVersion:
    """The penalty of the sample, held by the enforcement organ at home."""
    return load_item(document_of(SAMPLE, code="CF-1") | {"item": "*"}, organ=cast.organ("enforcement"), by=BY)


def page_of(version: ItemVersion) -> str:
    return version.item.get_absolute_url()


def many(organ: Organ, count: int) -> None:
    for number in range(count):
        load_item(small(code=f"XK-{number:03}", name=f"许可 {number}"), organ=organ, by=BY)


def test_the_standing_of_a_version_is_not_taken_for_a_notice_of_the_whole_site(
    cast: Cast, version: ItemVersion
) -> None:
    answer = cast.client(cast.post("overseer")).get(page_of(version))
    assert answer.content.decode().count('<p class="notice') == len(answer.context["site_notices"]) <= 1


@pytest.mark.req("S1-04")
def test_an_item_shows_its_steps_in_order_and_what_each_point_demands(cast: Cast, version: ItemVersion) -> None:
    html = cast.client(cast.post("overseer")).get(page_of(version)).content.decode()
    acts = [step.act for step in version.steps.all()]
    places = [html.index(f"<span>{act}</span>") for act in acts]
    assert places == sorted(places)
    for words in (
        "自“立案”办结起 90 日内完成“决定”；可以扣除：检验、检测、鉴定、听证、公告",
        "“调查取证”须有 2 名持有效执法证的人员",
        "由“法制审核”退回“调查取证”前 1 次除外",
        "办结时须有：照片 3 件",
        "不予立案、不予处罚、撤案须说明理由",
        "“调查取证”与“法制审核”不得由同一人办理",
        "在承诺的日期前办结",
        "行政处罚法 第五十八条",
    ):
        assert words in html


@pytest.mark.req("S1-04")
def test_an_item_shows_all_nine_things_that_the_directory_keeps(cast: Cast) -> None:
    from live_cases import in_force
    from mingcha.catalog.models import Tier

    Tier.objects.create(violation="占道", tier="一般", valid_from=date(2025, 1, 1), min_amt=20_000, max_amt=50_000)
    made = in_force(cast, "summary", standards=["占道"])
    html = cast.client(cast.post("overseer")).get(page_of(made)).content.decode()
    for words in (
        "流程图",
        "当场处罚限额与裁量",
        "没有权限而暂扣工具",
        "0 名在岗执法人员",
        "《中华人民共和国行政处罚法》第五十一条",
        "六十日内可以申请行政复议",
        "巡查记录",
        "当场行政处罚决定书",
        "200 元 – 500 元",
    ):
        assert words in html, words


def test_a_step_shows_only_its_points(cast: Cast, version: ItemVersion) -> None:
    client, step = cast.client(cast.post("overseer")), version.steps.get(act="送达")
    response = client.get(page_of(version), {"step": step.pk})
    assert [point["rule"].key for point in response.context["points"]] == ["送达期限", "送达证据"]


def test_each_version_can_be_read_and_the_one_in_force_comes_first(cast: Cast) -> None:
    organ, client = cast.organ("enforcement"), cast.client(cast.post("overseer"))
    old = load_item(small(), organ=organ, by=BY)
    new = load_item(small(version="2", valid_from=date(2026, 2, 1)), organ=organ, by=BY)
    later = load_item(small(version="3", valid_from=date(2199, 1, 1)), organ=organ, by=BY)
    address = page_of(old)
    assert client.get(address).context["version"] == new
    assert "生效中" in client.get(address).content.decode()
    assert "已由后来的版本代替" in client.get(address, {"version": old.pk}).content.decode()
    assert "尚未生效" in client.get(address, {"version": later.pk}).content.decode()


@pytest.mark.req("S0-47")
def test_the_list_finds_by_category_organ_and_words(cast: Cast, version: ItemVersion) -> None:
    client = cast.client(cast.post("overseer"))
    many(cast.organ("town"), 3)

    def found(**asked: object) -> list[str]:
        return [item.code for item in client.get(LIST, asked).context["page"].rows]

    assert sorted(found()) == ["CF-1", "XK-000", "XK-001", "XK-002"]
    assert found(category="行政处罚") == ["CF-1"]
    assert found(organ=cast.organ("town").pk) == ["XK-000", "XK-001", "XK-002"]
    assert found(q="许可 2") == ["XK-002"]
    assert found(q="xk-001") == ["XK-001"]
    assert found(category="没有的") == []


@pytest.mark.req("S0-49")
@pytest.mark.parametrize("role", [role for role in SEATS if role not in ("security_admin", "audit_admin")])
def test_the_outsider_of_every_role_finds_no_item_of_the_other_city(
    cast: Cast, version: ItemVersion, role: str
) -> None:
    assert cast.outsider(role).may(Perm.CATALOG_ITEM_READ)
    client = cast.client(cast.outsider(role))
    assert client.get(LIST).context["page"].rows == []
    assert client.get(page_of(version)).status_code == 404


@pytest.mark.parametrize("role", ["handler", "head", "importer", "leader"])
def test_who_works_in_a_unit_reads_the_catalogue_of_the_organ_above(
    cast: Cast, version: ItemVersion, role: str
) -> None:
    client = cast.client(cast.post(role))
    assert [item.pk for item in client.get(LIST).context["page"].rows] == [version.item_id]
    assert client.get(page_of(version)).status_code == 200


def test_a_handler_does_not_read_the_catalogue_of_an_organ_beside_hers(cast: Cast) -> None:
    item = load_item(small(), organ=cast.organ("town"), by=BY).item
    assert cast.client(cast.post("handler")).get(item.get_absolute_url()).status_code == 404


def test_who_lacks_the_right_is_refused(cast: Cast, version: ItemVersion) -> None:
    client = cast.client(cast.post("audit_admin"))
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(version)).status_code == 403


def test_who_is_not_logged_in_is_sent_to_the_login_page(client: Client, version: ItemVersion) -> None:
    assert client.get(LIST).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("number", [str(10**30), "-1", "0x10", "1.0", "999999"])
def test_a_number_that_is_none_is_not_found_t18(cast: Cast, version: ItemVersion, number: str) -> None:
    client = cast.client(cast.post("overseer"))
    assert client.get(f"/catalog/{number}/").status_code == 404
    assert client.get(page_of(version), {"version": number}).status_code == 404
    assert client.get(page_of(version), {"step": number}).status_code == 404


@pytest.mark.parametrize(
    "asked", [{"sort": "password"}, {"organ__name": "x"}, {"page": "1000000000"}, {"page_size": "1000000"}]
)
def test_what_the_list_does_not_know_is_refused_t23_t24(cast: Cast, asked: dict[str, str]) -> None:
    assert cast.client(cast.post("overseer")).get(LIST, asked).status_code == 400


def test_an_item_knows_no_other_parameters_t23(cast: Cast, version: ItemVersion) -> None:
    assert cast.client(cast.post("overseer")).get(page_of(version), {"sort": "x"}).status_code == 400


XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "javascript:alert(1)",
    "</title><svg/onload=x>",
)


@pytest.mark.parametrize("text", XSS)
def test_what_looks_like_a_program_is_shown_as_text_h01(cast: Cast, text: str) -> None:
    document = small(name=text, category=text[:40])
    document["step"][0]["act"] = document["point"][0]["at"][0] = text
    document["point"][0] |= {"name": text, "law": text}
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    client = cast.client(cast.post("overseer"))
    for address in (LIST, page_of(version), f"{page_of(version)}?step={version.steps.first().pk}"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<svg/onload" not in html
        assert "14" not in [part.strip() for part in html.split("<b>")[1:]]


def test_the_list_takes_the_same_queries_for_one_item_and_for_twenty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.post("overseer"))
    many(cast.organ("enforcement"), 1)
    client.get(LIST)  # the first request of a session also writes it
    with django_assert_num_queries(11):
        client.get(LIST)
    many(cast.organ("enforcement"), 25)
    with django_assert_num_queries(11):
        assert len(client.get(LIST).context["page"].rows) == 20


def test_an_item_takes_the_same_queries_whatever_its_size(
    cast: Cast, version: ItemVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.post("overseer"))
    little = load_item(small(), organ=cast.organ("enforcement"), by=BY)
    client.get(LIST)
    for one, cites in ((version, 1), (little, 0)):  # what it cites is looked up in one query, however much it is
        with django_assert_num_queries(
            16 + cites
        ):  # one for the document, from which the procedure is drawn; one for officers; two for cases by earlier versions; one
            # for what became of its alarms
            client.get(page_of(one))


def test_an_item_says_what_holds_for_the_whole_site_and_nothing_else_above_its_name(
    cast: Cast, version: ItemVersion
) -> None:
    page = cast.client(cast.post("overseer")).get(page_of(version)).text
    assert '<p class="notice ">' not in page


@pytest.mark.req("S1-02", "S1-25")
def test_the_rules_in_force_are_listed_by_organ_and_kind_and_drafts_are_not_among_them(
    cast: Cast, version: ItemVersion
) -> None:
    draft = open_draft(version.item, by=cast.post("filler"))
    added = {"key": "neu", "name": "草案里的监察点", "kind": "rollback", "at": [version.steps.all()[0].act]}
    save_section(draft, "point", [*draft.document["point"], added], draft.version, by=cast.post("filler"))
    client = cast.client(cast.post("overseer"))
    page = client.get(reverse("catalog:rule-list"))
    assert page.context["page"].count == version.points.count()
    assert "草案里的监察点" not in page.text
    kinds = {row.kind for row in client.get(reverse("catalog:rule-list") + "?kind=time_limit").context["page"].rows}
    assert kinds == {"time_limit"}
    assert client.get(reverse("catalog:rule-list") + f"?organ={version.item.organ_id}").status_code == 200
    stranger = cast.client(cast.outsider("overseer"))
    assert stranger.get(reverse("catalog:rule-list")).context["page"].count == 0


def test_an_item_that_has_ended_has_no_rules_in_force_and_says_since_when(cast: Cast, version: ItemVersion) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    retire_item(version.item, yesterday, "已取消", by=cast.post("overseer"))
    client = cast.client(cast.post("overseer"))
    assert client.get(reverse("catalog:rule-list")).context["page"].count == 0
    assert "没有生效的版本" in client.get(LIST).text
    page = client.get(page_of(version)).text
    assert f"已废止，最后一日 {yesterday}" in page
    assert "生效中" not in page
