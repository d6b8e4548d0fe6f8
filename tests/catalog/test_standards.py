# SPDX-License-Identifier: Apache-2.0
"""Discretion standards: drafted, tried, reviewed by somebody else, in force as rows that the engine reads; leniency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from days import days_on, today
from mingcha.catalog.actions.standards import (
    add_leniency,
    begin_standard,
    end_leniency,
    retire_standard,
    review_standard,
    save_standard,
    submit_standard,
)
from mingcha.catalog.models import Leniency, Standard, Tier
from mingcha.catalog.tiers import TierLine, bounds, faults_of, notes_on, tried, yuan
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.organs.testing import Cast

VIOLATION = "未经设立登记从事经营活动"
LINES = [
    TierLine("从轻", "营业额不满十万元", 1_000_000, 3_700_000, "", True),
    TierLine("一般", "十万元以上不满三十万元", 3_700_000, 7_300_000, "", True),
    TierLine("从重", "三十万元以上或者造成危害", 7_300_000, 10_000_000, "", True),
]

pytestmark = pytest.mark.django_db


def drafted(cast: Cast, lines: list[TierLine] = LINES, since: date = date(2022, 3, 1), **given: Any) -> Standard:
    filler = cast.post("filler")
    standard = begin_standard(cast.organ("enforcement"), VIOLATION, by=filler)
    head = {"basis": "《市场主体登记管理条例》第四十三条", "valid_from": since, "valid_to": None} | given
    return save_standard(standard, standard.version, head, lines, by=filler)


def in_force(cast: Cast, lines: list[TierLine] = LINES, since: date = date(2022, 3, 1)) -> Standard:
    standard = submit_standard(drafted(cast, lines, since), by=cast.post("filler"))
    return review_standard(standard, passed=True, reason="", by=cast.post("reviewer"))


@pytest.mark.req("S1-18")
def test_a_standard_in_force_is_rows_that_the_engine_reads(cast: Cast) -> None:
    standard = submit_standard(drafted(cast), by=cast.post("filler"))
    assert not Tier.objects.exists(), "a draft judges nobody"
    assert Todo.objects.filter(kind="standard", closed_at=None).count() == 1
    review_standard(standard, passed=True, reason="", by=cast.post("reviewer"))
    assert not Todo.objects.filter(closed_at=None).exists()
    rows = Tier.objects.order_by("min_amt").values_list(
        "violation", "tier", "valid_from", "min_amt", "max_amt", "needs_order"
    )
    assert next(iter(rows)) == (VIOLATION, "从轻", date(2022, 3, 1), 1_000_000, 3_700_000, True)
    assert set(Tier.objects.values_list("basis", flat=True)) == {"《市场主体登记管理条例》第四十三条"}


@pytest.mark.req("S1-18")
def test_the_next_version_ends_the_former_one_the_day_before_and_never_begins_backwards(cast: Cast) -> None:
    Tier.objects.create(violation=VIOLATION, tier="旧", valid_from=date(2019, 1, 1))
    first = in_force(cast, since=date(2022, 3, 1))
    assert first.valid_from == today(), "rows of a table were there: the first version takes effect today"
    assert Tier.objects.get(tier="旧").valid_to == days_on(-1)
    day = days_on(30)
    second = in_force(cast, LINES[:2], since=day)
    first.refresh_from_db()
    assert (first.status, first.valid_to, second.number) == (Standard.Status.RETIRED, day - timedelta(days=1), 2)
    assert set(first.tiers.values_list("valid_to", flat=True)) == {day - timedelta(days=1)}
    assert second.tiers.count() == 2


def test_dates_that_overlap_are_refused_and_the_clash_is_named(cast: Cast) -> None:
    in_force(cast, since=days_on(10))
    standard = drafted(cast, since=days_on(5))
    with pytest.raises(Invalid) as refused:
        submit_standard(standard, by=cast.post("filler"))
    assert refused.value.code == "standard_overlap"
    assert f"第 1 版重叠：它自 {days_on(10)} 至 今 有效" in refused.value.message
    with pytest.raises(Conflict):
        begin_standard(cast.organ("enforcement"), VIOLATION, by=cast.post("filler"))
    head = {"basis": "", "valid_from": today(), "valid_to": days_on(-1)}
    with pytest.raises(Invalid):
        save_standard(standard, standard.version, head, LINES, by=cast.post("filler"))


def test_another_organ_may_not_set_a_second_standard_for_the_same_violation(cast: Cast) -> None:
    in_force(cast)
    away = begin_standard(cast.foreign_organ("enforcement"), VIOLATION, by=cast.outsider("filler"))
    head = {"basis": "", "valid_from": today(), "valid_to": None}
    away = save_standard(away, away.version, head, LINES, by=cast.outsider("filler"))
    with pytest.raises(Invalid, match="甲一县市场监督管理局第 1 版重叠"):
        submit_standard(away, by=cast.outsider("filler"))


def test_whoever_drafted_does_not_review_and_a_return_needs_its_reason(cast: Cast) -> None:
    standard = submit_standard(drafted(cast), by=cast.post("filler"))
    filler, reviewer = cast.post("filler"), cast.post("reviewer")
    filler.role.rights = [*filler.role.rights, "catalog:standard:review"]
    with pytest.raises(NotAllowed, match="起草人不得审核"):
        review_standard(standard, passed=True, reason="", by=filler)
    with pytest.raises(Invalid):
        review_standard(standard, passed=False, reason=" ", by=reviewer)
    review_standard(standard, passed=False, reason="幅度无依据", by=reviewer)
    with pytest.raises(WrongState):
        review_standard(standard, passed=True, reason="", by=reviewer)
    assert Standard.objects.get().status == Standard.Status.DRAFT
    with pytest.raises(NotAllowed):
        begin_standard(cast.organ("enforcement"), "别的", by=reviewer)
    with pytest.raises(NotAllowed):
        save_standard(standard, 1, {}, LINES, by=cast.outsider("filler"))


@pytest.mark.parametrize(
    ("lines", "where", "words"),
    [
        ([TierLine("从轻", "", 500, 400)], (0, "max_amt"), "最高不能低于最低"),
        ([TierLine("从轻", "", 100, 200), TierLine("一般", "", 300, 400)], (1, "min_amt"), "中间的数额没有阶次"),
        ([TierLine("从轻", "", 100, 300), TierLine("一般", "", 200, 400)], (1, "min_amt"), "两个阶次重叠"),
        ([TierLine("从轻", "", 100, 300), TierLine("从轻", "", 300, 400)], (1, "tier"), "与第 1 行重复"),
        ([TierLine("从轻", "", 100, None)], (0, "max_amt"), "同时填写"),
    ],
)
def test_tiers_that_cannot_be_are_named(lines: list[TierLine], where: tuple[int, str], words: str) -> None:
    ((place, name, message),) = faults_of(lines)
    assert (place, name) == where
    assert words in message


def test_an_amount_is_tried_and_names_are_checked_against_the_span() -> None:
    assert bounds(LINES) == (3_700_000, 7_300_000)
    assert notes_on(LINES) == []
    assert faults_of([TierLine("不予处罚", "初次轻微"), *LINES]) == []
    wide = [TierLine("从轻", "", 0, 50_00), TierLine("从重", "", 50_00, 100_00)]
    assert [note[:4] for note in notes_on(wide)] == ["“从轻”", "“从重”"]
    found = {
        yuan(trial.cents): [line.tier for line in trial.tiers]
        for trial in tried(LINES, [5_000_00, 37_000_00, 120_000_00])
    }
    assert found == {"5,000": [], "37,000": ["从轻", "一般"], "120,000": []}


@pytest.mark.req("S1-18")
def test_a_standard_goes_from_the_empty_form_to_being_in_force(cast: Cast) -> None:
    client = cast.client(cast.post("filler"))
    sent: dict[str, Any] = {"organ": cast.organ("enforcement").pk, "violation": VIOLATION}
    client.post(reverse("catalog:standard-new"), sent)
    standard = Standard.objects.get()
    edit = reverse("catalog:standard-edit", args=(standard.pk,))
    lines = {
        "tier_0": "从轻", "min_amt_0": "10,000", "max_amt_0": "37000元", "needs_order_0": "on", "conditions_0": "不满十万元",
        "tier_1": "", "min_amt_1": "",
        "tier_2": "从重", "min_amt_2": "50000", "max_amt_2": "100000",
    }  # fmt: skip
    body = {"version": standard.version, "basis": "条例", "valid_from": "2026-01-01", "valid_to": "", **lines}
    wrong = client.post(edit, body)
    assert wrong.status_code == 422
    assert "中间的数额没有阶次" in wrong.content.decode()
    assert wrong.context["form"].errors["min_amt_2"]
    assert client.post(edit, body | {"min_amt_2": "37000"}).status_code == 302
    page = client.get(standard.get_absolute_url(), {"amounts": "9000 12,000 100000"}).content.decode()
    assert page.count("不在任何阶次之内") == 1
    assert client.get(standard.get_absolute_url(), {"amounts": "许多"}).status_code == 200
    standard.refresh_from_db()
    client.post(reverse("catalog:standard-submit", args=(standard.pk,)), {"version": standard.version})
    reviewer = cast.client(cast.post("reviewer"))
    assert "审核" in reviewer.get(standard.get_absolute_url()).content.decode()
    review = reverse("catalog:standard-review", args=(standard.pk,))
    seen = reviewer.get(review).context["form"]["version"].value()
    answer = reviewer.post(review, {"outcome": "passed", "reason": "", "version": seen})
    assert answer.status_code == 302
    assert Tier.objects.count() == 2
    assert client.post(reverse("catalog:standard-revise", args=(standard.pk,))).status_code == 302
    assert Standard.objects.get(number=2).draft == Standard.objects.get(number=1).draft
    assert client.get(reverse("catalog:standard-list"), {"q": "设立登记"}).context["page"].count == 2
    listed = cast.client(cast.post("handler")).get(reverse("catalog:standard-list")).content.decode()
    assert VIOLATION in listed, "whoever works below the organ reads its standards"
    end = {"last_day": today().isoformat(), "reason": "条例废止"}
    assert reviewer.post(reverse("catalog:standard-retire", args=(standard.pk,)), end).status_code == 302
    assert set(Tier.objects.values_list("valid_to", flat=True)) == {today()}


def test_two_who_edit_at_once_the_second_is_told(cast: Cast) -> None:
    standard = drafted(cast)
    with pytest.raises(Conflict) as stale:
        save_standard(standard, standard.version - 1, {}, LINES, by=cast.post("filler"))
    assert stale.value.code == "stale"
    standard = submit_standard(standard, by=cast.post("filler"))
    with pytest.raises(WrongState):
        save_standard(standard, standard.version, {}, LINES, by=cast.post("filler"))
    with pytest.raises(Invalid):
        retire_standard(standard, date(2000, 1, 1), "", by=cast.post("reviewer"))


def test_the_leniency_list_has_one_line_for_a_case_on_a_day(cast: Cast) -> None:
    client = cast.client(cast.post("reviewer"))
    given: dict[str, Any] = {"organ": cast.organ("enforcement").pk, "violation": "占道经营", "effect": "none"}
    given |= {
        "conditions": "初次，当场改正",
        "basis": "行政处罚法第三十三条",
        "valid_from": "2026-01-01",
        "valid_to": "",
    }
    assert client.post(reverse("catalog:leniency-new"), given).status_code == 302
    twice = client.post(reverse("catalog:leniency-new"), given)
    assert twice.status_code == 422
    assert "清单中已有这一项" in twice.content.decode()
    line = Leniency.objects.get()
    assert client.get(reverse("catalog:leniency-list"), {"q": "占道", "effect": "none"}).context["page"].count == 1
    assert "当场改正" in client.get(reverse("catalog:leniency-detail", args=(line.pk,))).content.decode()
    end = {"last_day": "2026-06-30", "reason": "清单调整"}
    assert client.post(reverse("catalog:leniency-end", args=(line.pk,)), end).status_code == 302
    assert client.post(reverse("catalog:leniency-new"), given | {"valid_from": "2026-07-01"}).status_code == 302
    with pytest.raises(WrongState):
        end_leniency(line, today(), "", by=cast.post("reviewer"))
    with pytest.raises(NotAllowed):
        add_leniency({**given, "organ": cast.organ("enforcement")}, by=cast.post("filler"))


def test_a_line_of_the_leniency_list_that_ends_later_may_end_earlier(cast: Cast) -> None:
    client, end = cast.client(cast.post("reviewer")), days_on(900)
    given = {"organ": cast.organ("enforcement"), "violation": "占道经营", "effect": "none", "conditions": "初次"}
    line = add_leniency(given | {"basis": "", "valid_from": today(), "valid_to": end}, by=cast.post("reviewer"))
    url = reverse("catalog:leniency-end", args=(line.pk,))
    assert url in client.get(reverse("catalog:leniency-detail", args=(line.pk,))).content.decode()
    with pytest.raises(Invalid):
        end_leniency(line, end + timedelta(days=1), "", by=cast.post("reviewer"))
    assert client.post(url, {"last_day": today().isoformat(), "reason": "调整"}).status_code == 302
    assert Leniency.objects.get().valid_to == today()
