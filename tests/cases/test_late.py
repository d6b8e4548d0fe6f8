# SPDX-License-Identifier: Apache-2.0
"""What is entered late wants a reason, and counts by the day on which it happened 补录 (corpus D03, D04; security.md C6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from live_cases import in_force, later, open_one, press, submit, task_of
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.late import Late
from mingcha.cases.models import Alarm, LateEntry
from mingcha.ledger import Invalid
from mingcha.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-30")]


def refused(case: Any, by: Any, late: Late, **more: Any) -> tuple[str, str | None]:
    """By which code, and beside which field."""
    with pytest.raises(Invalid) as told:
        submit(case, by, late=late, **more)
    return told.value.code, told.value.faults[0].field


def test_a_step_entered_late_counts_by_its_day_and_says_why_it_is_late(street: Any) -> None:
    cast, version, first, second = street
    case = open_one(version, first)
    both = Chosen((first.person_id, second.person_id))
    late = Late(later(1), "山区没有信号")
    submit(case, first, people={"责令改正": both}, at=later(30 * 24), late=late)
    done = case.steps.get(act="巡查发现")
    follows = case.steps.get(act="责令改正")
    assert (done.ended_at, follows.started_at, follows.assigned_at) == (later(1), later(1), later(1))
    assert done.task.done_at == later(30 * 24)
    kept = LateEntry.objects.get()
    assert (kept.step, kept.happened_at, kept.entered_at) == (done, later(1), later(30 * 24))
    entry = Entry.objects.filter(act="submit_step").get()
    assert entry.what["late_reason"] == "山区没有信号"
    assert entry.what["happened_at"] == later(1).isoformat()
    page = cast.client(first).get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    assert "补录" in page
    assert "录入：山区没有信号" in page


def test_what_is_entered_within_a_day_needs_no_reason_and_later_it_does(street: Any) -> None:
    _cast, version, first, _second = street
    case = open_one(version, first)
    assert refused(case, first, Late(later(1)), at=later(25.1)) == ("required", "late_reason")
    assert refused(case, first, Late(later(1), " "), at=later(25.1)) == (
        "required",
        "late_reason",
    )
    submit(case, first, at=later(25), late=Late(later(1)))
    assert not LateEntry.objects.exists()
    assert Entry.objects.filter(act="submit_step").get().what["happened_at"] == later(1).isoformat()


def test_a_time_that_cannot_be_is_refused_beside_its_field(street: Any) -> None:
    _cast, version, first, second = street
    case = open_one(version, first)
    why = "补录"
    assert refused(case, first, Late(later(3), why), at=later(2)) == ("claimed_future", "happened_at")
    assert refused(case, first, Late(later(-0.1), why), at=later(2)) == ("date_order", "happened_at")
    submit(case, first, people={"责令改正": Chosen((second.person_id, first.person_id))}, at=later(2))
    assert refused(case, first, Late(later(1), why), at=later(3)) == ("date_order", "happened_at")
    case.suspensions.create(kind="鉴定", from_at=later(3), to_at=later(5))
    assert refused(case, second, Late(later(4), why), at=later(40)) == ("date_order", "happened_at")
    assert not LateEntry.objects.exists()
    submit(case, second, at=later(40), late=Late(later(5), why))


def test_nobody_enters_what_was_done_before_she_was_on_the_step(street: Any) -> None:
    from mingcha.cases.actions.passing import hand_over_task

    _cast, version, first, second = street
    case = open_one(version, first)
    task = task_of(case)
    hand_over_task(task, second.person_id, "调离", task.version, now=later(30), by=first)
    assert refused(case, second, Late(later(2), "补录"), at=later(60)) == ("date_order", "happened_at")
    submit(case, second, at=later(60), late=Late(later(31), "补录"))


def test_a_limit_that_was_kept_is_not_late_because_it_is_entered_late(street: Any) -> None:
    """And one that ran out has run out, whenever it is entered."""
    cast, _version, first, _second = street
    point = {"key": "期限", "kind": "time_limit", "at": ["核查"], "limit": 48, "unit": "hour"}
    head = {"code": "BL-1", "name": "限时", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    steps = [{"act": act, "place": place} for place, act in enumerate(("核查", "决定"), 1)]
    version = in_force(cast, {"catalog": head, "step": steps, "point": [point], "pauses": []})
    for hours, codes in ((40, []), (50, ["overdue"])):
        case = open_one(version, first)
        submit(case, first, at=later(100), late=Late(later(hours), "忘记录入"))
        assert list(Alarm.objects.filter(case=case, code="overdue").values_list("code", flat=True)) == codes


def test_branches_entered_late_join_when_the_last_of_them_was_done(street: Any) -> None:
    _cast, version, first, second = street
    case = open_one(version, first)
    both = Chosen((first.person_id, second.person_id))
    alone = Chosen((first.person_id,))
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, people={"责令改正": both}, at=later(0.1))
    submit(case, first, values={"当场改正": "否"}, people={"现场取证": both}, at=later(0.2))
    submit(case, first, people={"当场告知": both}, at=later(0.3))
    submit(case, first, people={"当场处罚决定": both}, at=later(0.4))
    submit(case, first, people={"当场交付": both}, at=later(0.5))
    submit(case, first, people={"缴款": alone, "备案": alone, "公示": alone}, at=later(0.6))
    submit(case, first, "备案", at=later(1))
    submit(case, first, "公示", people={"归档": alone}, at=later(60))
    submit(case, first, "缴款", people={"归档": alone}, at=later(90), late=Late(later(3), "忘记录入"))
    last = case.steps.get(act="归档")
    assert last.started_at == later(60)
    submit(case, first, at=later(200), late=Late(later(61), "忘记录入"))
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("closed", later(61))


def test_on_its_page_the_time_is_folded_away_and_faults_stand_beside_it(street: Any) -> None:
    cast, version, first, _second = street
    case = open_one(version, first, timezone.now() - timedelta(days=3))
    url = reverse("cases:step-work", args=[task_of(case).pk])
    browser = cast.client(first)
    assert "补录办理时间" in browser.get(url).content.decode()
    when = timezone.localtime() - timedelta(days=2)
    typed = {"地点": "东街", "种类": "摆摊", "_act": "submit", "happened_at": f"{when:%Y-%m-%dT%H:%M}"}
    page = press(browser, url, **typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["late_reason"]
    assert '<details class="further" open>' in page.content.decode()
    before = timezone.localtime() - timedelta(days=9)
    page = press(browser, url, **typed | {"happened_at": f"{before:%Y-%m-%dT%H:%M}", "late_reason": "停电"})
    assert list(page.context["form"].errors) == ["happened_at"]
    assert press(browser, url, **typed, late_reason="停电").status_code == 302
    assert case.steps.get(act="巡查发现").ended_at == when.replace(second=0, microsecond=0)
