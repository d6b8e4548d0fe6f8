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

__all__ = (
    "Admonition",
    "AdmonitionRule",
    "Cause",
    "ComparedField",
    "Comparison",
    "DepartmentCause",
    "Form",
    "Liability",
    "LiabilityLink",
    "LiabilityTurn",
    "Liable",
    "Measure",
    "Order",
    "OrderAlarm",
    "RiskPoint",
    "RiskReview",
    "StaffCause",
    "Transfer",
    "Turn",
    "TurnFile",
)
