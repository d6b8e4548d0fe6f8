# SPDX-License-Identifier: Apache-2.0
"""Which template an organ uses: the nearest of its own and those above it, unless one above is locked (S4-30).

A draft and a published item name a template by its key alone, so that a new edition of the province's is everybody's at once.
"""

from __future__ import annotations

from django.db.models import QuerySet

from mingcha.catalog.models import Template
from mingcha.organs.models import Organ


def in_force(organ: Organ) -> dict[str, Template]:
    """By key the template that the organ uses."""
    found: dict[str, Template] = {}
    for template in sorted(_effective(organ), key=distance):
        there = found.get(template.key)
        if there is None or not there.locked:
            found[template.key] = template
    return found


def locked_above(organ: Organ, key: str) -> Template | None:
    """The template that keeps the organ from having its own."""
    rows = [row for row in _effective(organ).filter(key=key, locked=True) if row.organ_id != organ.pk]
    return min(rows, key=distance, default=None)


def distance(template: Template) -> int:
    """How near to an organ: that of the top comes first, its own last."""
    return len(template.organ.ancestry)


def _effective(organ: Organ) -> QuerySet[Template]:
    return Template.objects.get_queryset().inherited_by(organ).select_related("organ", "file")
