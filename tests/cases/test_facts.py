# SPDX-License-Identifier: Apache-2.0
"""What is filled into the forms of the sample items is judged in the submit: done wrongly it raises the alarm of its kind, done
rightly none (S1-16 … S1-19)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from live_cases import colleague, in_force, later, officer, open_one, submit, task_of

pytestmark = pytest.mark.django_db

STREET = "擅自占用城市道路"
SHOP = "未经设立登记从事经营活动"
BASIS = "《中华人民共和国行政处罚法》第五十一条"
FILED = "《中华人民共和国行政处罚法》第五十四条"
JUDGED = ("basis", "discretion", "execution", "evidence", "qualification", "separation")


@pytest.fixture
def law(cast: Any) -> Any:
    """Articles and tiers, and two officers of the unit with four colleagues who may sign."""
    from mingcha.catalog.models import Article, Tier
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    for article in (BASIS, FILED):
        Article.objects.create(article_id=article, valid_from=date(2021, 7, 15))
    for violation, tier, least, most in (
        (STREET, "当场·一般", 5_000, 10_000),
        (SHOP, "从轻", 1_000_000, 3_700_000),
    ):
        days = {"valid_from": date(2026, 1, 1)}
        Tier.objects.create(violation=violation, tier=tier, min_amt=least, max_amt=most, needs_order=True, **days)
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    heads = [colleague(cast, name, "head", "organ") for name in ("甲长", "乙长", "丙长", "丁长")]
    return cast, first, second, heads


def run(case: Any, team: Any, filled: dict[str, dict[str, Any]], last: str, lacking: tuple[str, ...] = ()) -> Any:
    """Do the steps in their order up to one; gives what the last submit changed. ``lacking`` kinds of evidence are left out."""
    from mingcha.cases.models import Task

    _cast, first, second, heads = team
    number = 0
    while True:
        number += 1
        at = later(number)
        task = (
            task_of(case, last) if Task.objects.filter(case=case, act=last, status="active").exists() else task_of(case)
        )
        doing = heads[0] if task.act == "法制审核" else first
        keep_evidence(case, task, at, lacking)
        sign(case, task, doing, heads, at)
        people = people_of(case, task.act, first, second, heads)
        changes = submit(
            case, doing, task.act, at=at, values=filled.get(task.act, {}), people=people, onward=WAY.get(task.act, ())
        )
        if task.act == last:
            return changes


WAY = {
    "核查": ("立案",),
    "立案": ("责令改正",),
    "调查取证": ("复查",),
    "告知": ("决定",),
    "法制审核": ("告知",),
}


def people_of(case: Any, act: str, first: Any, second: Any, heads: Any) -> Any:
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.procedure import procedure_of

    ways = procedure_of(case.item_version).graph.forward[act]
    both = Chosen((first.person_id, second.person_id))
    return {way.end: Chosen((heads[0].person_id,)) if way.end == "法制审核" else both for way in ways}


def sign(case: Any, task: Any, doing: Any, heads: Any, at: Any) -> None:
    from mingcha.cases.actions.gates import columns_of, sign_opinion
    from mingcha.cases.notices import FIRST
    from mingcha.cases.procedure import procedure_of

    signers = iter(reversed(heads))
    for place, column in enumerate(columns_of(procedure_of(case.item_version), task.act)):
        by = doing if column == FIRST else next(signers)
        sign_opinion(task, place, "同意", agrees=True, now=at, by=by)


def keep_evidence(case: Any, task: Any, at: Any, lacking: tuple[str, ...]) -> None:
    from mingcha.cases.models import Evidence
    from mingcha.cases.procedure import procedure_of

    for kind, n in procedure_of(case.item_version).step(task.act).get("evidence", {}).items():
        if kind not in lacking:
            rows = [Evidence(case=case, step=task.step, kind=kind, added_at=at) for _ in range(n)]
            Evidence.objects.bulk_create(rows)


def alarms_of(case: Any) -> set[tuple[str, str]]:
    from mingcha.cases.models import Alarm

    return set(Alarm.objects.filter(case=case, kind__in=JUDGED).values_list("kind", "code"))


def changed(filled: dict[str, dict[str, Any]], act: str, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The same but for some answers; None leaves one out."""
    told = {name: value for name, value in {**filled[act], **values}.items() if value is not None}
    return {**filled, act: told}


SUMMARY = {
    "巡查发现": {"地点": "东街", "种类": "摆摊"},
    "责令改正": {"当场改正": "否", "改正期限": "2026-03-02"},
    "当场处罚决定": {"结果": "罚款", "依据": BASIS, "阶次": "当场·一般", "罚款": 8_000, "违法事实": "占道"},
    "缴款": {"方式": "扫码", "金额": 8_000, "票据号": "内财 0001"},
}


@pytest.mark.req("S1-16", "S1-18", "S1-19")
def test_a_summary_penalty_done_rightly_raises_nothing(law: Any) -> None:
    from mingcha.cases.models import Decision, Execution, Party

    case = open_one(in_force(law[0], "summary", standards=[STREET]), law[1])
    party = {"当事人": {"kind": "citizen", "name": "王某", "number": ""}}
    run(case, law, {**SUMMARY, "现场取证": party}, "缴款")
    assert alarms_of(case) == set()
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.violation, decision.tier) == ("罚款", STREET, "当场·一般")
    assert list(decision.penalties.values_list("type", "amount")) == [("fine", 8_000)]
    assert list(decision.bases.values_list("article_id", flat=True)) == [BASIS]
    assert Execution.objects.get(case=case).decision_id == decision.pk
    case.refresh_from_db()
    assert (case.party, Party.objects.filter(case=case).count()) == ("王某", 1)
    assert "王某" in case.search_text


