# SPDX-License-Identifier: Apache-2.0
"""The pages of drafts: what is typed becomes the document, what is wrong is said beside it (S1-04, S1-21, S1-26)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.documents import small
from mingcha.catalog.actions import decide, load_item, open_draft, save_section
from mingcha.catalog.diff import FIELDS, differences
from mingcha.catalog.draft_forms import HeadForm
from mingcha.catalog.marks import mark_of
from mingcha.catalog.models import Draft, PowerItem
from mingcha.catalog.point_form import CODES, PointForm
from mingcha.catalog.point_form import FIELDS as POINT_FIELDS
from mingcha.catalog.transfer import package_of
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import make_points
from mingcha.ledger import System
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")
HEAD = {
    "code": "XK-9",
    "name": "食品经营许可",
    "category": "行政许可",
    "number": "1",
    "basis": "《食品安全法》第三十五条\n《食品安全法》第三十五条\n",
    "statutory": "20",
    "statutory_unit": "working_day",
    "promised": "5",
    "promised_unit": "working_day",
}


@pytest.fixture
def filler(cast: Cast) -> Client:
    from mingcha.organs.actions.dictionaries import load_dictionaries

    load_dictionaries(BY)
    return cast.client(cast.post("filler"))


@pytest.fixture
def draft(cast: Cast, filler: Client) -> Draft:
    return open_draft(load_item(small(), organ=cast.organ("enforcement"), by=BY).item, by=cast.post("filler"))


def send(client: Client, view: str, /, *arguments: object, **fields: Any) -> Any:
    return client.post(reverse(f"catalog:{view}", args=arguments), fields)


@pytest.mark.req("S1-04")
def test_a_new_item_begins_with_its_head(cast: Cast, filler: Client) -> None:
    answer = send(filler, "draft-new", version=0, **{**HEAD, "category": "行政许可"})
    assert answer.status_code == 302, answer.context["form"].errors
    made = Draft.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.document["catalog"] == {
        "code": "XK-9",
        "name": "食品经营许可",
        "category": "行政许可",
        "version": "1",
        "basis": ["《食品安全法》第三十五条"],
        "statutory": {"limit": 20, "unit": "working_day"},
        "promised": {"limit": 5, "unit": "working_day"},
    }
    assert not PowerItem.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"code": ""}, "code", "必填"),
        ({"promised": "30"}, "promised", "承诺期限不能长于法定期限"),
        ({"statutory": "0"}, "statutory", "1"),
        ({"category": "无此类别"}, "category", ""),
        ({"valid_from": "2026-02-30"}, "valid_from", "没有这一天"),
    ],
)
def test_a_wrong_head_says_so_beside_the_field_and_keeps_what_was_typed(
    filler: Client, changed: dict[str, str], field: str, words: str
) -> None:
    answer = send(filler, "draft-new", version=0, **{**HEAD, "category": "行政许可", **changed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert words in str(answer.context["form"].errors[field])
    assert "食品经营许可" in answer.text
    assert not Draft.objects.exists()


def test_lines_are_added_changed_and_taken_away(filler: Client, draft: Draft) -> None:
    send(filler, "material-new", draft.pk, version=draft.version, name="营业执照", copies="1", required="on")
    draft.refresh_from_db()
    assert draft.document["material"] == [{"key": "m1", "name": "营业执照", "required": True, "copies": 1}]
    was = mark_of(draft.document["material"][0])
    send(filler, "material-edit", draft.pk, "m1", version=draft.version, was=was, name="营业执照副本", copies="2")
    draft.refresh_from_db()
    assert draft.document["material"][0]["name"] == "营业执照副本"
    risk = {"step": "受理", "level": "high", "description": "体外循环", "measure": "叫号与受理对照"}
    send(filler, "risk-new", draft.pk, version=draft.version, **risk)
    draft.refresh_from_db()
    assert draft.document["risk"] == [{"key": "r1", **risk}]
    assert "体外循环" in filler.get(reverse("catalog:risk-list", args=(draft.pk,))).text
    send(filler, "material-remove", draft.pk, "m1", version=draft.version)
    draft.refresh_from_db()
    assert draft.document["material"] == []


POINTS: dict[str, dict[str, Any]] = {
    "time_limit": {"at": ["受理"], "limit": "5", "unit": "calendar_day", "last_day": "on", "pauses": "检验\n听证"},
    "qualification": {"at": ["受理"], "second": ["决定"], "k": "2"},
    "rollback": {"at": ["受理"], "exempt": "决定 → 受理 × 1"},
    "evidence": {"at": ["决定"], "require": "照片 × 3\n现场笔录 1"},
    "basis": {"at": ["决定"], "negative": "不予许可"},
    "discretion": {"at": ["决定"]},
    "execution": {"at": ["决定"]},
    "separation": {"first": ["受理"], "second": ["决定"], "option": "any"},
}


@pytest.mark.req("S1-05")
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_point_of_every_kind_is_set_by_its_form_and_comes_back_into_it(
    filler: Client, draft: Draft, kind: str
) -> None:
    before = len(draft.document["point"])
    address = reverse("catalog:point-new", args=(draft.pk,)) + f"?kind={kind}"
    code = next(iter(KINDS[kind].codes))
    fields = {"name": "名称", "effect": "block", "law": "某法", f"level_{code}": "yellow", **POINTS[kind]}
    answer = filler.post(address, {"version": draft.version, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    rule = draft.document["point"][before]
    point = make_points({"point": [rule]}).points[0]
    assert (point.kind, point.effect, point.level(code)) == (kind, "block", "yellow")
    shown = PointForm(kind, ["受理", "决定"], initial=PointForm.initial_of(rule))
    given = {name: shown[name].value() for name in (*POINT_FIELDS[kind](), "name", "law", "effect", f"level_{code}")}
    again = filler.post(
        reverse("catalog:point-edit", args=(draft.pk, rule["key"])),
        {
            "version": draft.version,
            "was": mark_of(rule),
            **{name: value for name, value in given.items() if value not in (None, "", False)},
        },
    )
    assert again.status_code == 302, again.context["form"].errors
    draft.refresh_from_db()
    assert draft.document["point"][before] == rule
    assert filler.get(reverse("catalog:point-list", args=(draft.pk,))).status_code == 200


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("time_limit", {"at": ["受理"], "unit": "working_day"}, "limit"),
        ("time_limit", {"unit": "working_day", "limit": "5"}, "at"),
        ("time_limit", {"at": ["受理"], "start": ["受理"], "end": ["决定"], "unit": "hour", "limit": "5"}, "at"),
        ("evidence", {"at": ["受理"], "require": "照片"}, "require"),
        ("rollback", {"at": ["受理"], "exempt": "没有箭头"}, "exempt"),
        ("qualification", {"at": ["没有的环节"], "k": "2"}, "at"),
    ],
)
def test_a_point_that_cannot_judge_is_refused_beside_its_field(
    filler: Client, draft: Draft, kind: str, fields: dict[str, Any], field: str
) -> None:
    address = reverse("catalog:point-new", args=(draft.pk,)) + f"?kind={kind}"
    answer = filler.post(address, {"version": draft.version, "name": "名称", "effect": "alarm", **fields})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_every_code_of_the_engine_has_a_name_in_the_form() -> None:
    assert {code for kind in KINDS.values() for code in kind.codes} == set(CODES)


def test_the_second_of_two_editors_keeps_her_text(filler: Client, draft: Draft) -> None:
    seen = draft.version
    send(filler, "draft-guide-edit", draft.pk, version=seen, phone="1")
    answer = send(filler, "draft-guide-edit", draft.pk, version=seen, phone="2222")
    assert answer.status_code == 409
    assert "2222" in answer.text


def test_whoever_may_only_read_sees_no_buttons_and_changes_nothing(cast: Cast, draft: Draft) -> None:
    reader = cast.client(cast.post("overseer"))
    for view in ("draft-detail", "draft-head", "draft-guide", "material-list", "point-list", "risk-list", "draft-diff"):
        page = reader.get(reverse(f"catalog:{view}", args=(draft.pk,)))
        assert page.status_code == 200
        assert 'name="_key"' not in page.text.split('id="main"')[-1], view
    answer = send(reader, "draft-guide-edit", draft.pk, version=draft.version, phone="1")
    assert answer.status_code in (403, 422)
    draft.refresh_from_db()
    assert "guide" not in draft.document


@pytest.mark.req("S1-22", "S1-23")
def test_a_reviewer_decides_on_the_page_and_a_return_without_reason_keeps_her_there(cast: Cast, draft: Draft) -> None:
    send(cast.client(cast.post("filler")), "draft-hand-in", draft.pk)
    reviewer = cast.client(cast.post("reviewer"))
    page = reviewer.get(draft.get_absolute_url())
    assert "合法性审查" in page.text
    seen = page.context["form"]["version"].value()
    refused = send(reviewer, "draft-decide", draft.pk, version=seen, outcome="returned", reason="")
    assert refused.status_code == 422
    assert "请填写退回原因" in refused.text
    sent = {"version": seen, "outcome": "returned", "reason": "期限缺依据"}
    assert send(reviewer, "draft-decide", draft.pk, **sent).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "drafting"
    assert "期限缺依据" in reviewer.get(draft.get_absolute_url()).text


def test_of_two_reviewers_at_once_the_second_is_told_and_keeps_her_text(cast: Cast, draft: Draft) -> None:
    send(cast.client(cast.post("filler")), "draft-hand-in", draft.pk)
    reviewer = cast.client(cast.post("reviewer"))
    seen = reviewer.get(draft.get_absolute_url()).context["form"]["version"].value()
    assert send(reviewer, "draft-decide", draft.pk, version=seen, outcome="passed", reason="").status_code == 302
    late = send(reviewer, "draft-decide", draft.pk, version=seen, outcome="returned", reason="我写了很久的意见")
    assert late.status_code == 409
    assert "我写了很久的意见" in late.text
    assert "已被修改" in late.text or "修改了这条记录" in late.text
    draft.refresh_from_db()
    assert draft.status == "ready"


def test_nobody_passes_what_has_changed_since_she_read_it(cast: Cast, draft: Draft) -> None:
    """Returned, changed and submitted again while her page was open: it stands at her gate, but it is another text."""
    send(cast.client(cast.post("filler")), "draft-hand-in", draft.pk)
    draft = decide(draft, "passed", "", by=cast.post("reviewer"))
    draft = decide(draft, "passed", "", by=cast.post("submitter"))
    monitor = cast.client(cast.post("monitor"))
    seen = monitor.get(draft.get_absolute_url()).context["form"]["version"].value()
    draft = decide(draft, "returned", "再改", by=cast.post("monitor"))
    point = {**draft.document["point"][0], "limit": 99}
    save_section(draft, "point", [point], draft.version, by=cast.post("submitter"))
    draft = decide(draft, "passed", "", by=cast.post("submitter"))
    answer = send(monitor, "draft-decide", draft.pk, version=seen, outcome="passed", reason="")
    assert answer.status_code == 409
    assert Draft.objects.get(pk=draft.pk).status == "first"


def test_a_version_number_that_is_taken_is_found_before_anybody_reviews(
    cast: Cast, filler: Client, draft: Draft
) -> None:
    head = HeadForm.initial_of(draft.document["catalog"])
    fields = {name: value for name, value in head.items() if value not in (None, "")} | {"number": "1"}
    answer = send(filler, "draft-head-edit", draft.pk, version=draft.version, **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "已有第 1 版" in filler.get(draft.get_absolute_url()).text
    send(filler, "draft-hand-in", draft.pk)
    draft.refresh_from_db()
    assert draft.status == "drafting"


def test_the_head_is_read_in_words(filler: Client, draft: Draft) -> None:
    head = {**draft.document["catalog"], "statutory": {"limit": 90, "unit": "calendar_day"}}
    save_section(draft, "catalog", head, draft.version, by=BY)
    page = filler.get(reverse("catalog:draft-head", args=(draft.pk,))).text
    assert "90 自然日" in page
    assert "calendar_day" not in page
    assert "working_day" not in page


@pytest.mark.req("S1-26")
def test_the_differences_are_told_in_words(filler: Client, draft: Draft) -> None:
    point = {**draft.document["point"][0], "limit": 3}
    save_section(draft, "point", [point, {"key": "p2", "kind": "rollback", "at": ["受理"]}], draft.version, by=BY)
    assert draft.based_on is not None
    found = differences(draft.based_on.document, draft.document)
    assert [(one.section, one.kind) for one in found] == [
        ("catalog", "changed"),
        ("point", "changed"),
        ("point", "added"),
    ]
    assert (str(FIELDS["limit"]), "5", "3") in found[1].fields
    assert "<del>5</del>" in filler.get(reverse("catalog:draft-diff", args=(draft.pk,))).text


def exported(client: Client, draft: Draft) -> bytes:
    answer = client.get(reverse("catalog:draft-export", args=(draft.pk,)))
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def test_an_item_goes_out_into_one_file_and_in_elsewhere(cast: Cast, filler: Client, draft: Draft) -> None:
    content = exported(filler, draft).replace(b"XK-1", b"XK-2")
    given = json.loads(content)
    content = json.dumps(package_of(given["document"], cast.organ("enforcement"))).encode()
    shown = send(filler, "draft-import", file=SimpleUploadedFile("a.json", content))
    assert shown.status_code == 200
    assert not shown.context["stopped"], shown.context["clashes"]
    assert Draft.objects.count() == 1
    taken = send(filler, "draft-import", package=shown.context["package"])
    made = Draft.objects.latest("pk")
    assert taken.url == made.get_absolute_url()
    assert made.document == given["document"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "请选择文件"),
        (b"\xff\xfe", "不是由本系统导出"),
        (b"[1]", "不是由本系统导出"),
        (b"[" * 100_000, "不是由本系统导出"),
        (b'{"format": "mingcha-item", "edition": 1, "document": {"catalog": {}}, "digest": "0"}', "校验值不一致"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(filler: Client, content: bytes, words: str) -> None:
    answer = (
        send(filler, "draft-import", file=SimpleUploadedFile("a.json", content))
        if content
        else send(filler, "draft-import", package="")
    )
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)


def test_an_item_that_is_here_already_is_told_and_nothing_is_written(filler: Client, draft: Draft) -> None:
    content = exported(filler, draft)
    shown = send(filler, "draft-import", file=SimpleUploadedFile("a.json", content))
    assert shown.context["stopped"]
    assert "已由" in shown.text
    assert "已有一份草案" in shown.text
    again = send(filler, "draft-import", package=shown.context["package"])
    assert again.status_code == 422
    assert Draft.objects.count() == 1


def test_a_template_that_is_not_here_is_among_the_clashes(cast: Cast, filler: Client) -> None:
    document = json.loads(json.dumps(small(code="XK-7", valid_from="2026-01-01")))
    document["document"] = [{"key": "d1", "name": "受理通知书", "template": "没有的范本", "step": "受理"}]
    content = json.dumps(package_of(document, cast.organ("enforcement"))).encode()
    shown = send(filler, "draft-import", file=SimpleUploadedFile("a.json", content))
    assert shown.context["stopped"]
    assert "没有可用的文书范本“没有的范本”" in shown.text


def test_the_list_of_drafts_costs_the_same_however_many(
    cast: Cast, filler: Client, draft: Draft, django_assert_max_num_queries: Any
) -> None:
    made = [
        Draft(organ=draft.organ, code=f"X-{number}", name=f"事项{number}", document=draft.document)
        for number in range(60)
    ]
    Draft.objects.bulk_create(made)
    with django_assert_max_num_queries(12):
        page = filler.get(reverse("catalog:draft-list"))
    assert "事项59" in page.text
    assert [row.code for row in filler.get(reverse("catalog:draft-list") + "?q=X-17").context["page"].rows] == ["X-17"]


@pytest.mark.req("S1-04")
def test_where_a_draft_stands_is_told_in_one_line_too(filler: Client, draft: Draft) -> None:
    assert "第 1 步，共 6 步：起草" in filler.get(draft.get_absolute_url()).text
    Draft.objects.filter(pk=draft.pk).update(status=Draft.Status.LEGAL)
    assert "第 2 步，共 6 步：合法性审查" in filler.get(draft.get_absolute_url()).text
    Draft.objects.filter(pk=draft.pk).update(status=Draft.Status.DROPPED)
    assert "，共 6 步" not in filler.get(draft.get_absolute_url()).text
