# SPDX-License-Identifier: Apache-2.0
"""The ordinary procedure from 案源登记 to the decision (行政处罚法 第五章第三节).

First the day of the decision is drawn, then the steps before it are spread over the time there is. Times add up within the
limits unless a fault that was drawn for the case says otherwise.
"""

from __future__ import annotations

import math
from typing import ClassVar, Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Course, Step
from mingcha.demo.clock import MINUTES, Clock

PAUSES: Final = ("检验", "检测", "鉴定", "听证", "公告")
NO_PAUSES: Final = ("当事人外出", "案情复杂", "经办人出差", "等待上级答复")
MEDIAN, SPREAD = 41, 0.6
RETURNS_RUSH, RETURNS_USUAL, RETURNS_EXEMPT = 0.82, 0.25, 0.06
Part = tuple[str, float, float]
"""An act, its weight in the time there is, and how much of its own time it fills."""


def begin(case: Case, clock: Clock) -> None:
    """Draw when things happen, in working minutes: came, verified, filed, decided."""
    rng = case.rng
    slack = 0.6 if case.unit.friday else 1.0  # entering on Fridays moves the ends of spans by up to four days
    came = clock.opens(case.came_day) + rng.randrange(DAY - 60)
    start = came + int(rng.uniform(60, 400))
    days = rng.triangular(0.4, 13 * slack, 2.5)
    if rng.random() < 1 / 12:
        days = rng.uniform(13, 15) * slack
    elif rng.random() < 1 / 40:
        days = rng.uniform(15.5, 26)
        case.plan["verify_extended"] = int(start + rng.uniform(7, 9) * DAY)
    verified = start + int(days * DAY)
    filed = verified + int(rng.uniform(10, 200)) + int(rng.uniform(20, 1.3 * DAY))
    case.at = {"came": came, "start": start, "verified": verified, "filed": filed}
    case.at["decided"] = _decided(case, clock, slack)


def _decided(case: Case, clock: Clock, slack: float) -> int:
    """The day of the decision: within ninety days from filing, unless the time is lawfully extended or stopped."""
    rng, filed = case.rng, case.at["filed"]
    first = clock.day(filed)
    days = max(11, int(rng.lognormvariate(math.log(MEDIAN), SPREAD)))
    rush = clock.rush(first)
    if rush and rush[0] - 14 < first + days < rush[1] + 90 and rng.random() < 15 / 16:
        days = int(rng.uniform(max(first + 10, rush[0] + 6), min(first + 88, rush[1]) + 0.99)) - first
    elif days > (88 if slack == 1 else 80):
        days = min(days, 128)
        case.plan["stretch"] = "extend" if days <= 110 and rng.random() < 0.6 else rng.choice(PAUSES)
    return max(clock.closes(first + days) - int(rng.uniform(0, 2 * DAY)), filed + 6 * DAY)


