# SPDX-License-Identifier: Apache-2.0
"""Monitor points that sit on the wrong step: the two mistakes that the training of the seed warns of (S1-11, S1-13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.reading import entries
from mingcha.engine.points import EVERY

Finding = tuple[str, str, str, str]


def check_points(graph: Graph, document: Mapping[str, Any]) -> Iterator[Finding]:
    for number, point in entries(document.get("point")):
        given = point.get("at")
        seat = given if isinstance(given, list) else [given]
        acts = [act for act in seat if isinstance(act, str) and act in graph.stops]
        path = f"point[{number}].at"
        if point.get("kind") == "qualification":
            yield from _assigning(graph, path, acts)
        elif point.get("kind") == "rollback":
            yield from _branching(graph, path, list(graph.stops) if EVERY in seat else acts)


def _assigning(graph: Graph, path: str, acts: list[str]) -> Iterator[Finding]:
    """People are put on a step by the step before it, so the point belongs there. Where no step of the document says who
    assigns, as in files of before, nothing is known and nothing is told."""
    if not any("assigns" in stop.entry for stop in graph.stops.values()):
        return
    for act in acts:
        if graph.stops[act].entry.get("assigns"):
            continue
        words = _("“执法主体资格确认”放在“{act}”不起作用：这个环节不分派人员。").format(act=act)
        if (before := _assigner(graph, act)) is not None:
            told = _("“{act}”的人员在“{before}”分派，监察点应放在“{before}”。")
            words += told.format(act=act, before=before)
        yield "warning", path, "assigns_nobody", words


def _assigner(graph: Graph, act: str) -> str | None:
    """The nearest step before this one that assigns."""
    seen, near = {act}, [act]
    while near:
        near = list(dict.fromkeys(way.start for each in near for way in graph.inward[each] if way.start not in seen))
        for each in near:
            if graph.stops[each].entry.get("assigns"):
                return each
        seen.update(near)
    return None


def _branching(graph: Graph, path: str, acts: list[str]) -> Iterator[Finding]:
    """A way onward that itself leads back, or is called a return, would be taken for one without anybody going back."""
    for way in graph.drawn:
        touched = [act for act in (way.start, way.end) if act in acts]
        start, end = graph.stops[way.start].place, graph.stops[way.end].place
        if touched and (way.back if end > start else not way.back and end < start):
            words = _("“环节回退”放在“{act}”会误报：由“{start}”到“{end}”的去向本身就往回走，或者标错了退回")
            told = words.format(act=touched[0], start=way.start, end=way.end)
            yield "warning", path, "rollback_on_branch", told
