# SPDX-License-Identifier: Apache-2.0
"""The made-up cases as the rows of an export on the day :data:`NOW`: what had not happened by then is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mingcha.audit.sample_case import NOW, Case, Step
from mingcha.audit.sample_clock import WorkClock
from mingcha.audit.sample_money import FINE, GAIN, LATE_FEE, PAID, PAID_GAIN, RECEIPT
from mingcha.engine.clock import day_number

Cell = str | int | None
FACTS: Final = ("处理结果", "决定依据", "裁量阶次", FINE, GAIN, PAID, PAID_GAIN, LATE_FEE, RECEIPT)
"""What stands in a row only once its step has ended."""
LOG: Final[Sequence[str]] = (
    *("案号", "机关", "承办机构", "执法类别", "区划代码", "事项", "案由"),
    *("案件来源", "当事人", "违法地点", "承诺办结日期", "立案时间"),
    *("环节", "分派时间", "开始时间", "办结时间", "承办人", "执法证号", "人员角色", "退回自"),
    *FACTS,
)
SIDES: Final[dict[str, Sequence[str]]] = {
    "中止": ("案号", "事由", "中止时间", "恢复时间"),
    "延长": ("案号", "环节", "期限", "延长天数", "批准时间"),
    "证据": ("案号", "环节", "第几次", "证据编号", "种类", "上传时间", "移除时间", "替换为"),
    "责令改正": ("案号", "违法行为", "送达时间", "改正期限", "复查结论", "复查时间"),
    "涉案财物": ("案号", "名称", "清单数量", "返还", "销毁", "没收", "移交", "处置时间"),
}


class Export:
    """Rows of the log and of its side tables."""

    def __init__(self, cases: Sequence[Case], clock: WorkClock) -> None:
        self.cases, self.clock = cases, clock
        self.now = clock.closes(day_number(NOW))

    def log(self) -> Iterator[Sequence[Cell]]:
        """A row for each step that had begun, in the order of cases and of steps."""
        for case in self.cases:
            for place, step in enumerate(sorted(case.steps, key=lambda step: step.start)):
                start = self.when(case, step.start)
                if start is not None:
                    yield (*self.of_case(case, step, first=place == 0), *self.of_step(case, step, start))

    def of_case(self, case: Case, step: Step, *, first: bool) -> Sequence[Cell]:
        """What is said of the case; the clue's form stands at the first step, the day of filing at the filing."""
        about = case.violation.name
        unit = case.unit
        where = (unit.organ.name, unit.name, unit.organ.category, case.area, f"对{about}的行政处罚", about)
        clue = (case.source, case.party, case.place, case.promised or None) if first else (None, None, None, None)
        return (case.number, *where, *clue, self.when(case, step.end) if step.act == "立案" else None)

    def of_step(self, case: Case, step: Step, start: str) -> Sequence[Cell]:
        people, roles = zip(*step.people, strict=True)
        end = self.when(case, step.end)
        facts = [step.facts.get(name) for name in FACTS] if end else [None] * len(FACTS)
        times = (self.when(case, step.assigned), start, end)
        names, numbers = "；".join(each.name for each in people), "；".join(each.number for each in people)
        return (step.act, *times, names, numbers, "；".join(roles), step.facts.get("退回自"), *facts)

    def when(self, case: Case, moment: int) -> str | None:
        """The moment as it was entered, or None if that is still to come."""
        entered = self.clock.week_end(moment, case.delay) if case.unit.friday else moment
        return self.clock.text(entered) if entered <= self.now else None

    def side(self, name: str) -> Iterator[Sequence[Cell]]:
        """The rows of a side table."""
        rows = {
            "中止": self.pauses,
            "延长": self.extensions,
            "证据": self.evidence,
            "责令改正": self.orders,
            "涉案财物": self.goods,
        }[name]
        for case in self.cases:
            yield from ((case.number, *row) for row in rows(case))

    def pauses(self, case: Case) -> Iterator[Sequence[Cell]]:
        for kind, begin, end in case.pauses:
            if stopped := self.when(case, begin):
                yield kind, stopped, self.when(case, end)

    def extensions(self, case: Case) -> Iterator[Sequence[Cell]]:
        for act, point, amount, approved in case.extensions:
            if at := self.when(case, approved):
                yield act, point, amount, at

    def evidence(self, case: Case) -> Iterator[Sequence[Cell]]:
        for place, item in enumerate(case.evidence):
            if added := self.when(case, item.added):
                removed = None if item.removed is None else self.when(case, item.removed)
                better = item.replaced_by
                replaced = better is not None and self.when(case, case.evidence[better].added)
                name = f"{case.number}-{place + 1:02}"
                by = f"{case.number}-{better + 1:02}" if better is not None and replaced else None
                yield item.act, item.run, name, item.kind, added, removed, by

    def orders(self, case: Case) -> Iterator[Sequence[Cell]]:
        for served, due, found, rechecked in case.orders:
            if at := self.when(case, served):
                again = self.when(case, rechecked)
                yield case.violation.name, at, self.clock.date(due), found if again else None, again

    def goods(self, case: Case) -> Iterator[Sequence[Cell]]:
        for name, seized, listed, *ways, disposed in case.goods:
            if self.when(case, seized):
                gone = self.when(case, disposed)
                yield name, listed, *(ways if gone else (None, None, None, None)), gone
