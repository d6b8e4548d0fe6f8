# SPDX-License-Identifier: Apache-2.0
"""Dictionaries: what is in force never changes; a draft replaces it whole (S1-06)."""

from __future__ import annotations

import pytest
from django.test import Client

from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.actions.dictionaries import load_dictionaries, open_draft, publish_dictionary, save_terms
from mingcha.organs.dictionaries import shown_powers, terms
from mingcha.organs.models import Dictionary, DictionaryVersion, Region, RegionProfile
from mingcha.organs.testing import Cast

BY = System("test")
SOURCES = "/organs/settings/dictionaries/case_source/"


@pytest.fixture
def sources(db: None) -> Dictionary:
    load_dictionaries(BY)
    return Dictionary.objects.get(key="case_source")


@pytest.fixture
def keeper(cast: Cast, sources: Dictionary) -> Client:
    return cast.client(cast.post("system_admin"))


def edit(client: Client, text: str, version: int | None = None, **more: str):
    draft = DictionaryVersion.objects.get(status="draft")
    sent = {"terms": text, "version": draft.version if version is None else version}
    return client.post(f"{SOURCES}{draft.number}/edit/", sent | more)


def faults(answer) -> str:
    assert answer.status_code in (409, 422)
    return str(answer.context["form"].errors)


@pytest.mark.req("S1-06")
def test_a_new_installation_knows_the_categories_of_power(sources: Dictionary) -> None:
    names = [name for _code, name in terms("power_category")]
    assert names[:3] == ["行政许可", "行政处罚", "行政强制"]
    assert {"行政征收", "行政确认", "行政裁决", "行政给付", "其他行政权力"} <= set(names)
    assert load_dictionaries(BY) == []


def test_an_unknown_dictionary_has_no_terms(sources: Dictionary) -> None:
    assert terms("nothing") == []


def test_a_draft_begins_with_the_terms_in_force_and_changes_nothing_until_it_is_published(sources: Dictionary) -> None:
    before = terms("case_source")
    draft = open_draft(sources, by=BY)
    assert list(draft.terms.values_list("code", "name")) == before
    save_terms(draft, [("check", "检查"), ("new", "新词")], draft.version, by=BY)
    assert terms("case_source") == before
    publish_dictionary(draft, by=BY)
    assert terms("case_source") == [("check", "检查"), ("new", "新词")]
    assert [(one.number, one.status) for one in sources.versions.all()] == [(2, "effective"), (1, "retired")]
    assert draft.effective_at is not None


def test_the_entry_of_an_edit_says_what_changed(sources: Dictionary) -> None:
    draft = open_draft(sources, by=BY)
    kept = [(code, name) for code, name in terms("case_source") if code != "media"]
    save_terms(draft, [*kept, ("new", "新词")], draft.version, by=BY)
    assert Entry.objects.get(act="save_terms").what["changed"] == {"media": ["媒体披露", None], "new": [None, "新词"]}


def test_what_is_published_is_never_changed(sources: Dictionary) -> None:
    in_force = sources.versions.get()
    with pytest.raises(WrongState, match="已经发布"):
        save_terms(in_force, [("a", "甲")], in_force.version, by=BY)
    with pytest.raises(WrongState, match="已经发布"):
        publish_dictionary(in_force, by=BY)


def test_there_is_one_draft_at_a_time_and_it_has_terms(sources: Dictionary) -> None:
    draft = open_draft(sources, by=BY)
    with pytest.raises(WrongState, match="已有一份草稿"):
        open_draft(sources, by=BY)
    save_terms(draft, [], draft.version, by=BY)
    with pytest.raises(Invalid, match="没有词条"):
        publish_dictionary(draft, by=BY)


def test_the_second_of_two_editors_is_told(sources: Dictionary) -> None:
    draft = open_draft(sources, by=BY)
    shown = draft.version
    save_terms(draft, [("a", "甲")], shown, by=BY)
    with pytest.raises(Conflict) as caught:
        save_terms(DictionaryVersion.objects.get(pk=draft.pk), [("b", "乙")], shown, by=BY)
    assert caught.value.code == "stale"


def test_who_has_no_right_changes_no_dictionary(cast: Cast, sources: Dictionary) -> None:
    with pytest.raises(NotAllowed):
        open_draft(sources, by=cast.post("reviewer"))
    reader = cast.client(cast.post("reviewer"))
    assert reader.get(SOURCES).status_code == 200
    assert "新建草稿" not in reader.get(SOURCES).content.decode()
    assert reader.post(f"{SOURCES}draft/").status_code == 403
    assert cast.client(cast.post("handler")).get(SOURCES).status_code == 403


