# SPDX-License-Identifier: Apache-2.0
"""A procedure as BPMN 2.0 (S4-07): user tasks, gateways, flows, lanes by role, and where each of them stands.

What BPMN has no word for stands in elements of a namespace of our own, so that what is read back (bpmn_in.py) is what was
written, to the letter. Of the drawing nothing is read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.layout import LEFT, Flow, Node, Plan

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
OURS: Final = "urn:mingcha:procedure:1"
BIOC: Final = "http://bpmn.io/schema/bpmn/biocolor/1.0"
"""Colours as bpmn-js knows them: for the page only."""
PREFIXES: Final = {"bpmn": MODEL, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI, "mc": OURS}
LANGUAGE: Final = "urn:mingcha:guard:1"
"""The language of our conditions (guards.py)."""
WHOLE: Final = ("place", "limit")
TRUTH: Final = ("assigns", "rollback")
LISTS: Final = {"roles": "role", "opinions": "opinion", "documents": "document", "pauses": "pause"}
TEXTS: Final = ("kind", "form", "unit", "split", "join")


def bpmn(document: Mapping[str, Any], roles: Mapping[str, str], *, calm: bool = False) -> str:
    """The drawing of a document. ``roles`` gives their names; ``calm`` leaves out the words on ways onward, for the page."""
    return written(Plan(Graph(document)), roles, calm=calm)


def written(plan: Plan, roles: Mapping[str, str], *, calm: bool) -> str:
    """The same of a plan that is at hand."""
    root = ET.Element("bpmn:definitions", {f"xmlns:{prefix}": uri for prefix, uri in PREFIXES.items()})
    root.attrib |= {"id": "definitions", "targetNamespace": OURS, **({"xmlns:bioc": BIOC} if calm else {})}
    process = ET.SubElement(root, "bpmn:process", {"id": "procedure", "isExecutable": "false"})
    if not plan.graph.drawn:
        ET.SubElement(_extension(process), "mc:procedure", {"order": "places"})
    lanes = ET.SubElement(process, "bpmn:laneSet", {"id": "lanes"})
    for lane in plan.lanes:
        name = roles.get(lane.role, lane.role) or _("未定岗位")
        made = ET.SubElement(lanes, "bpmn:lane", {"id": lane.id, "name": name})
        for node in lane.nodes:
            ET.SubElement(made, "bpmn:flowNodeRef").text = node.id
    into, out = defaultdict(list), defaultdict(list)
    for flow in plan.flows:
        into[flow.target.id].append(flow.id)
        out[flow.source.id].append(flow.id)
    for node in plan.nodes:
        _node(process, node, {"incoming": into[node.id], "outgoing": out[node.id]})
    for flow in plan.flows:
        _flow(process, flow, calm=calm)
    _diagram(root, plan, calm=calm)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _extension(parent: ET.Element) -> ET.Element:
    return ET.SubElement(parent, "bpmn:extensionElements")


def _node(process: ET.Element, node: Node, flows: Mapping[str, list[str]]) -> None:
    made = ET.SubElement(process, f"bpmn:{node.tag}", {"id": node.id})
    if node.tag == "userTask":
        made.set("name", node.stop.act)
        _properties(ET.SubElement(_extension(made), "mc:step", {"n": str(node.stop.number)}), node.stop.entry)
    elif node.tag.endswith("Gateway"):
        ET.SubElement(_extension(made), "mc:gate", {"of": f"step_{node.stop.number}"})
    for tag, names in flows.items():
        for name in names:
            ET.SubElement(made, f"bpmn:{tag}").text = name


def _properties(made: ET.Element, entry: Mapping[str, Any]) -> None:
    """Every property of a step; what is not said is not written, what is said to be empty is written as empty."""
    for name in (*WHOLE, *TEXTS):
        if name in entry:
            made.set(name, str(entry[name]))
    if "assigns" in entry:
        made.set("assigns", "true" if entry["assigns"] else "false")
    for name, single in LISTS.items():
        if isinstance(entry.get(name), list):
            listed = ET.SubElement(made, f"mc:{name}")
            for each in entry[name]:
                ET.SubElement(listed, f"mc:{single}").text = str(each)
    if isinstance(entry.get("evidence"), dict):
        counted = ET.SubElement(made, "mc:evidence")
        for kind, n in entry["evidence"].items():
            ET.SubElement(counted, "mc:kind", {"n": str(n)}).text = str(kind)


def _flow(process: ET.Element, flow: Flow, *, calm: bool) -> None:
    ends = {"sourceRef": flow.source.id, "targetRef": flow.target.id}
    made = ET.SubElement(process, "bpmn:sequenceFlow", {"id": flow.id, **ends})
    if flow.way is None or not flow.way.number:
        return
    entry = flow.way.entry
    if name := _words(flow, calm=calm):
        made.set("name", name)
    told = ET.SubElement(_extension(made), "mc:transition", {"n": str(flow.way.number)})
    for key in ("action", "guard"):
        if key in entry:
            told.set(key, str(entry[key]))
    if "rollback" in entry:
        told.set("rollback", "true" if entry["rollback"] else "false")
    if entry.get("guard"):
        condition = {"xsi:type": "bpmn:tFormalExpression", "language": LANGUAGE}
        ET.SubElement(made, "bpmn:conditionExpression", condition).text = str(entry["guard"])


def _words(flow: Flow, *, calm: bool) -> str:
    """What stands on a line: the word of its button; in the page only on returns."""
    if flow.way is None:
        return ""
    action = str(flow.way.entry.get("action") or "")
    if calm:
        return (action or _("退回")) if flow.way.back else ""
    return action


def _diagram(root: ET.Element, plan: Plan, *, calm: bool) -> None:
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "procedure"})
    for lane in plan.lanes:
        shape = _shape(plane, lane.id, {"isHorizontal": "true"})
        _bounds(shape, 0, lane.y, max(plan.width, LEFT), lane.height)
    for node in plan.nodes:
        shape = _shape(plane, node.id, {"isMarkerVisible": "true"} if node.tag == "exclusiveGateway" else {})
        _bounds(shape, node.x, node.y - node.height // 2, node.width, node.height)
    for flow in plan.flows:
        amber = {"bioc:stroke": "var(--amber-mark)"} if calm and flow.way is not None and flow.way.back else {}
        edge = ET.SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id, **amber})
        for x, y in flow.points:
            ET.SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
        if name := _words(flow, calm=calm):
            x, y = _beside(flow)
            _bounds(ET.SubElement(edge, "bpmndi:BPMNLabel"), x, y, min(12 * len(name) + 8, 120), 16)


def _shape(plane: ET.Element, of: str, more: dict[str, str]) -> ET.Element:
    return ET.SubElement(plane, "bpmndi:BPMNShape", {"id": f"{of}_di", "bpmnElement": of, **more})


def _bounds(parent: ET.Element, x: int, y: int, width: int, height: int) -> None:
    given = {"x": x, "y": y, "width": width, "height": height}
    ET.SubElement(parent, "dc:Bounds", {name: str(value) for name, value in given.items()})


def _beside(flow: Flow) -> tuple[int, int]:
    """Where the words stand: in the middle of the longest level piece, just above it."""
    pieces = pairwise(flow.points)
    (x1, y1), (x2, _y) = max(pieces, key=lambda piece: abs(piece[0][0] - piece[1][0]))
    wide = min(12 * len(_words(flow, calm=False)) + 8, 120)
    return (x1 + x2 - wide) // 2, y1 - 18
