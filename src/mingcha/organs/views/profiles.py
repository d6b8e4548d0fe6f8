# SPDX-License-Identifier: Apache-2.0
"""The page on which a region settles what holds for it (small-county profile; S1-06)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs.access import requires
from mingcha.organs.actions.profiles import regions_of, save_profile
from mingcha.organs.dictionaries import shown_powers
from mingcha.organs.elevation import elevated
from mingcha.organs.forms.profiles import ProfileForm
from mingcha.organs.models import Region, RegionProfile
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

SHOWN = (
    *("small_county", "second_factor", "dormant_days", "digest_hour", "quiet_from", "quiet_to"),
    *("categories", "note", "version"),
)


def found(request: StaffRequest, code: str) -> Region:
    """A region within reach."""
    region: Region | None = regions_of(request.post).filter(pk=code).first()
    if region is None:
        raise Http404
    return region


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def profile_detail(request: StaffRequest, code: str) -> HttpResponse:
    """What holds for a region, and the regions below it that have settled something else."""
    region = found(request, code)
    first, last = region.span
    below = RegionProfile.objects.filter(region__in=regions_of(request.post)).exclude(region=region)
    context = {
        "title": _("地区配置"),
        "region": region,
        "profile": RegionProfile.objects.filter(region=region).first(),
        "powers": [name for _code, name in shown_powers(code)],
        "below": below.filter(region__code__range=(f"{first:012}", f"{last:012}")).select_related("region")[:100],
        "may_edit": request.post.may(Perm.ORGANS_PROFILE_EDIT),
        "crumbs": [{"label": _("设置"), "url": reverse("organs:setting-list")}, {"label": _("地区配置"), "url": ""}],
    }
    return render(request, "organs/profile_detail.html", context)


@requires(Perm.ORGANS_PROFILE_EDIT)
@elevated
def profile_edit(request: StaffRequest, code: str) -> HttpResponse:
    """Settle for a region."""
    region = found(request, code)
    profile = RegionProfile.objects.filter(region=region).first()
    shown = profile or RegionProfile(region=region, version=0)
    initial = {name: getattr(shown, name) for name in SHOWN}
    here = reverse("organs:profile-detail", args=(code,))
    page = {
        "title": _("地区配置"),
        "lead": region.name,
        "object": profile,
        "crumbs": [
            {"label": _("设置"), "url": reverse("organs:setting-list")},
            {"label": _("地区配置"), "url": here},
            {"label": _("编辑"), "url": ""},
        ],
        "cancel": here,
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> str:
        save_profile(region, given, given.pop("version"), by=request.post)
        return here

    return edited(request, ProfileForm(request.POST or None, initial=initial), act, page)
