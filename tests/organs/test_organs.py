# SPDX-License-Identifier: Apache-2.0
"""Organs: created in their place, edited with the version, closed when nothing hangs on them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.actions.organs import close_organ, create_organ, edit_organ, reopen_organ
from mingcha.organs.actions.posts import end_post
from mingcha.organs.actions.regions import add_region
from mingcha.organs.models import Organ, Region
from mingcha.organs.testing import Cast

SYSTEM = System("test")


def given(cast: Cast, **other: object) -> dict[str, object]:
    return {
        "name": "甲一县市场监督管理局城关所",
        "short": "城关所",
        "kind": Organ.Kind.UNIT,
        "parent": cast.organ("enforcement"),
        "region": cast.region("county"),
        **other,
    }


def test_a_new_unit_stands_below_its_organ(cast: Cast) -> None:
    organ = create_organ(given(cast), by=cast.post("system_admin"))
    assert Organ.objects.get(pk=organ.pk).path == f"{cast.organ('enforcement').path}{organ.pk}/"
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.object_id, entry.actor_name) == (
        "create_organ",
        organ.pk,
        cast.post("system_admin").person.name,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parent": None}, "parent_required"),
        ({"name": "甲一县市场监督管理局执法大队"}, "taken"),
    ],
)
def test_an_organ_without_its_place_or_name_is_refused(cast: Cast, change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_organ(given(cast, **change), by=SYSTEM)
    assert refused.value.code == code


def test_nobody_creates_an_organ_out_of_reach(cast: Cast) -> None:
    before = Organ.objects.count()
    with pytest.raises(NotAllowed):
        create_organ(
            given(cast, parent=cast.foreign_organ("enforcement"), region=cast.region("away county")),
            by=cast.post("system_admin"),
        )
    assert Organ.objects.count() == before


def test_an_organ_is_closed_only_when_nothing_hangs_on_it(cast: Cast) -> None:
    with pytest.raises(WrongState) as refused:
        close_organ(cast.organ("enforcement"), "撤并", by=SYSTEM)
    assert refused.value.code == "has_units"
    with pytest.raises(WrongState) as refused:
        close_organ(cast.organ("unit"), "撤并", by=SYSTEM)
    assert refused.value.code == "has_posts"
    for role in ("handler", "head"):
        end_post(cast.post(role), "撤并", by=SYSTEM)
    organ = close_organ(cast.organ("unit"), "撤并", by=SYSTEM)
    assert organ.status == Organ.Status.CLOSED
    with pytest.raises(WrongState):
        close_organ(organ, "再次", by=SYSTEM)
    with pytest.raises(Invalid) as closed:
        create_organ(given(cast, parent=organ), by=SYSTEM)
    assert closed.value.code == "parent_closed"
    assert reopen_organ(organ, "恢复", by=SYSTEM).status == Organ.Status.ACTIVE


def test_of_two_editors_the_second_hears_who_was_first(cast: Cast) -> None:
    organ, by = cast.organ("hall"), cast.post("system_admin")
    edit_organ(organ, organ.version, {"short": "大厅"}, by=by)
    with pytest.raises(Conflict) as refused:
        edit_organ(organ, 1, {"short": "中心"}, by=by)
    assert refused.value.code == "stale"
    assert by.person.name in refused.value.message


@pytest.mark.req("S0-48")
def test_the_form_of_the_second_editor_keeps_her_text_and_may_be_sent_again(cast: Cast) -> None:
    organ, client = cast.organ("hall"), cast.client(cast.post("system_admin"))
    address = reverse("organs:organ-edit", args=(organ.pk,))
    sent = {"name": organ.name, "short": "一号", "kind": organ.kind, "uscc": "", "version": organ.version}
    assert client.post(address, sent).status_code == 302
    late = client.post(address, sent | {"short": "二号"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "二号" in page
    assert cast.post("system_admin").person.name in page
    again = client.post(address, sent | {"short": "二号", "version": late.context["form"]["version"].value()})
    assert again.status_code == 302
    assert Organ.objects.get(pk=organ.pk).short == "二号"


@pytest.mark.req("S0-48")
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", " \u3000 ", "required"),
        ("name", "\u200b\u200d", "required"),
        ("name", "长" * 121, "too_long"),
        ("kind", "palace", "invalid_choice"),
        ("uscc", "911100006000373410", "uscc_checksum"),
        ("parent", "999999999999999999999999", "invalid_choice"),
        ("region", "990201000000", "invalid_choice"),
    ],
)
def test_a_wrong_field_has_its_message_beside_it_and_nothing_is_stored(
    cast: Cast, field: str, value: str, code: str
) -> None:
    before = Organ.objects.count()
    sent = {
        "name": "甲一县城市管理局",
        "short": "城管局",
        "kind": "enforcement",
        "uscc": "",
        "parent": cast.organ("government").pk,
        "region": cast.region("county").code,
    }
    answer = cast.client(cast.post("system_admin")).post(reverse("organs:organ-new"), sent | {field: value})
    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors.as_data()[field]] == [code]
    assert Organ.objects.count() == before


@pytest.mark.parametrize("extra", ["status", "path", "city", "id", "version"])
def test_a_field_that_the_form_does_not_have_is_refused(cast: Cast, extra: str) -> None:
    before = Organ.objects.count()
    sent = {
        "name": "某局",
        "short": "某局",
        "kind": "enforcement",
        "region": cast.region("county").code,
        extra: "closed",
    }
    answer = cast.client(cast.post("system_admin")).post(reverse("organs:organ-new"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["__all__"][0].code == "unknown_field"
    assert Organ.objects.count() == before


@pytest.mark.parametrize("text", ["局\x00", "局\u202e"])
def test_characters_that_nobody_types_are_refused(cast: Cast, text: str) -> None:
    answer = cast.client(cast.post("system_admin")).post(reverse("organs:organ-new"), {"name": text})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["𠮷林县𡋾务局", "买买提·艾力工作室", "<b>局</b>"])
def test_rare_characters_and_markup_come_back_as_they_were_typed(cast: Cast, name: str) -> None:
    client = cast.client(cast.post("system_admin"))
    sent = {"name": name, "short": "局", "kind": "enforcement", "region": cast.region("county").code}
    made = client.post(reverse("organs:organ-new"), sent, follow=True)
    assert Organ.objects.get(name=name).short == "局"
    assert "<b>局</b>" not in made.content.decode()


def test_a_town_is_added_below_its_county_and_nowhere_else(cast: Cast) -> None:
    county = cast.region("county")
    town = add_region(county, "990101001", "青石镇", by=cast.post("system_admin"))
    assert (town.code, town.level, town.county) == ("990101001000", Region.Level.TOWN, county.code)
    for code, fault in (("990201001", "code_place"), ("99010100", "code_place"), ("990101001", "code_taken")):
        with pytest.raises(Invalid) as refused:
            add_region(county, code, "某镇", by=SYSTEM)
        assert refused.value.code == fault
    with pytest.raises(Invalid):
        add_region(town, "990101001001", "某村", by=SYSTEM)
