# SPDX-License-Identifier: Apache-2.0
"""Oversight documents at every point of their way, a special supervision with its problems, a self-check, a refusal.

The certificates, their numbers and the plan are invented, as everybody in the demonstration is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from mingcha.cases.models import Alarm
from mingcha.demo.imports import post_of
from mingcha.demo.running import Play
from mingcha.organs.models import Post
from mingcha.oversight.actions import paper_service as service
from mingcha.oversight.actions import papers, projects
from mingcha.oversight.actions.selfchecks import Checked, Refused, file_self_check, record_refusal
from mingcha.oversight.actions.supervisors import Held, add_supervisor
from mingcha.oversight.clocks import Span
from mingcha.oversight.models import Supervisor
from mingcha.oversight.selfchecks import standing

AUTHORITY, CHECKER, LEADER, OFFICE = "jiandu", "hegao", "lingdao", "jiancha"
STORIES: Final = (
    # working days ago, kind, mode, matter, how far
    (18, "opinion", "daily", "超过法定期限作出行政处罚决定", "closed"),
    (12, "notice", "daily", "行政许可超过承诺时限", "reported"),
    (8, "opinion", "special", "罚没收据缺号", "objected"),
    (5, "decision", "key", "逾期不整改行政执法问题", "served"),
    (3, "advice", "daily", "执法全过程记录不完整", "issued"),
    (1, "opinion", "single", "当场处罚未告知救济途径", "handed_in"),
)
FACTS: Final = "经平台监察和核查案卷，发现下列情形：{matter}。有关案件和记录见附件。"
BASIS: Final = "《行政执法监督条例》\n《中华人民共和国行政处罚法》第七十五条"
DEMANDS: Final = "一、查明原因，依法整改。\n二、对同类问题举一反三。\n三、书面报告整改情况，附有关材料。"
OPENING: Final = "10:10"
CHECKED: Final = Checked("上一期全部办件、报警和督办", "部分办件录入不及时，个别案件超期。", {})


def send_papers(now: datetime) -> None:
    """Let the bureau of the district write to one organ, and its office answer."""
    by, leader, office = (post_of(name) for name in (AUTHORITY, LEADER, OFFICE))
    play = Play(now)
    pair = _register(leader)
    for days, kind, mode, matter, far in STORIES:
        terms = {"report": Span(15, "wd"), "objection": Span(10, "wd"), "review": Span(10, "wd")}
        draft = papers.Draft(kind, mode, office.organ, matter, FACTS.format(matter=matter), BASIS, DEMANDS, pair, terms)
        _tell(draft, far, play.at((days, OPENING)), (by, leader, office))
    _supervise(pair, play.at((10, OPENING)), by, office)
    alarms = {alarm.pk: ("录入不及时", "补录并开展培训，每周抽查") for alarm in standing(office)}
    file_self_check(Checked(CHECKED.checked, CHECKED.found, alarms), now=now - timedelta(hours=3), by=office)


def _register(leader: Post) -> tuple[Supervisor, Supervisor]:
    """Two certificates; the leader enters them, since nobody enters her own."""
    held = [Held(f"SF-JD-2026{number:03}", "示例市人民政府", date(2025, 1, 1), date(2029, 12, 31)) for number in (1, 2)]
    people = [post_of(name).person for name in (AUTHORITY, CHECKER)]
    first, second = (add_supervisor(person, each, by=leader) for person, each in zip(people, held, strict=True))
    return first, second


def _tell(draft: papers.Draft, far: str, at: datetime, people: tuple[Post, Post, Post]) -> None:
    by, leader, office = people
    paper = papers.draft_paper(draft, now=at, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=at, by=by)
    if far == "handed_in":
        return
    at += timedelta(hours=1)
    paper = papers.check_paper(paper, "事实清楚，同意。", paper.version, now=at, by=post_of(CHECKER))
    paper = papers.sign_paper(paper, "同意签发。", paper.version, now=at, by=leader)
    paper = papers.issue_paper(paper, paper.version, now=at, by=by)
    if far == "issued":
        return
    at += timedelta(hours=2)
    paper = service.receive_paper(paper, paper.version, now=at, by=office)
    if far == "served":
        return
    at += timedelta(days=1)
    if far == "objected":
        service.object_to_paper(paper, "收据系换版后停用，已按规定核销。", paper.version, now=at, by=office)
        return
    paper = service.report_paper(paper, "已查明原因并整改，培训承办人。", (), paper.version, now=at, by=office)
    if far == "closed":
        at += timedelta(days=2)
        service.close_paper(paper, "整改到位，予以办结。", paper.version, now=at, by=by)


def _supervise(pair: tuple[Supervisor, Supervisor], at: datetime, by: Post, office: Post) -> None:
    """A special supervision with one problem that is put right and one that waits; what was refused in it."""
    plan = projects.Plan(
        "涉企乱收费、乱罚款专项监督",
        "special",
        "查阅今年以来的罚没案卷和票据，随机回访企业。",
        at.date(),
        at.date() + timedelta(days=90),
        [office.organ],
        pair,
    )
    project = projects.begin_project(plan, now=at, by=by)
    alarms = list(Alarm.objects.within(office).order_by("-occurred_at", "-pk").values_list("pk", flat=True)[:5])
    projects.collect(project, "alarm", alarms, now=at, by=by)
    asked = (("罚没收据缺号 3 张，没有核销记录", "补办核销手续"), ("同一企业一月内检查 4 次", "合并检查，说明理由"))
    rows = [
        projects.add_problem(
            project, projects.Found(office.organ, found, "《行政执法监督条例》", demand, 15), now=at, by=by
        )
        for found, demand in asked
    ]
    later = at + timedelta(days=4)
    said = "已补办核销，附清单。"
    projects.rectify_problem(rows[0], said, (), rows[0].version, now=later, by=office)
    told = Refused(
        office.organ, "project", project.pk, project.theme, later, "年底结账，暂不能提供票据存根。", by.organ
    )
    record_refusal(told, now=later, by=by)
