# SPDX-License-Identifier: Apache-2.0
"""A BPMN file as nodes and flows (S4-07): whatever is executable or has no counterpart is refused by its id and type.

A drawing may come from anywhere; nothing in it is ever run. Notes and foreign decoration are passed over and counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from mingcha.catalog.procedure.bpmn_out import LANGUAGE, MODEL, OURS
from mingcha.catalog.procedure.guard_text import parse
from mingcha.catalog.procedure.xml_tree import Element
from mingcha.ledger import Invalid

TASKS: Final = frozenset({"task", "userTask", "manualTask"})
GATES: Final = frozenset({"exclusiveGateway", "parallelGateway"})
NODES: Final = TASKS | GATES | {"startEvent", "endEvent"}
NOTES: Final = frozenset({"textAnnotation", "association", "group"})
INSIDE: Final = frozenset({"incoming", "outgoing", "documentation", "extensionElements"})
EXECUTABLE: Final = frozenset(
    {"scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "script"}
)
CODE: Final = ("listener", "script", "expression", "connector", "delegate", "class", "taskdefinition", "inputoutput")
"""What names of foreign extensions say when they carry code."""


@dataclass(frozen=True)
class Node:
    """A task, a gateway, a beginning or an end. ``told`` is what our own extension says of it."""

    id: str
    tag: str
    name: str
    told: Element | None


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``guard`` is its condition in our language."""

    id: str
    source: str
    target: str
    name: str
    guard: str
    told: Element | None


