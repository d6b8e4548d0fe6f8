# SPDX-License-Identifier: Apache-2.0
"""Writes of what a region settles for itself (architecture.md section 6: small-county profile; S1-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Post, Region, RegionProfile
from mingcha.organs.perms import Perm


def regions_of(post: Post) -> Any:
    """The regions for which a post may settle: that of its organ, and those below where its reach is the region."""
    own = post.organ.region
    if post.reach != Post.Reach.REGION:
        return Region.objects.filter(pk=own.pk)
    first, last = own.span
    return Region.objects.filter(code__range=(f"{first:012}", f"{last:012}"))


@transaction.atomic
def save_profile(region: Region, given: Mapping[str, Any], version: int, *, by: By) -> RegionProfile:
    """Settle for a region: ``small_county``, ``second_factor``, ``dormant_days``, ``categories`` (codes of power_category;
    none for all), ``note``; and ``reason``, which is kept in the ledger.

    ``version`` is the one that was shown, 0 where there was no profile yet. Raises Conflict for the second of two editors,
    Invalid ``not_a_county``; ``reason_required`` for what makes the region less strict.
    """
    require(by, Perm.ORGANS_PROFILE_EDIT)
    if isinstance(by, Post) and not regions_of(by).filter(pk=region.pk).exists():
        raise NotAllowed(_("不在当前岗位的管辖范围内"))
    if given["small_county"] and region.level < Region.Level.COUNTY:
        raise Invalid(_("只有县级及以下的地区可以用小县模式"), "not_a_county", "small_county")
    profile, is_new = RegionProfile.objects.get_or_create(region=region)
    if version or not is_new:
        check_version(profile, version)
    told = dict(given)
    reason = told.pop("reason", "")
    changed = assign(profile, told)
    if _is_less_strict(changed["changed"]) and not reason:
        words = _("启用小县模式或放宽二次验证，要写明理由")
        raise Invalid(words, "reason_required", "reason")
    profile.save()
    record("save_profile", profile, by=by, **changed, **({"reason": reason} if reason else {}))
    return profile


def _is_less_strict(changed: Mapping[str, Any]) -> bool:
    """Whether fewer people come to look at the same thing, or fewer factors are asked for."""
    _was, small = changed.get("small_county", (False, False))
    _was, factor = changed.get("second_factor", ("", ""))
    return bool(small) or factor == RegionProfile.SecondFactor.OPTIONAL
