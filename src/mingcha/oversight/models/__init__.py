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
    Sanction,
    StaffCause,
    Transfer,
)
from mingcha.oversight.models.orders import Cause, Order, OrderAlarm, Turn, TurnFile
from mingcha.oversight.models.papers import Mode, Paper, PaperClock, PaperSource, PaperTurn, Unit
from mingcha.oversight.models.projects import Problem, ProblemTurn, Project, ProjectItem
from mingcha.oversight.models.risks import RiskPoint, RiskReview
from mingcha.oversight.models.selfchecks import CheckPlan, Measure, Refusal, SelfCheck
from mingcha.oversight.models.supervisors import Supervisor
from mingcha.oversight.models.watch import DailyLine, DailyQuery, PointOutcome

__all__ = (
    "Admonition",
    "AdmonitionRule",
    "Cause",
    "CheckPlan",
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
    "Mode",
    "Order",
    "OrderAlarm",
    "Paper",
    "PaperClock",
    "PaperSource",
    "PaperTurn",
    "PointOutcome",
    "Problem",
    "ProblemTurn",
    "Project",
    "ProjectItem",
    "Refusal",
    "RiskPoint",
    "RiskReview",
    "Sanction",
    "SelfCheck",
    "StaffCause",
    "Supervisor",
    "Transfer",
    "Turn",
    "TurnFile",
    "Unit",
)
