# SPDX-License-Identifier: Apache-2.0
"""From the decision to the closing: fine and tier, service, publication, payment, goods (行政处罚法 第三十三、三十四、七十二条)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from mingcha.audit.sample_clock import DAY
from mingcha.audit.sample_staff import Tier
from mingcha.demo.case import Case
from mingcha.demo.clock import day_text
from mingcha.demo.ordinary import Ordinary

OUTCOMES: Final = {"spared": "不予处罚", "withdrawn": "撤案", "punished": "行政处罚"}
SEEN_WHEN_PAID: Final = {"no_receipt", "paid_differs", "paid_undecided", "goods_differ"}
"""Faults that show once all is paid: these pay in time."""
SPARING: Final = {"spared": "sparing", "withdrawn": "withdrawing"}


class Penalty(Ordinary):
    """The whole of a case by the ordinary procedure."""

    def run(self) -> None:
        self.verify()
        if self.case.fate == "not_filed":
            self.refuse()
            return
        self.file()
        self.settle_delay()
        self.handle()
        self.decide()
        self.serve_and_publish()
        if self.case.fate == "punished":
            self.execute()
        self.close()

    def decide(self) -> None:
        """Fill in the decision, which is the case's last step."""
        case, step = self.case, self.case.steps[-1]
        cited = self.law.cited.get(SPARING.get(case.fate, ""), case.plan["basis"])
        step.facts |= {"outcome": OUTCOMES[case.fate], "bases": self.cite(cited), "violation": case.plan["violation"]}
        if case.fate == "punished":
            step.facts |= self.fine(day_text(step.end))

    def fine(self, day: str) -> dict[str, Any]:
        case, rng = self.case, self.rng
        amount = _amount(case)
        tier = _tier(case, day, amount)
        facts: dict[str, Any] = {"tier": tier.name, "fine": amount}
        if rng.random() < case.plan["gain"] or "no_amount" in case.wrong:
            facts["gain"] = int(rng.lognormvariate(7.2, 1.0)) + 20
        if "no_amount" in case.wrong:  # only the confiscation was entered
            del facts["fine"]
        if "fine_out_of_range" in case.wrong:
            most = case.plan["tiers"][-1].most
            facts["fine"] = tier.least // 10 or 10 if self.once_in(3) else most + 500 * rng.randrange(1, 8)
        if "no_tier" in case.wrong:
            facts["tier"] = rng.choice(("", "酌定"))
        if "old_tier" in case.wrong:
            facts["tier"] = case.plan["tiers"][0].name
        facts |= case.plan.get("decided_as", {})
        return facts

    def serve_and_publish(self) -> None:
        """送达 and 公示, each within seven working days; to publish, many take them all."""
        case, decided, slack = self.case, self.case.at["decided"], 0.6 if self.case.unit.friday else 1.0
        days = self.between(8.2, 15) if "serve_late" in case.wrong else self.rng.triangular(0, 6.6 * slack, 0.5)
        start = decided + self.between(5, 120)
        self.step("送达", start, start + days * DAY, self.pair)
        case.at["served"] = int(start + days * DAY)
        days = self.between(6.3 if self.once_in(2) else 1, 6.95) * slack
        if "publish_late" in case.wrong:
            days = case.plan.get("published_on", self.between(9, 14))
        start = decided + self.between(30, DAY)
        self.step("公示", start, max(start, decided + days * DAY), [(self.rng.choice(case.unit.officers), "公示")])

    def execute(self) -> None:
        """执行: most pay within fifteen days, some with a late fee, some by order of a court; and the goods that were seized."""
        case, rng, served = self.case, self.rng, self.case.at["served"]
        decision = case.last("决定").facts
        chance = rng.random() * (0.7 if case.wrong & SEEN_WHEN_PAID else 1)
        days, late = case.plan.get("paid_after") or payment(chance, self.between)
        end = max(served + 30, self.clock.closes(self.clock.day(served) + days) - int(self.between(0, DAY)))
        fine, gain = decision.get("fine"), decision.get("gain")
        facts: dict[str, Any] = {"paid": fine, "paid_gain": gain, "receipt": f"99{rng.randrange(10**7):07}"}
        if late and fine:
            facts["late_fee"] = min(fine, fine * 3 * (days - 15) // 100)
        if "no_receipt" in case.wrong:
            facts["receipt"] = None
        if fine and "paid_differs" in case.wrong:
            facts["paid"] = fine // 10 if self.once_in(3) else int(fine * self.between(0.3, 0.9))
        if not gain and "paid_undecided" in case.wrong:
            facts["paid_gain"] = int(rng.lognormvariate(7.2, 1.0)) + 20
        self.step("执行", served, end, [(case.lead, "主办")], **facts)
        case.at["executed"] = end
        if case.plan.get("goods"):
            dispose(self, "核查", end + int(self.between(0.2, 3) * DAY))

    def close(self) -> None:
        """结案, within fifteen working days of execution; many files wait for the end of the month."""
        case, slack = self.case, 0.6 if self.case.unit.friday else 1.0
        done = max(case.at["served"], case.at.get("executed", 0))
        ready = max(done, self.clock.working(max(step.end for step in case.steps))) + self.between(20, DAY)
        days = (
            self.between(17, 30)
            if "close_late" in case.wrong
            else self.between(13 if self.once_in(4) else 1, 14.5) * slack
        )
        end = max(ready + 30, done + days * DAY)
        batch = self.clock.month_end(done) + self.between(0, DAY)
        if days < 13 and ready < batch < done + 12 * slack * DAY and self.once_in(1.5):
            end = batch
        self.step("结案", ready, end, [*self.pair, case.head(0)])


def payment(chance: float, between: Any) -> tuple[int, bool]:
    """Calendar days until all is paid, and whether it costs a late fee (three per cent a day, at most the fine)."""
    if chance < 0.71:
        return int(between(0, 15)), False
    if chance < 0.83:
        return int(between(16, 46)), True
    if chance < 0.89:
        return int(between(100, 190)), True
    if chance < 0.91:
        return int(between(40, 120)), False
    return int(between(15, 28)), False


def _amount(case: Case) -> int:
    """A round sum within the bounds of the case, more often a small one."""
    least, most = case.fine
    drawn = math.exp(case.rng.triangular(math.log(max(least, 1)), math.log(max(most, 1)), math.log(max(least, 1))))
    step = 500 if drawn > 5_000 else 100 if drawn > 1_000 else 50
    return min(max(int(drawn) // step * step, least), most)


def _tier(case: Case, day: str, amount: int) -> Tier:
    """The tier of the standard in force on the day that holds the amount."""
    tiers: Sequence[Tier] = case.plan["tiers"]
    return next(tier for tier in tiers if tier.covers(day) and tier.least <= amount <= tier.most)


def dispose(course: Ordinary | Any, seized_at: str, moment: int) -> None:
    """What was seized goes back, is destroyed, kept or handed over; the sum must be what was listed."""
    case, rng = course.case, course.rng
    name, unit, most = case.plan["goods"]
    listed = rng.randrange(3, most)
    ways = [0, 0, 0, 0]
    kept = rng.randrange(4)
    ways[kept], ways[(kept + 1) % 4] = (listed, 0) if rng.random() < 0.5 else (listed - listed // 4, listed // 4)
    if "goods_differ" in case.wrong:
        ways[kept] += 1 if rng.random() < 0.25 else -rng.randrange(1, min(6, ways[kept]) + 1)
    seized = case.last(seized_at).end
    case.goods.append((f"{name}（{unit}）", seized, listed, ways[0], ways[1], ways[2], ways[3], course.wall(moment)))
