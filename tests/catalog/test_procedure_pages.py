# SPDX-License-Identifier: Apache-2.0
"""The section 环节 of a draft: steps and their ways are edited as a list, drawn beside it, taken out and brought in as BPMN."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.procedures import penalty
from mingcha.catalog.actions import load_item, save_section
from mingcha.catalog.models import Draft
from mingcha.catalog.procedure.bpmn_out import bpmn
from mingcha.ledger import System
from mingcha.ledger.models import Entry
from mingcha.organs.models.people import ADMINISTRATORS
from mingcha.organs.testing import Cast

BY = System("test")


@pytest.fixture
def draft(cast: Cast) -> Draft:
    made: Draft = Draft.objects.create(organ=cast.organ("enforcement"), code="CF-7", name="处罚", document=penalty())
    return made


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client(cast.post("filler"))


def at(draft: Draft, name: str, *more: int) -> str:
    return reverse(f"catalog:{name}", args=(draft.pk, *more))


def sent(client: Client, url: str, **changed: Any) -> Any:
    """The form of a page as it stands, with some fields changed, sent back."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in values.items() if value not in (None, False, "")}
    return client.post(url, {**kept, **changed})


def move(client: Client, draft: Draft, number: int, to: str) -> Any:
    """The button of a row, pressed."""
    row = client.get(at(draft, "draft-steps")).context["rows"][number - 1]
    draft.refresh_from_db()
    return client.post(at(draft, "draft-step-move", number), {"version": draft.version, "was": row["was"], "to": to})


def steps(draft: Draft) -> list[tuple[str, int]]:
    draft.refresh_from_db()
    return [(step["act"], step["place"]) for step in draft.document["step"]]


def ways(draft: Draft, start: str) -> list[dict[str, Any]]:
    return [way for way in draft.document["transition"] if way["from"] == start]


@pytest.mark.req("S1-04", "S4-07")
def test_the_list_shows_steps_ways_seals_and_the_drawing(client: Client, draft: Draft) -> None:
    answer = client.get(at(draft, "draft-steps"))
    html = answer.content.decode()
    assert [row["step"]["act"] for row in answer.context["rows"]][:3] == ["立案", "调查取证", "复查"]
    for words in ("退回补正", "如果 罚款 &gt; 0", "执法主体资格确认", "几条路同时走", "承办人"):
        assert words in html
    drawing = answer.context["drawing"]
    assert drawing["label"] == "流程图：8 个环节，3 条泳道"
    assert [one["seal"] for one in drawing["seals"]["step_1"]] == ["资"]
    assert drawing["links"]["step_1"] == at(draft, "draft-step-edit", 1)
    assert set(drawing["lanes"].values()) == {"承办人", "法制审核员", "承办机构负责人"}


@pytest.mark.req("S1-04")
def test_an_unchanged_form_changes_nothing_and_every_property_can_be_said(client: Client, draft: Draft) -> None:
    url = at(draft, "draft-step-edit", 2)
    assert sent(client, url).status_code == 302
    draft.refresh_from_db()
    assert (draft.document, draft.version) == (penalty(), 1)
    before = penalty()["step"][1]
    given = {
        "roles": ["handler", "head"],
        "kind": "review",
        "assigns": "on",
        "limit": 15,
        "unit": "working_day",
        "pauses": "检验\r\n听证\r\n检验",
        "opinions": "经办人\n法制",
        "evidence": "照片 3\n现场 笔录 1",
        "way_0_guard": "罚款 > 5",
        "way_2_to": "决定",
        "way_2_action": "快办",
    }
    assert sent(client, url, **given).status_code == 302
    draft.refresh_from_db()
    assert draft.document["step"][1] == before | {
        "roles": ["handler", "head"],
        "kind": "review",
        "assigns": True,
        "limit": 15,
        "unit": "working_day",
        "pauses": ["检验", "听证"],
        "opinions": ["经办人", "法制"],
        "evidence": {"照片": 3, "现场 笔录": 1},
    }
    assert ways(draft, "调查取证") == [
        {"from": "调查取证", "to": "复查", "guard": "罚款 > 5"},
        {"from": "调查取证", "to": "检验"},
        {"from": "调查取证", "to": "决定", "action": "快办"},
    ]
    assert Entry.objects.filter(act="save_draft").count() == 2


