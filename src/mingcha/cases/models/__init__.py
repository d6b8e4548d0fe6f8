# SPDX-License-Identifier: Apache-2.0
"""The case log, and the alarms that the engine raises over it."""

from mingcha.cases.models.alarms import Alarm
from mingcha.cases.models.backtests import BackTest, BackTestRow
from mingcha.cases.models.case import Case, CasePerson, Evidence, Extension, Step, StepOfficer, Suspension
from mingcha.cases.models.outcome import Decision, DecisionBasis, Execution, Goods, OrderToCorrect, Penalty

__all__ = [
    "Alarm",
    "BackTest",
    "BackTestRow",
    "Case",
    "CasePerson",
    "Decision",
    "DecisionBasis",
    "Evidence",
    "Execution",
    "Extension",
    "Goods",
    "OrderToCorrect",
    "Penalty",
    "Step",
    "StepOfficer",
    "Suspension",
]
