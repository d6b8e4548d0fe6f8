# SPDX-License-Identifier: Apache-2.0
"""Items that cite what is no longer in force: live versions and open drafts, by their basis and their points (S1-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mingcha.catalog.actions.drafts import OPEN
from mingcha.catalog.citations import FLAGGED, Citation, Standing, cited, judge
from mingcha.catalog.models import Draft, ItemVersion, PowerItem


@dataclass(frozen=True)
class Flag:
    """A live version or a draft, and what of its citations is in force no more."""

    row: Any
    citations: Mapping[Citation, Standing]

    @property
    def is_draft(self) -> bool:
        return isinstance(self.row, Draft)

    @property
    def item(self) -> Any:
        """What is named and linked: the draft, or the item of the version."""
        return self.row if self.is_draft else self.row.item


def flagged_items(day: date | None = None, *, items: Any = None, drafts: Any = None) -> list[Flag]:
    """Every live version and open draft with a citation that is not in force on the day; or those of the given rows only."""
    on = day or timezone.localdate()
    live = ItemVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    live = live if items is None else live.filter(item__in=items)
    opened = (Draft.objects.all() if drafts is None else drafts).filter(status__in=OPEN)
    of_versions = flags_of(live.values_list("pk", flat=True), on)
    of_drafts = _flagged({draft.pk: _of_document(draft.document) for draft in opened}, on)
    flagged: list[tuple[Any, dict[int, Mapping[Citation, Standing]]]] = [
        (ItemVersion.objects.filter(pk__in=of_versions).select_related("item__organ"), of_versions),
        (Draft.objects.filter(pk__in=of_drafts).select_related("organ").defer("document"), of_drafts),
    ]
    return [Flag(row, found[row.pk]) for rows, found in flagged for row in rows]


def flags_of(versions: Iterable[int], day: date) -> dict[int, Mapping[Citation, Standing]]:
    """By version what it cites and is not in force on the day; versions without such are left out."""
    numbers = list(versions)
    texts: dict[int, list[str]] = {}
    for start in range(0, len(numbers), 500):
        of_some = ItemVersion.objects.filter(pk__in=numbers[start : start + 500]).order_by()
        for pk, basis, law in of_some.values_list("pk", "written__document__catalog__basis", "points__law").distinct():
            texts.setdefault(pk, _basis(basis)).append(law)
    return _flagged(texts, day)


def mark_items(items: Iterable[PowerItem], versions: Mapping[int, ItemVersion], day: date) -> None:
    """Put on each item of a page what its version in force cites wrongly."""
    found = flags_of([version.pk for version in versions.values()], day)
    for item in items:
        version = versions.get(item.pk)
        item.flags = found.get(version.pk, {}) if version else {}  # type: ignore[attr-defined]


def _flagged(texts: Mapping[int, list[str]], day: date) -> dict[int, Mapping[Citation, Standing]]:
    citations = {pk: cited("；".join(filter(None, several))) for pk, several in texts.items()}
    standings = judge([one for several in citations.values() for one in several], day)
    wrong = {
        pk: {one: standings[one] for one in sorted(several, key=lambda one: one.place) if standings[one] in FLAGGED}
        for pk, several in citations.items()
    }
    return {pk: found for pk, found in wrong.items() if found}


def _of_document(document: Mapping[str, Any]) -> list[str]:
    head = document.get("catalog")
    points = document.get("point")
    laws = [point.get("law") for point in points if isinstance(point, dict)] if isinstance(points, list) else []
    return _basis(head.get("basis") if isinstance(head, dict) else None) + [law for law in laws if isinstance(law, str)]


def _basis(value: Any) -> list[str]:
    """A draft may hold anything while it is written."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
