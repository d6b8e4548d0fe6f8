# SPDX-License-Identifier: Apache-2.0
"""Hands the ledger out as JSON lines for docs/verify_ledger.py, and its heads for keeping elsewhere (C4, C13).

A line is an object with its ``kind``: ``export`` first, then each ``key``, each ``batch`` followed by its ``entry`` lines, the
entries that still wait (their ``batch`` is null), and ``end`` with the counts, by which a cut file shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from . import reading
from .errors import Invalid
from .hashing import canonical, instant
from .keys import ring
from .models import Batch
from .reading import Row
from .verify import Kept

FORMAT: Final = 1


def lines() -> Iterator[str]:
    """The whole ledger up to its newest batch, line by line; memory stays flat."""
    now, last = timezone.now(), reading.last_batch()
    yield _line("export", format=FORMAT, at=instant(now))
    for key_id, public in ring().public_keys().items():
        yield _line("key", id=key_id, public=public)
    n_batches = n_entries = 0
    groups = groupby(reading.sealed(last), key=lambda row: row.batch)
    group = next(groups, None)
    for batch in reading.batches(last):
        yield _batch(batch)
        n_batches += 1
        while group and group[0] is not None and group[0] <= batch.number:
            if group[0] == batch.number:
                for row in group[1]:
                    n_entries += 1
                    yield _entry(row)
            group = next(groups, None)
    for row in chain(reading.orphans(), reading.waiting(last, now)):
        n_entries += 1
        yield _entry(row)
    yield _line("end", batches=n_batches, entries=n_entries)


def heads(since: int = 0) -> Iterator[str]:
    """One line a batch after number ``since``: what another body keeps, prints or has time-stamped."""
    public = ring().public_keys()
    for batch in Batch.objects.filter(number__gt=since).order_by("number").iterator(reading.CHUNK):
        key = {"key_id": batch.key_id, "public_key": public.get(batch.key_id, "")}
        yield _line("head", number=batch.number, head=batch.head, made_at=instant(batch.made_at), **key)


def read_heads(path: Path) -> list[Kept]:
    """Read what ``heads`` wrote. Raises Invalid, naming the line."""
    found = []
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            one = json.loads(text)
            found.append(Kept(one["number"], one["head"], one["key_id"], one["public_key"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(_("{path} 第 {n} 行不是批次的头").format(path=path, n=number), "bad_heads") from error
    return found


def _batch(batch: Batch) -> str:
    return _line("batch", **batch.values(), head=batch.head, signature=batch.signature)


def _entry(row: Row) -> str:
    return _line("entry", id=row.number, batch=row.batch, position=row.position, leaf=row.leaf, values=_values(row))


def _values(row: Row) -> dict[str, Any] | None:
    """All that the leaf covers; None for an entry that is gone, or whose text is not what we would write."""
    try:
        what = json.loads(row.what)
        return row.values | {"what": what} if canonical(what) == row.what else None
    except (RecursionError, ValueError):
        return None


def _line(kind: str, **values: Any) -> str:
    return canonical({"kind": kind, **values})
