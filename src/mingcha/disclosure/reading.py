# SPDX-License-Identifier: Apache-2.0
"""What the portal reads: published rows as dicts of the fields that are allowed (fields.py), in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from mingcha.catalog import words
from mingcha.catalog.item_page import in_force_on
from mingcha.catalog.models import ItemVersion, PowerItem
from mingcha.catalog.rules import rule_of
from mingcha.disclosure import fields
from mingcha.disclosure.models import Publication
from mingcha.engine.points import Point as Rule
from mingcha.organs.models import Certificate, Officer, Organ, Region

Shown = dict[str, Any]
"""A row as a page gets it: allowed fields, with ``public_id`` where the public has a name for it."""
DAYS_OF: Mapping[str, float] = {"working_day": 1.4, "calendar_day": 1.0, "hour": 1 / 24}
"""About how many days a unit is, to tell which limit is the longest."""


def published(kind: str) -> QuerySet[Publication, Any]:
    """The numbers of the rows of a kind that are public, for ``pk__in``."""
    return Publication.objects.filter(kind=kind, status=Publication.Status.PUBLISHED).values("object_id")


def items() -> QuerySet[PowerItem]:
    """The power items that are public."""
    return PowerItem.objects.filter(pk__in=published(Publication.Kind.ITEM))


def names(kind: str, numbers: Iterable[int]) -> dict[int, str]:
    """The public names of rows, by number; one query."""
    found = Publication.objects.filter(kind=kind, object_id__in=list(numbers), status=Publication.Status.PUBLISHED)
    return dict(found.values_list("object_id", "public_id"))


def told(row: Mapping[str, Any], public_id: str = "") -> Shown:
    """A row as a page may have it: what only served to decide is gone."""
    kept = {name: value for name, value in row.items() if name not in fields.HIDDEN}
    return kept | ({"public_id": public_id} if public_id else {})


# --- the whole ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Overview:
    """How many items are public, by category, by region and by organ; two queries."""

    categories: list[tuple[str, int]]
    regions: list[tuple[str, str, int]]
    organs: int
    items: int
    place: str

    @property
    def region_choices(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name, _count in self.regions]


def overview() -> Overview:
    """Of all that is public. ``place`` is the smallest region that holds every organ."""
    groups = list(items().order_by().values_list("category", "organ_id", "organ__region_id").annotate(n=Count("pk")))
    categories, regions = Counter[str](), Counter[str]()
    for category, _organ, region, count in groups:
        categories[category] += count
        regions[region] += count
    place = _around(regions)
    named = {row.pk: row.name for row in Region.objects.filter(pk__in=[*regions, place])}
    return Overview(
        categories=categories.most_common(),
        regions=[(code, named[code], count) for code, count in sorted(regions.items())],
        organs=len({organ for _category, organ, _region, _count in groups}),
        items=categories.total(),
        place=named.get(place, ""),
    )


def _around(codes: Iterable[str]) -> str:
    """The code of the smallest region that holds all of them; empty for none."""
    held = list(codes)
    if len(set(held)) < 2:
        return held[0] if held else ""
    for digits in (6, 4, 2):
        if len({code[:digits] for code in held}) == 1:
            return held[0][:digits].ljust(12, "0")
    return ""


def newest(count: int) -> list[Shown]:
    """The items made public last, with the day; two queries."""
    public = Publication.objects.filter(kind=Publication.Kind.ITEM, status=Publication.Status.PUBLISHED)
    last = list(public.order_by("-published_at", "-id")[:count])
    rows = {
        row["id"]: row for row in PowerItem.objects.filter(pk__in=[one.object_id for one in last]).values(*fields.ITEM)
    }
    return [told(rows[one.object_id], one.public_id) | {"published_at": one.published_at} for one in last]


# --- one item -------------------------------------------------------------------------------------------------------
def item(public_id: str, today: date) -> Shown | None:
    """A public item with the procedure of the version in force; None where there is no such. Six queries."""
    kind = Publication.Kind.ITEM
    publication = Publication.objects.filter(
        kind=kind, public_id=public_id, status=Publication.Status.PUBLISHED
    ).first()
    row = publication and PowerItem.objects.filter(pk=publication.object_id).values(*fields.ITEM).first()
    if not publication or not row:
        return None
    organ = names(Publication.Kind.ORGAN, [row["organ_id"]]).get(row["organ_id"], "")
    known = ItemVersion.objects.filter(in_force_on(today), item=row["id"])
    version = known.order_by("-valid_from", "-id").first()
    found = told(row, public_id) | {"published_at": publication.published_at, "organ_public_id": organ}
    return found | (_procedure(version) if version else {"version": None, "steps": [], "limits": [], "basis": []})


def _procedure(version: ItemVersion) -> Shown:
    points = [rule_of(point) for point in version.points.all()]
    told_of = [rule for rule in points if rule.kind in fields.POINT_KINDS]
    language = "en" if (get_language() or "").startswith("en") else "zh"
    limits = [{"title": rule.title(language), "demand": words.demand(rule), "law": rule.law} for rule in told_of]
    ends = {act: words.length(rule.limit or 0, rule.unit or "") for rule in told_of for act in words.seat(rule)}
    steps = [step | {"note": ends.get(step["act"], "")} for step in version.steps.values(*fields.STEP)]
    return {
        "version": {"number": version.number, "valid_from": version.valid_from},
        "steps": steps,
        "limits": limits,
        "longest": _longest(told_of),
        "basis": _basis(rule.law for rule in points),
    }


def _basis(cited: Iterable[str]) -> list[str]:
    """A line for each law, with its articles."""
    laws: dict[str, dict[str, None]] = {}
    for text in sorted({text for text in cited if text}):
        name, mark, articles = text.partition("》")
        laws.setdefault(name + mark, {}).update(dict.fromkeys(articles.split("、")))
    return [law + "、".join(articles) for law, articles in laws.items()]


def _longest(rules: Iterable[Rule]) -> str:
    """The longest limit in words: what a citizen has to reckon with."""
    counted = [rule for rule in rules if rule.unit in DAYS_OF and rule.limit]
    last = max(counted, key=lambda rule: (rule.limit or 0) * DAYS_OF[rule.unit or ""], default=None)
    return words.length(last.limit or 0, last.unit or "") if last else ""


# --- organs and officers --------------------------------------------------------------------------------------------
def organs() -> list[Shown]:
    """The organs that are public, each with the number of its items; three queries."""
    rows = list(Organ.objects.filter(pk__in=published(Publication.Kind.ORGAN)).order_by("path").values(*fields.ORGAN))
    public = names(Publication.Kind.ORGAN, [row["id"] for row in rows])
    counts = dict(items().order_by().values_list("organ_id").annotate(n=Count("pk")))
    kinds = dict(Organ.Kind.choices)
    return [
        told(row, public[row["id"]]) | {"kind": kinds[row["kind"]], "items": counts.get(row["id"], 0)} for row in rows
    ]


def organ(public_id: str) -> int | None:
    """The number of an organ that is public under that name."""
    kind, status = Publication.Kind.ORGAN, Publication.Status.PUBLISHED
    found = Publication.objects.filter(kind=kind, public_id=public_id, status=status)
    return found.values_list("object_id", flat=True).first()


def officers() -> int:
    """How many officers of public organs hold a certificate that is not revoked; two queries."""
    ids = list(published(Publication.Kind.ORGAN).values_list("object_id", flat=True))
    within = Q(pk__in=[])
    for path in Organ.objects.filter(pk__in=ids).values_list("path", flat=True):
        within |= Q(organ__path__startswith=path)
    holding = Officer.objects.filter(
        within, status=Officer.Status.ACTIVE, certificates__status=Certificate.Status.VALID
    )
    return holding.distinct().count()


def certificate(number: str, today: date) -> Shown | None:
    """The live state of a certificate of a public organ (or of a unit in it); None for any other number. Two queries."""
    row = Certificate.objects.filter(number=number).values(*fields.CERTIFICATE).first()
    if row is None:
        return None
    above = [int(part) for part in row["officer__organ__path"].strip("/").split("/")]
    if not names(Publication.Kind.ORGAN, above):
        return None
    return told(row) | {"state": _state(row, today)}


def _state(row: Mapping[str, Any], today: date) -> str:
    """suspended, revoked, left, future, past or valid."""
    if row["status"] == Certificate.Status.SUSPENDED:
        return "suspended"
    if row["status"] != Certificate.Status.VALID:
        return "revoked"
    if row["officer__status"] != Officer.Status.ACTIVE:
        return "left"
    if row["valid_from"] > today:
        return "future"
    return "past" if row["valid_to"] is not None and row["valid_to"] < today else "valid"
