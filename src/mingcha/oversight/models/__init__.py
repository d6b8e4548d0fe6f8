# SPDX-License-Identifier: Apache-2.0
"""What oversight keeps, by noun."""

from __future__ import annotations

from mingcha.oversight.models.orders import Cause, Order, OrderAlarm, Turn, TurnFile
from mingcha.oversight.models.papers import Mode, Paper, PaperClock, PaperSource, PaperTurn, Unit
from mingcha.oversight.models.projects import Problem, ProblemTurn, Project, ProjectItem
from mingcha.oversight.models.selfchecks import CheckPlan, Measure, Refusal, SelfCheck
from mingcha.oversight.models.supervisors import Supervisor

__all__ = (
    "Cause",
    "CheckPlan",
    "Measure",
    "Mode",
    "Order",
    "OrderAlarm",
    "Paper",
    "PaperClock",
    "PaperSource",
    "PaperTurn",
    "Problem",
    "ProblemTurn",
    "Project",
    "ProjectItem",
    "Refusal",
    "SelfCheck",
    "Supervisor",
    "Turn",
    "TurnFile",
    "Unit",
)
