# SPDX-License-Identifier: Apache-2.0
"""The course of a made-up case, step by step: 案源登记 to 结案 by the ordinary procedure (行政处罚法 第五章).

First the day of the decision is drawn, then the steps before it are spread over the time there is; whatever goes wrong is in
:mod:`mingcha.audit.sample_faults`. Times add up within the limits unless a fault says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from mingcha.audit import sample_money
from mingcha.audit.sample_case import PROMISED_TO, Case, Item, Step
from mingcha.audit.sample_clock import DAY, WorkClock
from mingcha.audit.sample_staff import RETIRED_ON, District, Person
from mingcha.engine.clock import day_number

RUSH: Final = (day_number(date(2025, 12, 10)), day_number(date(2025, 12, 25)))
RUSHED: Final = RUSH[1] + 50
"""The closing rush, as days: what would be decided until RUSHED is pulled into it, and half of all returns happen in it."""
RETURNS_RUSH, RETURNS_USUAL, RETURNS_EXEMPT = 0.46, 0.05, 0.05
PAUSES: Final = ("检验", "检测", "鉴定", "听证", "公告")
NO_PAUSES: Final = ("当事人外出", "案情复杂", "经办人出差")

Part = tuple[str, float, float]
"""An act, its weight in the time there is, and how much of its own time it fills."""


def run_through(case: Case, came: int, clock: WorkClock, district: District) -> None:
    """Let everything happen to a case, from its clue on."""
    course = _Course(case, clock, district)
    course.verify(came)
    if case.fate == "not_filed":
        course.refuse()
    else:
        course.file()
        decided = course.decision_moment()
        course.handle(decided)
        sample_money.decide(case, clock, district)
        course.serve_and_publish()
        if case.fate == "punished":
            sample_money.execute(case, clock)
        course.close()
    course.promise()


class _Course:
    """The steps of one case that have nothing to do with money."""

    def __init__(self, case: Case, clock: WorkClock, district: District) -> None:
        self.case, self.clock, self.district = case, clock, district
        self.luck, self.between = case.luck, case.luck.between
        self.slack = 0.6 if case.unit.friday else 1.0  # entering on Fridays moves the ends of spans by up to four days

    def verify(self, came: int) -> None:
        """案源登记 and 核查: fifteen working days, fifteen more if approved in time."""
        case, between = self.case, self.between
        case.step("案源登记", came, came + between(8, 45), [(case.lead, "登记")])
        start = came + between(60, 400)
        days = self.luck.rng.triangular(0.4, 13 * self.slack, 2.5)
        if self.luck.once_in(12):
            days = between(13, 15) * self.slack
        if self.luck.wrong("verify_late"):
            days = between(16.2, 24)
        elif self.luck.once_in(40):
            days = between(15.5, 26)
            case.extensions.append(("核查", "", 15, int(start + between(7, 9) * DAY)))
        step = case.step("核查", start, start + days * DAY, self.with_assistant())
        self.prove(step, ("照片", "照片", "照片", "现场笔录"))

    def with_assistant(self) -> list[tuple[Person, str]]:
        if not self.luck.once_in(7):
            return self.case.pair
        return [*self.case.pair, (self.luck.rng.choice(self.case.unit.assistants), "辅助人员")]

    def prove(self, step: Step, demanded: Sequence[str]) -> None:
        """Upload evidence while the step runs. Now and then a piece is late, lacking, taken away or replaced by a better one."""
        case, luck, run = self.case, self.luck, self.case.runs(step.act)
        missing, removed = luck.wrong("evidence_missing"), luck.wrong("evidence_removed")
        spoilt = luck.rng.randrange(len(demanded))
        for place, kind in enumerate(demanded):
            added = int(self.between(step.start, step.end))
            item = Item(step.act, run, kind, added)
            if place == spoilt and missing:
                if luck.once_in(2):
                    continue
                item = replace(item, added=step.end + int(self.between(60, 3 * DAY)))
            elif place == spoilt and removed and luck.once_in(2):
                item = replace(item, removed=step.end + int(self.between(DAY, 9 * DAY)))
            elif (place == spoilt and removed) or luck.once_in(80):
                better = "其他材料" if removed else kind
                later = step.end + DAY if removed else int(self.between(added, step.end))
                case.evidence.append(Item(step.act, run, better, later))
                item = replace(item, replaced_by=len(case.evidence) - 1)
            case.evidence.append(item)

    def refuse(self) -> None:
        """不予立案: the end of every fifth clue."""
        start = self.case.steps[-1].end + self.between(10, 200)
        step = self.case.step(
            "不予立案", start, start + self.between(20, 1.3 * DAY), [*self.case.pair, self.case.head(0)]
        )
        step.facts["处理结果"] = "不予立案"
        filed_by = "not_filing" if self.case.unit.organ.category == "市场监管" else "filing"
        sample_money.cite(self.case, step, self.district.articles[filed_by], self.district)

    def file(self) -> None:
        start = self.case.steps[-1].end + self.between(10, 200)
        step = self.case.step("立案", start, start + self.between(20, 1.3 * DAY), [*self.case.pair, self.case.head(0)])
        step.facts |= {"处理结果": "立案", "决定依据": self.district.articles["filing"][0]}

    def decision_moment(self) -> int:
        """When it is decided: ninety days from filing, unless the time was lawfully extended or stopped."""
        filed = self.case.steps[-1].end
        first = self.clock.day(filed)
        days = max(12, int(self.luck.rng.lognormvariate(math.log(41), 0.62)))
        if self.luck.wrong("case_late"):
            days = int(self.between(97, 125))
            if self.luck.once_in(3):
                self.case.extensions.append(("", "办案期限", 30, self.clock.opens(first + 92) + 120))
        elif RUSH[0] < first + days < RUSHED and RUSH[0] - 80 < first < RUSH[1] - 14 and not self.luck.once_in(8):
            days = int(self.between(max(first + 10, RUSH[0] + 6), min(first + 88, RUSH[1]) + 0.99)) - first
        elif days > (89 if self.slack == 1 else 80):
            days = self.stretch(filed, min(days, 130))
        if self.luck.wrong("pause_unlawful"):
            self.pause(self.luck.rng.choice(NO_PAUSES), first + int(days * 0.3), int(self.between(5, 20)))
        elif days < 84 and self.luck.once_in(30):
            self.pause(self.luck.rng.choice(PAUSES), first + int(days * 0.3), int(days * 0.25) + 1)
        return max(self.clock.closes(first + days) - int(self.between(0, 2 * DAY)), filed + 6 * DAY)

    def stretch(self, filed: int, days: int) -> int:
        """Make room for more than ninety days, by an extension of thirty or by a pause."""
        first = self.clock.day(filed)
        if days <= 112 and not self.luck.once_in(3):
            self.case.extensions.append(("", "办案期限", 30, self.clock.closes(first + int(self.between(65, 84)))))
        else:
            self.pause(
                self.luck.rng.choice(PAUSES), first + int(self.between(12, 20)), days - 78 + int(self.between(0, 6))
            )
        return days

    def pause(self, kind: str, first: int, days: int) -> None:
        self.case.pauses.append((kind, self.clock.closes(first) - 60, self.clock.opens(first + days) + 60))

    def handle(self, decided: int) -> None:
        """Everything between filing and decision."""
        case, filed = self.case, self.case.steps[-1].end
        rush = RUSH[0] <= self.clock.day(decided) <= RUSH[1]
        middle = filed + (decided - filed) * self.between(0.5, 0.65)
        if rush:
            middle = max(filed + 2 * DAY, min(self.clock.opens(RUSH[0]) + self.between(0, DAY), decided - 4 * DAY))
        ordered = case.violation.needs_order and not (case.fate == "punished" and self.luck.wrong("no_order"))
        head: list[Part] = [("调查取证", 8, 0.95)]
        if ordered:
            head = [("责令改正", 0.6, 0.15), *head, ("复查", 0.8, 0.3)]
        self.spread(head, filed + 30, middle)
        if ordered:
            self.order_to_correct()
        returns = self.returns(rush)
        tail: list[Part] = [("调查终结报告", 1.4, 0.8), *returns, ("告知", 2.5, 0.1), ("决定", 1, 0.9)]
        self.spread(tail, middle + 10, decided)

    def returns(self, rush: bool) -> list[Part]:
        """法制审核, and what goes back to the investigation: once from the review is normal, anything else is not."""
        review: Part = ("法制审核", 1.4, 0.7)
        again: list[Part] = [("调查取证", 1.3, 0.9), ("调查终结报告", 0.8, 0.8)]
        chance = self.luck.rng.random()
        often = RETURNS_RUSH if rush else RETURNS_USUAL
        if chance < often * 0.6:
            return [*again, review]
        if chance < often:
            return [review, *again, review, *again, review]
        return [review, *again, review] if chance < often + RETURNS_EXEMPT else [review]

    def spread(self, parts: list[Part], begin: float, end: float) -> None:
        """Put acts one after another into the time there is."""
        weights = [weight * self.between(0.7, 1.3) for _, weight, _ in parts]
        unit, at = (end - begin) / sum(weights), begin
        for (act, _, fill), weight in zip(parts, weights, strict=True):
            length = weight * unit
            last = act == "决定"
            self.act(act, at, end if last else at + length * fill)
            at += length

    def act(self, act: str, start: float, end: float) -> None:
        case = self.case
        if act == "法制审核":
            step = case.step(act, start, end, [(self.luck.rng.choice(case.unit.organ.reviewers), "审核")])
            if self.luck.wrong("same_person"):
                step.people = [(self.luck.rng.choice((case.lead, case.partner)), "审核")]
        elif act == "决定":
            case.step(act, start, end, [case.head(1)])
        elif act == "调查取证":
            self.investigate(start, end)
        else:
            case.step(act, start, end, case.pair)

    def investigate(self, start: float, end: float) -> None:
        """Two officers with certificates, unless it goes wrong: alone, with an assistant, with a former officer or one of another field."""
        case, rng = self.case, self.luck.rng
        back = case.steps[-1].act if case.runs("调查取证") else ""
        step = case.step("调查取证", start, end, self.with_assistant())
        if back and not self.luck.once_in(6):  # one in six does not say so: it shows from the order alone
            step.facts["退回自"] = back
        if not back and self.luck.wrong("unqualified"):
            others = [unit for unit in self.district.units if unit.organ.category != case.unit.organ.category]
            second = rng.choice(
                [
                    [],
                    [(rng.choice(case.unit.assistants), "辅助人员")],
                    [(rng.choice(rng.choice(others).officers), "协办")],
                    [(case.unit.retired, "协办")] if self.clock.date(step.start) > RETIRED_ON else [],
                ]
            )
            step.people = [(case.lead, "主办"), *second]
        self.prove(step, ("询问笔录",))

    def order_to_correct(self) -> None:
        """责令改正 was served; how the re-check went says whether there may be a fine."""
        case = self.case
        served = next(step.end for step in case.steps if step.act == "责令改正")
        rechecked = case.steps[-1].end
        due = max(served, rechecked - int(self.between(0.3, 2) * DAY))
        corrected = case.fate != "punished" or self.luck.wrong("fined_though_corrected")
        found = "已改正" if corrected else "部分改正" if self.luck.once_in(4) else "未改正"
        case.orders.append((served, due, found, rechecked))

    def serve_and_publish(self) -> None:
        """送达 and 公示, each within seven working days; to publish, many take them all."""
        case, decided = self.case, self.case.steps[-1].end
        days = self.luck.rng.triangular(0, 6.6 * self.slack, 0.5)
        if self.luck.wrong("serve_late"):
            days = self.between(8.2, 15)
        start = decided + self.between(5, 120)
        step = case.step("送达", start, start + days * DAY, case.pair)
        self.prove(step, ("送达回证",))
        days = self.between(6 if self.luck.once_in(2.5) else 1, 7) * self.slack
        if self.luck.wrong("publish_late"):
            days = self.between(9, 14)
        start = decided + self.between(30, DAY)
        case.step("公示", start, max(start, decided + days * DAY), [(self.luck.rng.choice(case.unit.officers), "公示")])

    def close(self) -> None:
        """结案, within fifteen working days of execution; many files wait for the end of the month."""
        case = self.case
        executed = case.steps[-1].end if case.fate == "punished" else max(step.end for step in case.steps[-2:])
        ready = max(step.end for step in case.steps) + self.between(20, DAY)
        days = self.between(17, 30) if self.luck.wrong("close_late") else self.between(1, 15) * self.slack
        end = max(ready + 30, executed + days * DAY)
        batch = self.clock.month_end(executed) + self.between(0, DAY)
        if days <= 15 and ready < batch < executed + 12 * self.slack * DAY and self.luck.once_in(2):
            end = batch
        case.step("结案", ready, end, [*case.pair, case.head(0)])

    def promise(self) -> None:
        """Complainants are promised an answer within so many months; usually it is kept."""
        case = self.case
        if case.source != PROMISED_TO:
            return
        came, done = self.clock.day(case.steps[0].start), self.clock.day(case.steps[-1].end)
        promised = came + 30 * ((done - came + (8 if case.unit.friday else 1)) // 30 + 1)
        if self.luck.wrong("promise_late"):
            promised = max(came + 5, done - int(self.between(2, 10)))
        case.promised = self.clock.date(self.clock.closes(promised))
