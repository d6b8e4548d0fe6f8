# SPDX-License-Identifier: Apache-2.0
"""What the slot in an item's page shows of cases that go by an earlier version (architecture.md section 3)."""

from __future__ import annotations

from typing import Any

from django import template

from mingcha.cases.moving.plan import earlier_versions
from mingcha.catalog.models import ItemVersion
from mingcha.organs.models import Organ, Post

register = template.Library()


@register.simple_tag
def cases_of_earlier(version: ItemVersion, post: Post) -> list[dict[str, Any]]:
    """By earlier version how many cases still run; nothing where the organ of the item is out of reach."""
    reached = Organ.objects.within(post).filter(pk=version.item.organ_id).exists()
    return earlier_versions(version) if reached else []
