# SPDX-License-Identifier: Apache-2.0
"""Whose a row of a big table is, as columns of its own (decision 0006): a list never joins to know what a post sees."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import Q

from mingcha.organs.models.regions import Organ

DEPTHS: Final = (1, 2, 3)
PLACES: Final = ("organ", *(f"organ_{depth}" for depth in DEPTHS), "county", "city", "province")


class Scoped(models.Model):
    """``organ_<k>`` is the organ's ancestor, or itself, at depth k of its tree, and empty below its own depth."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    organ_1 = models.BigIntegerField(null=True, editable=False)
    organ_2 = models.BigIntegerField(null=True, editable=False)
    organ_3 = models.BigIntegerField(null=True, editable=False)
    county = models.CharField(max_length=12, editable=False)
    city = models.CharField(max_length=12, editable=False)
    province = models.CharField(max_length=12, editable=False)
    secrecy = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def belong_to(self, organ: Organ) -> None:
        """Give the row to an organ. A merger of organs is an action that does this to all its rows."""
        self.organ = organ
        for name, value in place_of(organ).items():
            setattr(self, name, value)


def place_of(organ: Organ) -> dict[str, Any]:
    """The columns by which an organ's rows are found, but for ``organ`` itself."""
    ids = organ.ancestry
    tree = {f"organ_{depth}": ids[depth - 1] if depth <= len(ids) else None for depth in DEPTHS}
    return tree | {"county": organ.county, "city": organ.city, "province": f"{organ.region_id[:2]}0000000000"}


def scope_indexes(table: str, at: str) -> list[models.Index]:
    """One index a place, newest last, with the columns that lists filter by, so that a rare status costs no row."""
    made = [
        models.Index(
            fields=(place, at, "id", "status", "secrecy"),
            name=f"{table}_{place}",
            condition=Q(**{f"{place}__isnull": False}) if place.startswith("organ_") else None,
        )
        for place in PLACES
    ]
    return made + [
        models.Index(fields=(place, "status", at, "id"), name=f"{table}_{place}_status")
        for place in ("city", "province")
    ]
