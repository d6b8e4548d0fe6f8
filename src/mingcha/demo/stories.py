# SPDX-License-Identifier: Apache-2.0
"""Cases worth one click each: what an overseer tells of a real year. Everything else about them is drawn like anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Step
from mingcha.demo.clock import MINUTES, Clock
from mingcha.demo.district import District
from mingcha.demo.plan import BEGIN, Planner
from mingcha.engine.clock import date_of

STORIES: Final = {
    "reduced": ("云上人家食品店", "罚款五万元的违法行为只罚了五千元，没有减轻处罚的事由"),
    "day_31": ("草原汇超市", "查封第三十一天，没有延长，也没有处理"),
    "filed_after": ("青禾便利店", "决定作出两天以后才立案"),
    "certificate": ("北方木业加工厂", "现场笔录的前一天执法证到期"),
    "twelfth_day": ("小满餐饮店", "处罚决定第十二个工作日才公示"),
    "nine_visits": ("敕勒川商贸有限公司", "一个季度内同一企业被检查九次"),
    "print_shop": ("郭某（打印店）", "打印店未经设立登记：责令改正后未改，从轻处罚"),
    "roast_stall": ("烤红薯摊", "烤红薯摊占道，罚款一百元以内，当场缴清"),
    "noodles": ("麦香面馆", "面馆新办食品经营许可，五个工作日内发证"),
    "cold_store": ("北极星冷库", "冷库冻品无检疫证明：查封、延长、处理"),
}
"""By name: the party, by which its case is found, and what there is to see."""
VISITS: Final = (4, 11, 19, 27, 36, 48, 59, 70, 82)
"""Days ago on which one enterprise was visited."""


def tell(planner: Planner) -> list[Case]:
    """The cases of the stories, their courses drawn and not yet run."""
    return [*_penalties(planner), *_others(planner)]


def _penalties(planner: Planner) -> Iterator[Case]:
    today = planner.clock.today
    food = {"decided_as": {"fine": 5_000, "tier": "从轻"}}
    yield _penalty(planner, "reduced", "未取得许可从事食品经营活动", today - 118, food)
    yield _penalty(planner, "filed_after", "未按规定明码标价", today - 240, {"paid_after": (1, False)})
    yield _penalty(planner, "certificate", "未按规定对从业人员进行安全生产教育和培训", today - 46, {}, unit="xc-yj-dd")
    late = _penalty(planner, "twelfth_day", "未按规定落实食品从业人员健康管理", today - 95, {"published_on": 12})
    late.wrong = {"publish_late"}
    yield late
    shop = {"decided_as": {"fine": 12_000, "tier": "从轻", "gain": 8_420}, "paid_after": (12, False)}
    yield _penalty(planner, "print_shop", "未经设立登记从事经营活动", today - 150, shop)


def _penalty(
    planner: Planner,
    story: str,
    violation: str,
    came: int,
    plan: dict[str, Any],
    unit: str = "xc-sj-dd",
) -> Case:
    subject = next(each for each in planner.law.subjects["ordinary"] if each["violation"] == violation)
    rule = planner.law.violations[violation]
    known = {"violation": violation, "basis": rule.basis, "tiers": rule.tiers, "gain": 0, "fresh": False}
    whole = {**known, "needs_order": rule.needs_order, **plan}
    case = _of_unit(planner, story, "ordinary", subject, unit, dict(whole))
    case.fate, case.title = "punished", violation
    case.fine = (rule.tiers[-3].least, rule.tiers[-3].most)
    _begin(case, planner.clock, came)
    filed = case.at["filed"]
    case.at["decided"] = planner.clock.closes(planner.clock.day(filed) + 40) - DAY // 3
    case.plan = dict(whole)
    return case


def _others(planner: Planner) -> Iterator[Case]:
    today, subjects = planner.clock.today, planner.law.subjects
    sealed = _of_unit(
        planner, "day_31", "seizure", subjects["seizure"][0], "xc-sj-2", {"goods": ("调味品", "瓶", 240), "days": 44}
    )
    sealed.title, sealed.fate = "查封、扣押调味品", "seized"
    _begin(sealed, planner.clock, today - 31)
    yield sealed
    cold = {"goods": ("冻品", "箱", 127), "seizure": "extended"}
    store = _of_unit(planner, "cold_store", "seizure", subjects["seizure"][0], "xc-sj-dd", cold)
    store.title, store.fate = "查封、扣押冻品", "seized"
    _begin(store, planner.clock, today - 90)
    yield store
    stall = _of_unit(planner, "roast_stall", "summary", subjects["summary"][0], "xc-cg-2", {})
    stall.title, stall.fate = "占道经营", "fined"
    _begin(stall, planner.clock, today - 20)
    yield stall
    noodles = _of_unit(planner, "noodles", "permit", subjects["permit"][0], "xc-sj-3", {})
    noodles.title, noodles.fate = subjects["permit"][0]["name"], "granted"
    _begin(noodles, planner.clock, today - 60)
    yield noodles
    for ago in VISITS:
        visit = _of_unit(planner, "nine_visits", "inspection", subjects["inspection"][ago % 3], "xc-sj-5", {})
        visit.title, visit.fate = subjects["inspection"][ago % 3]["name"], "done"
        _begin(visit, planner.clock, today - ago)
        yield visit


def _of_unit(planner: Planner, story: str, form: str, subject: dict[str, Any], unit: str, plan: dict[str, Any]) -> Case:
    """A case of a unit that is named, in careful hands."""
    subject.setdefault("parties", planner.law.firms)
    case = planner.case(form, subject, "", subject["parties"], "", plan)
    case.unit = planner.district.unit(unit)
    case.lead, case.partner = case.unit.careful()[:2]
    if form != "permit":
        case.item = planner.law.item(subject["code"], case.unit.organ)
    case.story, case.party = story, STORIES[story][0]
    return case


def _begin(case: Case, clock: Clock, day: int) -> None:
    case.came_day = clock.day(clock.closes(day))
    BEGIN[case.form](case, clock)


def finish(case: Case, clock: Clock, district: District) -> None:
    """What a story does to the record of its case once that is written."""
    if case.story == "filed_after":
        _file_after(case, clock)
    if case.story == "certificate":
        seen = case.last("核查").end // MINUTES
        district.renew(case.lead, date_of(seen - 1), date_of(seen + 1))


def _file_after(case: Case, clock: Clock) -> None:
    """Served and paid on the day of the decision; the filing was entered when somebody missed it, two days later; never closed
    until months after."""
    decision, served, paid, filing = (case.last(act) for act in ("决定", "送达", "执行", "立案"))
    served.start, served.end = decision.end + 5, decision.end + 15
    paid.start, paid.end = served.end, served.end + 20
    case.evidence = [replace(piece, added=served.end) if piece.act == "送达" else piece for piece in case.evidence]
    start = clock.wall(clock.working(decision.end + 2 * MINUTES))
    late = Step("立案", decision.end, start, start + 35, filing.people, filing.facts)
    case.steps[case.steps.index(filing)] = late
    closing = case.last("结案")
    closing.start = clock.wall(clock.opens(late.end // MINUTES + 95))
    closing.end = closing.start + 40
    case.steps.sort(key=lambda step: step.start)
    case.accepted = late.end
