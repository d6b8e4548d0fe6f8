# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a draft where it stands: in its document, and with the templates that its organ uses (S4-30)."""

from __future__ import annotations

from mingcha.catalog.lint import Found, lint
from mingcha.catalog.models import Draft
from mingcha.catalog.papers.faults import document_faults
from mingcha.catalog.papers.inheriting import in_force


def lint_draft(draft: Draft) -> list[Found]:
    """Everything that is found, errors first."""
    found = lint(draft.document)
    if draft.document.get("document"):
        found += document_faults(draft.document, in_force(draft.organ))
    return sorted(found, key=lambda one: one.level)
