# SPDX-License-Identifier: Apache-2.0
"""裁量核对 on the case page: facts, tier, range, what was decided, and whether it lies within (S1-18, S1-30)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from live_cases import in_force, later, open_one, sample, submit, task_of
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.case_page import page_of
from mingcha.cases.models import Alarm
from mingcha.catalog.models import Tier

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-18", "S1-30")]

STREET = "擅自占用城市道路"


@pytest.fixture
def fined(street: Any) -> Any:
    """Gives a case in which so much was fined by such a tier, decided on that hour."""
    cast, _version, first, second = street
    for tier, least, most in (("当场·轻", 1_000, 4_999), ("当场·一般", 5_000, 10_000), ("当场·重", 10_001, 20_000)):
        days = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 3, 31)}
        Tier.objects.create(violation=STREET, tier=tier, min_amt=least, max_amt=most, needs_order=True, **days)
    document = sample("summary", standards=[STREET], code="CF-c")
    document["form"][0]["fields"].append({"key": "所得", "label": "违法所得（元）", "type": "money"})
    version = in_force(cast, document)
    both = Chosen((first.person_id, second.person_id))

    def make(cents: int | None, tier: str, hour: float = 5, recheck: str = "否") -> Any:
        case = open_one(version, first)
        submit(case, first, values={"地点": "东街", "所得": 842_000}, people={"责令改正": both}, at=later(1))
        submit(case, first, values={"当场改正": recheck}, people={"现场取证": both}, at=later(2))
        submit(case, first, people={"当场告知": both}, at=later(3))
        submit(case, first, people={"当场处罚决定": both}, at=later(4))
        said = {"阶次": tier, "结果": "罚款", "罚款": cents} if cents else {"阶次": tier, "结果": "警告"}
        submit(case, first, values=said, people={"当场交付": both}, at=later(hour))
        return case

    return cast, first, make


def check(case: Any, post: Any) -> Any:
    fresh = type(case).objects.select_related("item_version__item", "organ", "file").get(pk=case.pk)
    return page_of(fresh, later(100), "all", post)["check"]


def test_a_fine_within_its_tier_shows_facts_range_and_place(fined: Any) -> None:
    cast, first, make = fined
    case = make(8_000, "当场·一般")
    found = check(case, first)
    assert (found.tier, found.span, found.fines) == ("当场·一般", "¥50–100", [("¥80", "ok", "在档内")])
    assert ("违法所得", "¥8,420") in found.facts
    assert [bar["tier"] for bar in found.bars if bar["named"]] == ["当场·一般"]
    assert 50 < float(found.marks[0]["x"]) < 66.7  # above the middle of the second of three
    assert found.notes == [("ok", "责令改正已送达，复查未改正：可以罚款")]
    page = cast.client(first).get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    assert "裁量核对" in page
    assert "在档内" in page


@pytest.mark.parametrize(
    ("cents", "tier", "hour", "words", "code"),
    [
        (10_050, "当场·一般", 5, "高于本档上限", "range"),
        (4_000, "当场·一般", 5, "低于本档下限", "range"),
        (8_000, "特别", 5, "裁量基准中没有这一档", "tier_missing"),
        (8_000, "当场·一般", 24 * 60, "决定之日不在有效期内", "tier_not_in_force"),
    ],
)
def test_what_the_card_says_is_what_the_monitor_finds(
    fined: Any, cents: int, tier: str, hour: float, words: str, code: str
) -> None:
    _cast, first, make = fined
    case = make(cents, tier, hour)
    assert [(level, said) for _sum, level, said in check(case, first).fines] == [("red", words)]
    assert code in Alarm.objects.filter(case=case, kind="discretion").values_list("code", flat=True)


def test_a_fine_after_the_violation_was_corrected_is_told(fined: Any) -> None:
    _cast, first, make = fined
    assert check(make(8_000, "当场·一般", recheck="是"), first).notes == [("red", "复查已经改正：本档不得罚款")]


def test_nothing_is_checked_where_nothing_was_fined_and_the_tiers_stand_beside_the_decision(fined: Any) -> None:
    cast, first, _make = fined
    from django.utils import timezone

    Tier.objects.update(valid_to=None)
    Tier.objects.filter(tier="当场·重").update(valid_to=date(2026, 2, 1))
    case = open_one(in_force(cast, sample("summary", standards=[STREET], code="CF-k")), first, timezone.now())
    assert check(case, first) is None
    mine = Chosen((first.person_id,))
    for act in ("责令改正", "现场取证", "当场告知", "当场处罚决定"):
        submit(case, first, people={act: mine}, at=timezone.now())
    page = cast.client(first).get(reverse("cases:step-work", args=[task_of(case).pk])).content.decode()
    assert "¥50–100" in page
    assert "¥100.01–200" not in page
