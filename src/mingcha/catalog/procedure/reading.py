# SPDX-License-Identifier: Apache-2.0
"""Reads the steps ``[[step]]`` and transitions ``[[transition]]`` of a document; every fault with its path (S1-04)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.models import Step
from mingcha.catalog.parts import Errors, longest, text

MOST_PLACES: Final = 1_000


def check_steps(given: Any, errors: Errors) -> list[tuple[str, int]]:
    if not isinstance(given, list) or not given:
        errors.append(("step", _("至少要有一个环节（[[step]]）")))
        return []
    steps: dict[str, int] = {}
    for number, entry in enumerate(given, 1):
        path = f"step[{number}]"
        if not isinstance(entry, dict) or not {"act", "place"} <= set(entry):
            errors.append((path, _("要写 act 和 place")))
            continue
        act, place = text(f"{path}.act", entry["act"], longest(Step, "act"), errors), entry["place"]
        if type(place) is not int or not 0 < place <= MOST_PLACES:
            errors.append((f"{path}.place", _("应为 1 到 {most} 的整数").format(most=MOST_PLACES)))
        elif act in steps:
            errors.append((f"{path}.act", _("环节“{act}”写了两次").format(act=act)))
        elif act:
            steps[act] = place
    return list(steps.items())


def check_transitions(given: Any, acts: Collection[str], errors: Errors) -> None:
    """Each leads from a step of the item to another."""
    for number, entry in enumerate(given if isinstance(given, list) else [], 1):
        for end in ("from", "to"):
            if not isinstance(entry, dict) or entry.get(end) not in acts:
                errors.append((f"transition[{number}].{end}", _("没有这个环节")))
