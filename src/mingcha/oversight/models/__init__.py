# SPDX-License-Identifier: Apache-2.0
"""What oversight keeps, by noun."""

from __future__ import annotations

from mingcha.oversight.models.orders import Cause, Order, OrderAlarm, Turn, TurnFile

__all__ = ("Cause", "Order", "OrderAlarm", "Turn", "TurnFile")
