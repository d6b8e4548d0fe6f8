# SPDX-License-Identifier: Apache-2.0
"""For whom the yearly review of risk points waits, in both languages."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from django.utils import timezone

from mingcha.inbox.actions import close_todos, open_todo
from mingcha.ledger import System
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.oversight.models import RiskPoint

DUE: Final = "risk_due"
REVIEW: Final = "risk_review"
CLOCK: Final = System("风险防控")
"""Who keeps the register by the calendar."""


def ask(risk: RiskPoint) -> None:
    """Whoever keeps the organ's register has it to review."""
    open_todo(
        DUE,
        risk,
        f"请复核风险点 {risk}",
        title_en=f"Review risk point {risk}",
        organ=risk.organ,
        perm=Perm.OVERSIGHT_RISK_EDIT,
        due=timezone.make_aware(datetime.combine(risk.due_on, time.min)),
        link=risk.get_absolute_url(),
    )


def assessed(risk: RiskPoint, overseer: Organ | None) -> None:
    """Whoever oversees the organ checks its review."""
    close_todos(DUE, risk)
    if overseer is not None:
        open_todo(
            REVIEW,
            risk,
            f"请审核风险点 {risk} 的年度复核",
            title_en=f"Check the yearly review of risk point {risk}",
            organ=overseer,
            perm=Perm.OVERSIGHT_RISK_REVIEW,
            link=risk.get_absolute_url(),
            place=risk.organ.short,
        )


def reviewed(risk: RiskPoint) -> None:
    """The review is answered."""
    close_todos(REVIEW, risk)


def forget(risk: RiskPoint) -> None:
    """Nothing waits any more."""
    close_todos(DUE, risk)
    close_todos(REVIEW, risk)
