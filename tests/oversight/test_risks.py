# SPDX-License-Identifier: Apache-2.0
"""The register of risk points: what the catalogue and organs put there, what alarms say, its yearly review."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from live_cases import in_force, press, sample
from mingcha.cases.lists import ALARMS
from mingcha.cases.models import Alarm
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Post
from mingcha.oversight.actions import risking
from mingcha.oversight.actions.risking import Assessment
from mingcha.oversight.models import RiskPoint, RiskReview
from mingcha.oversight.months import months_on
from mingcha.oversight.risk_figures import reckon, suggested

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LINK = re.compile(r'<a href="/alarms/\?([^"]*serious[^"]*)">(\d+)</a>')
GOOD = Assessment("high", "双人核对，抽查十分之一", "监察室主任", "去年出过问题，等级上调")


def own(cast: Any, words: str = "关键岗位多年不轮岗", **more: Any) -> RiskPoint:
    given = Assessment("low", "轮岗", "办公室主任")
    return risking.add_risk(cast.organ("enforcement"), words, given, by=cast.post("monitor"), **more)


def test_the_register_follows_the_items_in_force(imported: Any) -> None:
    document = sample("permit", valid_from=date(2025, 1, 1), version="1")
    version = in_force(imported, document)
    assert risking.draw_risks(TODAY) == len(document["risk"]) == 4
    assert risking.draw_risks(TODAY) == 0
    row = RiskPoint.objects.get(key="r1")
    assert (row.item_id, row.step, row.level, row.due_on) == (version.item_id, "材料审查", "high", date(2027, 3, 2))
    later = sample("permit", valid_from=date(2026, 1, 1), version="2")
    later["risk"] = [line | {"description": "新的表现"} for line in later["risk"][:1]]
    in_force(imported, later)
    assert risking.draw_risks(TODAY) == 4
    row.refresh_from_db()
    assert row.description == "新的表现"
    assert RiskPoint.objects.filter(status="retired").count() == 3
    assert Entry.objects.filter(act="retire_risk").count() == 3
    page = imported.client(imported.post("overseer")).get(reverse("oversight:risk-list")).content.decode()
    assert "新的表现" in page


def test_a_risk_that_left_while_its_review_waited_comes_back_and_is_reviewed_anew(imported: Any) -> None:
    document = sample("permit", valid_from=date(2025, 1, 1), version="1")
    in_force(imported, document)
    risking.draw_risks(TODAY)
    risk, by = RiskPoint.objects.get(key="r2"), imported.post("monitor")
    said = Assessment("high", "双人核对", "监察室主任", "等级上调")
    risking.assess_risk(risk, said, risk.version, by=by)
    later = sample("permit", valid_from=date(2026, 1, 1), version="2")
    later["risk"] = later["risk"][:1]
    in_force(imported, later)
    risking.draw_risks(TODAY)
    assert RiskReview.objects.get().outcome == "returned"
    again = sample("permit", valid_from=date(2026, 2, 1), version="3")
    in_force(imported, again)
    risking.draw_risks(TODAY)
    risk.refresh_from_db()
    assert risk.status == "current"
    risking.assess_risk(risk, said, risk.version, by=by)
    assert RiskReview.objects.filter(risk=risk, outcome="").count() == 1
    with pytest.raises(Invalid):
        own(imported, words="字" * 1_001)


def test_alarms_of_the_step_are_counted_this_year_and_last_and_suggest_a_level(imported: Any) -> None:
    alarm = Alarm.objects.exclude(level="prompt").exclude(act="").filter(act__isnull=False).order_by("pk")[0]
    act = alarm.act
    item = alarm.point.item_version.item
    row = RiskPoint.objects.create(
        organ=item.organ, item=item, key="r", step=act, level="low", description="表现", measure="措施", due_on=TODAY
    )
    day = timezone.localdate(alarm.occurred_at)
    mine = Alarm.objects.exclude(level="prompt").filter(act=act, item=item.code)
    counted = {"now": 0, "red": 0, "before": 0}
    for one in mine:
        at = timezone.localdate(one.occurred_at)
        if months_on(day, -12) < at <= day:
            counted["now"] += 1
            counted["red"] += one.level == "red"
        elif months_on(day, -24) < at <= months_on(day, -12):
            counted["before"] += 1
    assert counted["now"] >= 1
    reckon(day)
    row.refresh_from_db()
    assert (row.alarms, row.red, row.alarms_before) == tuple(counted.values())
    client = imported.client(imported.post("overseer"))
    page = client.get(row.get_absolute_url()).content.decode()
    for n, url in ((int(n), url) for url, n in LINK.findall(page)):
        found = ALARMS.found(imported.post("overseer"), unescape(url))
        assert found is not None
        assert found.count() == n
    assert len(LINK.findall(page)) == sum(n > 0 for n in counted.values())
    assert (row.reckoned_on, row.version) == (day, 1)
    reckon(day.replace(year=day.year + 1))
    row.refresh_from_db()
    assert row.alarms_before >= counted["now"]


@pytest.mark.parametrize(
    ("alarms", "red", "level"),
    [(0, 0, "low"), (9, 9, "low"), (10, 0, "medium"), (10, 10, "high"), (49, 9, "medium"), (50, 0, "high")],
)
def test_the_suggestion_keeps_to_the_rule_that_the_page_says(alarms: int, red: int, level: str) -> None:
    assert suggested(RiskPoint(alarms=alarms, red=red)) == level


def test_an_organ_reviews_a_risk_every_year_and_the_overseer_agrees(imported: Any) -> None:
    risk = own(imported, day=months_on(timezone.localdate(), -12) - timedelta(days=1))
    office, overseer = (imported.client(imported.post(role)) for role in ("monitor", "overseer"))
    page = office.get(reverse("oversight:risk-list") + "?due=late").content.decode()
    assert "关键岗位多年不轮岗" in page
    risking.remind_risks(timezone.localdate())
    assert risking.remind_risks(timezone.localdate()) == 0
    assert Todo.objects.filter(kind="risk_due", object_id=risk.pk, closed_at=None).count() == 1
    typed = {"level": "high", "measure": "三年必须轮岗", "holder": "局长", "words": "上级通报过"}
    assert press(office, reverse("oversight:risk-assess", args=[risk.pk]), **typed).status_code == 302
    risk.refresh_from_db()
    assert (risk.status, risk.level) == ("submitted", "low")  # nothing holds before the overseer has agreed
    assert not Todo.objects.filter(kind="risk_due", closed_at=None).exists()
    review = reverse("oversight:risk-review", args=[risk.pk])
    assert office.get(review).status_code == 403
    assert press(overseer, review, agreed="yes", words="同意").status_code == 302
    risk.refresh_from_db()
    assert (risk.status, risk.level, risk.measure, risk.holder) == ("current", "high", "三年必须轮岗", "局长")
    assert risk.due_on == months_on(timezone.localdate(), 12)
    assert not Todo.objects.filter(kind__startswith="risk", closed_at=None).exists()
    assert RiskReview.objects.get().changed
    again = overseer.post(review, {"version": risk.version, "agreed": "yes", "words": "同意"})
    assert again.status_code == 409


def test_a_review_is_sent_back_and_done_anew(imported: Any) -> None:
    risk = own(imported)
    same = Assessment("low", "轮岗", "办公室主任", "没有变化")
    assert not risking.assess_risk(risk, same, risk.version, by=imported.post("monitor")).changed
    risk.refresh_from_db()
    with pytest.raises(WrongState):
        risking.assess_risk(risk, GOOD, risk.version, by=imported.post("monitor"))
    risking.review_risk(risk, "请写明数据", risk.version, agreed=False, by=imported.post("overseer"))
    risk.refresh_from_db()
    assert (risk.status, risk.level) == ("current", "low")
    assert Todo.objects.filter(kind="risk_due", closed_at=None).exists()
    with pytest.raises(Conflict):
        risking.assess_risk(risk, GOOD, 1, by=imported.post("monitor"))
    risking.assess_risk(risk, GOOD, risk.version, by=imported.post("monitor"))
    assert RiskReview.objects.count() == 2


def test_who_may_not_or_is_elsewhere_changes_nothing(imported: Any) -> None:
    risk = own(imported)
    url = risk.get_absolute_url()
    assert imported.client(imported.outsider("overseer")).get(url).status_code == 404
    assert imported.client(imported.post("handler")).get(f"{url}assess/").status_code in (403, 404)
    with pytest.raises(NotAllowed):
        risking.assess_risk(risk, GOOD, risk.version, by=imported.post("overseer"))
    with pytest.raises(NotAllowed):
        risking.add_risk(imported.organ("justice"), "表现", GOOD, by=imported.post("monitor"))
    for wrong in (
        Assessment("worst", "措施", "人", "说明"),
        Assessment("low", " ", "人", "说明"),
        Assessment("low", "措", "", "说"),
    ):
        with pytest.raises(Invalid):
            risking.assess_risk(risk, wrong, risk.version, by=imported.post("monitor"))
    assert press(imported.client(imported.post("overseer")), f"{url}retire/", words="单位撤并").status_code == 302
    risk.refresh_from_db()
    assert risk.status == "retired"


def test_a_second_person_agrees_and_what_the_catalogue_says_leaves_with_it(imported: Any) -> None:
    office, justice = imported.post("monitor"), imported.post("overseer")
    both = {"person": office.person, "organ": justice.organ, "role": justice.role, "reach": justice.reach}
    same = Post.objects.create(**both, valid_from=date(2020, 1, 1))
    risk = own(imported)
    risking.assess_risk(risk, GOOD, risk.version, by=office)
    risk.refresh_from_db()
    with pytest.raises(NotAllowed) as refused:
        risking.review_risk(risk, "同意", risk.version, agreed=True, by=same)
    assert refused.value.code == "second_person_required"
    in_force(imported, sample("permit", valid_from=date(2025, 1, 1)))
    risking.draw_risks(TODAY)
    drawn = RiskPoint.objects.get(key="r1")
    with pytest.raises(WrongState) as wrong:
        risking.retire_risk(drawn, "不要了", drawn.version, by=justice)
    assert wrong.value.code == "of_catalogue"


def test_the_clock_keeps_the_register_once_a_day(imported: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(imported, sample("permit", valid_from=date(2025, 1, 1)))
    risking.tick()
    assert RiskPoint.objects.filter(reckoned_on=timezone.localdate()).count() == 4
    monkeypatch.setattr(risking, "keep_register", lambda now: pytest.fail(f"kept twice in a day: {now}"))
    risking.tick()


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
        (datetime(2026, 3, 31, 8), -1, datetime(2026, 2, 28, 8)),
    ],
)
def test_months_end_where_months_end(day: date, count: int, then: date) -> None:
    assert months_on(day, count) == then
