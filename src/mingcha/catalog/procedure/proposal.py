# SPDX-License-Identifier: Apache-2.0
"""A procedure that was brought in, before it takes the place of the draft's: what would change (S4-07, feature 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mingcha.catalog.procedure.bpmn_in import Procedure
from mingcha.catalog.procedure.editing import steps_of, ways_of

Ends = tuple[str, str]


@dataclass
class Changes:
    """By act the steps, by their ends the ways."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[tuple[str, list[str]]] = field(default_factory=list)
    """With the names of the properties that are not the same."""
    kept: list[str] = field(default_factory=list)
    ways_added: list[Ends] = field(default_factory=list)
    ways_removed: list[Ends] = field(default_factory=list)


def filled(found: Procedure, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps; one of which the file says nothing but where it stands keeps what the draft says of it."""
    known = {step["act"]: step for step in steps_of(document)}
    return [{**known.get(step["act"], {}), **step} if step["act"] in found.bare else step for step in found.steps]


def changes(document: Mapping[str, Any], steps: list[dict[str, Any]], ways: list[dict[str, Any]]) -> Changes:
    was = {step["act"]: step for step in steps_of(document)}
    now = {step["act"]: step for step in steps}
    found = Changes(added=[act for act in now if act not in was], removed=[act for act in was if act not in now])
    for act in (act for act in now if act in was):
        names = {*was[act], *now[act]}
        unlike = sorted(name for name in names if was[act].get(name) != now[act].get(name))
        if unlike:
            found.changed.append((act, unlike))
        else:
            found.kept.append(act)
    before, after = _told(ways_of(document)), _told(ways)
    found.ways_added = [ends for told, ends in after.items() if told not in before]
    found.ways_removed = [ends for told, ends in before.items() if told not in after]
    return found


def _told(ways: list[dict[str, Any]]) -> dict[str, Ends]:
    return {repr(sorted(way.items())): (str(way.get("from")), str(way.get("to"))) for way in ways}
