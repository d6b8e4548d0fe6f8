# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a procedure as a whole (corpus W12, S1-11, S1-13): called by catalog/lint.py, which knows the rest.

Each finding is level, path, code and message. Faults of single values are for reading.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.procedure import guards
from mingcha.catalog.procedure.graph import Graph, Stop, Way
from mingcha.catalog.procedure.guard_text import parse
from mingcha.catalog.procedure.joins import Joins
from mingcha.catalog.procedure.points import check_points
from mingcha.catalog.procedure.reading import entries, names_of
from mingcha.ledger import Invalid
from mingcha.organs.models import Role

Finding = tuple[str, str, str, str]
MOST_TRIED: Final = 500
"""Combinations of choices."""


def lint_procedure(document: Mapping[str, Any]) -> list[Finding]:
    """Everything that is found, in no order."""
    graph = Graph(document)
    found = [*_roles(graph), *_pauses(graph, document), *check_points(graph, document)]
    if graph.drawn:  # without transitions the steps are a plain sequence, in which nothing can be lost
        found += [*_ends(graph), *_lost(graph), *_branches(graph), *_directions(graph), *_guards(graph, document)]
    return found


def _at(stop: Stop, name: str = "act") -> str:
    return f"step[{stop.number}].{name}"


def _ends(graph: Graph) -> Iterator[Finding]:
    if not graph.starts:
        yield "error", "step", "no_start", _("没有开始的环节：每个环节都有别的环节通向它")
    if not graph.ends:
        yield "error", "step", "no_end", _("没有结束的环节：没有一个环节是办完就结案的")


def _lost(graph: Graph) -> Iterator[Finding]:
    """Steps that nobody comes to, that lead nowhere, or that never let go."""
    starts = graph.starts
    reached = graph.reached(starts)
    for act, stop in graph.stops.items():
        if starts and act not in reached:
            yield "error", _at(stop), "unreachable", _("走不到环节“{act}”：没有去向通向它").format(act=act)
    ends = graph.ends
    dead = [act for act in graph.last if act not in ends]
    for act in dead:
        words = _("环节“{act}”办完后没有去处：补上去向，或者把种类改为结案").format(act=act)
        yield "error", _at(graph.stops[act]), "dead_end", words
    stuck = set(graph.stops) - graph.leading_to([*ends, *dead])
    if starts:
        stuck &= reached
    while stuck:
        first = next(act for act in graph.stops if act in stuck)
        loop = graph.reached([first]) & stuck
        acts = _("、").join(f"“{act}”" for act in graph.stops if act in loop)
        words = _("环节 {acts} 循环往复，没有出口").format(acts=acts)
        yield "error", _at(graph.stops[first]), "loop_no_exit", words
        stuck -= loop


def _branches(graph: Graph) -> Iterator[Finding]:
    """What is split must be joined again, and what waits for several must be come to by several."""
    splits = [act for act, stop in graph.stops.items() if stop.all_out]
    joins = Joins(graph)
    for act in splits:
        stop, ends = graph.stops[act], [way.end for way in graph.forward[act]]
        if len(ends) < 2:
            yield "warning", _at(stop, "split"), "split_alone", _("环节“{act}”只有一个去向，无从并行").format(act=act)
        elif not joins.any_of(ends):
            words = _("“{act}”之后的几条路没有汇合：要有一个环节等几条路都到齐，且每条路都经过它")
            yield "error", _at(stop, "split"), "split_no_join", words.format(act=act)
    after = graph.reached([way.end for act in splits for way in graph.forward[act]], returns=False)
    for act, stop in graph.stops.items():
        if stop.all_in and (act not in after or len(graph.inward[act]) < 2):
            words = _("环节“{act}”要等几条路都到齐，但前面没有分出几条路").format(act=act)
            yield "error", _at(stop, "join"), "join_no_split", words


