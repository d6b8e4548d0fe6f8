# SPDX-License-Identifier: Apache-2.0
"""The ledger's pages show who did what, to whoever may know, and say whether it is as it was sealed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from alterations import Owner
from django.db import transaction
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from mingcha.ledger import By, System, move, record
from mingcha.ledger.models import Batch, Entry
from mingcha.ledger.sealing import seal
from mingcha.organs.models import Organ, Post
from mingcha.organs.testing import Cast
from mingcha.records.proof import checks_of, proof_of
from mingcha.records.reach import entries_of, find_entry

LIST = "/records/entries/"
ALTERED = "与封存时不同"
SAME = "与封存时相同"


def did(by: By, obj: Any = None, act: str = "edit_organ", **what: Any) -> Entry:
    with transaction.atomic():
        return record(act, obj, by=by, **what)


def page(entry: Entry) -> str:
    return f"{LIST}{entry.pk}/"


def reaching(cast: Cast, role: str, reach: str, organ: Organ | None = None) -> Post:
    """A post that may read the ledger, of another reach or organ."""
    post = cast.post(role)
    post.role.rights = [*post.role.rights, "ledger:entry:read"]
    post.role.save()
    post.reach, post.organ = reach, organ or post.organ
    post.save()
    return post


@pytest.fixture
def entry(cast: Cast) -> Entry:
    """Somebody of the enforcement organ's unit changed its name."""
    changed = {"short": ["大队", "执法大队"], "kind": ["unit", "town"]}
    return did(cast.post("head"), cast.organ("unit"), changed=changed, reason="更名")


def test_an_entry_shows_old_and_new_values_under_their_names(cast: Cast, entry: Entry) -> None:
    html = cast.client(cast.post("audit_admin")).get(page(entry)).content.decode()
    for words in (
        "修改机构",
        "简称",
        "大队",
        "执法大队",
        "性质",
        "内设机构",
        "乡镇街道",
        "理由",
        "更名",
        "甲一县市场监督管理局执法大队",
    ):
        assert words in html


def test_a_change_of_status_shows_both_states_by_name(cast: Cast) -> None:
    organ = cast.organ("town")
    move(organ, Organ.Status.CLOSED, act="close_organ", by=cast.post("overseer"), reason="撤并")
    html = cast.client(cast.post("audit_admin")).get(page(Entry.objects.latest("id"))).content.decode()
    assert "运行中" in html
    assert "已撤并" in html


def test_a_personal_value_is_named_and_never_shown(cast: Cast) -> None:
    person = cast.post("handler").person
    entry = did(cast.post("system_admin"), person, "edit_person", personal=["phone"])
    html = cast.client(cast.post("audit_admin")).get(page(entry)).content.decode()
    assert "手机号" in html
    assert "内容不公开" in html
    assert person.phone not in html


def test_a_reference_is_shown_by_the_name_it_has(cast: Cast) -> None:
    entry = did(cast.post("head"), cast.organ("unit"), changed={"parent": [None, cast.organ("hall").pk]})
    html = cast.client(cast.post("audit_admin")).get(page(entry)).content.decode()
    assert f"甲一县政务服务中心（{cast.organ('hall').pk}）" in html


@pytest.mark.parametrize("told", ["市局", 10**30, "-1", None, [1], {"a": 1}, True])
def test_a_reference_that_is_told_otherwise_is_shown_as_it_is(cast: Cast, told: object) -> None:
    entry = did(cast.post("head"), cast.organ("unit"), region=told, changed={"parent": [told, None]})
    assert cast.client(cast.post("audit_admin")).get(page(entry)).status_code == 200


@pytest.mark.req("S0-49")
@pytest.mark.parametrize("role", ["overseer", "audit_admin"])
def test_the_outsider_finds_no_entry_of_the_other_city(cast: Cast, entry: Entry, role: str) -> None:
    client = cast.client(cast.outsider(role))
    assert client.get(LIST).context["page"].rows == []
    assert client.get(page(entry)).status_code == 404
    assert cast.client(cast.post(role)).get(page(entry)).status_code == 200


