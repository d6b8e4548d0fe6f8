# SPDX-License-Identifier: Apache-2.0
"""Where a page looks: the reach of the post, or a region or an organ inside it. Each is one equality on the big tables (decision 0006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingcha.organs.models import Organ, Post, Region
from mingcha.organs.scope import place as reach_of


@dataclass(frozen=True)
class Place:
    """``columns`` is the equality, of a chosen organ that of the reach besides; ``code`` the city's or province's whose counts
    are kept; empty where rows are counted. ``region`` and ``organ`` are what was chosen, as the address tells it."""

    columns: dict[str, Any]
    code: str
    name: str
    ceiling: int
    region: str = ""
    organ: str = ""

    @property
    def cut(self) -> dict[str, Any]:
        """For rows of a big table: the equality, and nothing above the ceiling."""
        return {**self.columns, "secrecy__lte": self.ceiling}

    @property
    def level(self) -> str:
        """province, city, county or organ."""
        name = next(iter(self.columns))
        return name if name in ("province", "city", "county") else "organ"


def place_of(post: Post, region: str = "", organ: str = "") -> Place | None:
    """The place that was asked for; None where it is not inside the post's reach."""
    if organ:
        rows = Organ.objects.within(post).filter(pk=int(organ)) if organ.isascii() and organ.isdigit() else None
        found = rows.first() if rows is not None and len(organ) < 10 else None
        if found is None:
            return None
        depth = len(found.ancestry)
        columns, reach = {f"organ_{depth}" if depth <= 3 else "organ": found.pk}, reach_of(post)
        if any(reach.get(column, pk) != pk for column, pk in columns.items()):
            return None
        # With those below it an organ may be more than the reach, which ends at the organ itself or at a region.
        return Place(columns | reach, "", found.short, post.ceiling, organ=organ)
    if region:
        return _of_region(post, region)
    if post.reach not in (Post.Reach.ORGAN, Post.Reach.BELOW, Post.Reach.REGION):
        return Place({"organ": 0}, "", post.organ.short, post.ceiling)  # her own cases make no figures of an organ
    columns = reach_of(post)
    name = next(iter(columns))
    if name in ("province", "city", "county"):
        code = post.organ.region_code
        title = Region.objects.filter(pk=code).values_list("name", flat=True).first() or code
        return Place(columns, code if name != "county" else "", title, post.ceiling)
    return Place(columns, "", post.organ.short, post.ceiling)


def _of_region(post: Post, code: str) -> Place | None:
    """A city or county inside a reach that is a region."""
    chosen = Region.objects.filter(pk=code[:12], level__in=(Region.Level.CITY, Region.Level.COUNTY)).first()
    if post.reach != Post.Reach.REGION or chosen is None:
        return None
    own = Region.objects.filter(pk=post.organ.region_code).first()
    if own is None or not own.span[0] <= int(chosen.pk) <= own.span[1]:
        return None
    city = chosen.level == Region.Level.CITY
    columns = {"city" if city else "county": chosen.pk}
    return Place(columns, chosen.pk if city else "", chosen.name, post.ceiling, region=chosen.pk)


def regions_below(place: Place) -> dict[str, str]:
    """Names of the cities of a province, of the counties of a city, by code; what belongs to none is the place's own."""
    rows = Region.objects.filter(parent=place.code) if place.code else Region.objects.none()
    return dict(rows.values_list("code", "name")) | {"": _("本级")}
