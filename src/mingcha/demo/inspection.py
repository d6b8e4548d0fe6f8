# SPDX-License-Identifier: Apache-2.0
"""Inspections of enterprises: drawn by lot, special, and after a complaint (国办发〔2015〕58号, 国办发〔2024〕54号)."""

from __future__ import annotations

from typing import ClassVar, Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Course
from mingcha.demo.clock import Clock

FINDINGS: Final = {"未按规定公示信息": 55, "通过登记住所无法联系": 30, "隐瞒真实情况": 5, "责令改正": 10}
FINDING, FILED = 0.21, 9 / 260


def begin(case: Case, clock: Clock) -> None:
    """Draw the day of the visit, in working minutes; those drawn by lot are drawn together, on the first working day of a month."""
    rng = case.rng
    visit = clock.opens(case.came_day) + rng.randrange(DAY - 120)
    month = clock.opens(case.came_day - int(clock.date(visit)[8:]) + 1)
    drawn = min(month + 60, visit - DAY) if case.subject["task"] == "双随机" else visit - rng.randrange(60, 2 * DAY)
    case.at = {"drawn": drawn, "visit": visit}


class Inspection(Course):
    demanded: ClassVar = {"现场检查": ("照片", "现场检查笔录")}

    def run(self) -> None:
        case, at = self.case, self.case.at
        drawer = self.rng.choice(case.unit.organ.reviewers)
        acts = ("下达任务", "抽取对象", "抽取人员") if case.subject["task"] == "双随机" else ("下达任务", "抽取人员")
        moment = at["drawn"]
        for act in acts:
            who = case.lead if act == "抽取人员" and "same_person" in case.wrong else drawer
            self.step(act, moment, moment + 5, [(who, "抽取" if "抽" in act else "下达")])
            moment += 6
        approved = max(moment + 10, at["visit"] - int(self.between(40, 300)))
        cited = self.cite(self.law.cited["filing_inspection"])
        self.step("检查审批", moment + 2, approved, [case.head(0)], outcome="同意检查", bases=cited)
        case.accepted = case.steps[-1].end
        visit = max(at["visit"], approved + 5)
        people = self.pair if "unqualified" not in case.wrong else self.doubtful_pair()
        self.step("现场检查", visit, visit + self.between(30, 110), people)
        self.follow(visit + 110)

    def follow(self, visited: int) -> None:
        """Tell the result, follow up what was found, publish within twenty working days."""
        case, rng, slack = self.case, self.rng, 0.6 if self.case.unit.friday else 1.0
        found = rng.random() < FINDING or "follow_late" in case.wrong
        result = rng.choices(list(FINDINGS), list(FINDINGS.values()))[0] if found else "未发现问题"
        told = visited + self.between(0.3, 9 * slack) * DAY
        self.step("结果告知", visited + 5, told, self.pair, outcome=result)
        done = told
        if found:
            days = self.between(17, 26) if "follow_late" in case.wrong else self.between(1, 13.5 * slack)
            done = told + days * DAY
            outcome = "移送立案" if rng.random() < FILED / FINDING else "责令改正"
            self.step("后续处理", told + 10, done, self.pair, outcome=outcome)
        days = self.between(22, 30) if "publish_late" in case.wrong else self.between(4, 19 * slack)
        published = visited + days * DAY
        self.step("结果公示", min(told + 20, published - 5), published, [(case.partner, "公示")])
        closed = self.clock.working(max(step.end for step in case.steps)) + self.between(20, DAY)
        self.step("办结", closed, closed + 10, self.pair)
