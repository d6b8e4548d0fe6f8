# SPDX-License-Identifier: Apache-2.0
"""The summary procedure on the street: found, told, fined and handed over within minutes (行政处罚法 第五十一、五十二条).

Before nine and after five, and at weekends; only the report, the publication and the file keep office hours.
"""

from __future__ import annotations

from typing import Any, ClassVar

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Course, People
from mingcha.demo.clock import MINUTES, Clock


def begin(case: Case, clock: Clock) -> None:
    """Draw when it happens, as a wall minute: 07:00 to 09:00 and 17:00 to 21:00 on the street, office hours in shops."""
    rng = case.rng
    low, high = (420, 540) if rng.random() < 0.4 else (1_020, 1_260)
    if case.unit.organ.category != "城市管理":
        low, high = 570, 1_050
    case.at = {"found": case.came_day * MINUTES + rng.randrange(low, high)}


class Street(Course):
    demanded: ClassVar = {"现场取证": ("照片", "照片", "视频")}

    def run(self) -> None:
        case = self.case
        people = self.pair if "unqualified" not in case.wrong else self.doubtful_pair()
        if "unqualified" not in case.wrong and self.once_in(6):
            people = self.with_assistant(1)
        at = case.at["found"]
        for act, least, most in (("巡查发现", 1, 4), ("责令改正", 2, 9), ("现场取证", 3, 8), ("当场告知", 1, 4)):
            end = at + self.rng.randint(least, most)
            self.keep(act, at, end, people)
            at = end
        served = case.steps[1].end
        case.orders.append((case.subject["name"], served, served + 30, "已改正" if self.once_in(3) else "未改正", at))
        decided = at + self.rng.randint(1, 5)
        self.keep("当场处罚决定", at, decided, people, **self.decision())
        case.accepted = decided
        self.keep("当场交付", decided, decided + 1, people)
        self.pay(decided)
        self.report(decided)

    def decision(self) -> dict[str, Any]:
        case = self.case
        name, least, most, _weight = self.rng.choices(
            case.subject["tiers"], [tier[3] for tier in case.subject["tiers"]]
        )[0]
        fine = (
            self.rng.randrange(least, most + 1, 50) if most - least > 50 else self.rng.choice((least, most, most, most))
        )
        if "fine_out_of_range" in case.wrong:  # above what may be decided on the spot
            fine = case.subject["tiers"][-1][2] + self.rng.choice((100, 200, 300, 800))
        cited = self.cite(case.subject["basis"])
        return {"outcome": "当场处罚", "bases": cited, "violation": case.subject["name"], "tier": name, "fine": fine}

    def pay(self, decided: int) -> None:
        """Most pay by code at once; the others within fifteen days, few later or never."""
        case, rng, chance = self.case, self.rng, self.rng.random()
        fine = case.last("当场处罚决定").facts["fine"]
        minutes = rng.randrange(2, 20) if chance < 0.62 else rng.randrange(600, 15 * MINUTES)
        facts: dict[str, Any] = {"paid": fine, "receipt": f"99{rng.randrange(10**7):07}"}
        if chance > 0.94:
            days = rng.randrange(17, 60)
            minutes, facts["late_fee"] = days * MINUTES, min(fine, fine * 3 * (days - 15) // 100)
        if "no_receipt" in case.wrong:
            facts["receipt"] = None
        if "paid_differs" in case.wrong:
            facts["paid"] = fine // 2
        case.at["paid"] = decided + 1 + minutes
        self.keep("缴款", decided + 1, case.at["paid"], [(case.lead, "主办")], **facts)

    def report(self, decided: int) -> None:
        """备案 within two working days, 公示 within seven, 归档 in a batch at the end of the month."""
        case, clock = self.case, self.clock
        opens = clock.working(decided) // DAY * DAY
        first = opens if clock.is_work(decided // MINUTES) else opens - DAY  # the day of the decision is not counted
        start = max(clock.working(decided), opens) + self.between(5, 120)
        days = case.plan.get("reported_on") or self.between(2 if self.once_in(1.3) else 1, 2.97)
        if "report_late" in case.wrong:
            days = self.between(3.3, 7)
        clerk = [(self.rng.choice(case.unit.officers), "内勤")]
        self.office("备案", start, first + days * DAY, clerk)
        days = case.plan.get("published_on") or self.between(6.2 if self.once_in(1.2) else 1.2, 7.9)
        if "publish_late" in case.wrong:
            days = self.between(8.2, 12)
        self.office("公示", start + 60, first + days * DAY, clerk)
        done = clock.working(max(case.at["paid"], case.steps[-1].end))
        batch = max(done + 30, clock.month_end(done) + self.between(0, DAY - 60))
        self.office("归档", batch, batch + 20, clerk)

    def office(self, act: str, start: float, end: float, people: People) -> None:
        """A step that keeps office hours."""
        self.keep(act, self.clock.wall(start), self.clock.wall(max(start + 5, end)), people)
