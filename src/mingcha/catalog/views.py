# SPDX-License-Identifier: Apache-2.0
"""The catalogue's pages, for reading: the items within reach, and one with its steps and points (S1-03, S1-04)."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.catalog.filters import ItemFilter
from mingcha.catalog.item_page import page_of, versions_in_force
from mingcha.catalog.models import PowerItem
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.web.lists import ListPage


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The items within reach, by category and code."""
    items = PowerItem.objects.visible_to(request.post, Perm.CATALOG_ITEM_READ)  # type: ignore[attr-defined]
    page = ListPage(request, items.select_related("organ"), filters=ItemFilter, order=("category", "code"))
    versions = versions_in_force(page.rows, timezone.localdate())
    for item in page:
        item.in_force = versions.get(item.pk)
    labels = (_("编码"), _("事项名称"), _("权力类别"), _("实施机关"), _("生效版本"), _("监察点"))
    context = {
        "title": _("职权目录"),
        "lead": _("每个事项的环节和监察点；办件按立案时生效的版本办理和监察"),
        "page": page,
        "row_template": "catalog/item_row.html",
        "columns": [{"label": label, "num": place == 5} for place, label in enumerate(labels)],
        "empty": {"text": _("这里列出本机关及所属机构的权力事项。")},
    }
    return render(request, "web/list.html", context)


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: a version of it, its steps, its points."""
    if unknown := sorted(set(request.GET) - {"version", "step"}):
        raise BadRequest(_("不能按“{name}”筛选").format(name=unknown[0][:40]))
    post = request.post  # type: ignore[attr-defined]
    item = find(PowerItem.objects.select_related("organ"), post, pk, Perm.CATALOG_ITEM_READ)
    crumbs = [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": item.category, "url": reverse("catalog:item-list", query={"category": item.category})},
        {"label": item.code},
    ]
    context = page_of(item, request.GET, timezone.localdate())
    return render(request, "catalog/item_detail.html", context | {"crumbs": crumbs, "title": item.name})
