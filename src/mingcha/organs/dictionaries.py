# SPDX-License-Identifier: Apache-2.0
"""What other apps read of dictionaries: the terms in force (S1-06)."""

from __future__ import annotations

from mingcha.organs.models import DictionaryVersion, RegionProfile, Term


def terms(key: str) -> list[tuple[str, str]]:
    """Code and name of each term of the version in force, in their order; none where no version is."""
    in_force = Term.objects.filter(version__dictionary__key=key, version__status=DictionaryVersion.Status.EFFECTIVE)
    return list(in_force.order_by("place", "id").values_list("code", "name"))


def shown_powers(region_id: str) -> list[tuple[str, str]]:
    """The categories of power that a region shows: those of its profile, or all where it has settled nothing."""
    chosen = RegionProfile.objects.filter(region_id=region_id).values_list("categories", flat=True).first()
    return [(code, name) for code, name in terms("power_category") if not chosen or code in chosen]
