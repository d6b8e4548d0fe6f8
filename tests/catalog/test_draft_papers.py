# SPDX-License-Identifier: Apache-2.0
"""The documents of a draft: from which template, at which step, looked at with made-up values (S4-30, S1-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.documents import small
from catalog.given_templates import brought, province
from mingcha.catalog.actions import save_section, start_draft
from mingcha.catalog.document import read_item
from mingcha.catalog.forms.papers import DocumentForm, TemplateForm
from mingcha.catalog.forms.stepforms import NameForm
from mingcha.catalog.marks import mark_of
from mingcha.catalog.models import Draft
from mingcha.catalog.papers.faults import document_faults
from mingcha.catalog.papers.inheriting import in_force
from mingcha.catalog.papers.variables import examples, stand_ins
from mingcha.ledger import Invalid
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
FIELDS = [
    {"key": "要求", "label": "要求", "type": "long"},
    {"key": "证据", "label": "证据", "type": "table", "columns": [{"key": "名称", "label": "名称", "type": "text"}]},
]
DOCUMENT = {"key": "责改", "name": "责令改正通知书", "template": "责改", "step": "受理", "word": "市监责改"}


@pytest.fixture
def draft(cast: Cast) -> Draft:
    by = cast.post("filler")
    head = {"code": "CF-9", "name": "无照经营的处罚", "category": "行政处罚"}
    made = start_draft(head, organ=cast.organ("enforcement"), by=by)
    save_section(made, "step", small()["step"], made.version, by=by)
    return save_section(made, "form", [{"key": "甲", "name": "甲", "fields": FIELDS}], made.version, by=by)


def test_documents_are_chosen_from_the_templates_within_reach(cast: Cast, draft: Draft) -> None:
    template = brought(province(cast), "责改", "{{ 表单.要求 }}")
    brought(cast.foreign_organ("enforcement"), "别处", "x")
    filler: Client = cast.client(cast.post("filler"))
    place = f"/catalog/drafts/{draft.pk}/"
    html = filler.get(f"{place}new-document/").content.decode()
    assert "省政府" in html
    assert "别处" not in html
    sent = {"version": draft.version, **DOCUMENT}
    assert filler.post(f"{place}new-document/", {**sent, "step": "没有"}).status_code == 422
    assert filler.post(f"{place}new-document/", {**sent, "word": "a b"}).status_code == 422
    assert filler.post(f"{place}new-document/", sent).status_code == 302
    draft.refresh_from_db()
    assert draft.document["document"] == [DOCUMENT]
    html = filler.get(f"{place}documents/责改/").content.decode()
    assert f'href="{place}documents/"' in html
    assert "function crumbs" not in html
    html = filler.get(f"{place}documents/").content.decode()
    assert f"明省人民政府 第 {template.edition} 版" in html
    shown = filler.get(f"{place}documents/责改/preview/")
    assert shown.content[:5] == b"%PDF-"
    sent = {"version": draft.version, "was": mark_of(DOCUMENT), **DOCUMENT, "step": "决定"}
    del sent["key"]
    assert filler.post(f"{place}documents/责改/", sent).status_code == 302
    draft.refresh_from_db()
    sent = {"version": draft.version, "line": "责改", "act": "remove"}
    assert filler.post(f"{place}change-documents/", sent).status_code == 302
    draft.refresh_from_db()
    assert draft.document["document"] == []


@pytest.mark.req("S4-30")
def test_a_template_is_held_against_the_forms_of_the_item_that_names_it(cast: Cast, draft: Draft) -> None:
    organ = cast.organ("enforcement")
    text = "{{ 表单.要求 }}{{ 表单.期限 }}{% for 行 in 表单.证据 %}{{ 行.页数 }}{% endfor %}{% for 行 in 表单.要求 %}x{% endfor %}"
    brought(organ, "责改", text)
    document = {**draft.document, "document": [DOCUMENT, {**DOCUMENT, "key": "乙", "template": "没有"}]}
    assert [(found.path, found.message) for found in document_faults(document, in_force(organ))] == [
        ("document[1].template", "范本用到的“期限”不是本事项表单中的字段"),
        ("document[1].template", "范本要逐行写出“要求”，但它不是表格"),
        ("document[1].template", "范本用到“证据”的“页数”，表单中没有"),
        ("document[2].template", "没有可用的文书范本“没有”"),
    ]


def test_a_wrong_document_of_an_item_is_told_with_its_path() -> None:
    wrong = [{"key": "甲", "name": "", "template": "x", "step": "没有", "word": "a b", "macro": 1}, 7]
    with pytest.raises(Invalid) as told:
        read_item(small() | {"document": wrong})
    assert {fault.field for fault in told.value.faults} == {
        "document[1].macro", "document[1].name", "document[1].step", "document[1].word", "document[2]",
    }  # fmt: skip


@pytest.mark.parametrize("value", [[], {}, ["受理"], 7, None, True])
def test_a_value_of_another_kind_is_told_with_its_path(value: Any) -> None:
    names = ("key", "name", "template", "step", "word")
    right = {"key": "甲", "name": "甲", "template": "x", "step": "受理", "word": ""}
    with pytest.raises(Invalid) as told:
        read_item(small() | {"document": [right | dict.fromkeys(names, value)]})
    assert {fault.field for fault in told.value.faults} == {f"document[1].{name}" for name in names}


CLASHES = [
    ["表单.甲", "表单.甲.乙"],
    ["表单.甲.乙", "表单.甲[]", "表单.甲[].乙"],
    ["表单.甲", "表单.甲[]", "表单.甲[].乙.丙", "表单.甲[].乙"],
    ["表单.甲.乙", "表单.甲.乙.丙", "表单.甲.乙[]"],
    ["表单.", "表单..", "表单.[]", "表单[].甲", "表单"],
]


@pytest.mark.parametrize("names", CLASHES)
def test_a_field_that_is_named_as_a_text_and_as_a_group_has_a_stand_in(names: list[str]) -> None:
    assert stand_ins(names)["表单"] == stand_ins(list(reversed(names)))["表单"]


def test_the_forms_of_a_draft_may_be_wrong_when_a_document_is_looked_at() -> None:
    wrong: list[Any] = [
        {"fields": 7},
        {"fields": [7, {}, {"key": ["x"], "type": ["y"]}, {"key": "甲", "type": "choice", "choices": 7}]},
        {"fields": [{"key": "乙", "type": "table", "columns": [3, {"type": {}}]}, {"key": "丙", "type": "choice"}]},
    ]
    assert examples(wrong)["表单"]["甲"] == ""


def test_a_key_is_read_in_one_place() -> None:
    assert TemplateForm.clean is DocumentForm.clean is NameForm.clean