class Ordinary(Course):
    """The steps up to the decision."""

    demanded: ClassVar = {
        "核查": ("照片", "照片", "照片", "现场笔录"),
        "调查取证": ("询问笔录",),
        "送达": ("送达回证",),
    }

    def verify(self) -> None:
        """案源登记 and 核查: fifteen working days, fifteen more if approved in time."""
        case, at = self.case, self.case.at
        if "verify_late" in case.wrong:
            shift = max(0, at["start"] + int(self.between(16.2, 24) * DAY) - at["verified"])
            at |= {name: at[name] + shift for name in ("verified", "filed", "decided")}
        if (approved := case.plan.get("verify_extended")) and "verify_late" not in case.wrong:
            case.extensions.append(("核查", "", 15, self.wall(approved)))
        self.step("案源登记", at["came"], at["came"] + self.between(8, 45), [(case.lead, "登记")])
        self.step("核查", at["start"], at["verified"], self.with_assistant(7))

    def refuse(self) -> None:
        """不予立案: the end of a third of all clues."""
        start = self.case.at["verified"] + self.between(10, 200)
        market = self.case.unit.organ.category == "市场监管"
        basis = self.law.cited["not_filing" if market else "filing"]
        people = [*self.pair, self.case.head(0)]
        end = start + self.between(20, 1.3 * DAY)
        self.step("不予立案", start, end, people, outcome="不予立案", bases=self.cite(basis))

    def file(self) -> None:
        at = self.case.at
        start = max(at["verified"] + 10, at["filed"] - self.between(15, 1.2 * DAY))
        basis = self.law.cited["filing"][:1]
        step = self.step("立案", start, at["filed"], [*self.pair, self.case.head(0)], outcome="立案", bases=basis)
        self.case.accepted = step.end

    def settle_delay(self) -> None:
        """Late, stretched or wrongly stopped: what the planned day of the decision means for the record."""
        case, clock, filed = self.case, self.clock, self.case.at["filed"]
        first = clock.day(filed)
        if "case_late" in case.wrong or "case_stuck" in case.wrong:
            days = (
                int(self.between(97, 125))
                if "case_late" in case.wrong
                else clock.today - first + int(self.between(6, 20))
            )
            case.at["decided"] = clock.closes(first + days) - int(self.between(0, DAY))
            case.plan.pop("stretch", None)
        days = clock.day(case.at["decided"]) - first
        if (how := case.plan.get("stretch")) == "extend":
            approved = clock.closes(first + int(self.between(65, 80)))
            case.extensions.append(("", "办案期限", 30, self.wall(approved)))
        elif how:
            self.pause(how, first + int(self.between(12, 20)), days - 76 + int(self.between(0, 6)))
        if "pause_unlawful" in case.wrong:
            self.pause(self.rng.choice(NO_PAUSES), first + int(days * 0.2), int(self.between(5, 20)))
        elif not how and days < 84 and self.once_in(30):
            self.pause(self.rng.choice(PAUSES), first + int(days * 0.3), int(days * 0.25) + 1)

    def pause(self, kind: str, first: int, days: int) -> None:
        """Stop the clock from the end of a working day to the morning of another."""
        begin, end = self.clock.closes(first) - 60, self.clock.opens(first + days) + 60
        self.case.pauses.append((kind, self.wall(begin), self.wall(end), None))

    def handle(self) -> None:
        """Everything between filing and decision."""
        case, filed, decided = self.case, self.case.at["filed"], self.case.at["decided"]
        rush = next((first for first, last in self.clock.rushes if first <= self.clock.day(decided) <= last), None)
        middle = filed + (decided - filed) * self.between(0.5, 0.65)
        if rush is not None:
            middle = max(filed + 2 * DAY, min(self.clock.opens(rush) + self.between(0, DAY), decided - 4 * DAY))
        ordered = case.plan.get("needs_order") and "no_order" not in case.wrong
        head: list[Part] = [("调查取证", 8, 0.95)]
        if ordered:
            head = [("责令改正", 0.6, 0.15), *head, ("复查", 0.8, 0.3)]
        self.spread(head, filed + 30, middle)
        if ordered:
            self.order_to_correct()
        heavy: list[Part] = [("集体讨论", 0.4, 0.3)] if case.fine[0] >= 50_000 else []
        tail: list[Part] = [("调查终结报告", 1.4, 0.8), *self.returns(rush is not None), ("告知", 2.5, 0.1)]
        self.spread([*tail, *heavy, ("决定", 1, 0.9)], middle + 10, decided)

    def returns(self, rush: bool) -> list[Part]:
        """法制审核, and what goes back to the investigation: once from the review is normal, anything else is not."""
        review: Part = ("法制审核", 1.4, 0.7)
        again: list[Part] = [("调查取证", 1.3, 0.9), ("调查终结报告", 0.8, 0.8)]
        chance, often = self.rng.random(), RETURNS_RUSH if rush else RETURNS_USUAL
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
            self.act(act, at, end if act == "决定" else at + length * fill)
            at += length

    def act(self, act: str, start: float, end: float) -> None:
        case = self.case
        if act == "法制审核":
            reviewer = self.rng.choice(case.unit.organ.reviewers or case.unit.organ.heads)
            if "same_person" in case.wrong:
                reviewer = case.lead
            self.step(act, start, end, [(reviewer, "审核")])
        elif act == "集体讨论":
            self.step(act, start, end, [(each, "讨论") for each in case.unit.organ.heads])
        elif act == "决定":
            self.step(act, start, end, [case.head(1)])
        elif act == "调查取证":
            self.investigate(start, end)
        else:
            self.step(act, start, end, self.pair)

    def investigate(self, start: float, end: float) -> Step:
        """Two officers with certificates, unless it goes wrong."""
        before = self.case.steps[-1].act
        again = any(step.act == "调查取证" for step in self.case.steps)
        people = self.with_assistant(7)
        if not again and "unqualified" in self.case.wrong:
            people = self.doubtful_pair()
        back = {"back_from": before} if again and not self.once_in(6) else {}  # one in six does not say so
        return self.step("调查取证", start, end, people, **back)

    def order_to_correct(self) -> None:
        """责令改正 was served; how the re-check went says whether there may be a fine."""
        case = self.case
        served, rechecked = case.last("责令改正").end, case.steps[-1].end
        due = max(served, rechecked - self.rng.randrange(300, 3_000)) // MINUTES * MINUTES
        corrected = case.fate != "punished" or "fined_though_corrected" in case.wrong
        found = "已改正" if corrected else "部分改正" if self.once_in(4) else "未改正"
        case.orders.append((case.plan["violation"], served, due, found, rechecked))
