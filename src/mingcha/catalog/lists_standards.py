# SPDX-License-Identifier: Apache-2.0
"""The lists of discretion standards 裁量基准 and of leniency 包容免罚."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.standards import LeniencyFilter, StandardFilter
from mingcha.catalog.lists_law import standing_of
from mingcha.catalog.models import Leniency, Standard
from mingcha.catalog.tiers import TierLine, span_of, yuan
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing


def _span(standards: Sequence[Any]) -> None:
    """Put on each standard from how much to how much it goes."""
    for standard in standards:
        span = span_of(TierLine.of(row) for row in standard.draft)
        standard.span = f"{yuan(span[0])} – {yuan(span[1])}" if span else ""


def _stand(lines: Sequence[Any]) -> None:
    for line in lines:
        line.standing = standing_of(line)


STANDARDS: Final = Listing(
    key="standards",
    title=gettext_lazy("裁量基准"),
    lead=gettext_lazy("罚款数额按这里的阶次监察"),
    view="catalog:standard-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda post: Standard.objects.visible_to(post, Perm.CATALOG_ITEM_READ).select_related("organ"),
    filters=StandardFilter,
    order=("violation", "-number", "id"),
    row="catalog/standard_row.html",
    prepare=_span,
    columns=(
        Column(gettext_lazy("违法行为"), lambda standard: standard.violation),
        Column(gettext_lazy("制定机关"), lambda standard: standard.organ.name),
        Column(gettext_lazy("幅度（元）"), lambda standard: standard.span, num=True),
        Column(gettext_lazy("阶次"), lambda standard: len(standard.draft), num=True),
        Column(gettext_lazy("施行日期"), lambda standard: standard.valid_from),
        Column(gettext_lazy("状态"), lambda standard: standard.get_status_display()),
    ),
    empty={"text": gettext_lazy("按违法行为列出阶次、适用条件和罚款幅度。")},
)

LENIENCIES: Final = Listing(
    key="leniencies",
    title=gettext_lazy("包容免罚清单"),
    lead=gettext_lazy("符合条件的，不予处罚、减轻或者从轻处罚（行政处罚法第三十二条、第三十三条）"),
    view="catalog:leniency-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda post: Leniency.objects.visible_to(post, Perm.CATALOG_ITEM_READ).select_related("organ"),
    filters=LeniencyFilter,
    order=("violation", "id"),
    row="catalog/leniency_row.html",
    prepare=_stand,
    columns=(
        Column(gettext_lazy("违法行为"), lambda line: line.violation),
        Column(gettext_lazy("处理"), lambda line: line.get_effect_display()),
        Column(gettext_lazy("适用条件"), lambda line: line.conditions),
        Column(gettext_lazy("依据"), lambda line: line.basis),
        Column(gettext_lazy("制定机关"), lambda line: line.organ.name),
        Column(gettext_lazy("状态"), lambda line: str(line.standing["words"])),
    ),
    empty={"text": gettext_lazy("列出不予处罚、减轻处罚和从轻处罚的情形。")},
)
