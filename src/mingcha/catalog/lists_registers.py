# SPDX-License-Identifier: Apache-2.0
"""The lists of the three systems, as a list."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.registers import RegisterFilter
from mingcha.catalog.models import Register
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing

REGISTERS: Final = Listing(
    key="registers",
    title=gettext_lazy("三项制度清单"),
    lead=gettext_lazy("起草、审核、发布、修订，每一版都可以查看"),
    view="catalog:register-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda post: Register.objects.visible_to(post, Perm.CATALOG_ITEM_READ).select_related("organ"),
    filters=RegisterFilter,
    order=("kind", "-number", "id"),
    row="catalog/register_row.html",
    columns=(
        Column(gettext_lazy("清单"), lambda register: register.get_kind_display()),
        Column(gettext_lazy("机关"), lambda register: register.organ.name),
        Column(gettext_lazy("版本"), lambda register: register.number, num=True),
        Column(gettext_lazy("行数"), lambda register: len(register.lines), num=True),
        Column(gettext_lazy("发布日期"), lambda register: register.valid_from),
        Column(gettext_lazy("状态"), lambda register: register.get_status_display()),
    ),
    empty={
        "text": gettext_lazy(
            "执法事项、随机抽查、执法主体、执法人员、流程图、服务指南、音像记录和法制审核的清单列在这里。"
        )
    },
)
