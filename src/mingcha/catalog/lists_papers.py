# SPDX-License-Identifier: Apache-2.0
"""The list of document templates (S4-30)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from mingcha.catalog.filters import TemplateFilter
from mingcha.catalog.models import Template
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing

TEMPLATES: Final = Listing(
    key="templates",
    title=gettext_lazy("文书范本"),
    lead=gettext_lazy("本机关的和上级统一制定的；上级更新后，各机关即按新版制作"),
    view="catalog:template-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda post: Template.objects.visible_to(post, Perm.CATALOG_ITEM_READ).select_related("organ"),
    filters=TemplateFilter,
    row="catalog/template_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda row: row.name),
        Column(gettext_lazy("制定机关"), lambda row: row.organ.name),
        Column(gettext_lazy("版次"), lambda row: row.edition, num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
        Column(gettext_lazy("下级不得另行制定"), lambda row: "是" if row.locked else ""),
    ),
    empty={"text": gettext_lazy("这里列出本机关可以使用的文书范本。")},
)