def test_a_draft_is_written_and_published_on_its_pages(keeper: Client) -> None:
    answer = keeper.post(f"{SOURCES}draft/")
    assert answer["Location"] == f"{SOURCES}2/edit/"
    assert "check\t监督检查" in keeper.get(answer["Location"]).content.decode()
    assert edit(keeper, " check\t检查 \n\n上门，\nreport, 投诉举报").status_code == 422
    assert edit(keeper, "check\t检查\n\nreport, 投诉举报\nhot-line 热线 转办")["Location"] == f"{SOURCES}2/"
    keeper.post(f"{SOURCES}2/publish/")
    assert terms("case_source") == [("check", "检查"), ("report", "投诉举报"), ("hot-line", "热线 转办")]
    assert "第 2 版" in keeper.get(SOURCES).content.decode()
    assert keeper.get(f"{SOURCES}1/").context["version"].status == "retired"


def test_each_line_that_is_wrong_is_named(keeper: Client) -> None:
    keeper.post(f"{SOURCES}draft/")
    wrong = "check 检查\n编号 名称\nalone\ncheck 又一次\nother 检查\nlong " + "长" * 61 + "\nhidden \u200b\u2060"
    found = faults(edit(keeper, wrong))
    for words in (
        "第 2 行：代码“编号”应为",
        "第 3 行：缺少名称",
        "第 4 行：“check”与第 1 行重复",
        "第 5 行：“检查”与第 1 行重复",
        "第 6 行：超出 1 个字",
        "第 7 行：缺少名称",
    ):
        assert words in found
    assert DictionaryVersion.objects.get(status="draft").terms.count() == 7


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "必填"), ("\u200b", "必填"), (" \n ", "必填"), ("\n".join(f"c{n} n{n}" for n in range(501)), "最多 500 条")],
)
def test_terms_that_are_none_or_too_many_are_refused(keeper: Client, text: str, words: str) -> None:
    keeper.post(f"{SOURCES}draft/")
    assert words in faults(edit(keeper, text))


def test_invisible_characters_are_refused(keeper: Client) -> None:
    keeper.post(f"{SOURCES}draft/")
    answer = edit(keeper, "check 检\x00查")
    assert (answer.status_code, "不可见字符" in answer.content.decode()) == (422, True)


def test_a_stale_draft_keeps_what_was_typed_and_says_who_was_first(keeper: Client, cast: Cast) -> None:
    keeper.post(f"{SOURCES}draft/")
    edit(keeper, "a 甲")
    answer = edit(keeper, "b 乙方", version=1)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert cast.post("system_admin").person.name in text
    assert "b 乙方" in text


def test_a_field_that_the_form_does_not_have_is_refused(keeper: Client) -> None:
    keeper.post(f"{SOURCES}draft/")
    assert "不认识“status”" in faults(edit(keeper, "a 甲", status="effective"))


def test_a_double_click_opens_one_draft_and_another_body_is_refused(keeper: Client) -> None:
    key = {"_key": "0" * 32}
    first, again = keeper.post(f"{SOURCES}draft/", key), keeper.post(f"{SOURCES}draft/", key)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Entry.objects.filter(act="open_draft").count() == 1
    assert edit(keeper, "a 甲", _key="1" * 32).status_code == 302
    assert edit(keeper, "b 乙", _key="1" * 32).status_code == 409


@pytest.mark.parametrize("number", ["1" + "0" * 30, "-1", "0x10", "1.0", "99"])
def test_a_version_that_is_none_is_not_found(keeper: Client, number: str) -> None:
    assert keeper.get(f"{SOURCES}{number}/").status_code == 404
    assert keeper.get("/organs/settings/dictionaries/nothing/").status_code == 404


def test_a_region_shows_the_categories_of_its_profile_or_all(sources: Dictionary) -> None:
    region = Region.objects.create(code="990000000000", name="明省", level=1)
    assert len(shown_powers(region.code)) == 10
    RegionProfile.objects.create(region=region, categories=["02", "01"])
    assert [name for _code, name in shown_powers(region.code)] == ["行政许可", "行政处罚"]


def test_a_dictionary_costs_few_queries(keeper: Client, django_assert_max_num_queries) -> None:
    keeper.get(SOURCES)
    with django_assert_max_num_queries(10):
        keeper.get(SOURCES)
