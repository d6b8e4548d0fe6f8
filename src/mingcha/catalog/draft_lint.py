# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a draft where it stands: in its document, and with the templates that its organ uses (S4-30)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.catalog.lint import Found, lint
from mingcha.catalog.models import Draft
from mingcha.catalog.papers.faults import document_faults
from mingcha.catalog.papers.inheriting import in_force


def _number(draft: Draft) -> Iterator[Found]:
    """Cases name a version by its number: two of one item cannot share it."""
    number = str(draft.document["catalog"].get("version") or "")
    if draft.item is not None and draft.published_id is None and draft.item.versions.filter(number=number).exists():
        words = _("“{name}”已有第 {number} 版，请换一个版本号").format(name=draft.item, number=number)
        yield Found("error", "catalog.version", "version_taken", words)


def lint_draft(draft: Draft) -> list[Found]:
    """Everything that is found, errors first."""
    found = [*lint(draft.document), *_number(draft)]
    if draft.document.get("document"):
        found += document_faults(draft.document, in_force(draft.organ))
    return sorted(found, key=lambda one: one.level)
