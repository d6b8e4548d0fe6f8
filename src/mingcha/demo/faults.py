# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in the year, and how often: one table (samples of a real year; what is bent is said in docs/demo.md).

Faults are dealt out by number, not by chance: five careless officers get two fifths of all that is red.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, NamedTuple

from mingcha.demo.case import Case
from mingcha.demo.clock import MINUTES, Clock

CARELESS: Final = 0.44
"""The part of each fault that careless officers get, where they have cases enough."""
WORKING: Final = (
    "came",
    "start",
    "verified",
    "filed",
    "decided",
    "accepted",
    "issued",
    "scene",
    "ended",
    "drawn",
    "visit",
)
"""Milestones in working minutes; ``found`` is in wall minutes."""


class Fault(NamedTuple):
    """How many cases of each form have it, which of them can (milestone, days since then), and what it excludes."""

    counts: dict[str, int]
    after: dict[str, tuple[str, int]]
    needs: Callable[[Case], bool] = lambda case: True
    group: str = ""


_CAME = {
    "ordinary": ("verified", 1),
    "summary": ("found", 1),
    "permit": ("accepted", 9),
    "seizure": ("scene", 2),
    "surcharge": ("scene", 45),
    "inspection": ("visit", 1),
}
_DONE = {
    "ordinary": ("decided", 28),
    "summary": ("found", 16),
    "permit": ("issued", 1),
    "seizure": ("ended", 12),
    "inspection": ("visit", 45),
}
_DECIDED = _CAME | {"ordinary": ("decided", 1), "permit": ("issued", 1)}


def _punished(case: Case) -> bool:
    return case.fate in ("punished", "fined")


def _decided(case: Case) -> bool:
    return case.fate not in ("not_filed", "not_accepted")


def _ordered(case: Case) -> bool:
    return case.fate == "punished" and bool(case.plan["needs_order"])


def _with_goods(case: Case) -> bool:
    return bool(case.plan.get("goods")) and case.fate in ("punished", "seized")


def _kept(case: Case) -> bool:
    """The time is not stretched already."""
    return _decided(case) and "stretch" not in case.plan


FAULTS: Final[dict[str, Fault]] = {
    # 时限
    "verify_late": Fault({"ordinary": 4}, _CAME, lambda case: not case.unit.friday),
    "case_late": Fault({"ordinary": 4}, {"ordinary": ("filed", 128)}, _kept, "time"),
    "case_stuck": Fault(
        {"ordinary": 2}, {"ordinary": ("filed", 92)}, lambda case: _kept(case) and case.plan["fresh"], "time"
    ),
    "serve_late": Fault({"ordinary": 3}, _DONE, _decided),
    "publish_late": Fault({"ordinary": 3, "summary": 2, "inspection": 2}, _DONE, _decided),
    "close_late": Fault({"ordinary": 3}, {"ordinary": ("decided", 100)}, _decided),
    "report_late": Fault({"summary": 4}, {"summary": ("found", 12)}),
    "permit_late": Fault({"permit": 10}, {"permit": ("accepted", 24)}, _decided, "time"),
    "promise_late": Fault({"permit": 40}, {"permit": ("accepted", 16)}, _decided, "time"),
    "follow_late": Fault({"inspection": 3}, {"inspection": ("visit", 60)}),
    "pause_unlawful": Fault(
        {"ordinary": 20, "seizure": 2}, {"ordinary": ("decided", 1), "seizure": ("scene", 8)}, _kept
    ),
    # 资格
    "unqualified": Fault(
        {"ordinary": 10, "summary": 7, "permit": 2, "seizure": 1, "inspection": 2}, _DECIDED, _decided
    ),
    # 证据
    "evidence_missing": Fault(
        {"ordinary": 34, "summary": 12, "permit": 9, "seizure": 3, "inspection": 5}, _DECIDED, group="evidence"
    ),
    "evidence_removed": Fault({"ordinary": 14, "summary": 7, "permit": 3}, _DONE, group="evidence"),
    # 依据
    "no_basis": Fault(
        {"ordinary": 10, "summary": 6, "permit": 3, "seizure": 1, "inspection": 1}, _DECIDED, group="basis"
    ),
    "repealed_basis": Fault({"ordinary": 11, "summary": 7, "permit": 4}, _DECIDED, group="basis"),
    "unheard_basis": Fault({"ordinary": 11, "summary": 7, "permit": 4}, _DECIDED, group="basis"),
    # 裁量
    "fine_out_of_range": Fault({"ordinary": 11, "summary": 9}, _DECIDED, _punished, "tier"),
    "no_order": Fault({"ordinary": 5}, _DECIDED, _ordered, "tier"),
    "fined_though_corrected": Fault({"ordinary": 5}, _DECIDED, _ordered, "tier"),
    "no_tier": Fault({"ordinary": 5}, _DECIDED, lambda case: case.fate == "punished", "tier"),
    "old_tier": Fault({"ordinary": 5}, _DECIDED, lambda case: case.fate == "punished", "tier"),
    "no_amount": Fault({"ordinary": 5}, _DECIDED, lambda case: case.fate == "punished", "tier"),
    # 执行
    "no_receipt": Fault(
        {"ordinary": 26, "summary": 26, "surcharge": 1}, _DONE | {"surcharge": ("scene", 60)}, _punished
    ),
    "paid_differs": Fault({"ordinary": 14, "summary": 7}, _DONE, _punished, "tier"),
    "paid_undecided": Fault({"ordinary": 24}, _DONE, lambda case: case.fate == "punished" and not case.plan["gain"]),
    "goods_differ": Fault({"ordinary": 8, "seizure": 14}, _DONE, _with_goods),
    # 分离
    "same_person": Fault({"ordinary": 15, "permit": 5, "seizure": 1, "inspection": 1}, _DECIDED, _decided),
}
FEW_CASES: Final = ("150105", "150802")
BUSY: Final = 5
MILD: Final = ("promise_late", "follow_late", "same_person")
"""Not red: nobody gets more of them than others."""
SPOILT: Final = {
    "ordinary": ("核查", "调查取证", "送达"),
    "summary": ("现场取证",),
    "permit": ("现场核查",),
    "seizure": ("现场实施", "清点"),
    "inspection": ("现场检查",),
}
"""The acts whose evidence may be spoilt."""


