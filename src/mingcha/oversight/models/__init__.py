# SPDX-License-Identifier: Apache-2.0
"""What oversight keeps, by noun."""

from __future__ import annotations

from mingcha.oversight.models.orders import Cause, Order, OrderAlarm, Turn, TurnFile
from mingcha.oversight.models.watch import DailyLine, DailyQuery, PointOutcome

__all__ = ("Cause", "DailyLine", "DailyQuery", "Order", "OrderAlarm", "PointOutcome", "Turn", "TurnFile")
