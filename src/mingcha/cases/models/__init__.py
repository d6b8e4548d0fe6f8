# SPDX-License-Identifier: Apache-2.0
"""The case log, and the alarms that the engine raises over it."""

from mingcha.cases.models.alarms import Alarm, AlarmDay
from mingcha.cases.models.backtests import BackTest, BackTestRow
from mingcha.cases.models.case import Case, CaseDay, CasePerson, Evidence, Extension, Step, StepOfficer, Suspension
from mingcha.cases.models.moving import VersionMove, VersionMoveRow
from mingcha.cases.models.outcome import Decision, DecisionBasis, Execution, Goods, OrderToCorrect, Penalty
from mingcha.cases.models.rechecks import Recheck, RecheckRow
from mingcha.cases.models.requests import ExtensionRequest
from mingcha.cases.models.running import (
    Arrival,
    CalendarSeen,
    CaseFile,
    Due,
    Exhibit,
    Gate,
    LateEntry,
    Opinion,
    Paper,
    Party,
    Presence,
    Recusal,
    StepSheet,
    Task,
    TaskPerson,
)
from mingcha.cases.models.watching import Watched

__all__ = [
    "Alarm",
    "AlarmDay",
    "Arrival",
    "BackTest",
    "BackTestRow",
    "CalendarSeen",
    "Case",
    "CaseDay",
    "CaseFile",
    "CasePerson",
    "Decision",
    "DecisionBasis",
    "Due",
    "Evidence",
    "Execution",
    "Exhibit",
    "Extension",
    "ExtensionRequest",
    "Gate",
    "Goods",
    "LateEntry",
    "Opinion",
    "OrderToCorrect",
    "Paper",
    "Party",
    "Penalty",
    "Presence",
    "Recheck",
    "RecheckRow",
    "Recusal",
    "Step",
    "StepOfficer",
    "StepSheet",
    "Suspension",
    "Task",
    "TaskPerson",
    "VersionMove",
    "VersionMoveRow",
    "Watched",
]
