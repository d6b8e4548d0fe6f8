# SPDX-License-Identifier: Apache-2.0
"""Of two editors of a draft the second is told, may send again, and never writes on a line that she has not seen (corpus W08)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.procedures import penalty
from mingcha.catalog.actions import save_section
from mingcha.catalog.marks import mark_of
from mingcha.catalog.models import Draft
from mingcha.ledger import System
from mingcha.organs.testing import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("S0-48", "S1-04")]
BY = System("test")
MATERIALS = [{"key": "m1", "name": "执照", "copies": 1}, {"key": "m2", "name": "章程", "copies": 1}]
FIELDS = [
    {"key": "案由", "label": "案由", "type": "text", "max": 20},
    {"key": "货值", "label": "货值", "type": "money"},
]


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """With a line in every section, among them a template's document."""
    document = penalty() | {
        "material": MATERIALS,
        "risk": [{"key": "r1", "step": "立案", "level": "high", "description": "压案", "measure": "核对"}],
        "form": [*penalty()["form"], {"key": "立案", "name": "立案登记", "fields": FIELDS}],
        "document": [{"key": "责改", "name": "责改", "template": "责改", "step": "决定", "word": ""}],
    }
    made: Draft = Draft.objects.create(organ=cast.organ("enforcement"), code="CF-7", name="处罚", document=document)
    return made


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client(cast.post("filler"))


def opened(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of a page as it stands."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


def twice(client: Client, url: str, given: dict[str, Any]) -> Any:
    """Sent, told, and sent once more with what the page that told it carries."""
    first = client.post(url, given)
    assert first.status_code == 409, first
    form = first.context["form"]
    carried = {name: form[name].value() for name in ("version", "was") if name in form.fields}
    return client.post(url, {**given, **carried})


def change(draft: Draft, section: str, value: Any) -> dict[str, Any]:
    """What a colleague does meanwhile."""
    draft.refresh_from_db()
    save_section(draft, section, value, draft.version, by=BY)
    return dict(draft.document)


def at(draft: Draft, name: str, *more: object) -> str:
    return reverse(f"catalog:{name}", args=(draft.pk, *more))


@pytest.mark.parametrize("view", ["draft-step-edit", "draft-step-remove", "draft-step-move"])
@pytest.mark.parametrize("taken", [1, 7])
def test_a_step_that_moved_up_in_the_list_is_not_written_over_nor_taken_away(
    client: Client, draft: Draft, view: str, taken: int
) -> None:
    url = at(draft, view, 2)
    if view == "draft-step-move":
        row = client.get(at(draft, "draft-steps")).context["rows"][1]
        given: dict[str, Any] = {"version": draft.version, "was": row.get("was", ""), "to": "up"}
    else:
        given = opened(client, url)
    given |= {"act": "我的名字", "way_0_to": "结案"} if view == "draft-step-edit" else {}
    left = change(draft, "step", draft.document["step"][taken:])
    answer = twice(client, url, given)
    assert answer.status_code == 409
    assert "请从列表重新打开" in answer.text
    if view == "draft-step-edit":
        assert "我的名字" in answer.text
        assert answer.context["form"]["way_0_to"].value() == "结案"
    draft.refresh_from_db()
    assert draft.document == left


def test_ways_that_a_colleague_gave_the_step_meanwhile_stay(client: Client, draft: Draft) -> None:
    url = at(draft, "draft-step-edit", 2)
    given = opened(client, url)
    left = change(draft, "transition", [*draft.document["transition"], {"from": "调查取证", "to": "结案"}])
    answer = twice(client, url, {**given, "act": "调查"})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.document == left


def test_where_the_line_is_the_same_the_second_sending_goes_through(client: Client, draft: Draft) -> None:
    step, material = at(draft, "draft-step-edit", 2), at(draft, "material-edit", "m1")
    for url, given in ((step, {"act": "调查"}), (material, {"name": "营业执照"})):
        form = opened(client, url)
        change(draft, "guide", {"phone": url})
        assert twice(client, url, {**form, **given}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["step"][1]["act"] == "调查"
    assert draft.document["material"][0]["name"] == "营业执照"


OTHERS: dict[str, tuple[str, tuple[str, ...], str, Any, dict[str, Any]]] = {
    "material": ("material-edit", ("m1",), "material", [{"key": "m1", "name": "别的", "copies": 2}], {"name": "我的"}),
    "gone": ("material-edit", ("m1",), "material", MATERIALS[1:], {"name": "我的"}),
    "risk": (
        "risk-edit",
        ("r1",),
        "risk",
        [{"key": "r1", "step": "决定", "level": "low", "description": "别的", "measure": "别的"}],
        {"description": "我的"},
    ),
    "point": (
        "point-edit",
        ("p1",),
        "point",
        [{"key": "p1", "kind": "discretion", "name": "别的", "at": ["决定"]}],
        {"name": "我的"},
    ),
    "point gone": ("point-edit", ("p1",), "point", [], {"name": "我的"}),
    "document": (
        "document-edit",
        ("责改",),
        "document",
        [{"key": "责改", "name": "别的", "template": "责改", "step": "立案", "word": "别"}],
        {"name": "我的"},
    ),
    "document gone": ("document-edit", ("责改",), "document", [], {"name": "我的"}),
    "form": ("form-rename", ("立案",), "form", [{"key": "立案", "name": "别的", "fields": FIELDS}], {"name": "我的"}),
    "field": (
        "field-edit",
        ("立案", "案由"),
        "form",
        [{"key": "立案", "name": "立案登记", "fields": [{"key": "案由", "label": "别的", "type": "date"}]}],
        {"label": "我的"},
    ),
    "field gone": (
        "field-edit",
        ("立案", "案由"),
        "form",
        [{"key": "立案", "name": "立案登记", "fields": FIELDS[1:]}],
        {"label": "我的"},
    ),
}


@pytest.mark.parametrize("name", list(OTHERS))
def test_no_line_of_a_draft_is_written_over_unseen(client: Client, draft: Draft, name: str) -> None:
    view, keys, section, now, given = OTHERS[name]
    point = {"key": "p1", "kind": "evidence", "name": "证据", "at": ["决定"], "require": {"照片": 1}}
    change(draft, "point", [point])
    url = at(draft, view, *keys)
    form = opened(client, url)
    left = change(draft, section, now)
    answer = twice(client, url, {**form, **given})
    assert answer.status_code == 409
    assert "我的" in answer.text
    assert "请从列表重新打开" in answer.text
    draft.refresh_from_db()
    assert draft.document == left


@pytest.mark.parametrize("version", ["²", "", "x", "-1", "9" * 5_000])
def test_a_version_that_is_no_number_is_refused_and_nothing_is_taken_away(
    client: Client, draft: Draft, version: str
) -> None:
    answer = client.post(at(draft, "material-remove", "m1"), {"version": version})
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.document["material"] == MATERIALS


def test_whatever_a_draft_holds_a_form_of_its_lines_opens(client: Client, draft: Draft) -> None:
    odd = draft.document | {"material": [7, {"key": "m1", "name": "甲", "copies": 1.5, "note": {}}], "risk": 5}
    Draft.objects.filter(pk=draft.pk).update(document=odd)
    assert client.get(at(draft, "material-edit", "m1")).status_code == 200
    assert client.get(at(draft, "risk-edit", "r1")).status_code == 404
    assert mark_of({"note": "\ud800"}) != mark_of({"note": ""})