def test_a_step_that_is_renamed_keeps_its_ways_and_its_points(client: Client, draft: Draft) -> None:
    assert sent(client, at(draft, "draft-step-edit", 2), act="调查").status_code == 302
    draft.refresh_from_db()
    assert {"from": "法制审核", "to": "调查", "action": "退回补正", "rollback": True} in draft.document["transition"]
    assert [way["to"] for way in ways(draft, "调查")] == ["复查", "检验"]
    assert draft.document["point"][0]["second"] == ["调查"]
    assert draft.document["point"][1]["at"] == ["调查"]


def test_the_examples_follow_a_step_that_is_renamed(client: Client, draft: Draft) -> None:
    def example(act: str) -> dict[str, Any]:
        return {
            "now": "2026-03-02 09:00",
            "steps": [{"act": act, "people": ["调查取证"]}, {"act": "立案", "back_from": act}, 7],
            "expect": [{"kind": "rollback", "at": act}, {"kind": "evidence"}],
        }

    save_section(draft, "example", [example("调查取证"), 5, {"steps": "x"}], draft.version, by=BY)
    assert sent(client, at(draft, "draft-step-edit", 2), act="调查").status_code == 302
    draft.refresh_from_db()
    assert draft.document["example"] == [example("调查"), 5, {"steps": "x"}]


