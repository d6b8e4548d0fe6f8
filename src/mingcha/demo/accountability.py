# SPDX-License-Identifier: Apache-2.0
"""Accountability and risk prevention of the last weeks: a matter in every state, admonitions, a comparison, reviews (S3-20 … S3-27)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from mingcha.cases.actions.papers import make_paper
from mingcha.cases.models import Alarm, Case
from mingcha.demo.imports import post_of
from mingcha.demo.running import Play
from mingcha.organs.models import Post
from mingcha.oversight.actions import deciding, proposing, risking
from mingcha.oversight.actions.admonishing import admonish
from mingcha.oversight.actions.comparing import compare_fields
from mingcha.oversight.actions.deciding import Verdict
from mingcha.oversight.actions.proposing import Proposal
from mingcha.oversight.actions.risking import Assessment
from mingcha.oversight.links import Clue
from mingcha.oversight.models import Admonition, Liability, RiskPoint

TWICE: Final = "第一次告知补正漏列两项材料，申请人往返三次才受理。"
NO_SLIP: Final = "受理后没有出具受理承诺单，申请人询问后才补发。"
FACTS: Final = "超过法定办理期限，未办理延期，也未告知当事人，经督办后才办结。"
RUDE: Final = "群众反映窗口答复前后不一，重复要求补正，经核实属实。"
PERMIT: Final = "食品经营许可（新办）：春晖幼儿园食堂"


def hold_liable(now: datetime) -> None:
    """Let the monitoring office propose, the overseer review and the leader decide, each as far as it goes."""
    office, by, leader, handler, head = map(post_of, ("jiancha", "jiandu", "lingdao", "chengban", "fuze"))
    play = Play(now)
    organ = handler.organ
    rows = Alarm.objects.within(office).exclude(level=Alarm.Level.PROMPT).filter(organ=organ)
    clues = [Clue("alarm", pk) for pk in rows.order_by("-occurred_at").values_list("pk", flat=True)[:4]]
    given = Proposal(["s02"], TWICE, [handler.person_id])
    first = _proposed(given, clues[:1], play.at((18, "09:40")), office)
    _decided(first, (by, leader, handler), play.at((17, "10:10")))
    again = Proposal(["s10", "d03"], FACTS, [handler.person_id], [head.person_id], department=True, serious=True)
    second = _proposed(again, clues[1:3], play.at((4, "15:20")), office)
    at = play.at((3, "09:30"))
    proposing.review_liability(second, "事实清楚，情形对应。", 5, second.version, now=at, by=by)
    _proposed(Proposal(["s03"], NO_SLIP, [handler.person_id]), clues[3:], play.at((1, "11:00")), office)
    at = play.at((9, "16:00"))
    admonish(office.organ, handler.person, Admonition.Kind.WRITTEN, RUDE, now=at, by=by)
    _compare(play, by)
    _risks(now, office, by)


def _proposed(given: Proposal, clues: list[Clue], at: datetime, by: Post) -> Liability:
    return proposing.propose_liability(by.organ, given, clues, now=at, by=by)


def _decided(matter: Liability, people: tuple[Post, Post, Post], at: datetime) -> None:
    """Reviewed, stated, and decided by two forms together."""
    by, leader, handler = people
    proposing.review_liability(matter, "事实清楚。", 5, matter.version, now=at, by=by)
    row = matter.liables.get()
    deciding.state_defence(row, "当时案件集中，疏忽了告知，今后改正。", now=at + timedelta(days=1), by=handler)
    matter = Liability.objects.get(pk=matter.pk)
    forms = [("talk", "由单位主要负责人谈话"), ("self_criticism", "十个工作日内提交书面检查")]
    verdict = Verdict("事实清楚，本人认识到位，从轻处理。", {row.pk: forms})
    deciding.decide_liability(matter, verdict, matter.version, now=at + timedelta(days=6), by=leader)


def _compare(play: Play, by: Post) -> None:
    """A permit is compared with reality; its slip was issued."""
    case = Case.objects.within(by).filter(title=PERMIT).first()
    if case is None:
        return
    make_paper(case, "promise", now=play.at((6, "11:25")), by=play.post("chuangkou"))
    found = {"contact": ("春晖幼儿园", "春晖幼儿园"), "fee": ("0 元", "0 元"), "limit": ("五个工作日", "承诺三十日后")}
    compare_fields(case, found, "电话回访申请人，查阅纸质卷宗", now=play.at((2, "10:30")), by=by)


def _risks(now: datetime, office: Post, by: Post) -> None:
    """The register as the items have it, a risk of the organ, a review that waits and one that was agreed."""
    longer = timezone.localdate(now) - timedelta(days=380)
    told = Assessment("medium", "三年轮岗，关键环节双人办理", "监察室")
    risking.add_risk(office.organ, "重点岗位多年不轮岗，一人经手到底", told, step="审批岗位", day=longer, by=office)
    risking.keep_register(now)
    rows = list(RiskPoint.objects.within(office).filter(item__isnull=False).order_by("pk")[:2])
    for number, row in enumerate(rows):
        said = Assessment(row.level, row.measure, row.holder or "承办机构负责人", "对照上年报警，等级和措施不变。")
        risking.assess_risk(row, said, row.version, now=now - timedelta(days=3), by=office)
        if number == 0:
            fresh = RiskPoint.objects.get(pk=row.pk)
            risking.review_risk(fresh, "同意。", fresh.version, agreed=True, now=now - timedelta(days=2), by=by)
