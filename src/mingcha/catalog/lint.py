# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a draft, before anybody reviews it: faults that stop it, and warnings (S1-11, S1-13, feature 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingcha.catalog.document import read_item
from mingcha.catalog.examples import check_examples
from mingcha.catalog.parts import Errors
from mingcha.catalog.procedure.lint import lint_procedure
from mingcha.ledger import Invalid
from mingcha.ledger.errors import Fault


@dataclass(frozen=True)
class Found:
    """``level`` is error or warning; ``path`` names the place in the document as its readers do (``step[2].act``)."""

    level: str
    path: str
    code: str
    message: str


def _found(fault: Fault, document: Mapping[str, Any]) -> Found:
    """Points may still be missing when the legal office reads the rest (S1-20, S1-21); without them nothing is submitted."""
    if fault.field == "point" and not document.get("point"):
        return Found("warning", "point", "no_points", _("还没有设置监察点"))
    return Found("error", fault.field or "", fault.code, fault.message)


def lint(document: Mapping[str, Any]) -> list[Found]:
    """Everything that is found, errors first."""
    found: list[Found] = []
    try:
        head = document.get("catalog") or {}
        read = read_item({**document, "catalog": {"valid_from": "2000-01-01", **{k: v for k, v in head.items() if v}}})
    except Invalid as bad:
        found += [_found(fault, document) for fault in bad.faults]
    else:
        wrong: Errors = []
        check_examples(document.get("example"), read, wrong)
        found += [Found("error", path, "example_wrong", message) for path, message in wrong]
    found += [Found(*each) for each in lint_procedure(document)]
    return sorted(found, key=lambda one: one.level)
