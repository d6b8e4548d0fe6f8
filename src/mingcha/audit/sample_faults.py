# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in the made-up log, and how often: one table.

Five careless officers lead one case in thirteen and make two fifths of all that is red.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

CARELESS_LEADS: Final = 1.5
"""Per cent of all cases that each careless officer leads."""
CARELESS, CAREFUL, LATE_ENTRY = 5.5, 0.63, 4.0
"""How much likelier faults are with a careless officer, with any other, and for evidence in a unit that enters everything on Fridays."""

NOT_FILED, SPARED, WITHDRAWN = 20.0, 7.0, 0.7
"""Negative decisions, per cent of all cases: 不予立案, 不予处罚, 撤案."""


class Fault(NamedTuple):
    """``share``: how many of a hundred cases have it; ``reach``: how often it could happen in a hundred cases."""

    share: float
    reach: float


FAULTS: Final = {
    # 时限: about 1.4 per cent
    "verify_late": Fault(0.28, 100),
    "case_late": Fault(0.32, 80),
    "serve_late": Fault(0.22, 80),
    "publish_late": Fault(0.28, 80),
    "close_late": Fault(0.22, 70),
    "promise_late": Fault(0.10, 40),
    "pause_unlawful": Fault(0.17, 80),
    # 资格
    "unqualified": Fault(0.42, 80),
    # 证据
    "evidence_missing": Fault(2.2, 268),
    "evidence_removed": Fault(0.8, 268),
    # 依据 (what is negative is in the numbers above)
    "no_basis": Fault(0.74, 100),
    "repealed_basis": Fault(0.30, 100),
    "unheard_basis": Fault(0.40, 100),
    # 裁量
    "fine_out_of_range": Fault(0.26, 70),
    "no_order": Fault(0.20, 30),
    "fined_though_corrected": Fault(0.17, 30),
    "no_tier": Fault(0.20, 70),
    "old_tier": Fault(0.20, 70),
    "no_amount": Fault(0.15, 70),
    # 执行: about 3.5 per cent, most of it receipts
    "no_receipt": Fault(2.6, 65),
    "paid_differs": Fault(0.7, 65),
    "paid_undecided": Fault(0.22, 65),
    "goods_differ": Fault(0.40, 4.5),
    # 分离
    "same_person": Fault(0.5, 75),
}


class Luck:
    """Chance, for one case."""

    def __init__(self, rng: Random, *, careless: bool, friday: bool) -> None:
        self.rng = rng
        self.weight = CARELESS if careless else CAREFUL
        self.friday = friday

    def wrong(self, name: str) -> bool:
        """Whether this fault happens now."""
        fault = FAULTS[name]
        late = LATE_ENTRY if self.friday and name == "evidence_missing" else 1.0
        return self.rng.random() < fault.share / fault.reach * self.weight * late

    def once_in(self, n: float) -> bool:
        return self.rng.random() < 1 / n

    def between(self, low: float, high: float) -> float:
        return self.rng.uniform(low, high)
