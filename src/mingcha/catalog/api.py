# SPDX-License-Identifier: Apache-2.0
"""Power items for other systems (S1-03, S1-04): the items within reach, and the version in force of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.catalog.filters import ItemFilter
from mingcha.catalog.item_page import versions_in_force
from mingcha.catalog.models import Point, PowerItem
from mingcha.organs.access import find, rights
from mingcha.organs.perms import Perm
from mingcha.organs.requests import ApiRequest
from mingcha.web.api.fields import Named, one_of, says
from mingcha.web.api.pages import Page, listed

router = Router(tags=["catalog"])
READ = Perm.CATALOG_ITEM_READ


class VersionShown(Schema):
    """The version by which cases are begun today."""

    number: str
    valid_from: date
    point_count: int


class ItemShown(Schema):
    """A power item 权力事项."""

    id: int
    version: int
    code: str
    name: str
    category: str
    organ: Named
    in_force: VersionShown | None


class ItemStep(Schema):
    """A step of the procedure; steps of one place run in parallel."""

    act: str
    place: int


class ItemPoint(Schema):
    """A monitor point 监察点; ``rule`` is the document that it was made from (docs/points.md)."""

    key: str
    kind: str = one_of(Point.Kind)
    name: str
    law: str
    rule: dict[str, Any] = Field(description="docs/points.md")


class ItemWhole(ItemShown):
    """An item with the steps and points in force."""

    steps: list[ItemStep]
    points: list[ItemPoint]


def in_force(_request: Any, items: list[PowerItem]) -> None:
    """Put on each item its version of today, in one query."""
    versions = versions_in_force(items, timezone.localdate())
    for item in items:
        item.in_force = versions.get(item.pk)  # type: ignore[attr-defined]


@router.get("/items", response=Page[ItemShown])
@says(_("权力事项列表，按类别和编码"))
@rights(READ)
@listed(ItemFilter, ("category", "code"), in_force)
def item_list(request: ApiRequest) -> QuerySet[PowerItem]:
    """The items within reach, and those of the organs above."""
    return PowerItem.objects.visible_to(request.post, READ).select_related("organ")


@router.get("/items/{int:pk}", response=ItemWhole)
@says(_("一个权力事项及其环节和监察点"))
@rights(READ)
def item_detail(request: ApiRequest, pk: int) -> PowerItem:
    """One item with the version in force; before its first day it has neither steps nor points."""
    item: Any = find(PowerItem.objects.select_related("organ"), request.post, pk, READ)
    in_force(request, [item])
    version = item.in_force
    item.steps = list(version.steps.all()) if version else []
    item.points = list(version.points.all()) if version else []
    found: PowerItem = item
    return found
