# SPDX-License-Identifier: Apache-2.0
"""What oversight keeps, by noun."""

from __future__ import annotations

from mingcha.oversight.models.admonitions import Admonition, AdmonitionRule
from mingcha.oversight.models.comparisons import ComparedField, Comparison
from mingcha.oversight.models.liability import (
    DepartmentCause,
    Form,
    Liability,
    LiabilityLink,
    LiabilityTurn,
    Liable,
    Measure,
    StaffCause,
    Transfer,
)
from mingcha.oversight.models.orders import Cause, Order, OrderAlarm, Turn, TurnFile
from mingcha.oversight.models.risks import RiskPoint, RiskReview
from mingcha.oversight.models.watch import DailyLine, DailyQuery, PointOutcome

__all__ = (
    "Admonition",
    "AdmonitionRule",
    "Cause",
    "ComparedField",
    "Comparison",
    "DailyLine",
    "DailyQuery",
    "DepartmentCause",
    "Form",
    "Liability",
    "LiabilityLink",
    "LiabilityTurn",
    "Liable",
    "Measure",
    "Order",
    "OrderAlarm",
    "PointOutcome",
    "RiskPoint",
    "RiskReview",
    "StaffCause",
    "Transfer",
    "Turn",
    "TurnFile",
)
