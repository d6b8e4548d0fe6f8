# SPDX-License-Identifier: Apache-2.0
"""Reads the whole ledger in the order of its seals, row by row: what ``verify`` checks and ``export`` hands out.

Only what is sealed up to a given batch is read, which no longer changes; so no lock is held however long it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from .hashing import instant
from .models import HASHED, Batch, Entry, Sealed, Unsealed

CHUNK: Final = 2_000
STEP: Final = 50
OTHERS: Final = tuple(name for name in HASHED if name != "what")


class Row(NamedTuple):
    """An entry and its place; ``batch`` is None while it waits, ``leaf`` is None if the entry is gone.

    ``values`` are those that its leaf covers, but for ``what``, which is the text as it stands: what somebody garbled must
    be told, not break the reader. A time that is none at all is None among them.
    """

    batch: int | None
    position: int | None
    number: int
    leaf: str | None
    values: dict[str, Any]
    what: str


def last_batch() -> int:
    """The number of the newest batch, 0 if there is none."""
    return Batch.objects.order_by("-number").values_list("number", flat=True).first() or 0


def batches(last: int) -> Iterator[Batch]:
    return Batch.objects.filter(number__lte=last).order_by("number").iterator(CHUNK)


def sealed(last: int) -> Iterator[Row]:
    """All that is sealed up to a batch, by batch and position; entries that are gone show as such in their place."""
    for first in range(1, last + 1, STEP):  # one query over all would have PostgreSQL sort and keep the whole ledger
        yield from _placed(Sealed.objects.filter(batch_id__gte=first, batch_id__lt=min(first + STEP, last + 1)))


def orphans() -> Iterator[Row]:
    """Entries that were sealed into batches that are not there."""
    return _placed(Sealed.objects.filter(~Exists(Batch.objects.filter(pk=OuterRef("batch_id")))))


def _placed(rows: QuerySet[Sealed]) -> Iterator[Row]:
    there = rows.order_by("batch_id", "position").annotate(text=Cast("entry__what", TextField()))
    columns = ["batch_id", "position", "entry_id", "entry__leaf", "text", *(f"entry__{name}" for name in OTHERS)]
    gone = rows.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).values_list(
        "batch_id", "position", "entry_id"
    )
    return merge(
        (
            Row(row[0], row[1], row[2], row[3], _values(row[5:]), row[4])
            for row in there.values_list(*columns).iterator(CHUNK)
        ),
        sorted(Row(row[0], row[1], row[2], None, {}, "") for row in gone),
        key=lambda row: row[:2],
    )


def waiting(last: int | None, until: datetime) -> Iterator[Row]:
    """Entries that were written until an instant and are in no batch up to ``last``, or in none at all."""
    found = _unsealed(last).filter(at__lte=until).order_by("pk").annotate(text=Cast("what", TextField()))
    columns = ["pk", "leaf", "text", *OTHERS]
    return (
        Row(None, None, row[0], row[1], _values(row[3:]), row[2]) for row in found.values_list(*columns).iterator(CHUNK)
    )


def strays() -> Iterator[int]:
    """Entries that neither are sealed nor wait: somebody wrote them past us."""
    listed = Unsealed.objects.filter(pk=OuterRef("pk"))
    return _unsealed(None).filter(~Exists(listed)).order_by("pk").values_list("pk", flat=True).iterator(CHUNK)


def lost() -> Iterator[int]:
    """Entries that wait and are not there."""
    there = Entry.objects.filter(pk=OuterRef("pk"))
    return Unsealed.objects.filter(~Exists(there)).order_by("pk").values_list("pk", flat=True).iterator(CHUNK)


def _unsealed(last: int | None) -> QuerySet[Entry]:
    place = Sealed.objects.filter(pk=OuterRef("pk"))
    return Entry.objects.filter(~Exists(place if last is None else place.filter(batch_id__lte=last)))


def _values(row: tuple[Any, ...]) -> dict[str, Any]:
    values = dict(zip(OTHERS, row, strict=True))
    values["at"] = instant(values["at"]) if values["at"] else None
    return values
