# SPDX-License-Identifier: Apache-2.0
"""The sealer: every few seconds a Merkle batch of all entries that wait, signed and chained to the batch before.

Entries wait by membership (``Unsealed``), not by number: a transaction may commit a lower number after a batch was made
(decision 0008). Nothing in
reach of the database's owner proves anything against her; a head kept elsewhere does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from .hashing import ALGORITHM, head_of, link_of, root_of
from .keys import ring
from .models import Batch, Sealed, Turn, Unsealed

EVERY: Final = 10.0
"""Seconds between two batches."""
MOST: Final = 20_000
"""Entries in one batch, so that a transaction stays short; what is left over is sealed by the next round at once."""
SLICE: Final = 1_000
TOLERANCE: Final = timedelta(seconds=2)
"""By how much the clock may go back before sealing stops (security.md G7): later seals would tell wrong times."""


class ClockWentBack(Exception):  # noqa: N818 - the clock did, the program is in order
    """The last batch was made later than now."""


def seal() -> int:
    """Seal all that waits; gives the number of entries. Another one's turn counts as nothing to do.

    Raises ClockWentBack, and ImproperlyConfigured without keys.
    """
    sealed = 0
    if not Unsealed.objects.exists():  # nothing is locked or written while nobody does anything
        return 0
    while size := _seal_one():
        sealed += size
        if size < MOST:
            break
    return sealed


@transaction.atomic
def _seal_one() -> int:
    if not my_turn("seal"):
        return 0
    leaves = list(Unsealed.objects.order_by("entry_id").values_list("entry_id", "entry__leaf")[:MOST])
    if not leaves:
        return 0
    batch = _batch(leaves, timezone.now())
    batch.save(force_insert=True)
    rows = [Sealed(entry_id=number, batch=batch, position=place) for place, (number, _leaf) in enumerate(leaves)]
    Sealed.objects.bulk_create(rows, batch_size=SLICE)
    for start in range(0, len(leaves), SLICE):
        Unsealed.objects.filter(pk__in=[number for number, _leaf in leaves[start : start + SLICE]]).delete()
    return len(leaves)


def _batch(leaves: list[tuple[int, str]], now: datetime) -> Batch:
    last = Batch.objects.order_by("-number").first()
    if last and now < last.made_at - TOLERANCE:
        raise ClockWentBack(f"batch {last.number} was made at {last.made_at}, now it is {now}")
    keys = ring()
    batch = Batch(
        number=last.number + 1 if last else 1,
        made_at=max(now, last.made_at) if last else now,
        size=len(leaves),
        root=root_of(ALGORITHM, leaves),
        previous=link_of(last.algo, last.head, last.signature) if last else "",
        key_id=keys.seal_id,
        algo=ALGORITHM,
    )
    batch.head = head_of(batch.algo, batch.values())
    batch.signature = keys.sign(bytes.fromhex(batch.head))
    return batch


def my_turn(name: str) -> bool:
    """Lock the row of a tick until the transaction ends; False while another process holds it."""
    if not Turn.objects.filter(pk=name).exists():  # inserting each time would wait for whoever holds the row
        Turn.objects.bulk_create([Turn(name=name)], ignore_conflicts=True)
    return bool(list(Turn.objects.select_for_update(skip_locked=True).filter(pk=name)))
