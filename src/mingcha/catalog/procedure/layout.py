# SPDX-License-Identifier: Apache-2.0
"""Where everything of a procedure stands in its drawing (S4-07, look/06): lanes by role, time from left to right.

Boxes stand in columns, so what goes up or down does it between columns; what passes a column goes above or below the
boxes of a row. Returns leave at the top, as in the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from mingcha.catalog.procedure.graph import Graph, Stop, Way

LEFT: Final = 96
"""Room for the names of lanes."""
WIDE: Final = 92
HIGH: Final = 44
GATE: Final = 26
DOT: Final = 22
ROW: Final = 84
GAP: Final = 28
NONE: Final = ""
"""The lane of steps that name no role."""

Point = tuple[int, int]


@dataclass
class Node:
    """A box, a gateway or the dot of a beginning or an end; ``x`` is its left edge, ``y`` its middle."""

    id: str
    tag: str
    stop: Stop
    width: int
    height: int
    x: int = 0
    y: int = 0

    @property
    def right(self) -> Point:
        return self.x + self.width, self.y

    @property
    def left(self) -> Point:
        return self.x, self.y

    @property
    def top(self) -> Point:
        return self.x + self.width // 2, self.y - self.height // 2


@dataclass
class Flow:
    """A line from node to node; ``way`` is the transition that it is, if it is not just a piece of one."""

    id: str
    source: Node
    target: Node
    way: Way | None
    points: list[Point] = field(default_factory=list)


@dataclass
class Row:
    """What belongs to one step, from left to right: nodes before the box, the box, nodes after it."""

    stop: Stop
    before: list[Node]
    box: Node
    after: list[Node]
    onward: Node
    """Which node the ways onward leave from."""
    returns: Node

    @property
    def nodes(self) -> list[Node]:
        return [*self.before, self.box, *self.after]


@dataclass
class Lane:
    """A swim lane: the steps of one role."""

    id: str
    role: str
    y: int
    height: int
    nodes: list[Node]


class Plan:
    """The drawing: nodes, flows and lanes with their places. ``graph`` may say anything; every step of it is drawn."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rows = {act: self._row(stop) for act, stop in graph.stops.items()}
        self.columns = _columns(graph)
        self.column = {act: number for number, acts in enumerate(self.columns) for act in acts}
        self.width = self._across()
        self.lanes = self._down()
        self.flows = list(self._flows())

    @property
    def nodes(self) -> list[Node]:
        return [node for row in self.rows.values() for node in row.nodes]

    def _row(self, stop: Stop) -> Row:
        graph, n = self.graph, stop.number
        onward = graph.forward[stop.act]
        back = any(way.back for way in graph.ways if way.start == stop.act)
        ends = stop.act in graph.ends
        box = Node(f"step_{n}", "userTask", stop, WIDE, HIGH)
        row = Row(stop, [], box, [], box, box)
        if stop.act in graph.starts:
            row.before.append(Node(f"start_{n}", "startEvent", stop, DOT, DOT))
        if len(graph.inward[stop.act]) > 1 and (stop.all_in or not graph.drawn):
            row.before.append(Node(f"join_{n}", "parallelGateway", stop, GATE, GATE))
        split = len(onward) > 1 and (stop.all_out or not graph.drawn)
        if len(onward) + ends + back > 1 and (back or not split):
            row.returns = row.onward = Node(f"choice_{n}", "exclusiveGateway", stop, GATE, GATE)
            row.after.append(row.onward)
        if split:
            row.onward = Node(f"split_{n}", "parallelGateway", stop, GATE, GATE)
            row.after.append(row.onward)
        if ends:
            row.after.append(Node(f"end_{n}", "endEvent", stop, DOT, DOT))
        return row

    def _across(self) -> int:
        """The places from left to right; gives where the drawing ends."""
        x = LEFT + 16
        for column in self.columns:
            rows = [self.rows[act] for act in column]
            before = max(sum(node.width + 14 for node in row.before) for row in rows)
            for row in rows:
                at = x + before - sum(node.width + 14 for node in row.before)
                for node in row.nodes:
                    node.x, at = at, at + node.width + 14
            x = max(row.nodes[-1].right[0] for row in rows) + GAP
        return x

    def _down(self) -> list[Lane]:
        """The places from top to bottom: who comes first works at the bottom, as in the picture."""
        roles = list(dict.fromkeys(map(role_of, self.graph.stops.values())))
        lanes, y = [], 0
        for number, role in enumerate(reversed(roles), 1):
            most = 1
            nodes: list[Node] = []
            for column in self.columns:
                here = [self.rows[act] for act in column if role_of(self.graph.stops[act]) == role]
                most = max(most, len(here))
                for slot, row in enumerate(here):
                    for node in row.nodes:
                        node.y = y + slot * ROW + ROW // 2
                    nodes += row.nodes
            lanes.append(Lane(f"lane_{number}", role, y, most * ROW, nodes))
            y += most * ROW
        return lanes

    def _flows(self) -> list[Flow]:
        flows = []
        for row in self.rows.values():
            for node, after in pairwise(row.nodes):
                flows.append(Flow(f"link_{node.id}", node, after, None, [node.right, after.left]))
        for index, way in enumerate(self.graph.ways, 1):
            source, row = self.rows[way.start], self.rows[way.end]
            leaving = source.returns if way.back else source.onward
            entered = next((node for node in row.before if node.tag == "parallelGateway"), row.box)
            entered = row.box if way.back else entered
            flows.append(Flow(f"flow_{index}", leaving, entered, way, self._line(leaving, entered, way, index)))
        return flows

    def _line(self, source: Node, target: Node, way: Way, index: int) -> list[Point]:
        across = self.column[way.end] - self.column[way.start]
        x, y = target.left
        if way.back or across <= 0:
            return self._over(source, target, index)
        start = source.right
        if across == 1 or all(row.y != start[1] for row in self._between(way)):
            straight = [start, (x - 10, start[1]), (x - 10, y), (x, y)]
            return straight if start[1] != y else [start, (x, y)]
        aside = start[1] + (HIGH // 2 + 12 + index % 3 * 3) * (1 if y >= start[1] else -1)
        return [start, (start[0] + 8, start[1]), (start[0] + 8, aside), (x - 10, aside), (x - 10, y), (x, y)]

    def _between(self, way: Way) -> list[Node]:
        inside = self.columns[self.column[way.start] + 1 : self.column[way.end]]
        return [self.rows[act].box for acts in inside for act in acts]

    def _over(self, source: Node, target: Node, index: int) -> list[Point]:
        """Up from the top, back above the boxes, and down into the top of the target."""
        (x, y), (to_x, to_y) = source.top, target.top
        lift = 10 + index % 3 * 3
        if source.y == target.y:
            return [(x, y), (x, min(y, to_y) - lift), (to_x, min(y, to_y) - lift), (to_x, to_y)]
        left = target.x - 14
        return [
            (x, y),
            (x, source.y - HIGH // 2 - lift),
            (left, source.y - HIGH // 2 - lift),
            (left, to_y - lift),
            (to_x, to_y - lift),
            (to_x, to_y),
        ]


def role_of(stop: Stop) -> str:
    roles = stop.entry.get("roles")
    return roles[0] if isinstance(roles, list) and roles and isinstance(roles[0], str) else NONE


def _columns(graph: Graph) -> list[list[str]]:
    """Each step to the right of all that lead to it from an earlier place."""
    column: dict[str, int] = {}
    for act, stop in graph.stops.items():  # in the order of places
        before = [column[way.start] for way in graph.inward[act] if graph.stops[way.start].place < stop.place]
        column[act] = 1 + max(before, default=-1)
    return [
        [act for act in graph.stops if column[act] == number] for number in range(max(column.values(), default=-1) + 1)
    ]
