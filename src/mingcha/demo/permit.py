# SPDX-License-Identifier: Apache-2.0
"""A permit at the window: papers, acceptance, site check, review, decision (行政许可法 第三十二条至第四十四条)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from mingcha.audit.sample_clock import DAY
from mingcha.demo.case import Case, Course
from mingcha.demo.clock import MINUTES, Clock

PROMISED, LEGAL = 5, 10
PAUSES: Final = ("专家评审", "检验检测")


def begin(case: Case, clock: Clock) -> None:
    """Draw when papers come in and when they are accepted, in working minutes."""
    rng = case.rng
    came = clock.opens(case.came_day) + rng.randrange(DAY - 20)
    accepted = came + int(rng.uniform(8, 60) if rng.random() < 0.7 else rng.uniform(0.3, 3) * DAY)
    days = rng.triangular(1.2, PROMISED - 0.1, 4.6)
    case.at = {"came": came, "accepted": accepted, "issued": accepted + int(days * DAY)}


class Permit(Course):
    demanded: ClassVar = {"现场核查": ("照片", "照片", "照片", "照片", "现场核查表")}

    def wall(self, moment: float) -> int:
        """The window enters at once, whatever the unit that checks the place does."""
        return self.clock.wall(moment)

    def clerk(self, first: int, last: int, role: str) -> tuple[Any, str]:
        return self.rng.choice(self.case.item.organ.clerks[first:last]), role

    def run(self) -> None:
        case, at = self.case, self.case.at
        window = [self.clerk(0, 4, "窗口")]
        self.step("申请", at["came"], at["came"] + 3, window)
        checked = at["came"] + max(5, (at["accepted"] - at["came"]) * 0.3)
        self.step("材料审查", at["came"] + 3, checked, window)
        if at["accepted"] - at["came"] > DAY // 3:
            self.step("补正", checked, at["accepted"] - 2, window)
        if case.fate == "not_accepted":
            cited = self.cite(self.law.cited["not_accepting"])
            self.step("不予受理", at["accepted"], at["accepted"] + 5, window, outcome="不予受理", bases=cited)
            return
        step = self.step("受理", at["accepted"] - 1, at["accepted"], window)
        case.accepted = step.end
        opened = self.clock.working(step.end) // DAY * DAY
        case.promised = (self.clock.wall(opened + PROMISED * DAY) // MINUTES + 1) * MINUTES - 1
        self.settle(opened)
        self.decide()

    def settle(self, opened: int) -> None:
        """Until when it takes: within the promise, past it, or past the law's ten working days."""
        case, at = self.case, self.case.at
        if "permit_late" in case.wrong:
            at["issued"] = opened + int(self.between(LEGAL + 1.2, LEGAL + 6) * DAY)
        elif "promise_late" in case.wrong:
            at["issued"] = opened + int(self.between(PROMISED + 1.1, LEGAL - 0.4) * DAY)
        elif self.once_in(40):
            days = self.rng.randrange(3, 9)
            first = self.clock.day(at["accepted"]) + 1
            begin, end = self.clock.closes(first) - 60, self.clock.opens(first + days) + 60
            case.pauses.append((self.rng.choice(PAUSES), self.wall(begin), self.wall(end), None))

    def decide(self) -> None:
        """派发核查 to 制证送达, spread over the time there is; the site is checked by two officers of the unit."""
        case, begin, end = self.case, self.case.at["accepted"], self.case.at["issued"]
        length = end - begin
        site = self.pair if "unqualified" not in case.wrong else self.doubtful_pair()
        self.step("派发核查", begin + 5, begin + length * 0.1, [self.clerk(4, 7, "派发")])
        again = self.once_in(25)
        self.step("现场核查", begin + length * 0.12, begin + length * (0.3 if again else 0.55), site)
        review = [(case.lead, "审核")] if "same_person" in case.wrong else [self.clerk(4, 7, "审核")]
        if again:
            self.step("审核", begin + length * 0.32, begin + length * 0.4, review)
            self.step("现场核查", begin + length * 0.42, begin + length * 0.58, self.pair, back_from="审核")
        self.step("审核", begin + length * 0.6, begin + length * 0.72, review)
        granted = case.fate == "granted"
        cited = self.cite(case.subject["basis"] if granted else self.law.cited["refusing"])
        outcome = {"outcome": "准予许可" if granted else "不予许可", "bases": cited}
        self.step("决定", begin + length * 0.74, begin + length * 0.9, [self.clerk(7, 9, "审批")], **outcome)
        self.step("制证送达", begin + length * 0.91, end, [self.clerk(0, 4, "窗口")])