@pytest.mark.req("S1-04")
def test_a_step_is_not_offered_to_the_three_administrators(client: Client, draft: Draft) -> None:
    url = at(draft, "draft-step-edit", 2)
    offered = dict(client.get(url).context["form"].fields["roles"].choices)
    assert {"handler", "head", "reviewer"} <= set(offered)
    assert not set(ADMINISTRATORS) & set(offered)
    assert sent(client, url, roles=["system_admin"]).status_code == 422
    steps = [step | ({"roles": ["audit_admin"]} if step["act"] == "调查取证" else {}) for step in penalty()["step"]]
    save_section(draft, "step", steps, draft.version, by=BY)
    offered = dict(client.get(url).context["form"].fields["roles"].choices)
    assert (offered["audit_admin"], "system_admin" in offered) == ("审计管理员", False)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"act": "立案"}, "act"),
        ({"act": "  "}, "act"),
        ({"place": 0}, "place"),
        ({"limit": 3}, "unit"),
        ({"unit": "hour"}, "limit"),
        ({"roles": ["nobody"]}, "roles"),
        ({"evidence": "照片"}, "evidence"),
        ({"evidence": "照片 0"}, "evidence"),
        ({"form": "none"}, "form"),
        ({"way_2_action": "去哪里"}, "way_2_to"),
        ({"way_2_to": "没有"}, "way_2_to"),
        ({"way_0_guard": "__import__('os')"}, "way_0_guard"),
        ({"way_2_to": "复查"}, "__all__"),
        ({"status": "published"}, "__all__"),
        ({"pauses": "\n".join(f"情形 {n}" for n in range(40))}, "pauses"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_written(
    client: Client, draft: Draft, changed: dict[str, Any], field: str
) -> None:
    answer = sent(client, at(draft, "draft-step-edit", 2), **changed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.document == penalty()


def test_a_step_is_added_moved_and_taken_out(client: Client, draft: Draft) -> None:
    answer = sent(client, at(draft, "draft-step-new"), act="公示", kind="other", way_0_to="结案")
    assert answer.status_code == 302
    assert steps(draft)[-1] == ("公示", 8)
    assert ways(draft, "公示") == [{"from": "公示", "to": "结案"}]
    assert move(client, draft, 9, "up").status_code == 302
    assert steps(draft)[-2:] == [("公示", 7), ("结案", 8)]
    assert move(client, draft, 4, "up").status_code == 302  # 检验 leaves the side of 复查
    assert steps(draft)[2:5] == [("检验", 3), ("复查", 4), ("法制审核", 5)]
    assert "删除环节" in client.get(at(draft, "draft-step-remove", 8)).content.decode()
    assert sent(client, at(draft, "draft-step-remove", 8)).status_code == 302
    assert "公示" not in dict(steps(draft))
    assert ways(draft, "公示") == []
    for gone in (0, 9):
        assert client.get(at(draft, "draft-step-edit", gone)).status_code == 404


def test_the_first_cannot_go_up_nor_the_last_down(client: Client, draft: Draft) -> None:
    for number, to in ((1, "up"), (8, "down")):
        assert move(client, draft, number, to).status_code == 302
        assert [act for act, _place in steps(draft)] == [step["act"] for step in penalty()["step"]]


def test_the_order_becomes_ways_where_there_are_none(client: Client, draft: Draft) -> None:
    kept = [{"from": "法制审核", "to": "调查取证", "rollback": True}]
    save_section(draft, "transition", kept, draft.version, by=BY)
    assert sent(client, at(draft, "draft-steps-connect")).status_code == 302
    draft.refresh_from_db()
    made = [(way["from"], way["to"]) for way in draft.document["transition"]]
    assert made[0] == ("法制审核", "调查取证")
    assert ("调查取证", "复查") in made
    assert ("检验", "法制审核") in made
    assert ("执行", "结案") in made
    assert len(made) == 9


@pytest.mark.req("S0-48")
def test_the_second_of_two_editors_keeps_what_she_typed_w08(client: Client, draft: Draft) -> None:
    url = at(draft, "draft-step-edit", 2)
    form = client.get(url).context["form"]
    save_section(draft, "guide", {"phone": "1"}, draft.version, by=BY)
    seen = {name: form[name].value() for name in ("version", "was")}
    answer = client.post(url, {**seen, "act": "我的名字", "place": 2})
    assert answer.status_code == 409
    assert "我的名字" in answer.content.decode()
    assert "修改了这条记录" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.document["step"] == penalty()["step"]


def test_a_draft_at_a_gate_is_shown_without_buttons_and_refuses_changes(client: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(status=Draft.Status.LEGAL)
    page = client.get(at(draft, "draft-steps"))
    assert page.context["editable"] is False
    assert at(draft, "draft-step-edit", 1) not in page.content.decode()
    assert client.get(at(draft, "draft-step-edit", 1)).status_code == 409
    form = {"version": draft.version, "to": "down"}
    assert client.post(at(draft, "draft-step-move", 1), form).status_code == 409


def test_whatever_a_draft_holds_its_page_opens(client: Client, draft: Draft) -> None:
    odd: list[dict[str, Any]] = [
        {"step": [], "transition": []},
        {"step": [{"act": "甲", "place": 1}]},
        {
            "step": [{"act": "甲"}, "x", {"act": "甲", "place": "1"}, {"act": 5, "place": 1}],
            "transition": "x",
            "point": [7],
        },
        {
            "step": [{"act": "甲", "place": 1, "roles": "x", "evidence": [], "limit": "x"}],
            "point": [{"kind": "rollback"}],
        },
        {"step": 5, "transition": 5, "point": 5},
        {"step": [{"act": "甲", "place": 1, "roles": 5, "kind": [], "evidence": 7, "limit": True, "unit": []}]},
        {
            "step": [{"act": "甲", "place": 1, "roles": [[]], "split": {}}],
            "point": [{"kind": [], "at": [[]]}, {"at": 5}],
        },
        {
            "step": [{"act": "甲", "place": 1}],
            "point": [{"kind": "qualification", "at": [{}]}],
            "form": [{"fields": 5}],
        },
        {"step": [{"act": "<script>alert(1)</script>", "place": 1, "roles": ["<b>"]}], "transition": [{"from": "甲"}]},
    ]
    for sections in odd:
        Draft.objects.filter(pk=draft.pk).update(document={"catalog": penalty()["catalog"], **sections})
        html = client.get(at(draft, "draft-steps")).content.decode()
        assert "<script>alert" not in html
        assert client.get(at(draft, "draft-step-edit", 1)).status_code in (200, 404)
        assert client.get(at(draft, "draft-steps-export")).status_code == 200


# --- files ----------------------------------------------------------------------------------------------------------
def upload(client: Client, draft: Draft, data: bytes) -> Any:
    file = SimpleUploadedFile("a.bpmn", data)
    return client.post(at(draft, "draft-steps-import"), {"version": draft.version, "file": file})


@pytest.mark.req("S4-07")
def test_a_drawing_goes_out_and_what_it_would_change_is_shown_before_it_replaces(client: Client, draft: Draft) -> None:
    out = client.get(at(draft, "draft-steps-export"))
    assert out["Content-Disposition"] == 'attachment; filename="CF-7.bpmn"'
    same = upload(client, draft, out.content)
    assert (same.status_code, len(same.context["changes"].kept)) == (200, 8)
    other = penalty()
    other["step"][5] |= {"act": "处罚决定"}
    other["transition"] = json.loads(
        json.dumps(other["transition"]).replace(json.dumps("决定"), json.dumps("处罚决定"))
    )
    page = upload(client, draft, bpmn(other, {}).encode())
    assert (page.context["changes"].added, page.context["changes"].removed) == (["处罚决定"], ["决定"])
    draft.refresh_from_db()
    assert draft.document == penalty()
    form = {name: page.context["form"][name].value() for name in ("version", "proposal")}
    assert client.post(at(draft, "draft-steps-replace"), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.document["step"], draft.document["transition"]) == (other["step"], other["transition"])
    assert client.post(at(draft, "draft-steps-replace"), form).status_code == 409


def test_a_drawing_without_our_properties_keeps_what_the_draft_says(client: Client, draft: Draft) -> None:
    text = bpmn(penalty(), {})
    bare = text.replace("urn:mingcha:procedure:1", "urn:other")
    page = upload(client, draft, bare.encode())
    given = json.loads(page.context["form"]["proposal"].value())
    assert next(step for step in given["steps"] if step["act"] == "立案")["roles"] == ["handler"]
    assert page.context["changes"].removed == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "xml_dtd", id="X01"),
        pytest.param(b"<a>" * 100_000, "xml_limits", id="X03-depth"),
        pytest.param(b'<a b="' + b"x" * (5 << 20) + b'"/>', "xml_limits", id="X03-weight"),
        pytest.param(b"no xml", "xml_damaged", id="text"),
    ],
)
def test_a_bad_file_is_told_beside_its_field(client: Client, draft: Draft, data: bytes, code: str) -> None:
    answer = upload(client, draft, data)
    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors.as_data()["file"]] == [code]


