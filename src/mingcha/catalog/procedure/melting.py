# SPDX-License-Identifier: Apache-2.0
"""Gateways melt into the steps around them: which steps and ways a BPMN model comes to (S4-07).

An exclusive gateway is a choice among ways; a parallel one right behind a step is its ``split``, right before a step its
``join``. Any other stays as a step of its own, so that nothing of the meaning is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from mingcha.catalog.procedure.bpmn_read import TASKS, Flow, Model, Node
from mingcha.catalog.procedure.guard_text import parse, write
from mingcha.catalog.procedure.guards import All
from mingcha.catalog.procedure.reading import MOST_TRANSITIONS
from mingcha.ledger import Invalid

Path = tuple[str, list[Flow]]
MOST_TRIED: Final = 5 * MOST_TRANSITIONS
"""Stretches of paths that are looked at, of all steps together."""
LONGEST_PATH: Final = 60
"""Gateways in a row."""


class Melted:
    """``steps`` by id in the order of the file; ``ways`` as start, end, flows, condition; ``closing`` the ways to the end
    that are one of several; ``split``, ``join`` and ``last`` the steps that have these properties."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.faults: list[tuple[str, str, str]] = []
        self.tried = 0
        self.out: dict[str, list[Flow]] = defaultdict(list)
        self.into: dict[str, list[Flow]] = defaultdict(list)
        for flow in model.flows.values():
            self.out[flow.source].append(flow)
            self.into[flow.target].append(flow)
        self._whole()
        self.split: set[str] = set()
        self.join: set[str] = set()
        kept = {key for key, node in model.nodes.items() if node.tag.endswith("Gateway") and self._stays(node)}
        self.steps = [key for key, node in model.nodes.items() if node.tag in TASKS or key in kept]
        self.split |= {key for key in kept if self._parallel(key) and len(self.out[key]) > 1}
        self.join |= {key for key in kept if self._parallel(key) and len(self.into[key]) > 1}
        self.ways: list[tuple[str, str, list[Flow], str]] = []
        self.closing: list[tuple[str, list[Flow], str]] = []
        self.last: set[str] = set()
        if not self.faults:
            self._ways()
            self.places = self._places()

    # --- is it a procedure at all (W12) -----------------------------------------------------------------------------
    def _whole(self) -> None:
        nodes = self.model.nodes
        starts = [key for key, node in nodes.items() if node.tag == "startEvent"]
        ends = [key for key, node in nodes.items() if node.tag == "endEvent"]
        if not starts:
            self.faults.append(("", "no_start", _("流程没有开始事件（startEvent）")))
        if not ends:
            self.faults.append(("", "no_end", _("流程没有结束事件（endEvent）")))
        reached = self._closure(starts, {key: [flow.target for flow in flows] for key, flows in self.out.items()})
        leaving = self._closure(ends, {key: [flow.source for flow in flows] for key, flows in self.into.items()})
        for key, node in nodes.items() if starts and ends else ():
            told = {"id": key[:80], "type": node.tag, "name": node.name[:80]}
            if key not in reached:
                words = _("元素“{id}”（{type}）“{name}”：从开始走不到这里")
                self.faults.append((key, "unreachable", words.format(**told)))
            elif key not in leaving:
                words = _("元素“{id}”（{type}）“{name}”：从这里走不到结束，循环没有出口或者没有去处")
                self.faults.append((key, "loop_no_exit", words.format(**told)))

    def _closure(self, begin: list[str], onward: dict[str, list[str]]) -> set[str]:
        found: set[str] = set()
        left = list(begin)
        while left:
            key = left.pop()
            if key not in found:
                found.add(key)
                left += onward.get(key, ())
        return found

    # --- which gateways stay ----------------------------------------------------------------------------------------
    def _parallel(self, key: str) -> bool:
        return self.model.nodes[key].tag == "parallelGateway"

    def _ours(self, node: Node) -> bool:
        return node.told is not None and node.told.name == "gate"

    def _stays(self, node: Node) -> bool:
        into, out = self.into[node.id], self.out[node.id]
        if self._ours(node) or len(into) < 2 > len(out):
            return False
        if not self._parallel(node.id):
            return len(out) > 1 and any(map(self._opens, self._sources(node.id)))
        if len(into) > 1 and len(out) > 1:
            return True
        if len(out) > 1:
            return not self._melts(into[0].source, self.out, self.split)
        return not self._melts(out[0].target, self.into, self.join)

    def _melts(self, neighbour: str, flows: dict[str, list[Flow]], noted: set[str]) -> bool:
        """Into a step that has this one way only."""
        if self.model.nodes[neighbour].tag in TASKS and len(flows[neighbour]) == 1:
            noted.add(neighbour)
            return True
        return False

    def _opens(self, key: str) -> bool:
        """A beginning, or a parallel gateway that opens branches: a choice right behind it has no step to stand on."""
        return self.model.nodes[key].tag == "startEvent" or (self._parallel(key) and len(self.out[key]) > 1)

    def _sources(self, key: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """What leads to a gateway, looking through those that only bring ways together."""
        for flow in self.into[key]:
            source = self.model.nodes[flow.source]
            merging = source.tag == "exclusiveGateway" and len(self.out[source.id]) == 1
            if merging and source.id not in seen and len(seen) < LONGEST_PATH:
                yield from self._sources(source.id, seen | {source.id})
            else:
                yield source.id

    # --- ways -------------------------------------------------------------------------------------------------------
    def _ways(self) -> None:
        steps = set(self.steps)
        for key in self.steps:
            known: set[tuple[str, str, str]] = set()
            paths = list(self._paths(key, steps))
            forward = [path for path in paths if not _is_back(path)]
            for end, flows in paths:
                guard = self._guard(flows)
                name = next((flow.name for flow in reversed(flows) if flow.name), "")
                if (end, guard, name) in known:
                    continue
                known.add((end, guard, name))
                if end in steps and end != key:
                    self.ways.append((key, end, flows, guard))
                elif end not in steps and len(forward) > 1:
                    self.closing.append((key, flows, guard))
                elif end not in steps:
                    self.last.add(key)
            if len(self.ways) > MOST_TRANSITIONS:
                raise Invalid(_("去处超过 {most} 个").format(most=MOST_TRANSITIONS), "bpmn_limits", "file")

    def _paths(self, start: str, steps: set[str]) -> Iterator[Path]:
        left: list[list[Flow]] = [[flow] for flow in reversed(self.out[start])]
        while left:
            flows = left.pop()
            end = flows[-1].target
            self.tried += 1
            if self.tried > MOST_TRIED:
                raise Invalid(_("去处超过 {most} 个").format(most=MOST_TRANSITIONS), "bpmn_limits", "file")
            if end in steps or self.model.nodes[end].tag == "endEvent":
                yield end, flows
            elif len(flows) <= LONGEST_PATH and end not in {flow.source for flow in flows}:
                left += [[*flows, flow] for flow in reversed(self.out[end])]

    def _guard(self, flows: list[Flow]) -> str:
        """The conditions on the way, all of which must hold."""
        guards = [flow.guard for flow in flows if flow.guard]
        return guards[0] if len(guards) == 1 else write(All(tuple(map(parse, guards)))) if guards else ""

    # --- places -----------------------------------------------------------------------------------------------------
    def _places(self) -> dict[str, int]:
        """As our own file says; else one more than all that lead there, returns left out."""
        given = {key: self._given(key) for key in self.steps}
        onward: dict[str, list[str]] = defaultdict(list)
        for start, end, _flows, _guard in self.ways:
            onward[start].append(end)
        entered = {end for ends in onward.values() for end in ends}
        order, back = _depth_first([*(key for key in self.steps if key not in entered), *self.steps], onward)
        places: dict[str, int] = {}
        for key in order:
            places[key] = given[key] or places.get(key, 1)
            for end in onward[key]:
                if (key, end) not in back:
                    places[end] = max(places.get(end, 1), places[key] + 1)
        return places

    def _given(self, key: str) -> int:
        told = self.model.nodes[key].told
        place = told.get("place") if told is not None else ""
        return int(place) if place.isascii() and place.isdigit() and len(place) < 5 else 0


def _is_back(path: Path) -> bool:
    return any(flow.told is not None and flow.told.get("rollback") == "true" for flow in path[1])


def _depth_first(begin: list[str], onward: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """An order in which every way but those back leads onward, and the ways back."""
    done: list[str] = []
    finished: set[str] = set()
    back: set[tuple[str, str]] = set()
    for root in begin:
        trail = [(root, iter(onward[root]))] if root not in finished else []
        open_now = {root}
        while trail:
            key, ends = trail[-1]
            for end in ends:
                if end in open_now:
                    back.add((key, end))
                elif end not in finished:
                    trail.append((end, iter(onward[end])))
                    open_now.add(end)
                    break
            else:
                trail.pop()
                open_now.discard(key)
                finished.add(key)
                done.append(key)
    return done[::-1], back