def _directions(graph: Graph) -> Iterator[Finding]:
    """A return that leads on, and a way that leads back without being called a return."""
    for way in graph.drawn:
        start, end = graph.stops[way.start], graph.stops[way.end]
        told = {"start": way.start, "end": way.end}
        if way.back and end.place > start.place:
            words = _("“{start}”到“{end}”标为退回，但“{end}”的次序在后").format(**told)
            yield "warning", f"transition[{way.number}].rollback", "rollback_forward", words
        if leads_back(graph, way):
            words = _("“{start}”到“{end}”是往回走，但没有标为退回").format(**told)
            yield "warning", f"transition[{way.number}].rollback", "back_unmarked", words


def leads_back(graph: Graph, way: Way) -> bool:
    """A way that is not called a return and yet comes to an earlier place."""
    return not way.back and graph.stops[way.end].place < graph.stops[way.start].place


def _guards(graph: Graph, document: Mapping[str, Any]) -> Iterator[Finding]:
    known = {
        name
        for _number, form in entries(document.get("form"))
        for _line, field in entries(form.get("fields"))
        for name in (field.get("key"), field.get("label"))
        if isinstance(name, str)
    }
    for way in graph.drawn:
        for name in _asked(way):
            if name not in known:
                words = _("条件里的“{name}”不是任何表单的字段").format(name=name)
                yield "error", f"transition[{way.number}].guard", "guard_field", words
    for act, ways in graph.forward.items():
        if ways and not graph.stops[act].all_out and _leaves_open(ways, document):
            words = _("“{act}”的去向都有条件：条件都不成立时办不下去").format(act=act)
            yield "warning", _at(graph.stops[act]), "guard_no_default", words


def _leaves_open(ways: list[Way], document: Mapping[str, Any]) -> bool:
    """Whether none of the conditions may hold. Where they ask for choices alone, every combination is tried."""
    if not all(way.entry.get("guard") for way in ways):
        return False
    choices = {
        field[name]: field["choices"]
        for _number, form in entries(document.get("form"))
        for _line, field in entries(form.get("fields"))
        for name in ("key", "label")
        if isinstance(field.get(name), str) and isinstance(field.get("choices"), list) and field.get("required")
    }
    asked = sorted({name for way in ways for name in _asked(way)})
    if not asked or not set(asked) <= set(choices) or prod(len(choices[name]) for name in asked) > MOST_TRIED:
        return True
    trees = [parse(way.entry["guard"]) for way in ways if _asked(way)]
    situations = (dict(zip(asked, values, strict=True)) for values in product(*(choices[name] for name in asked)))
    return not all(any(guards.evaluate(tree, values) for tree in trees) for values in situations)


def _asked(way: Way) -> list[str]:
    try:
        return list(dict.fromkeys(guards.fields(parse(way.entry["guard"])))) if way.entry.get("guard") else []
    except (Invalid, TypeError):
        return []  # reading.py has told where it is wrong


def _roles(graph: Graph) -> Iterator[Finding]:
    """A step whose roles nobody here can have is never taken up by anybody."""
    named = {act: set(names_of(stop.entry, "roles")) for act, stop in graph.stops.items()}
    wanted = set().union(*named.values())
    known = set(Role.objects.filter(key__in=wanted).values_list("key", flat=True)) if wanted else set()
    for act, roles in named.items():
        for role in sorted(roles - known):
            words = _("本系统没有角色“{role}”").format(role=role)
            yield "warning", _at(graph.stops[act], "roles"), "role_unknown", words


def _pauses(graph: Graph, document: Mapping[str, Any]) -> Iterator[Finding]:
    """A step may stop the clock only for what the item allows, where the item says what it allows."""
    head = document.get("catalog")
    lawful = head.get("pauses") if isinstance(head, dict) else None
    if not isinstance(lawful, list):
        return
    for stop in graph.stops.values():
        for kind in names_of(stop.entry, "pauses"):
            if kind not in lawful:
                words = _("事项没有允许因“{kind}”中止").format(kind=kind)
                yield "warning", _at(stop, "pauses"), "pause_not_allowed", words
