# SPDX-License-Identifier: Apache-2.0
"""The list of power items (S0-47, S1-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingcha.catalog import words
from mingcha.catalog.filters import DraftFilter, ItemFilter, RuleFilter
from mingcha.catalog.flags import mark_items
from mingcha.catalog.item_page import in_force_on, versions_in_force
from mingcha.catalog.models import Draft, ItemVersion, Point, PowerItem
from mingcha.catalog.rules import rule_of
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing


def _find_versions(items: Sequence[Any]) -> None:
    """Put on each item the version in force, and what it cites that is in force no more."""
    today = timezone.localdate()
    versions = versions_in_force(items, today)
    mark_items(items, versions, today)
    for item in items:
        item.in_force = versions.get(item.pk)


ITEMS: Final = Listing(
    key="items",
    title=gettext_lazy("职权目录"),
    lead=gettext_lazy("每个事项的环节和监察点；办件按立案时生效的版本办理和监察"),
    view="catalog:item-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda post: PowerItem.objects.visible_to(post, Perm.CATALOG_ITEM_READ).select_related("organ"),
    filters=ItemFilter,
    order=("category", "code"),
    row="catalog/item_row.html",
    prepare=_find_versions,
    columns=(
        Column(gettext_lazy("编码"), lambda item: item.code),
        Column(gettext_lazy("事项名称"), lambda item: item.name),
        Column(gettext_lazy("权力类别"), lambda item: item.category),
        Column(gettext_lazy("实施机关"), lambda item: item.organ.name),
        Column(gettext_lazy("生效版本"), lambda item: item.in_force.number if item.in_force else ""),
        Column(gettext_lazy("监察点"), lambda item: item.in_force.point_count if item.in_force else 0, num=True),
    ),
    empty={"text": gettext_lazy("这里列出本机关及所属机构的权力事项。")},
)
DRAFTS: Final = Listing(
    key="drafts",
    title=gettext_lazy("事项草案"),
    lead=gettext_lazy("起草中和审核中的事项；审定之后才生效，生效之前不影响办件"),
    view="catalog:draft-list",
    perm=Perm.CATALOG_DRAFT_READ,
    rows=lambda post: Draft.objects.visible_to(post, Perm.CATALOG_DRAFT_READ).select_related("organ").defer("document"),
    filters=DraftFilter,
    order=("-id",),
    row="catalog/draft_row.html",
    columns=(
        Column(gettext_lazy("编码"), lambda draft: draft.code),
        Column(gettext_lazy("事项名称"), lambda draft: draft.name),
        Column(gettext_lazy("实施机关"), lambda draft: draft.organ.name),
        Column(gettext_lazy("状态"), lambda draft: draft.get_status_display()),
        Column(gettext_lazy("修改时间"), lambda draft: draft.changed_at),
    ),
    empty={"text": gettext_lazy("新增事项，或者在职权目录里打开一个事项，从“修改”开始。")},
)


def _rules(post: Any) -> Any:
    """The points in force of the items within reach."""
    items = PowerItem.objects.visible_to(post, Perm.CATALOG_ITEM_READ)
    versions = ItemVersion.objects.filter(in_force_on(timezone.localdate()), item__in=items)
    rows = Point.objects.filter(item_version__in=versions)
    return rows.select_related("item_version__item__organ")


def _read_rules(points: Sequence[Any]) -> None:
    """Put on each point what it demands, in words."""
    for point in points:
        point.read = rule_of(point)
        point.demand, point.seat = words.demand(point.read), words.place(point.read)


RULES: Final = Listing(
    key="rules",
    title=gettext_lazy("监察规则"),
    lead=gettext_lazy("正在生效的全部监察点，按机关查看；审定之前的监察点不在这里，也不报警"),
    view="catalog:rule-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=_rules,
    filters=RuleFilter,
    order=("item_version_id", "id"),
    row="catalog/rule_row.html",
    prepare=_read_rules,
    columns=(
        Column(gettext_lazy("种类"), lambda point: point.get_kind_display()),
        Column(gettext_lazy("名称"), str),
        Column(gettext_lazy("要求"), lambda point: point.demand),
        Column(gettext_lazy("事项"), lambda point: point.item_version.item.name),
        Column(gettext_lazy("实施机关"), lambda point: point.item_version.item.organ.name),
    ),
    empty={"text": gettext_lazy("事项审定生效后，它的监察点列在这里。")},
)
