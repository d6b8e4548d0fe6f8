# SPDX-License-Identifier: Apache-2.0
"""A stored point as the engine knows it, for its words and its explanation of deadlines."""

from __future__ import annotations

from mingcha.catalog.models import Point
from mingcha.engine.points import Point as Rule
from mingcha.engine.points import make_points


def rule_of(point: Point) -> Rule:
    """The point made anew from its document; it was valid when it was stored."""
    return make_points({"point": [point.rule]}).points[0]
