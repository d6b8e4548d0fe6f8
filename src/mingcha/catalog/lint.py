# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a draft, before anybody reviews it: faults that stop it, and warnings (S1-11, S1-13, feature 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mingcha.catalog.document import read_item
from mingcha.ledger import Invalid


@dataclass(frozen=True)
class Found:
    """``level`` is error or warning; ``path`` names the place in the document as its readers do (``step[2].act``)."""

    level: str
    path: str
    code: str
    message: str


def lint(document: Mapping[str, Any]) -> list[Found]:
    """Everything that is found, errors first."""
    found: list[Found] = []
    try:
        head = document.get("catalog") or {}
        read_item({**document, "catalog": {"valid_from": "2000-01-01", **{k: v for k, v in head.items() if v}}})
    except Invalid as bad:
        found += [Found("error", fault.field or "", fault.code, fault.message) for fault in bad.faults]
    return sorted(found, key=lambda one: one.level)