class Model:
    """What a file says: nodes and flows by id, lanes by node, faults as (id, code, message), and notes for the reader."""

    def __init__(self, root: Element) -> None:
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lanes: dict[str, str] = {}
        self.in_order = False
        self.faults: list[tuple[str, str, str]] = []
        self.left_out: Counter[str] = Counter()
        self.seen: set[str] = set()
        if (root.space, root.name) != (MODEL, "definitions"):
            words = _("不是 BPMN 2.0 文件：最外层是“{name}”")
            raise Invalid(words.format(name=root.name[:40]), "bpmn_root", "file")
        processes = [child for child in root.children if (child.space, child.name) == (MODEL, "process")]
        for child in root.children:
            self._outer(child)
        if len(processes) != 1:
            self._fault(root, "bpmn_process", _("文件里应正好有一个流程（process）"))
        for process in processes:
            self._process(process)
        self._loose_ends()

    def _fault(self, element: Element, code: str, message: str) -> None:
        name = element.get("id") or f"{element.name}@{element.line}"
        words = _("元素“{id}”（{type}）：{message}")
        self.faults.append((name, code, words.format(id=name[:80], type=element.name[:40], message=message)))

    def _refuse(self, element: Element) -> None:
        if element.name in EXECUTABLE:
            self._fault(element, "bpmn_executable", _("会自动执行，本系统不执行文件中的任何内容"))
        else:
            self._fault(element, "bpmn_unsupported", _("不支持"))

    def _outer(self, element: Element) -> None:
        if element.space != MODEL:
            if element.name != "BPMNDiagram":
                self._refuse(element)
        elif element.name == "collaboration":
            for child in element.children:
                if child.name not in ("participant", *INSIDE, *NOTES):
                    self._refuse(child)
        elif element.name not in ("process", *INSIDE):
            self._refuse(element)

    def _process(self, process: Element) -> None:
        self._identify(process)
        for child in process.children:
            known = child.space == MODEL
            if known and child.name in NODES:
                self._node(child)
            elif known and child.name == "sequenceFlow":
                self._flow(child)
            elif known and child.name == "laneSet":
                self._lane_set(child)
            elif known and child.name in NOTES:
                self.left_out[child.name] += 1
            elif known and child.name == "extensionElements":
                told = self._told(child, process)
                self.in_order = told is not None and told.get("order") == "places"
            elif not known or child.name != "documentation":
                self._refuse(child)

    def _identify(self, element: Element) -> str:
        name = element.get("id")
        if not name:
            self._fault(element, "bpmn_no_id", _("没有 id"))
        elif name in self.seen:
            self._fault(element, "bpmn_duplicate", _("id 重复"))
        self.seen.add(name)
        for key, value in element.attributes.items():
            foreign, _space, short = key.rpartition(" ")
            if foreign and (_is_code(short) or "${" in value or "#{" in value):
                self._fault(element, "bpmn_executable", _("属性“{name}”含有代码").format(name=short[:40]))
        if element.get("isForCompensation") == "true":
            self._fault(element, "bpmn_unsupported", _("不支持补偿"))
        return name

    def _node(self, element: Element) -> None:
        told = self._inside(element)
        name = " ".join(element.get("name").split())
        if element.name in TASKS and not name:
            self._fault(element, "bpmn_unnamed", _("环节没有名称"))
        key = self._identify(element)
        self.nodes.setdefault(key, Node(key, element.name, name, told))

    def _inside(self, element: Element) -> Element | None:
        told = None
        for child in element.children:
            if child.space == MODEL and child.name == "extensionElements":
                told = self._told(child, element)
            elif child.space != MODEL or child.name not in (*INSIDE, "conditionExpression"):
                words = _("内含 {type}，不支持").format(type=child.name[:40])
                self._fault(element, "bpmn_executable" if _is_code(child.name) else "bpmn_unsupported", words)
        return told

    def _told(self, extension: Element, owner: Element) -> Element | None:
        """Our own extension, if it is there; foreign ones may decorate, but not carry code."""
        told = None
        for child in extension.children:
            if child.space == OURS:
                told = child
                continue
            parts = [child, *child.below()]
            coded = [part for part in parts if _is_code(part.name) or "${" in part.text or "#{" in part.text]
            coded += [part for part in parts if any("${" in value for value in part.attributes.values())]
            if coded:
                self._fault(owner, "bpmn_executable", _("扩展“{name}”含有代码").format(name=coded[0].name[:40]))
            self.left_out["extensionElements"] += 1
        return told

    def _flow(self, element: Element) -> None:
        told, key = self._inside(element), self._identify(element)
        guard = ""
        for child in element.children:
            if child.name == "conditionExpression":
                guard = self._condition(element, child)
        ends = element.get("sourceRef"), element.get("targetRef")
        name = " ".join(element.get("name").split())
        self.flows.setdefault(key, Flow(key, *ends, name, guard, told))

    def _condition(self, flow: Element, condition: Element) -> str:
        language, written = condition.get("language"), condition.text.strip()
        if language not in ("", LANGUAGE):
            words = _("条件是用“{language}”写的代码").format(language=language[:60])
            self._fault(flow, "bpmn_expression", words)
            return ""
        try:
            if written:
                parse(written)
        except Invalid as bad:
            self._fault(flow, "bpmn_expression", _("条件不能识别：{message}").format(message=bad.message))
            return ""
        return written

    def _lane_set(self, element: Element) -> None:
        for lane in element.children:
            if lane.name != "lane":
                if lane.name not in INSIDE:
                    self._refuse(lane)
                continue
            for child in lane.children:
                if child.name == "flowNodeRef":
                    self.lanes[child.text.strip()] = " ".join(lane.get("name").split())
                elif child.name == "childLaneSet":
                    self._lane_set(child)
                elif child.name not in INSIDE:
                    self._refuse(child)

    def _loose_ends(self) -> None:
        for flow in self.flows.values():
            if not {flow.source, flow.target} <= set(self.nodes):
                words = _("元素“{id}”（{type}）：{message}")
                told = words.format(id=flow.id[:80], type="sequenceFlow", message=_("没有连到环节"))
                self.faults.append((flow.id, "bpmn_loose", told))


def _is_code(name: str) -> bool:
    return any(word in name.lower() for word in CODE)
