# SPDX-License-Identifier: Apache-2.0
"""Forms of steps: read with every fault, drawn and validated by the server, edited page by page, kept half-finished (S1-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from catalog.documents import small
from mingcha.catalog.actions import save_section, start_draft
from mingcha.catalog.document import read_item
from mingcha.catalog.marks import mark_of
from mingcha.catalog.models import Draft, FormDraft
from mingcha.catalog.stepforms.drawing import StepForm, form_class, values_of
from mingcha.catalog.stepforms.reading import check_forms
from mingcha.files.models import Stored
from mingcha.ledger import Invalid
from mingcha.organs.testing import Cast, invented_id

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "key": "立案",
    "name": "立案登记",
    "fields": [
        {"key": "案由", "label": "案由", "type": "text", "required": True, "min": 4, "max": 20},
        {"key": "经过", "label": "经过", "type": "long"},
        {"key": "件数", "label": "件数", "type": "number", "min": 1, "max": 99},
        {"key": "重量", "label": "重量", "type": "number", "decimals": 2},
        {"key": "货值", "label": "货值", "type": "money", "max": 100_000_00},
        {"key": "发现日期", "label": "发现日期", "type": "date", "min": "2020-01-01", "max": "today"},
        {"key": "来源", "label": "来源", "type": "choice", "choices": ["检查", "投诉", "移送"]},
        {"key": "措施", "label": "措施", "type": "choice", "choices": ["扣押", "查封"], "many": True},
        {"key": "证人", "label": "证人", "type": "person"},
        {"key": "移送机关", "label": "移送机关", "type": "organ"},
        {"key": "当事人", "label": "当事人", "type": "party"},
        {"key": "地点", "label": "地点", "type": "place"},
        {"key": "照片", "label": "照片", "type": "file", "accept": ["png"]},
        {
            "key": "物品",
            "label": "物品",
            "type": "table",
            "max": 3,
            "columns": [
                {"key": "名称", "label": "名称", "type": "text", "required": True},
                {"key": "数量", "label": "数量", "type": "number", "min": 1},
                {"key": "价值", "label": "价值", "type": "money"},
                {"key": "状态", "label": "状态", "type": "choice", "choices": ["完好", "损坏"]},
            ],
        },
        {"key": "电话", "label": "电话", "type": "text", "pattern": "phone"},
    ],
}
CREDIT = "91110000600037341L"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


def drawn(cast: Cast, typed: dict[str, Any], files: Any = None) -> StepForm:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return form_class(FORM, cast.post("filler"))(data, files)


def faults(form: StepForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


@pytest.fixture
def draft(cast: Cast) -> Draft:
    head = {"code": "CF-9", "name": "无照经营的处罚", "category": "行政处罚"}
    return start_draft(head, organ=cast.organ("enforcement"), by=cast.post("filler"))


@pytest.fixture
def filled(draft: Draft, cast: Cast) -> Draft:
    return save_section(draft, "form", [FORM], draft.version, by=cast.post("filler"))


def page(draft: Draft, rest: str = "forms/") -> str:
    return f"/catalog/drafts/{draft.pk}/{rest}"


@pytest.fixture
def filler(cast: Cast) -> Client:
    return cast.client(cast.post("filler"))


# --- read -----------------------------------------------------------------------------------------------------------
def test_a_right_form_has_no_fault() -> None:
    errors: list[tuple[str, str]] = []
    assert list(check_forms([FORM], errors)) == ["立案"]
    assert errors == []


@pytest.mark.req("S1-04")
def test_every_fault_of_a_form_is_told_with_its_path() -> None:
    fields = [
        {"key": "a b", "label": "甲", "type": "text"},
        {"key": "甲", "label": "", "type": "text", "min": 9, "max": 3},
        {"key": "甲", "label": "乙", "type": "photo"},
        {"key": "乙", "label": "乙", "type": "choice", "choices": ["一", "一"], "pattern": "digits"},
        {"key": "丙", "label": "丙", "type": "text", "pattern": "(a+)+$"},
        {"key": "丁", "label": "丁", "type": "date", "min": "2026-02-30"},
        {"key": "戊", "label": "戊", "type": "file", "accept": ["exe"]},
        {"key": "己", "label": "己", "type": "table", "columns": [{"key": "x", "label": "x", "type": "table"}]},
        "庚",
        {"key": "__class__", "label": "辛", "type": "number", "decimals": 9},
    ]
    with pytest.raises(Invalid) as told:
        read_item(small() | {"form": [{"key": "立案", "name": "立案", "fields": fields, "script": "x"}]})
    assert {fault.field for fault in told.value.faults} == {
        "form[1].script",
        "form[1].fields[1].key",
        "form[1].fields[2].label",
        "form[1].fields[2].min",
        "form[1].fields[3].key",
        "form[1].fields[3].type",
        "form[1].fields[4].choices[2]",
        "form[1].fields[4].pattern",
        "form[1].fields[5].pattern",
        "form[1].fields[6].min",
        "form[1].fields[7].accept[1]",
        "form[1].fields[8].columns[1].type",
        "form[1].fields[9]",
        "form[1].fields[10].key",
        "form[1].fields[10].decimals",
    }


@pytest.mark.parametrize("given", ["x", [1], [{}], [{"key": "甲", "name": "甲", "fields": {}}], [None], {"key": 1}])
def test_what_is_no_form_is_refused(given: Any) -> None:
    errors: list[tuple[str, str]] = []
    check_forms(given, errors)
    assert errors


# --- drawn ----------------------------------------------------------------------------------------------------------
@pytest.mark.req("S1-04")
def test_what_is_filled_in_becomes_plain_values(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    form = drawn(
        cast,
        {
            "案由": "无照经营",
            "件数": "１２",
            "重量": "2.50",
            "货值": "1,234.5",
            "发现日期": "2026-01-31",
            "来源": "投诉",
            "措施": ["扣押", "查封"],
            "证人_name": "孙证",
            "证人_id_number": invented_id(7),
            "移送机关": str(organ.pk),
            "当事人_kind": "legal",
            "当事人_name": "麦香公司",
            "当事人_number": CREDIT.lower(),
            "地点": "青石镇 1 号",
            "物品-0-名称": "电子秤",
            "物品-0-数量": "2",
            "物品-0-价值": "80",
            "物品-0-状态": "完好",
            "物品-1-名称": "",
            "物品-paste": "名称\t数量\n灶具\t1\n",
            "电话": "0471-6601234",
        },
    )
    assert faults(form) == {}
    assert values_of(form, by=cast.post("filler")) == {
        "案由": "无照经营",
        "件数": 12,
        "重量": "2.50",
        "货值": 123450,
        "发现日期": "2026-01-31",
        "来源": "投诉",
        "措施": ["扣押", "查封"],
        "证人": {"name": "孙证", "id_number": invented_id(7)},
        "移送机关": {"id": organ.pk, "name": organ.name},
        "当事人": {"kind": "legal", "name": "麦香公司", "number": CREDIT},
        "地点": "青石镇 1 号",
        "物品": [{"名称": "电子秤", "数量": 2, "价值": 8000, "状态": "完好"}, {"名称": "灶具", "数量": 1}],
        "电话": "0471-6601234",
    }


@pytest.mark.req("S1-04")
def test_a_wrong_field_has_its_message_in_chinese_beside_it(cast: Cast) -> None:
    form = drawn(
        cast,
        {
            "案由": "短",
            "件数": "100",
            "重量": "2.555",
            "货值": "100000.01",
            "发现日期": "2199-01-01",
            "来源": "风闻",
            "措施": ["没收"],
            "证人_name": "孙证",
            "证人_id_number": "110101199001011234",
            "移送机关": str(cast.foreign_organ("enforcement").pk),
            "当事人_kind": "citizen",
            "当事人_name": "李四",
            "当事人_number": CREDIT,
            "物品-0-名称": "",
            "物品-0-数量": "0",
            "物品-paste": "灶具\t1E+10\n",
            "电话": "12345",
        },
    )
    told = faults(form)
    assert set(told) == {
        "案由", "件数", "重量", "货值", "发现日期", "来源", "措施", "证人", "移送机关", "当事人", "物品", "电话"
    }  # fmt: skip
    assert told["证人"] == ["身份证号：身份证号校验位不正确"]
    assert told["货值"] == ["不能大于 100,000.00 元"]
    assert told["物品"] == [
        "第 1 行，名称：这个字段是必填项。",
        "第 1 行，数量：不能小于 1",
        "粘贴的第 1 行，数量：号码被表格改成了科学记数，已不完整：请将该列设为文本，重新录入后复制",
    ]


def test_a_field_that_the_form_does_not_have_is_refused(cast: Cast) -> None:
    assert faults(drawn(cast, {"案由": "无照经营", "status": "closed"})) == {"__all__": ["不认识“status”这一项"]}
    assert "__all__" in faults(drawn(cast, {"案由": "无照经营", "物品-0-暗列": "1"}))


def test_too_many_rows_are_refused(cast: Cast) -> None:
    typed = {"案由": "无照经营", "物品-paste": "\n".join(["灶具\t1"] * 4)}
    assert faults(drawn(cast, typed)) == {"物品": ["最多 3 行，现有 4 行"]}


def test_a_file_is_judged_by_what_is_in_it_and_taken_in_only_when_the_form_is_kept(cast: Cast) -> None:
    wrong = drawn(cast, {"案由": "无照经营"}, {"照片": SimpleUploadedFile("a.png", b"MZ not a picture")})
    assert "与扩展名不符" in faults(wrong)["照片"][0]
    assert (
        "不接受" in faults(drawn(cast, {"案由": "无照经营"}, {"照片": SimpleUploadedFile("a.exe", b"MZ")}))["照片"][0]
    )
    form = drawn(cast, {"案由": "无照经营"}, {"照片": SimpleUploadedFile("a.png", PNG)})
    assert faults(form) == {}
    assert Stored.objects.count() == 0
    kept = values_of(form, by=cast.post("filler"))["照片"]
    assert Stored.objects.get(pk=kept["file"]).sha256 == kept["sha256"]


# --- edited ---------------------------------------------------------------------------------------------------------
@pytest.mark.req("S1-04")
def test_a_form_is_built_page_by_page(filler: Client, draft: Draft) -> None:
    answer = filler.post(page(draft, "new-form/"), {"name": "立案登记", "key": "立案", "version": draft.version})
    assert answer.status_code == 302, answer.content.decode()
    form = page(draft, "forms/立案/")
    fields = {
        "text": {"label": "案由", "required": "on", "max": "50", "pattern": ""},
        "money": {"label": "货值", "min": "1", "max": "50000"},
        "choice": {"label": "来源", "choices": "检查\n投诉\n", "key": "source"},
        "table": {"label": "物品", "columns-0-label": "名称", "columns-0-type": "text", "columns-0-required": "1"},
    }
    for kind, given in fields.items():
        draft.refresh_from_db()
        answer = filler.post(f"{form}new-field/{kind}/", {"version": draft.version, **given})
        assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert draft.document["form"] == [
        {
            "key": "立案",
            "name": "立案登记",
            "fields": [
                {"key": "案由", "label": "案由", "type": "text", "required": True, "max": 50},
                {"key": "货值", "label": "货值", "type": "money", "min": 100, "max": 5_000_000},
                {"key": "source", "label": "来源", "type": "choice", "choices": ["检查", "投诉"]},
                {
                    "key": "物品",
                    "label": "物品",
                    "type": "table",
                    "columns": [{"key": "名称", "label": "名称", "type": "text", "required": True}],
                },
            ],
        }
    ]
    assert "案由" in filler.get(form).content.decode()
    read_item(small() | {"form": draft.document["form"]})


@pytest.mark.req("S1-18")
def test_a_field_says_which_fact_of_the_case_it_answers(filler: Client, filled: Draft) -> None:
    form = page(filled, "forms/立案/")
    assert "决定的罚款" in filler.get(f"{form}new-field/money/").content.decode()
    answer = filler.post(
        f"{form}new-field/money/", {"version": filled.version, "label": "罚款", "fact": "penalty.fine"}
    )
    assert answer.status_code == 302, answer.content.decode()
    filled.refresh_from_db()
    assert filled.document["form"][0]["fields"][-1] == {
        "key": "罚款",
        "label": "罚款",
        "type": "money",
        "fact": "penalty.fine",
    }
    assert "决定的罚款" in filler.get(form).content.decode()
    wrong = {"version": filled.version, "label": "复查", "choices": "没有改正", "fact": "recheck"}
    refused = filler.post(f"{form}new-field/choice/", wrong)
    assert refused.status_code == 422
    assert "选项中要有一项表示已改正" in refused.content.decode()


def test_a_field_is_changed_moved_and_taken_away(filler: Client, filled: Draft) -> None:
    place = page(filled, "forms/立案/fields/案由/")
    assert 'value="20"' in filler.get(place).content.decode()
    was = {"version": filled.version, "was": mark_of(filled.document["form"][0]["fields"][0])}
    assert filler.post(place, {**was, "label": "违法行为", "max": "30"}).status_code == 302
    for act in ("down", "remove"):
        filled.refresh_from_db()
        sent = {"version": filled.version, "line": "立案", "inner": "案由", "act": act}
        assert filler.post(page(filled, "change-forms/"), sent).status_code == 302
        filled.refresh_from_db()
        keys = [field["key"] for field in filled.document["form"][0]["fields"]]
        assert keys[:2] == (["经过", "案由"] if act == "down" else ["经过", "件数"])


def test_what_the_page_does_not_ask_of_a_column_stays(filler: Client, filled: Draft) -> None:
    place = page(filled, "forms/立案/fields/物品/")
    sent = {"version": filled.version, "label": "涉案物品", "columns-0-label": "品名", "columns-0-key": "名称"}
    sent |= {"was": mark_of(filled.document["form"][0]["fields"][13])}
    sent |= {"columns-1-label": "数量", "columns-1-key": "数量", "columns-1-type": "number"}
    assert filler.post(place, sent).status_code == 302
    filled.refresh_from_db()
    assert filled.document["form"][0]["fields"][13] == {
        "key": "物品",
        "label": "涉案物品",
        "type": "table",
        "columns": [
            {"key": "名称", "label": "品名", "type": "text"},
            {"key": "数量", "label": "数量", "type": "number", "min": 1},
        ],
    }


def test_a_wrong_setting_is_refused_beside_its_field_and_nothing_is_kept(filler: Client, filled: Draft) -> None:
    place = page(filled, "forms/立案/new-field/text/")
    answer = filler.post(place, {"version": filled.version, "label": "新", "min": "9", "max": "3"})
    assert answer.status_code == 422
    assert "最小值大于最大值" in answer.content.decode()
    answer = filler.post(place, {"version": filled.version, "label": "案由"})
    assert answer.status_code == 409
    assert "已经有了" in answer.content.decode()
    filled.refresh_from_db()
    assert filled.document["form"] == [FORM]


def test_of_two_editors_the_second_is_told_and_keeps_her_text(filler: Client, filled: Draft) -> None:
    was = {"version": filled.version - 1, "was": mark_of("立案登记")}
    answer = filler.post(page(filled, "forms/立案/name/"), {"name": "立案审批", **was})
    assert answer.status_code == 409
    assert "立案审批" in answer.content.decode()


# --- tried ----------------------------------------------------------------------------------------------------------
@pytest.mark.req("S1-04")
def test_trying_a_form_checks_and_keeps_nothing(filler: Client, filled: Draft) -> None:
    place = page(filled, "forms/立案/try/")
    assert "案由" in filler.get(place).content.decode()
    assert filler.post(place, {"_act": "check"}).status_code == 422
    answer = filler.post(place, {"_act": "check", "案由": "无照经营", "货值": "12"})
    assert answer.status_code == 200
    assert "¥12.00" in answer.content.decode()
    assert FormDraft.objects.count() == 0


@pytest.mark.req("S1-04")
def test_what_was_typed_half_is_restored_for_her_alone_and_lies_encrypted(
    cast: Cast, filler: Client, filled: Draft
) -> None:
    place = page(filled, "forms/立案/try/")
    typed = {"_act": "keep", "案由": "短", "证人_name": "孙证", "物品-0-名称": "电子秤", "物品-0-数量": "很多"}
    assert filler.post(place, typed).status_code == 302
    html = filler.get(place).content.decode()
    assert all(word in html for word in ("孙证", "电子秤", "很多", "已恢复"))
    assert 'class="error"' not in html
    stored = FormDraft.objects.extra(select={"raw": "typed"}).values_list("raw", flat=True).get()
    assert "孙证" not in stored
    other = cast.client(cast.post("submitter")).get(place).content.decode()
    assert "孙证" not in other
    assert filler.post(place, {"_act": "drop"}).status_code == 302
    assert "孙证" not in filler.get(place).content.decode()


def test_a_form_whose_field_has_an_odd_type_is_shown(cast: Cast, filler: Client, filled: Draft) -> None:
    fields = [
        {"key": "甲", "label": "甲", "type": ["text"]},
        {"key": "乙", "label": "乙", "type": "table", "columns": [7, {"choices": 3}]},
    ]
    save_section(
        filled, "form", [{"key": "odd", "name": "odd", "fields": fields}], filled.version, by=cast.post("filler")
    )
    page = f"/catalog/drafts/{filled.pk}/forms/odd/"
    assert filler.get(page).status_code == 200
    assert filler.get(f"{page}fields/甲/").status_code == 404
    assert filler.get(f"{page}fields/乙/").status_code == 200


def test_a_form_with_faults_says_so_instead_of_failing(cast: Cast, filler: Client, filled: Draft) -> None:
    broken = [{"key": "甲", "name": "甲", "fields": [{"key": "乙", "label": "乙", "type": "photo"}, 7]}, 8]
    save_section(filled, "form", broken, filled.version, by=cast.post("filler"))
    assert "不认识这种类型" in filler.get(page(filled, "forms/甲/try/")).content.decode()
    assert filler.get(page(filled)).status_code == 200
    assert filler.get(page(filled, "forms/甲/")).status_code == 200
    assert filler.get(page(filled, "forms/甲/fields/乙/")).status_code == 404
