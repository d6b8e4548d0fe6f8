# SPDX-License-Identifier: Apache-2.0
"""What the step list does to a procedure (S1-04): the order, moves, removal, ways made of the order. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.reading import entries

Entries = list[dict[str, Any]]


def steps_of(document: Mapping[str, Any]) -> Entries:
    """The steps of a draft as the page shows them: by place, then as they stand. What is no step is not shown."""
    written = [entry for _number, entry in entries(document.get("step")) if isinstance(entry.get("act"), str)]
    return sorted(written, key=place_of)


def ways_of(document: Mapping[str, Any]) -> Entries:
    return [dict(entry) for _number, entry in entries(document.get("transition"))]


def place_of(step: Mapping[str, Any]) -> int:
    place = step.get("place")
    return place if type(place) is int else 0


def moved(steps: Sequence[dict[str, Any]], number: int, *, up: bool) -> Entries:
    """The steps with one of them earlier or later by a place. One that runs beside others gets a place of its own; else it
    changes places with what stands before or after, with all that runs there side by side."""
    groups = [list(group) for _place, group in groupby(steps, key=place_of)]
    step = steps[number]
    at = next(index for index, group in enumerate(groups) if any(each is step for each in group))
    if len(groups[at]) > 1:
        groups[at] = [each for each in groups[at] if each is not step]
        groups.insert(at if up else at + 1, [step])
    else:
        other = at - 1 if up else at + 1
        if 0 <= other < len(groups):
            groups[at], groups[other] = groups[other], groups[at]
    return numbered(groups)


def numbered(groups: Sequence[Sequence[dict[str, Any]]]) -> Entries:
    return [{**step, "place": place} for place, group in enumerate(groups, 1) for step in group]


def removed(steps: Sequence[dict[str, Any]], ways: Sequence[dict[str, Any]], number: int) -> tuple[Entries, Entries]:
    """Without one step, and without the ways to it and from it."""
    act = steps[number]["act"]
    left = [step for index, step in enumerate(steps) if index != number]
    return left, [way for way in ways if act not in (way.get("from"), way.get("to"))]


def renamed(ways: Sequence[dict[str, Any]], was: str, now: str) -> Entries:
    return [{**way, **{end: now for end in ("from", "to") if way.get(end) == was}} for way in ways]


def connected(document: Mapping[str, Any]) -> Entries:
    """The ways that there are, and one on to the next place for each step that has none."""
    order = Graph({"step": document.get("step")})
    drawn = Graph(document)
    closing = {act for act, stop in drawn.stops.items() if stop.entry.get("kind") == "close"}
    open_ended = {act for act in drawn.stops if not any(way.start == act and not way.back for way in drawn.drawn)}
    more = [way for way in order.ways if way.start in open_ended - closing]
    return [*ways_of(document), *({"from": way.start, "to": way.end} for way in more)]
