# SPDX-License-Identifier: Apache-2.0
"""The list of 公示 in the workbench: the items within reach, each with whether the public reads it (S0-47, S4-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.filters import ItemFilter
from mingcha.catalog.models import PowerItem
from mingcha.disclosure.actions import publish_item, withdraw_item
from mingcha.disclosure.models import Publication
from mingcha.organs.perms import Perm
from mingcha.web.listing import Act, Column, Listing

MAY: Final = Perm.DISCLOSURE_ITEM_PUBLISH


def _find_publications(items: Sequence[Any]) -> None:
    """Put on each item what is published of it."""
    found = Publication.objects.filter(kind=Publication.Kind.ITEM, object_id__in=[item.pk for item in items])
    there = {one.object_id: one for one in found}
    for item in items:
        item.publication = there.get(item.pk)


def _since(item: Any) -> Any:
    shown = item.publication
    return localtime(shown.published_at) if shown and shown.status == Publication.Status.PUBLISHED else None


PUBLICATIONS: Final = Listing(
    key="publications",
    title=gettext_lazy("公示"),
    lead=gettext_lazy("已公示的事项，公众在公示平台上能查到名称、依据、环节和期限"),
    view="disclosure:item-list",
    perm=MAY,
    rows=lambda post: PowerItem.objects.visible_to(post, MAY).select_related("organ"),
    filters=ItemFilter,
    order=("category", "code"),
    row="disclosure/item_row.html",
    prepare=_find_publications,
    columns=(
        Column(gettext_lazy("编码"), lambda item: item.code),
        Column(gettext_lazy("事项名称"), lambda item: item.name),
        Column(gettext_lazy("实施机关"), lambda item: item.organ.name),
        Column(
            gettext_lazy("公示"),
            lambda item: item.publication.get_status_display() if item.publication else _("未公示"),
        ),
        Column(gettext_lazy("公示时间"), _since),
        Column(gettext_lazy("操作"), None),
    ),
    acts=(
        Act(
            "publish",
            gettext_lazy("公示"),
            MAY,
            lambda item, _reason, by: publish_item(item, by=by),
            icon="world",
            primary=True,
        ),
        Act(
            "withdraw",
            gettext_lazy("撤下"),
            MAY,
            lambda item, reason, by: withdraw_item(item, reason, by=by),
            reason=True,
        ),
    ),
    empty={"text": gettext_lazy("这里列出本机关及所属机构的权力事项。")},
)
