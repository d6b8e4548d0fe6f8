# SPDX-License-Identifier: Apache-2.0
"""Pages of regions: down the tree, and adding what the national list does not hold (S0-49)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs.access import requires
from mingcha.organs.actions.profiles import regions_of
from mingcha.organs.actions.regions import add_region
from mingcha.organs.forms.organs import RegionForm
from mingcha.organs.lists import REGIONS
from mingcha.organs.models import Post, Region
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


def crumbs(region: Region | None, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the country down to a region."""
    above: list[tuple[str, str]] = []
    while region is not None:
        above.insert(0, (region.name, reverse("organs:region-detail", args=(region.code,))))
        region = region.parent
    way = [
        (_("设置"), reverse("organs:setting-list")),
        (_("行政区划"), reverse("organs:region-list")),
        *above,
        *further,
    ]
    return [{"label": label, "url": url} for label, url in way[:-1]] + [{"label": way[-1][0], "url": ""}]


def found(code: str, rows: QuerySet[Region] | None = None) -> Region:
    """A region by its code, with those above it; all regions are looked at, or only the given ones."""
    known = Region.objects.all() if rows is None else rows
    region = known.select_related("parent__parent__parent").filter(pk=code).first()
    if region is None:
        raise Http404
    return region


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def region_list(request: StaffRequest, code: str = "") -> HttpResponse:
    """The regions one level below a region, or the provinces."""
    region = found(code) if code else None
    here: dict[str, Any] = {"crumbs": crumbs(region)}
    if region:
        here |= {"title": region.name, "lead": region.code, "also": {"parent": region.code}}
    if region and region.level < Region.Level.TOWN and _may_add(request.post, region):
        url = reverse("organs:region-new", args=(region.code,))
        here["acts"] = [{"label": _("新增下级区划"), "url": url, "icon": "plus"}]
    page = REGIONS.page(request, Region.objects.filter(parent=region))
    return REGIONS.show(request, page, **here)


def _may_add(post: Post, region: Region) -> bool:
    """The national list may be read by all; it grows only within one's own region."""
    return post.may(Perm.ORGANS_ORGAN_EDIT) and regions_of(post).filter(pk=region.pk).exists()


@requires(Perm.ORGANS_ORGAN_EDIT)
def region_new(request: StaffRequest, code: str) -> HttpResponse:
    """Add a region below one."""
    above = found(code, regions_of(request.post))
    here = reverse("organs:region-detail", args=(above.code,))
    page = {
        "title": _("新增下级区划"),
        "lead": above.name,
        "crumbs": crumbs(above, (_("新增"), "")),
        "cancel": here,
        "done": _("区划已新增"),
    }

    def act(given: dict[str, Any]) -> str:
        add_region(above, given["code"], given["name"], by=request.post)
        return here

    return edited(request, RegionForm(request.POST or None), act, page)