@pytest.mark.parametrize(
    "proposal", ["x", "{}", "[]", '{"steps": [], "ways": []}', '{"steps": [{"act": "x", "place": "1"}], "ways": 5}']
)
def test_a_proposal_that_was_tampered_with_is_refused(client: Client, draft: Draft, proposal: str) -> None:
    form = {"version": draft.version, "proposal": proposal}
    assert client.post(at(draft, "draft-steps-replace"), form).status_code == 422


@pytest.mark.parametrize(
    "proposal",
    [
        "[" * 100_000,
        "[" * 900 + "]" * 900,
        '{"steps": ' + "[" * 5_000 + "]" * 5_000 + ', "ways": []}',
        '{"steps": ' + "9" * 5_000 + ', "ways": []}',
        '{"steps": NaN, "ways": Infinity}',
        '{"steps": [{"act": "\\ud800", "place": 1}], "ways": []}',
        '{"steps": [{"act": "甲", "place": 1, "\\udfff": 1}], "ways": []}',
        '{"steps": [{"act": "\\u0000", "place": 1}], "ways": []}',
        '{"steps": [{"act": [], "place": {}}], "ways": [{"from": [], "to": {}}]}',
        '{"steps": [{"act": "甲", "place": 1, "roles": [[]], "evidence": {"x": []}, "kind": {}}], "ways": [[]]}',
        '{"steps": [{"act": "甲", "place": 1.5}], "ways": []}',
        '{"steps": {"act": "甲"}, "ways": null}',
        "\x00",
    ],
    ids=str.__len__,
)
def test_hostile_json_is_refused_and_breaks_nothing(client: Client, draft: Draft, proposal: str) -> None:
    answer = client.post(at(draft, "draft-steps-replace"), {"version": draft.version, "proposal": proposal})
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.document == penalty()


@pytest.mark.req("S4-07")
def test_the_page_of_an_item_draws_its_version_and_gives_the_file(cast: Cast, client: Client) -> None:
    document = penalty()
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    page = client.get(version.item.get_absolute_url())
    step = version.steps.get(act="决定")
    assert page.context["drawing"]["links"]["step_6"] == f"?version={version.pk}&step={step.pk}"
    chosen = client.get(version.item.get_absolute_url(), {"version": version.pk, "step": step.pk})
    assert chosen.context["drawing"]["chosen"] == "step_6"
    address = reverse("catalog:item-procedure", args=(version.item.pk, version.pk))
    assert address in page.content.decode()
    assert client.get(address)["Content-Disposition"] == 'attachment; filename="CF-7-1.bpmn"'
    other = reverse("catalog:item-procedure", args=(version.item.pk, version.pk + 1))
    assert client.get(other).status_code == 404
