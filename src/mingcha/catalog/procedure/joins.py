# SPDX-License-Identifier: Apache-2.0
"""Which branches a joining step brings together (S1-11): sets of steps are whole numbers with a bit for each step.

One walk backwards for what comes to a join and one for what gets past it; each split is then a few operations on numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingcha.catalog.procedure.graph import Graph


class Joins:
    """The steps that wait for all branches, each with the steps that come to it and those that get to an end past it."""

    def __init__(self, graph: Graph) -> None:
        self.bit = {act: 1 << place for place, act in enumerate(graph.stops)}
        self.before = [self._mask(way.start for way in graph.inward[act]) for act in graph.stops]
        last, every = self._mask(graph.last), (1 << len(self.bit)) - 1
        joins = [self.bit[act] for act, stop in graph.stops.items() if stop.all_in]
        self.joins = [(self._behind(join, every), self._behind(last, every & ~join)) for join in joins]

    def any_of(self, ends: Iterable[str]) -> bool:
        """Whether there is a join that every branch comes to, and none gets past."""
        branches = self._mask(ends)
        return any(not branches & ~coming and not branches & past for coming, past in self.joins)

    def _mask(self, acts: Iterable[str]) -> int:
        found = 0
        for act in acts:
            found |= self.bit[act]
        return found

    def _behind(self, begin: int, within: int) -> int:
        """Every step from which one comes to these without leaving ``within``, themselves among them."""
        found, left = 0, begin & within
        while left:
            one = left & -left
            found |= one
            left = (left | self.before[one.bit_length() - 1] & within) & ~found
        return found
