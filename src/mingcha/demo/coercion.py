# SPDX-License-Identifier: Apache-2.0
"""Seizure of goods, and the surcharge on a fine that was not paid (行政强制法 第十八条至第二十八条, 第四十五条)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Course
from mingcha.demo.clock import MINUTES, Clock
from mingcha.demo.money import dispose

LIMIT: Final = 30
NO_PAUSES: Final = ("等待货主到场", "库房调整")


def begin(case: Case, clock: Clock) -> None:
    """Draw the moment of the scene and the day when the goods are disposed of, in working minutes."""
    rng = case.rng
    scene = clock.opens(case.came_day) + rng.randrange(60, DAY - 90)
    case.at = {
        "scene": scene,
        "ended": clock.closes(clock.day(scene) + rng.randrange(9, LIMIT - 1)) - rng.randrange(DAY),
    }


class Seizure(Course):
    demanded: ClassVar = {"现场实施": ("全程录像", "现场笔录", "照片", "照片"), "清点": ("财物清单",)}

    def run(self) -> None:
        case, scene = self.case, self.case.at["scene"]
        at = self.clock.wall(scene)
        head = [*self.pair, case.head(0)]
        people = self.pair if "unqualified" not in case.wrong else self.doubtful_pair()
        if self.once_in(6):  # urgent: the approval is brought up within 24 hours (行政强制法 第十九条)
            self.keep("报批", at - 5, at + self.rng.randrange(60, 600), head)
        else:
            asked = self.clock.wall(scene - self.rng.randrange(40, DAY // 2))
            self.keep("报批", asked, max(asked + 10, min(at - 10, asked + 180)), head)
        self.keep("现场实施", at, at + self.rng.randrange(25, 70), people)
        done = case.steps[-1].end
        self.keep("清点", done, done + self.rng.randrange(15, 60), people)
        done = case.steps[-1].end
        cited = self.cite(case.subject["basis"])
        step = self.keep("决定书交付", done, done + 10, people, outcome="查封扣押", bases=cited)
        case.accepted, case.at["decided"] = step.end, self.clock.working(step.end)
        self.settle_end(step.end // MINUTES)
        keeper = case.lead if "same_person" in case.wrong else self.keeper()
        self.keep("保管", step.end + 20, self.clock.wall(case.at["ended"]) - 5, [(keeper, "保管")])
        self.finish()

    def keeper(self) -> Any:
        return self.rng.choice(
            [each for each in self.case.unit.officers if each not in (self.case.lead, self.case.partner)]
        )

    def settle_end(self, first: int) -> None:
        """Within thirty days; some are extended by thirty, some wait for a test whose days do not count."""
        case, rng, clock = self.case, self.rng, self.clock
        how = case.plan.get("seizure", "plain")
        if how == "extended":
            days = rng.randrange(LIMIT + 4, 2 * LIMIT - 1)
            approved = clock.closes(first + rng.randrange(24, 29)) - rng.randrange(60, 300)
            case.extensions.append(("", "查封扣押期限", LIMIT, clock.wall(approved)))
            self.step("延长", approved - 120, approved, [case.head(1)])
        elif how == "tested":
            length, start = rng.randrange(8, 18), first + rng.randrange(1, 4)
            begin, end = clock.opens(start) + 60, clock.opens(start + length) + 90
            self.step("检验", begin, end, [(case.partner, "送检")])
            cap = clock.wall(clock.opens(start + 25))
            case.pauses.append(("检验", clock.wall(begin), clock.wall(end), cap))
            days = rng.randrange(24, LIMIT + length - 3)
        elif how == "late":
            days = rng.randrange(LIMIT + 6, LIMIT + 14)
        else:
            days = case.plan.get("days", clock.day(case.at["ended"]) - first)
        if "pause_unlawful" in case.wrong:
            begin = clock.opens(first + 3)
            case.pauses.append((rng.choice(NO_PAUSES), clock.wall(begin), clock.wall(begin + 4 * DAY), None))
        case.at["ended"] = max(clock.closes(first + days) - rng.randrange(DAY), case.at["decided"] + 2 * DAY)

    def finish(self) -> None:
        case, ended = self.case, self.case.at["ended"]
        act = "解除" if self.once_in(4) else "处理"
        self.step(act, ended, ended + 60, self.pair)
        dispose(self, "清点", ended + 50)
        closed = ended + int(self.between(0.5, 6) * DAY)
        self.step("结案", closed, closed + 60, [*self.pair, case.head(0)])


class Surcharge(Course):
    """加处罚款: demanded, decided, served, paid."""

    def run(self) -> None:
        case, at = self.case, self.case.at["scene"]
        self.step("催告", at, at + 60, self.pair)
        decided = at + int(self.between(9, 14) * DAY)
        fine = self.rng.randrange(300, 9_000, 50)
        facts: dict[str, Any] = {"outcome": "加处罚款", "bases": self.cite(case.subject["basis"]), "fine": fine}
        case.accepted = self.step("加处罚款决定", decided, decided + 90, [case.head(1)], **facts).end
        served = decided + int(self.between(0.5, 5) * DAY)
        self.step("送达", decided + 100, served, self.pair)
        paid = served + int(self.between(2, 25) * DAY)
        receipt = None if "no_receipt" in case.wrong else f"99{self.rng.randrange(10**7):07}"
        self.step("执行", served, paid, [(case.lead, "主办")], paid=fine, receipt=receipt)
        self.step("结案", paid + 60, paid + 60 + int(self.between(0.2, 5) * DAY), [*self.pair, case.head(0)])
