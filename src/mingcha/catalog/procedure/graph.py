# SPDX-License-Identifier: Apache-2.0
"""A procedure as steps and the ways between them: what lint, drawing and exchange walk along (architecture.md section 8).

Taken from a document however wrong it may be: what is not written as a step or as a way between two steps is left out;
reading.py tells of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from mingcha.catalog.procedure.reading import entries

ENDING: Final = ("close", "decide", "serve")
"""Kinds of step after which a case may be over."""


@dataclass(frozen=True)
class Stop:
    """A step; ``number`` is its line in the document, from 1."""

    number: int
    act: str
    place: int
    entry: Mapping[str, Any]

    @property
    def all_out(self) -> bool:
        return self.entry.get("split") == "all"

    @property
    def all_in(self) -> bool:
        return self.entry.get("join") == "all"


@dataclass(frozen=True)
class Way:
    """A transition; ``number`` is its line in the document, 0 for one that follows from the order alone."""

    number: int
    start: str
    end: str
    entry: Mapping[str, Any]

    @property
    def back(self) -> bool:
        return self.entry.get("rollback") is True


class Graph:
    """Steps by act in the order of their places, and the ways between them."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        stops = [
            Stop(number, entry["act"].strip(), entry["place"], entry)
            for number, entry in entries(document.get("step"))
            if isinstance(entry.get("act"), str) and entry["act"].strip() and type(entry.get("place")) is int
        ]
        self.stops = {stop.act: stop for stop in sorted(stops, key=lambda stop: (stop.place, stop.number))}
        self.drawn = list(self._drawn(document.get("transition")))
        self.ways = self.drawn or list(self._in_order())
        self.forward: dict[str, list[Way]] = defaultdict(list)
        self.inward: dict[str, list[Way]] = defaultdict(list)
        for way in self.ways:
            if not way.back:
                self.forward[way.start].append(way)
                self.inward[way.end].append(way)

    def _drawn(self, given: Any) -> Iterator[Way]:
        for number, entry in entries(given):
            start, end = entry.get("from"), entry.get("to")
            if isinstance(start, str) and isinstance(end, str) and start in self.stops and end in self.stops:
                yield Way(number, start, end, entry)

    def _in_order(self) -> Iterator[Way]:
        """A document without transitions is a plain sequence; steps of one place run side by side."""
        places: dict[int, list[str]] = defaultdict(list)
        for stop in self.stops.values():
            places[stop.place].append(stop.act)
        groups = list(places.values())
        for here, there in pairwise(groups):
            yield from (Way(0, start, end, {}) for start in here for end in there)

    @property
    def starts(self) -> list[str]:
        """Where a case begins: no way leads there but a return; of several, those of the first place."""
        found = [stop for stop in self.stops.values() if not self.inward[stop.act]]
        return [stop.act for stop in found if stop.place == found[0].place]

    @property
    def last(self) -> list[str]:
        """Steps from which nothing leads on."""
        return [act for act in self.stops if not self.forward[act]]

    @property
    def ends(self) -> list[str]:
        """Where a case may end: at a closing step, or at a decision or service after which nothing is left to do, as 不予受理;
        where no step is called a closing one, at the last place too."""
        most = max((self.stops[act].place for act in self.last), default=0)
        if any(stop.entry.get("kind") == "close" for stop in self.stops.values()):
            most = 0
        return [
            act for act in self.last if self.stops[act].entry.get("kind") in ENDING or self.stops[act].place == most
        ]

    def reached(self, begin: Iterable[str], without: Collection[str] = (), *, returns: bool = True) -> set[str]:
        """Every step that one comes to from these, themselves among them, without passing some."""
        onward: dict[str, list[str]] = defaultdict(list)
        for way in self.ways:
            if returns or not way.back:
                onward[way.start].append(way.end)
        return _closure(onward, begin, without)

    def leading_to(self, end: Iterable[str]) -> set[str]:
        """Every step from which one can come to these."""
        backward: dict[str, list[str]] = defaultdict(list)
        for way in self.ways:
            backward[way.end].append(way.start)
        return _closure(backward, end, ())


def _closure(onward: Mapping[str, list[str]], begin: Iterable[str], without: Collection[str]) -> set[str]:
    found: set[str] = set()
    left = [act for act in begin if act not in without]
    while left:
        act = left.pop()
        if act not in found:
            found.add(act)
            left += [each for each in onward.get(act, ()) if each not in without]
    return found