def deal(cases: Sequence[Case], clock: Clock, rng: Random, scale: float) -> None:
    """Deal the faults out to the cases. In a small year each occurs at least once where it can."""
    for name, fault in FAULTS.items():
        for form, count in fault.counts.items():
            able = [case for case in cases if case.form == form and _free(case) and _able(case, fault, clock)]
            wanted = min(max(1, round(count * scale)), len(able))
            for case in _choose(able, wanted, name, rng):
                case.wrong |= {name, fault.group or name}
                if fault.group == "evidence":
                    case.spoilt = rng.choice(SPOILT[form] if _over(case, form, clock) else SPOILT[form][:1])
    _keep_watchers_busy(cases, clock)


def _keep_watchers_busy(cases: Sequence[Case], clock: Clock) -> None:
    """Where there are few cases, some that still run lack evidence: the overseers there have something to do too."""
    for region in FEW_CASES:
        running = [
            case
            for case in cases
            if case.unit.organ.region == region
            and case.form == "ordinary"
            and _free(case)
            and not case.wrong
            and case.fate != "not_filed"
            and clock.today - 50 < clock.day(case.at["verified"]) < clock.today
        ]
        for case in running[:BUSY]:
            case.wrong |= {"evidence_missing", "evidence"}
            case.spoilt = "核查"


def _free(case: Case) -> bool:
    """Not a story, and not waiting today."""
    return not case.story and not case.plan.get("waits")


def _over(case: Case, form: str, clock: Clock) -> bool:
    """Whether the decision has long been served."""
    return form != "ordinary" or (_decided(case) and clock.day(case.at["decided"]) + 14 <= clock.today)


def _able(case: Case, fault: Fault, clock: Clock) -> bool:
    name, days = fault.after[case.form]
    moment = case.at[name]
    day = clock.day(moment) if name in WORKING else moment // MINUTES
    free = not fault.group or fault.group not in case.wrong
    return free and day + days <= clock.today and fault.needs(case)


def _choose(able: list[Case], count: int, name: str, rng: Random) -> list[Case]:
    """So many cases by lot; of what is red the careless get their part, and the unit that enters on Fridays loses evidence."""
    careless = [case for case in able if case.careless]
    others = [case for case in able if not case.careless]
    theirs = 0 if name in MILD else min(len(careless), round(count * CARELESS))
    if name == "evidence_missing":
        others += [case for case in others if case.unit.friday] * 3
    chosen = rng.sample(careless, theirs) if name not in MILD else []
    others = able if name in MILD else others
    rng.shuffle(others)
    for case in others:
        if len(chosen) == count:
            break
        if case not in chosen:
            chosen.append(case)
    return chosen
