# SPDX-License-Identifier: Apache-2.0
"""What a region settles for itself, and who may (small-county profile; S1-06)."""

from __future__ import annotations

import pytest
from django.test import Client

from mingcha.ledger import NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.actions.dictionaries import load_dictionaries
from mingcha.organs.actions.profiles import save_profile
from mingcha.organs.dictionaries import shown_powers
from mingcha.organs.models import Post, RegionProfile
from mingcha.organs.testing import Cast

GIVEN = {"small_county": True, "categories": ["01"], "note": "", "reason": "只有两人"}
REST = {"second_factor": "optional", "dormant_days": "90", "version": "0"}


@pytest.fixture
def keeper(cast: Cast) -> Client:
    load_dictionaries(System("test"))
    return cast.client(cast.post("system_admin"))


def page(cast: Cast, region: str = "county") -> str:
    return f"/organs/settings/profiles/{cast.region(region).code}/"


@pytest.mark.req("S1-06")
def test_a_region_settles_which_categories_it_shows(keeper: Client, cast: Cast) -> None:
    sent = REST | {"small_county": "on", "categories": ["01", "02"], "note": "两人", "reason": "编制两人"}
    assert keeper.post(f"{page(cast)}edit/", sent)["Location"] == page(cast)
    profile = RegionProfile.objects.get()
    assert (profile.small_county, profile.categories, profile.note) == (True, ["01", "02"], "两人")
    assert [code for code, _name in shown_powers(cast.region("county").code)] == ["01", "02"]
    shown = keeper.get(page(cast)).content.decode()
    assert "已启用" in shown
    assert "行政处罚" in shown
    entry = Entry.objects.get(act="save_profile")
    assert entry.what["changed"]["small_county"] == [False, True]
    assert entry.what["reason"] == "编制两人"
    assert entry.object_id == profile.pk


def test_the_second_of_two_editors_is_told_and_loses_nothing(keeper: Client, cast: Cast) -> None:
    sent = REST | {"note": "第一"}
    assert keeper.post(f"{page(cast)}edit/", sent).status_code == 302
    answer = keeper.post(f"{page(cast)}edit/", REST | {"note": "第二"})
    assert answer.status_code == 409
    assert "第二" in answer.content.decode()
    assert cast.post("system_admin").person.name in answer.content.decode()
    assert RegionProfile.objects.get().note == "第一"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"categories": ["77"]}, "77"),
        ({"note": "长" * 1_001}, "超出 1 个字"),
        ({"level": "1"}, "不认识“level”"),
        ({"version": ""}, "version"),
        ({"small_county": "on"}, "要写明理由"),
        ({"dormant_days": "29"}, "30"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(keeper: Client, cast: Cast, sent: dict, words: str) -> None:
    answer = keeper.post(f"{page(cast)}edit/", REST | sent)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)
    assert not RegionProfile.objects.exists()


def test_only_a_county_may_be_small(keeper: Client, cast: Cast) -> None:
    post = cast.post("system_admin")
    post.organ.region = cast.region("city")
    post.organ.save()
    answer = keeper.post(f"{page(cast, 'city')}edit/", REST | {"small_county": "on", "reason": "编制两人"})
    assert "只有县级" in str(answer.context["form"].errors["small_county"])
    assert keeper.post(f"{page(cast)}edit/", REST | {"small_county": "on", "reason": "编制两人"}).status_code == 302
    assert "小县模式" in keeper.get(page(cast, "city")).content.decode()


@pytest.mark.parametrize("region", ["city", "province", "away county", "away city"])
def test_nobody_settles_for_a_region_out_of_reach(keeper: Client, cast: Cast, region: str) -> None:
    assert keeper.get(page(cast, region)).status_code == 404
    assert keeper.post(f"{page(cast, region)}edit/", REST).status_code == 404
    with pytest.raises(NotAllowed):
        save_profile(cast.region(region), GIVEN, 0, by=cast.post("system_admin"))


def test_the_outsider_sees_and_settles_nothing_here(keeper: Client, cast: Cast) -> None:
    outsider = cast.client(cast.outsider("system_admin"))
    assert outsider.get(page(cast)).status_code == 404
    assert outsider.post(f"{page(cast)}edit/", REST).status_code == 404
    assert not RegionProfile.objects.exists()


def test_a_post_of_one_organ_settles_for_its_own_region_only(keeper: Client, cast: Cast) -> None:
    post = cast.post("system_admin")
    post.organ.region = cast.region("city")
    post.organ.save()
    Post.objects.filter(pk=post.pk).update(reach=Post.Reach.ORGAN)
    assert keeper.get(page(cast, "city")).status_code == 200
    assert keeper.get(page(cast)).status_code == 404


def test_who_may_only_read_settles_nothing(keeper: Client, cast: Cast) -> None:
    reader = cast.client(cast.post("reviewer"))
    assert reader.get(page(cast)).status_code == 200
    assert reader.post(f"{page(cast)}edit/", REST).status_code == 403


def test_the_settings_say_what_there_is(keeper: Client, cast: Cast) -> None:
    before = keeper.get("/organs/settings/").content.decode()
    assert "还没有导入" in before
    load_calendar(System("test"))
    text = keeper.get("/organs/settings/").content.decode()
    for words in ("2004 至 2027 年，2027 年暂定", "2 部字典", "12 个角色", "甲一县：一般模式", "甲一县，下级 0 个"):
        assert words in text
    assert cast.client(cast.post("handler")).get("/organs/settings/").status_code == 403
