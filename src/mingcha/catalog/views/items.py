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

from mingcha.catalog.item_page import page_of
from mingcha.catalog.lists import ITEMS
from mingcha.catalog.models import PowerItem
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm


@require_GET
@requires(Perm.CATALOG_ITEM_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The items within reach, by category and code."""
    return ITEMS.show(request)


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
