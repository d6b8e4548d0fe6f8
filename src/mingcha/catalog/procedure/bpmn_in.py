# SPDX-License-Identifier: Apache-2.0
"""A BPMN file as steps and transitions (S4-07, corpus W12, X01-X05): our own to the letter, those of others by their meaning.

Gateways melt into the steps around them. One that cannot, since it opens branches inside of branches, becomes a step of its
own, and the reader is told. All faults are told at once, each with the element's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.parts import Errors
from mingcha.catalog.procedure.bpmn_out import LISTS, MODEL, TEXTS, WHOLE
from mingcha.catalog.procedure.bpmn_read import NODES, TASKS, Flow, Model, Node
from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.melting import Melted
from mingcha.catalog.procedure.reading import MOST_STEPS, MOST_TRANSITIONS, check_steps, check_transitions
from mingcha.catalog.procedure.xml_tree import Element, Limit, read_tree
from mingcha.ledger import Invalid

MOST_TOLD: Final = 50
MOST_AROUND: Final = 4 * MOST_STEPS
"""Gateways, beginnings and ends: a step of ours has at most a gateway before it and two behind it."""
NAMES_OF_NOTES: Final = {"textAnnotation", "association", "group", "extensionElements"}


@dataclass
class Procedure:
    """What a file says. ``bare`` are the acts of which it says nothing but where they stand."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    ways: list[dict[str, Any]] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def read_bpmn(data: bytes, roles: Mapping[str, str]) -> Procedure:
    """Read a file. ``roles`` leads from the names of roles to their keys, for lanes. Raises Invalid with every fault."""
    model = Model(read_tree(data, _limits()))
    _refuse(model.faults)
    melted = Melted(model)
    _refuse(melted.faults)
    found = _Made(model, melted, roles).procedure
    errors: Errors = []
    acts = {act for act, _place in check_steps(found.steps, errors)}
    check_transitions(found.ways, acts, errors)
    _refuse([(path, "item_invalid", f"{path}：{message}") for path, message in errors])
    return found


def _limits() -> list[Limit]:
    """A file that has more than a procedure may have is refused while it is read, before the rest costs anything."""
    named = (
        (TASKS, MOST_STEPS, _("环节不能超过 {most} 个")),
        (NODES - TASKS, MOST_AROUND, _("网关和事件不能超过 {most} 个")),
        ({"sequenceFlow"}, 2 * MOST_TRANSITIONS, _("去处超过 {most} 个")),
    )
    return [
        Limit(frozenset(f"{MODEL} {tag}" for tag in tags), most, words.format(most=most)) for tags, most, words in named
    ]


def _refuse(faults: list[tuple[str, str, str]]) -> None:
    if faults:
        told = faults[:MOST_TOLD]
        if len(faults) > MOST_TOLD:
            told.append(("", "more", _("还有 {n} 处").format(n=len(faults) - MOST_TOLD)))
        raise Invalid.many(("file", code, message) for _id, code, message in told)


