# SPDX-License-Identifier: Apache-2.0
"""Writes of regions: loading the codes of GB/T 2260, adding what is not in them (S0-49)."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, record
from mingcha.organs.access import require
from mingcha.organs.actions.profiles import regions_of
from mingcha.organs.models import Post, Region
from mingcha.organs.perms import Perm

DIGITS: Final = {Region.Level.PROVINCE: 2, Region.Level.CITY: 4, Region.Level.COUNTY: 6, Region.Level.TOWN: 9}
"""How many leading digits of a code say where a region of that level is."""


def first_regions() -> list[Region]:
    """The rows of data/regions.csv, those above before those below."""
    with files("mingcha.organs").joinpath("data/regions.csv").open(encoding="utf-8") as file:
        return [
            Region(code=row["code"], name=row["name"], level=int(row["level"]), parent_id=row["parent"] or None)
            for row in csv.DictReader(file)
        ]


@transaction.atomic
def load_regions(by: By) -> dict[str, int]:
    """Add regions that are missing and bring names up to date; none is ever taken away. Gives how many of each."""
    there = dict(Region.objects.values_list("code", "name"))
    rows = first_regions()
    added = [row for row in rows if row.code not in there]
    renamed = [row for row in rows if row.code in there and there[row.code] != row.name]
    counts = {"added": len(added), "renamed": len(renamed)}
    if added or renamed:
        for level in DIGITS:
            Region.objects.bulk_create([row for row in added if row.level == level], batch_size=500)
        Region.objects.bulk_update(renamed, ["name"], batch_size=200)
        record("load_regions", None, by=by, counts=counts)
    return counts


@transaction.atomic
def add_region(above: Region, code: str, name: str, *, by: By) -> Region:
    """Add a region that the national list does not hold: a town, or one made since. ``code`` without trailing zeros.

    Raises NotAllowed where the region above is out of reach; Invalid ``code_taken``, ``code_place`` where the new one
    does not lie in it.
    """
    require(by, Perm.ORGANS_ORGAN_EDIT)
    if isinstance(by, Post) and not regions_of(by).filter(pk=above.pk).exists():
        raise NotAllowed(_("不在当前岗位的管辖范围内"))
    if above.level == Region.Level.TOWN:
        raise Invalid(_("乡级以下不再分级"), "code_place", "code")
    level = Region.Level(above.level + 1)
    padded = code.ljust(12, "0")
    if len(code) != DIGITS[level] or not code.startswith(above.code[: DIGITS[Region.Level(above.level)]]):
        words = _("代码应为 {digits} 位，以 {start} 开头")
        start = above.code[: DIGITS[Region.Level(above.level)]]
        raise Invalid(words.format(digits=DIGITS[level], start=start), "code_place", "code")
    if Region.objects.filter(pk=padded).exists():
        raise Invalid(_("这个代码已经在用"), "code_taken", "code")
    region = Region.objects.create(code=padded, name=name, level=level, parent=above)
    what: dict[str, Any] = {"code": padded, "name": name, "above": above.code}
    record("add_region", None, by=by, **what)
    return region
