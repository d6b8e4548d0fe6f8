# SPDX-License-Identifier: Apache-2.0
"""A case is registered on its page: parties checked, its like shown before, its number its own, and found again (S1-32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from live_cases import colleague, in_force, later, officer, open_one, press, submit
from mingcha.cases.models import Case, Party
from mingcha.organs.search_index import Hits

pytestmark = pytest.mark.django_db
SHOP = "92990102MA0000001"


@pytest.fixture
def desk(cast: Any) -> Any:
    """A handler with a certificate, and an item in force whose cases she registers."""
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    handler = cast.post("handler")
    officer(handler.person, "A1", organ=cast.organ("unit"))
    return cast, in_force(cast, "summary"), handler


def party(name: str, kind: str = "other", n: str = "", **more: str) -> dict[str, str]:
    told = {"kind": kind, "name": name, **more}
    return {f"party{n}_{part}": value for part, value in told.items()}


def typed(**more: str) -> dict[str, str]:
    return {"origin": "complaint", "title": "占道摆摊", **more}


def new(cast: Any, version: Any, by: Any, **more: str) -> Any:
    return press(cast.client(by), reverse("cases:case-new", args=[version.pk]), **typed(**more))


def shop(n: int = 0) -> str:
    from stdnum.cn import uscc

    code = f"92990102MA{n:07}"
    return code + uscc.calc_check_digit(code)


@pytest.mark.req("S1-32")
def test_a_case_has_up_to_five_parties_with_checked_numbers(desk: Any) -> None:
    cast, version, handler = desk
    several = party("王某") | party("旺达便利店", "sole", "_2", number=shop(1)) | party("何某", n="_5")
    made = new(cast, version, handler, **several)
    assert made.status_code == 302, made.content.decode()
    case = Case.objects.get()
    assert case.party == "王某、旺达便利店、何某"
    assert Party.objects.get(name="旺达便利店").number == shop(1)


WRONG = {
    "T01-checksum": (party("甲", "citizen", number="990101199003070000"), "校验位"),
    "T02-15-digits": (party("甲", "citizen", number="990101900307123"), "18 位"),
    "T03-credit-code": (party("甲店", "sole", number=f"{SHOP}I"), "统一社会信用代码"),
    "T14-blank-title": ({"title": " \u200b"}, "必填"),
    "T10-long-title": ({"title": "长" * 301}, "超出 1 个字"),
    "D01-no-such-day": ({"came_at": "2025-02-29T09:00"}, "没有这个时刻"),
    "D05-year-1": ({"came_at": "0001-01-01T00:00"}, "1900 到 2200"),
    "D05-year-9999": ({"came_at": "9999-12-31T23:59"}, "1900 到 2200"),
    "T16-no-moment": ({"came_at": "NaN"}, "没有这个时刻"),
    "T22-unknown-field": ({"status": "closed"}, "不认识"),
    "W-origin": ({"origin": "heaven"}, "heaven"),
    "party-without-name": ({"party_kind": "other"}, "姓名或者名称"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_registered(desk: Any, name: str) -> None:
    cast, version, handler = desk
    given, words = WRONG[name]
    refused = new(cast, version, handler, **given)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Case.objects.exists()


def test_a_case_cannot_come_tomorrow(desk: Any) -> None:
    cast, version, handler = desk
    tomorrow = timezone.localtime() + timedelta(days=1)
    refused = new(cast, version, handler, came_at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    assert refused.status_code == 422
    assert refused.context["form"].errors["came_at"] == ["收到时间不能晚于现在"]
    yesterday = timezone.localtime().replace(second=0, microsecond=0) - timedelta(days=1)
    refused = new(cast, version, handler, came_at=f"{yesterday:%Y-%m-%dT%H:%M}")
    assert refused.context["form"].errors["late_reason"] == ["超过 24 小时才录入的属于补录，请填写补录理由"]
    given = {"came_at": f"{yesterday:%Y-%m-%dT%H:%M}", "late_reason": "周末停电"}
    assert new(cast, version, handler, **given).status_code == 302
    case = Case.objects.get()
    assert (case.came_at, case.steps.get().started_at) == (yesterday, yesterday)
    assert case.late_entries.get().reason == "周末停电"


def test_a_number_that_is_used_is_told_beside_its_field_and_the_series_goes_round_it(desk: Any) -> None:
    cast, version, handler = desk
    ours = open_one(version, handler).number
    refused = new(cast, version, handler, number=ours)
    assert refused.status_code == 409
    assert refused.context["form"].errors["number"] == [f"案号“{ours}”已经使用"]
    next_one = ours.replace("〕1号", "〕2号")
    assert open_one(version, handler, number=next_one).number == next_one
    assert open_one(version, handler).number == ours.replace("〕1号", "〕3号")


def test_what_may_be_the_same_is_shown_before_and_has_to_be_confirmed(desk: Any) -> None:
    cast, version, handler = desk
    first = open_one(version, handler, parties=({"kind": "sole", "name": "旺达便利店", "number": shop(1)},))
    again = party("旺达商店", "sole", number=shop(1))  # another name, the same number
    shown = new(cast, version, handler, **again)
    assert shown.status_code == 422
    assert first.number in shown.content.decode()
    assert Case.objects.count() == 1
    assert '<input type="checkbox" name="confirmed"' in shown.content.decode()
    assert new(cast, version, handler, **again, confirmed="on").status_code == 302
    assert Case.objects.count() == 2
    assert new(cast, version, handler, **party("另一家店")).status_code == 302


def test_the_like_of_a_closed_case_or_out_of_reach_is_not_shown(desk: Any) -> None:
    cast, version, handler = desk
    other = colleague(cast, "别人")
    open_one(version, other, parties=({"kind": "other", "name": "王某"},))
    assert new(cast, version, handler, **party("王某")).status_code == 302, "a handler sees her own cases only"


def found(post: Any, words: str, cast: Any) -> list[str]:
    page = cast.client(post).get("/cases/", {"q": words}).context["page"]
    assert isinstance(page.hits, Hits)
    return [row.number for row in page]


@pytest.mark.req("S1-30")
def test_a_case_is_found_by_number_party_officer_text_and_initials_by_who_may_see_it(desk: Any) -> None:
    from mingcha.cases.actions.tasks import Chosen

    cast, version, handler = desk
    second = colleague(cast, "苏日娜")
    case = open_one(version, handler, parties=({"kind": "other", "name": "旺达便利店"},))
    people = {"责令改正": Chosen((handler.person_id, second.person_id))}
    submit(case, handler, values={"地点": "东街", "种类": "摆摊"}, people=people, at=later(0.1))
    for words in (case.number, "旺达", "占道", "苏日娜", "srn", "wd", handler.person.name):
        assert found(handler, words, cast) == [case.number], words
        assert found(cast.post("overseer"), words, cast) == [case.number], words
        assert found(cast.outsider("overseer"), words, cast) == [], words
    assert found(colleague(cast, "旁人"), "苏日娜", cast) == []


def test_however_many_people_act_the_words_of_a_case_stay_short(desk: Any) -> None:
    from mingcha.cases.search_words import MOST, add_names, renew_words

    _cast, version, handler = desk
    case = open_one(version, handler)
    add_names(case, (f"第{n}号执法人员阿拉坦{n}" for n in range(2_000)))
    case.refresh_from_db()
    assert len(case.search_text) <= MOST
    renew_words(case)
    assert handler.person.name[0] in case.search_text.split()
    assert "第" not in case.search_text.split()
