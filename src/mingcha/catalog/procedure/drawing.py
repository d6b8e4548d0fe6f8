# SPDX-License-Identifier: Apache-2.0
"""What the page draws a procedure from: BPMN, the seals 监察印 on its steps, and where a click on a step leads (S1-04, S4-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mingcha.catalog.procedure.bpmn_out import written
from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.layout import Plan
from mingcha.catalog.procedure.reading import entries
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import EVERY
from mingcha.organs.models import Role


def seals(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """By act the kinds of point that sit there, in the order of the kinds: where a point is judged."""
    found: dict[str, set[str]] = {}
    acts = list(Graph(document).stops)
    for _number, point in entries(document.get("point")):
        given: Any = next((point[part] for part in ("at", "end", "second") if point.get(part)), [])
        seat = given if isinstance(given, list) else [given]
        for act in acts if EVERY in seat else seat:
            if isinstance(act, str) and (kind := str(point.get("kind"))) in KINDS:
                found.setdefault(act, set()).add(kind)
    return {act: [kind for kind in KINDS if kind in kinds] for act, kinds in found.items()}


def role_names() -> dict[str, str]:
    """Every role's name by its key."""
    return dict(Role.objects.values_list("key", "name"))


def drawing(
    document: Mapping[str, Any], links: Mapping[str, str], chosen: str = "", notes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """For json_script. ``links`` leads from act to address, ``notes`` says a few words above an act; ``chosen`` is the act that
    is looked at."""
    graph = Graph(document)
    plan = Plan(graph)
    roles = role_names() if any(lane.role for lane in plan.lanes) else {}
    language = "en" if (get_language() or "").startswith("en") else "zh"
    ids = {act: f"step_{stop.number}" for act, stop in graph.stops.items()}
    count = len(ids)
    words = ngettext("流程图：{n} 个环节，{lanes} 条泳道", "流程图：{n} 个环节，{lanes} 条泳道", count)
    return {
        "xml": written(plan, roles, calm=True),
        "label": words.format(n=count, lanes=len(plan.lanes)),
        "lanes": {lane.id: roles.get(lane.role, lane.role) or _("未定岗位") for lane in plan.lanes},
        "seals": {
            ids[act]: [{"seal": KINDS[kind].seal, "name": KINDS[kind].names[language]} for kind in kinds]
            for act, kinds in seals(document).items()
            if act in ids
        },
        "links": {ids[act]: url for act, url in links.items() if act in ids},
        "returns": [flow.id for flow in plan.flows if flow.way is not None and flow.way.back],
        "notes": {ids[act]: words for act, words in (notes or {}).items() if act in ids},
        "chosen": ids.get(chosen, ""),
    }