@pytest.mark.parametrize(
    "role", ["leader", "monitor", "handler", "head", "reviewer", "importer", "system_admin", "security_admin"]
)
def test_who_lacks_the_right_is_refused(cast: Cast, entry: Entry, role: str) -> None:
    client = cast.client(cast.post(role))
    for address in (LIST, page(entry), "/records/seals/", "/records/seals/1/", "/records/seals/heads/"):
        assert client.get(address).status_code == 403
    assert client.post("/records/seals/verify/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("address", [LIST, f"{LIST}1/", "/records/seals/", "/records/incidents/"])
def test_who_is_not_logged_in_is_sent_to_the_login_page(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/account/login/")


@pytest.mark.req("S0-49")
def test_each_reach_sees_the_acts_done_within_it(cast: Cast) -> None:
    acts = {
        "own": did(cast.post("head")),
        "colleague": did(cast.post("handler")),
        "above": did(cast.post("monitor")),
        "beside": did(cast.post("overseer")),
        "other city": did(cast.outsider("head")),
        "system": did(System("test")),
    }

    def seen(reach: str, organ: Organ | None = None) -> set[str]:
        entries = set(entries_of(reaching(cast, "head", reach, organ)))
        return {name for name, entry in acts.items() if entry in entries}

    assert seen("self") == {"own"}
    assert seen("organ") == {"own", "colleague"}
    assert seen("below", cast.organ("enforcement")) == {"own", "colleague", "above"}
    assert seen("region", cast.organ("unit")) == {"own", "colleague", "above", "beside"}
    city = Organ(
        name="甲州市司法局", short="市司法局", kind="justice", region=cast.region("city"), city=cast.region("city").code
    )
    city.path = "/999/"
    city.save()
    assert seen("region", city) == {"own", "colleague", "above", "beside"}
    top = Organ(name="明省司法厅", short="司法厅", kind="justice", region=cast.region("province"), path="/998/")
    top.save()
    assert seen("region", top) == set(acts)
    assert entries_of(None).count() == 0


def test_the_list_is_narrowed_by_act_actor_kind_day_and_object(cast: Cast, entry: Entry) -> None:
    other = did(cast.post("system_admin"), cast.post("handler").person, "edit_person")
    client = cast.client(cast.post("audit_admin"))

    def found(**asked: object) -> list[int]:
        return [row.pk for row in client.get(LIST, asked).context["page"].rows]

    assert found() == [other.pk, entry.pk]
    assert found(act="edit_organ") == [entry.pk]
    assert found(q=entry.actor_name) == [entry.pk]
    assert found(kind="organs.person") == [other.pk]
    assert found(since="2199-01-01") == found(until="2001-01-01") == []
    assert found(object=f"organs.organ:{entry.object_id}") == [entry.pk]
    assert len(found(since="2001-01-01", until="2199-12-31")) == 2


def test_an_entry_about_many_rows_is_found_by_each(cast: Cast) -> None:
    from mingcha.ledger import move_many

    organs = Organ.objects.filter(pk__in=[cast.organ("town").pk, cast.organ("hall").pk])
    move_many(organs, Organ.Status.CLOSED, act="close_organ", by=cast.post("overseer"), reason="撤并")
    client = cast.client(cast.post("audit_admin"))
    asked = {"object": f"organs.organ:{cast.organ('hall').pk}"}
    assert [row.act for row in client.get(LIST, asked).context["page"].rows] == ["close_organ"]
    html = client.get(page(Entry.objects.latest("id"))).content.decode()
    assert "已撤并" in html


@pytest.mark.parametrize(
    "asked", ["x", "organs.organ", "organs.organ:-1", "organs.organ:1 OR 1=1", f"organs.organ:{10**30}"]
)
def test_an_object_that_is_none_finds_nothing(cast: Cast, entry: Entry, asked: str) -> None:
    response = cast.client(cast.post("audit_admin")).get(LIST, {"object": asked})
    assert response.status_code == 200
    assert response.context["page"].rows == []


@pytest.mark.parametrize("number", [str(10**30), "-1", "0x10", "1.0", "999999"])
def test_a_number_that_is_none_is_not_found_t18(cast: Cast, number: str) -> None:
    client = cast.client(cast.post("audit_admin"))
    assert client.get(f"{LIST}{number}/").status_code == 404
    assert client.get(f"/records/seals/{number}/").status_code == 404


@pytest.mark.parametrize(
    "asked", [{"sort": "actor_id"}, {"what": "x"}, {"page": "1000000000"}, {"page": "0"}, {"page_size": "9"}]
)
def test_what_a_list_does_not_know_is_refused_t23_t24(cast: Cast, asked: dict[str, str]) -> None:
    client = cast.client(cast.post("audit_admin"))
    for address in (LIST, "/records/seals/", "/records/incidents/"):
        assert client.get(address, asked).status_code == 400
    assert client.get("/records/seals/heads/", {"since": "x"}).status_code == 400


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg/onload=x>"]
)
def test_what_looks_like_a_program_is_shown_as_text_h01(cast: Cast, text: str) -> None:
    organ = cast.organ("town")
    organ.name = text
    changed = {"name": ["旧", text], text: [text, [text, {text: text}]]}
    entry = did(cast.post("overseer"), organ, changed=changed, reason=text, **{text: text})
    client = cast.client(cast.post("audit_admin"))
    for address in (LIST, page(entry)):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<svg/onload" not in html
        assert "&lt;" in html


def test_the_object_is_linked_only_for_who_may_open_it(cast: Cast, entry: Entry) -> None:
    address = cast.organ("unit").get_absolute_url()
    assert f'href="{address}"' in cast.client(cast.post("overseer")).get(page(entry)).content.decode()
    case = did(cast.post("head"), cast.organ("unit"))
    post = reaching(cast, "security_admin", "region")
    post.role.rights = ["ledger:entry:read"]
    post.role.save()
    assert f'href="{address}"' not in cast.client(post).get(page(case)).content.decode()


def test_the_list_takes_the_same_queries_for_one_entry_and_for_twenty(
    cast: Cast, entry: Entry, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.post("audit_admin"))
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for _ in range(25):
        did(cast.post("head"), cast.organ("unit"))
    seal()
    with django_assert_num_queries(8):
        assert len(client.get(LIST).context["page"].rows) == 20


def test_the_history_of_an_object_is_shown_to_who_may_read_the_ledger(cast: Cast, entry: Entry) -> None:
    template = Template('{% include "records/history.html" with object=organ %}')

    def shown(post: Post) -> str:
        request = RequestFactory().get("/")
        request.post, request.posts, request.user, request.session = post, [post], post.person, {}
        return template.render(RequestContext(request, {"organ": cast.organ("unit")}))

    assert "修改机构" in shown(cast.post("audit_admin"))
    assert "修改机构" not in shown(cast.post("handler"))
    assert "修改机构" not in shown(cast.outsider("audit_admin"))


# --- the proof ----------------------------------------------------------------------------------------------------------


def climb(entry: Entry, path: list[tuple[str, str]]) -> str:
    """The root, worked out by hand from an entry and the hashes beside its way (RFC 6962)."""

    def sm3(data: bytes) -> bytes:
        return hashlib.new("sm3", data).digest()

    node = sm3(b"\x00" + entry.pk.to_bytes(8, "big") + bytes.fromhex(entry.leaf))
    for side, beside in path:
        other = bytes.fromhex(beside)
        node = sm3(b"\x01" + (other + node if side == "left" else node + other))
    return node.hex()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_the_path_leads_from_each_entry_to_the_root(cast: Cast, size: int) -> None:
    for _ in range(size):
        did(cast.post("head"), cast.organ("unit"))
    seal()
    batch = Batch.objects.get()
    for entry in Entry.objects.filter(act="edit_organ"):
        proof = proof_of(find_entry(cast.post("audit_admin"), entry.pk))
        assert proof.ok
        assert climb(entry, list(proof.path)) == batch.root


def test_an_entry_that_waits_says_so(cast: Cast, entry: Entry) -> None:
    html = cast.client(cast.post("audit_admin")).get(page(entry)).content.decode()
    assert "待封存" in html
    assert SAME not in html


ALTERATIONS = {
    "name": "UPDATE ledger_entry SET actor_name = '别人' WHERE id = {id}",
    "content": 'UPDATE ledger_entry SET what = \'{{"reason":"没有"}}\' WHERE id = {id}',
    "garbled": "UPDATE ledger_entry SET what = '{{' WHERE id = {id}",
    "leaf": "UPDATE ledger_entry SET leaf = '" + "00" * 32 + "' WHERE id = {id}",
    "algorithm": "UPDATE ledger_entry SET algo = 'none' WHERE id = {id}",
    "root": "UPDATE ledger_batch SET root = '" + "00" * 32 + "' WHERE number = 1",
    "head": "UPDATE ledger_batch SET head = '" + "00" * 32 + "' WHERE number = 1",
    "signature": "UPDATE ledger_batch SET signature = '" + "00" * 64 + "' WHERE number = 1",
    "unsigned": "UPDATE ledger_batch SET signature = 'x' WHERE number = 1",
    "key": "UPDATE ledger_batch SET key_id = 'none' WHERE number = 1",
    "previous": "UPDATE ledger_batch SET previous = '" + "00" * 32 + "' WHERE number = 1",
    "position": "UPDATE ledger_sealed SET position = 7 WHERE entry_id = {id}",
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_alteration_is_shown_on_the_page_of_the_entry_and_of_its_batch(
    transactional_db: None, cast: Cast, entry: Entry, alteration: str
) -> None:
    did(cast.post("head"), cast.organ("unit"))
    seal()
    client = cast.client(cast.post("audit_admin"))
    for address in (page(entry), "/records/seals/1/"):
        assert SAME in client.get(address).content.decode()
    owner = Owner()
    owner.connection.execute(ALTERATIONS[alteration].format(id=entry.pk))
    owner.close()
    for address in (page(entry), "/records/seals/1/"):
        html = client.get(address).content.decode()
        assert ALTERED in html
        assert SAME not in html
    assert client.get(LIST).status_code == 200
    client.post("/records/seals/verify/")
    assert Entry.objects.latest("id").what["flaws"]


def test_a_batch_whose_forerunner_is_gone_shows_it(transactional_db: None, cast: Cast, entry: Entry) -> None:
    seal()
    did(cast.post("head"), cast.organ("unit"))
    seal()
    assert all(check.ok for check in checks_of(Batch.objects.get(number=2)))
    owner = Owner()
    owner.connection.execute("DELETE FROM ledger_sealed WHERE batch_id = 1")
    owner.connection.execute("DELETE FROM ledger_batch WHERE number = 1")
    owner.close()
    assert [check.label for check in checks_of(Batch.objects.get(number=2)) if not check.ok] == ["与前一批相接"]