class _Made:
    def __init__(self, model: Model, melted: Melted, roles: Mapping[str, str]) -> None:
        self.model, self.melted = model, melted
        self.roles = {**{key: key for key in roles.values()}, **roles}
        self.procedure = Procedure()
        self.acts = {key: self._act(model.nodes[key]) for key in melted.steps}
        self._unlike()
        ordered = sorted(melted.steps, key=lambda key: _line(model.nodes[key].told))
        self.procedure.steps = [self._step(model.nodes[key]) for key in ordered]
        numbered = [self._way(*way) for way in melted.ways]
        self.procedure.ways = [way for _n, way in sorted(numbered, key=lambda each: each[0])]
        if melted.closing:
            self._closing()
        if model.in_order and self._follows_the_order():
            self.procedure.ways = []
        self._note()

    def _act(self, node: Node) -> str:
        if node.name:
            return node.name
        at = list(self.melted.steps).index(node.id) + 1
        return (_("分支 {n}") if node.tag == "exclusiveGateway" else _("并行 {n}")).format(n=at)

    def _unlike(self) -> None:
        faults, seen = [], set()
        for key, act in self.acts.items():
            if act in seen:
                words = _("元素“{id}”：环节“{act}”写了两次")
                faults.append((key, "bpmn_duplicate", words.format(id=key[:80], act=act[:80])))
            seen.add(act)
        _refuse(faults)

    def _step(self, node: Node) -> dict[str, Any]:
        step: dict[str, Any] = {"act": self.acts[node.id], "place": self.melted.places[node.id]}
        told = node.told if node.told is not None and node.told.name == "step" else None
        if told is not None:
            return step | _properties(told)
        self.procedure.bare.add(step["act"])
        if (lane := self.model.lanes.get(node.id)) and lane in self.roles:
            step["roles"] = [self.roles[lane]]
        meant = {
            "split": ("all", self.melted.split),
            "join": ("all", self.melted.join),
            "kind": ("close", self.melted.last),
        }
        step |= {name: value for name, (value, chosen) in meant.items() if node.id in chosen}
        return step

    def _way(self, start: str, end: str, flows: list[Flow], guard: str) -> tuple[int, dict[str, Any]]:
        """With its line in the file that we wrote, if we did."""
        way: dict[str, Any] = {"from": self.acts[start], "to": self.acts[end]}
        told = next((flow.told for flow in flows if flow.told is not None and flow.told.name == "transition"), None)
        name = next((flow.name for flow in reversed(flows) if flow.name), "")
        attributes = told.attributes if told is not None else {}
        if name:
            way["action"] = name
        if " ".join(attributes.get("action", "").split()) == name and "action" in attributes:
            way["action"] = attributes["action"]
        if guard:
            way["guard"] = attributes["guard"] if attributes.get("guard", "").strip() == guard else guard
        if "rollback" in attributes:
            way["rollback"] = attributes["rollback"] == "true"
        return _line(told), way

    def _closing(self) -> None:
        """Where a way to the end is one of several, the end becomes a step: a choice needs something to choose."""
        act = _("结束")
        while act in self.acts.values():
            act += "·"
        place = 1 + max((step["place"] for step in self.procedure.steps), default=0)
        self.procedure.steps.append({"act": act, "place": min(place, 1_000), "kind": "close"})
        for start, flows, guard in self.melted.closing:
            name = next((flow.name for flow in reversed(flows) if flow.name), "")
            way = {"from": self.acts[start], "to": act, "action": name, "guard": guard}
            self.procedure.ways.append({key: value for key, value in way.items() if value})
        self.procedure.notes.append(_("通向结束的去处是几个去处之一：加了结案环节“{act}”").format(act=act))

    def _follows_the_order(self) -> bool:
        implied = Graph({"step": self.procedure.steps}).ways
        return {(way.start, way.end) for way in implied} == {(w["from"], w["to"]) for w in self.procedure.ways}

    def _note(self) -> None:
        notes, model = self.procedure.notes, self.model
        gates = [self.acts[key] for key in self.melted.steps if model.nodes[key].tag.endswith("Gateway")]
        if gates:
            words = _("{n} 个网关不能并入相邻环节，作为没有岗位的环节导入：{acts}")
            notes.append(words.format(n=len(gates), acts=_("、").join(gates[:20])))
        if left := sum(model.left_out[name] for name in NAMES_OF_NOTES):
            notes.append(_("{n} 处批注或其他软件的附加内容没有导入").format(n=left))
        tasks = [key for key in self.melted.steps if model.nodes[key].told is None]
        unknown = sorted({model.lanes.get(key, "") for key in tasks} - set(self.roles) - {""})
        if unknown:
            notes.append(_("泳道没有对应的角色，请另选办理人：{lanes}").format(lanes=_("、").join(unknown)))


def _line(told: Element | None) -> int:
    """Where it stood in the document that the file was made of; what others have added comes last."""
    number = told.get("n") if told is not None else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 10**6


def _properties(told: Element) -> dict[str, Any]:
    """What bpmn_out.py wrote of a step. A number that is none stays text, and reading tells of it."""
    found: dict[str, Any] = {}
    for name, value in told.attributes.items():
        if name in WHOLE:
            found[name] = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else value
        elif name == "assigns":
            found[name] = {"true": True, "false": False}.get(value, value)
        elif name in TEXTS:
            found[name] = value
    for child in told.children:
        if child.name in LISTS:
            found[child.name] = [each.text for each in child.children]
        elif child.name == "evidence":
            counts = {each.text: each.get("n") for each in child.children}
            found["evidence"] = {
                k: int(n) if n.isascii() and n.isdigit() and len(n) < 9 else n for k, n in counts.items()
            }
    return found
