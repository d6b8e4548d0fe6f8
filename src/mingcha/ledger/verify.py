# SPDX-License-Identifier: Apache-2.0
"""Checks the whole ledger against its seals: what was edited, deleted, inserted, moved, cut off or rewritten (C3).

docs/verify_ledger.py makes the same checks on an export, without anything of ours. Both find a full rewrite by somebody
who has the signing key only by heads that were kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import gettext as _

from . import reading
from .hashing import Tree, head_of, instant, leaf_of_text, link_of
from .keys import ring
from .models import Batch
from .reading import Row

WINDOW: Final = timedelta(seconds=60)
"""How long an entry may wait for its seal; what is done to it within this time cannot be found."""
STRAY: Final = timedelta(hours=1)
"""By how much an entry's time may differ from its batch's: transactions are short, clocks of machines nearly agree."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One row that is not what was sealed."""

    code: str
    kind: Literal["entry", "batch", "head", "ledger"]
    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A head that was kept elsewhere, with the public key that signed it."""

    number: int
    head: str
    key_id: str = ""
    public_key: str = ""


def verify(kept: Iterable[Kept] = ()) -> Iterator[Flaw]:
    """Every flaw, in the order of the ledger; none if all is as it was sealed. Holds no lock and little memory."""
    heads = {one.number: one for one in kept}
    now, last = timezone.now(), reading.last_batch()
    yield from _keys_differ(heads.values())
    yield from _batches(last, heads)
    yield from (
        Flaw(
            "cut",
            "head",
            number,
            _("第 {n} 批不见了：别处留存着它的头，这里最后一批是第 {last} 批").format(n=number, last=last),
        )
        for number in sorted(heads)
        if number > last
    )
    yield from _outside(last, now)


def _batches(last: int, heads: Mapping[int, Kept]) -> Iterator[Flaw]:
    groups = groupby(reading.sealed(last), key=lambda row: row.batch)
    before: Batch | None = None
    try:
        group = next(groups, None)
        for batch in reading.batches(last):
            while group and group[0] is not None and group[0] < batch.number:
                group = next(groups, None)  # its batch is gone; the gap in the numbers tells
            rows = group[1] if group and group[0] == batch.number else iter(())
            yield from _batch(batch, before, rows, heads.get(batch.number))
            if group and group[0] == batch.number:
                group = next(groups, None)
            before = batch
    except (TypeError, ValueError) as error:
        number = before.number + 1 if before else 1
        yield Flaw(
            "unreadable", "batch", number, _("第 {n} 批或者其中的记录无法读出：{error}").format(n=number, error=error)
        )


def _batch(batch: Batch, before: Batch | None, rows: Iterator[Row], kept: Kept | None) -> Iterator[Flaw]:
    def flaw(code: str, message: str) -> Flaw:
        return Flaw(code, "batch", batch.number, message.format(n=batch.number))

    expected = before.number + 1 if before else 1
    if batch.number != expected:
        yield Flaw("gap", "batch", expected, _("第 {n} 批不见了").format(n=expected))
    elif batch.previous != (link_of(before.algo, before.head, before.signature) if before else ""):
        yield flaw("chain", _("第 {n} 批与前一批接不上"))
    if batch.head != head_of(batch.algo, batch.values()):
        yield flaw("head", _("第 {n} 批的头与内容不符"))
    elif not _signed(batch):
        yield flaw("signature", _("第 {n} 批的签名不对"))
    if kept and kept.head != batch.head:
        yield Flaw(
            "rewritten", "head", batch.number, _("第 {n} 批与别处留存的头不同：台账被整个改写过").format(n=batch.number)
        )
    tree, times, bad = Tree(batch.algo), _times(batch, before), False
    for row in rows:
        found = _entry(row, tree.size, times)
        if found:
            bad = True
            yield found
        tree.add(row.number, row.leaf if row.leaf and not found else "")
    if not bad and (tree.size != batch.size or tree.root() != batch.root):
        yield flaw("root", _("第 {n} 批的记录与封存时不同（增减、调换，或者连摘要一起改过）"))


def _entry(row: Row, place: int, times: tuple[str, str]) -> Flaw | None:
    def flaw(code: str, message: str) -> Flaw:
        return Flaw(code, "entry", row.number, message.format(n=row.number))

    if row.leaf is None:
        return flaw("gone", _("记录 {n} 不见了"))
    if not _intact(row):
        return flaw("edited", _("记录 {n} 被改过"))
    if row.position != place:
        return flaw("gap", _("记录 {n} 之前少了记录，或者次序变了"))
    if not times[0] <= row.values["at"] <= times[1]:
        return flaw("time", _("记录 {n} 的时间与封存的时间相差太远"))
    return None


def _intact(row: Row) -> bool:
    try:
        return row.leaf == leaf_of_text(row.values["algo"], row.values, row.what)
    except ValueError:
        return False


def _times(batch: Batch, before: Batch | None) -> tuple[str, str]:
    """Between which times its entries were written: a row slipped in later shows by its time."""
    return instant(before.made_at - STRAY) if before else "", instant(batch.made_at + STRAY)


def _signed(batch: Batch) -> bool:
    public = ring().public_keys().get(batch.key_id)
    try:
        if public is None:
            return False
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(batch.signature), bytes.fromhex(batch.head)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _keys_differ(kept: Iterable[Kept]) -> Iterator[Flaw]:
    keys = ring().public_keys()
    for one in kept:
        if one.public_key and keys.get(one.key_id) != one.public_key:
            yield Flaw("key", "head", one.number, _("密钥 {key} 与别处留存的不同").format(key=one.key_id))


def _outside(last: int, now: datetime) -> Iterator[Flaw]:
    """What no batch covers: it waits, or it was written past us."""
    for number in reading.strays():
        yield Flaw("stray", "entry", number, _("记录 {n} 没有经过系统写入").format(n=number))
    for number in reading.lost():
        yield Flaw("gone", "entry", number, _("记录 {n} 尚未封存就不见了").format(n=number))
    for number, _rows in groupby(reading.orphans(), key=lambda row: row.batch or 0):
        if number > last:  # a gap has been told already
            yield Flaw("cut", "batch", number, _("第 {n} 批不见了，它的记录还在").format(n=number))
    overdue = instant(now - WINDOW)
    for row in reading.waiting(None, now):
        if not _intact(row):
            yield Flaw("edited", "entry", row.number, _("记录 {n} 被改过").format(n=row.number))
        elif row.values["at"] < overdue:
            yield Flaw(
                "unsealed", "entry", row.number, _("记录 {n} 超过一分钟没有封存：封存程序没有运行").format(n=row.number)
            )