@pytest.mark.req("S1-14", "S1-16", "S1-18", "S1-19")
@pytest.mark.parametrize(
    ("act", "wrong", "lacking", "alarm"),
    [
        ("当场处罚决定", {"罚款": 20_000}, (), ("discretion", "range")),
        ("当场处罚决定", {"阶次": None}, (), ("discretion", "tier_missing")),
        ("当场处罚决定", {"依据": None}, (), ("basis", "no_basis")),
        ("当场处罚决定", {"依据": "《某法》第三条"}, (), ("basis", "unknown_article")),
        ("缴款", {"票据号": None}, (), ("execution", "receipt")),
        ("缴款", {"金额": 5_000}, (), ("execution", "amount")),
        ("现场取证", {}, ("视频",), ("evidence", "missing")),
    ],
)
def test_a_summary_penalty_done_wrongly_raises_the_alarm_in_its_submit(
    law: Any, act: str, wrong: dict[str, Any], lacking: tuple[str, ...], alarm: tuple[str, str]
) -> None:
    case = open_one(in_force(law[0], "summary", standards=[STREET]), law[1])
    changes = run(case, law, changed({"现场取证": {}, **SUMMARY}, act, wrong), act, lacking)
    assert alarms_of(case) == {alarm}
    assert changes.raised >= 1


def test_a_fine_although_the_violation_was_corrected_on_the_spot_is_found(law: Any) -> None:
    case = open_one(in_force(law[0], "summary", standards=[STREET]), law[1])
    run(case, law, changed(SUMMARY, "责令改正", {"当场改正": "是"}), "当场处罚决定")
    assert alarms_of(case) == {("discretion", "corrected")}


def test_a_warning_without_a_fine_needs_no_receipt(law: Any) -> None:
    case = open_one(in_force(law[0], "summary", standards=[STREET]), law[1])
    warned = changed(SUMMARY, "当场处罚决定", {"结果": "警告", "罚款": None, "阶次": None})
    run(case, law, changed(warned, "缴款", {"金额": None, "票据号": None}), "缴款")
    assert alarms_of(case) == set()


ORDINARY = {
    "核查": {"结论": "建议立案"},
    "立案": {"案由": "无照经营", "立案依据": FILED, "当事人": {"kind": "other", "name": "某店"}},
    "责令改正": {"改正期限": "2026-03-10"},
    "复查": {"已改正": "未改正"},
    "决定": {"结果": "予以处罚", "依据": f"{BASIS}；{FILED}", "阶次": "从轻", "罚款": 1_200_000, "没收": 50_000},
    "执行": {"金额": 1_200_000, "缴纳没收": 50_000, "票据号": "内财 0002"},
}


@pytest.mark.req("S1-16", "S1-17", "S1-18", "S1-19")
@pytest.mark.parametrize(
    ("act", "wrong", "last", "alarms"),
    [
        ("决定", {}, "执行", set()),
        ("复查", {"已改正": "已改正"}, "决定", {("discretion", "corrected")}),
        ("决定", {"罚款": 9_900_000}, "决定", {("discretion", "range")}),
        ("决定", {"结果": "撤案", "罚款": None, "没收": None}, "决定", {("basis", "negative")}),
        ("立案", {"立案依据": None}, "立案", {("basis", "no_basis")}),
        ("执行", {"缴纳没收": None}, "执行", {("execution", "amount")}),
    ],
)
def test_the_ordinary_procedure_is_judged_by_what_its_forms_say(
    law: Any, act: str, wrong: dict[str, Any], last: str, alarms: set[tuple[str, str]]
) -> None:
    case = open_one(in_force(law[0], "ordinary", standards=[SHOP]), law[1])
    run(case, law, changed(ORDINARY, act, wrong), last)
    assert alarms_of(case) == alarms
    case.refresh_from_db()
    assert (case.title, case.party) == ("无照经营", "某店")


def test_goods_that_do_not_come_back_as_they_were_listed_are_found(law: Any) -> None:
    from mingcha.cases.facts import write_facts
    from mingcha.cases.models import Goods

    case = open_one(in_force(law[0], "seizure"), law[1])
    step = case.steps.get()
    listed = [{"名称": "冻品", "数量": 150}, {"名称": "食用油", "数量": 60}]
    step.act = "清点"
    write_facts(case, step, {"goods.listed": listed}, later(1))
    step.act = "处理"
    write_facts(case, step, {"goods.confiscated": [{"名称": "冻品", "数量": 150}]}, later(2))
    write_facts(case, step, {"goods.destroyed": [{"名称": "食用油", "数量": 61}]}, later(3))
    told = Goods.objects.filter(case=case).order_by("id").values_list("name", "listed", "confiscated", "destroyed")
    assert list(told) == [("冻品", 150_000, 150_000, None), ("食用油", 60_000, None, 61_000)]
    from mingcha.cases.actions.alarms import judge
    from mingcha.cases.models import Alarm
    from mingcha.ledger import System

    judge(case, later(4), by=System("clock"))
    assert list(Alarm.objects.filter(case=case, kind="execution").values_list("code", flat=True)) == ["goods"]
