# SPDX-License-Identifier: Apache-2.0
"""The procedure that a case runs by: its version's document, read once a process, since a version never changes (S1-30)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from mingcha.catalog.models import ItemVersion, Point, VersionDocument
from mingcha.catalog.procedure.graph import Graph, Way
from mingcha.catalog.procedure.guard_text import parse
from mingcha.catalog.procedure.guards import evaluate
from mingcha.catalog.procedure.reading import entries
from mingcha.catalog.rules import rule_of
from mingcha.engine.points import Point as Rule

KEPT: Final = 500


class Procedure:
    """Steps, ways and forms of one version. Lists are in the order of the document."""

    def __init__(self, document: Mapping[str, Any], rules: Iterable[Rule] = ()) -> None:
        self.document = document
        self.rules = tuple(rules)
        self.limits = tuple(rule for rule in self.rules if rule.kind == "time_limit")
        self.staged = frozenset(
            act for rule in self.limits for part in ("start", "in", "end") for act in rule.acts.get(part, ())
        )
        self.graph = Graph(document)
        self.forms = {form["key"]: form for _n, form in entries(document.get("form")) if "key" in form}
        self.labels = {field["label"]: field["key"] for form in self.forms.values() for field in form.get("fields", ())}
        self.joins = frozenset(act for act, stop in self.graph.stops.items() if stop.all_in)
        self.linear = len({stop.place for stop in self.graph.stops.values()}) == len(self.graph.stops)

    def step(self, act: str) -> Mapping[str, Any]:
        """What the document says about a step. Raises KeyError."""
        return self.graph.stops[act].entry

    def form(self, act: str) -> Mapping[str, Any] | None:
        """The form of a step, if it has one."""
        return self.forms.get(self.step(act).get("form", ""))

    def ways(self, act: str, values: Mapping[str, Any]) -> list[Way]:
        """The ways onward whose condition holds for what the forms say."""
        named = {label: values.get(key) for label, key in self.labels.items()} | dict(values)
        return [way for way in self.graph.forward[act] if _holds(way, named)]

    def returns(self, act: str) -> list[Way]:
        """The returns that the procedure itself draws from here."""
        return [way for way in self.graph.ways if way.back and way.start == act]

    def may_end(self, act: str) -> bool:
        return act in self.graph.ends

    def awaits(self, act: str, running: Collection[str]) -> bool:
        """Whether a joining step must still wait: a step that runs can yet come to it."""
        return any(act in self.graph.reached([other], returns=False) for other in running if other != act)

    def ordinal(self, act: str) -> int | None:
        """The place in the declared order, which only a procedure without branches has (engine/schema.py)."""
        return self.graph.stops[act].place if self.linear and act in self.graph.stops else None

    def parallel(self, act: str) -> bool:
        """Whether other steps share its place."""
        place = self.graph.stops[act].place
        return sum(1 for stop in self.graph.stops.values() if stop.place == place) > 1


def _holds(way: Way, values: Mapping[str, Any]) -> bool:
    guard = way.entry.get("guard")
    return not guard or evaluate(parse(guard), values)


def procedure_of(version: ItemVersion) -> Procedure:
    """The procedure of a published version. Raises VersionDocument.DoesNotExist where it was never written down."""
    return _read(version.pk, version.digest)


@lru_cache(maxsize=KEPT)
def _read(version_id: int, _digest: str) -> Procedure:
    rules = [rule_of(point) for point in Point.objects.filter(item_version_id=version_id)]
    return Procedure(VersionDocument.objects.get(pk=version_id).document, rules)
