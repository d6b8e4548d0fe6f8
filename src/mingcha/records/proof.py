# SPDX-License-Identifier: Apache-2.0
"""Whether an entry is what was sealed, and by which hashes that is shown: its leaf, its path to the root, the signed head.

``mingcha ledger verify`` checks everything; this checks one batch, so that a page can say it at once (security.md C3).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from mingcha.ledger.hashing import canonical, head_of, leaf_of, link_of, root_of
from mingcha.ledger.keys import ring
from mingcha.ledger.models import Batch, Entry, Sealed

if TYPE_CHECKING:
    from django.db.models import QuerySet

Leaf = tuple[int, str]


@dataclass(frozen=True)
class Check:
    """One thing that was checked, in words."""

    label: str
    ok: bool


@dataclass(frozen=True)
class Proof:
    """``path`` holds the hashes beside the way from the leaf to the root, each with its side; without a batch it waits."""

    checks: list[Check]
    sealed: Sealed | None = None
    path: Sequence[tuple[str, str]] = ()

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def proof_of(entry: Entry) -> Proof:
    """Check an entry and the batch that it is sealed in."""
    checks = [Check(_("内容与摘要相符"), intact(entry))]
    sealed = Sealed.objects.filter(pk=entry.pk).select_related("batch").first()
    if sealed is None:
        return Proof(checks)
    leaves = _leaves(sealed.batch)
    checks.append(
        Check(_("摘要在这一批的这个位置"), leaves[sealed.position : sealed.position + 1] == [(entry.pk, entry.leaf)])
    )
    checks += _of_head(sealed.batch, leaves)
    path = _path(sealed.batch.algo, leaves, sealed.position) if all(check.ok for check in checks) else []
    return Proof(checks, sealed, path)


def checks_of(batch: Batch) -> list[Check]:
    """Check a batch: each of its entries, its root, head, signature, and that it follows the one before."""
    entries = as_written(Entry.objects.filter(sealed__batch=batch))
    whole = {entry.pk for entry in entries.iterator() if intact(entry)}
    leaves = _leaves(batch)
    return [Check(_("每条记录的内容与摘要相符"), whole == {pk for pk, _leaf in leaves}), *_of_head(batch, leaves)]


def as_written(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries with their content as the text that it is: what somebody garbled must be told, not break the page."""
    return entries.defer("what").annotate(text=Cast("what", TextField()))


def intact(entry: Any) -> bool:
    """Whether the content, read as written, is what the leaf was made of; no, if it cannot be read."""
    try:
        entry.what = json.loads(entry.text)
        return bool(canonical(entry.what) == entry.text and entry.leaf == leaf_of(entry.algo, entry.values()))
    except ValueError:
        return False


def _of_head(batch: Batch, leaves: list[Leaf]) -> list[Check]:
    before = Batch.objects.filter(number=batch.number - 1).first()
    link = link_of(before.algo, before.head, before.signature) if before else ""
    return [
        Check(_("全部摘要合成这一批的根"), len(leaves) == batch.size and _root(batch.algo, leaves) == batch.root),
        Check(_("批次的头与内容相符"), batch.head == _head(batch)),
        Check(_("批次的签名有效"), _signed(batch)),
        Check(_("与前一批相接"), batch.previous == link and (before is not None or batch.number == 1)),
    ]


def _leaves(batch: Batch) -> list[Leaf]:
    """In their order; of an entry that is gone or moved the place is empty."""
    rows = Sealed.objects.filter(batch=batch).order_by("position").values_list("entry_id", "entry__leaf", "position")
    return [(pk, (leaf or "") if place == number else "") for number, (pk, leaf, place) in enumerate(rows)]


def _root(algorithm: str, leaves: list[Leaf]) -> str:
    try:
        return root_of(algorithm, leaves)
    except ValueError:
        return ""


def _head(batch: Batch) -> str:
    try:
        return head_of(batch.algo, batch.values())
    except ValueError:
        return ""


def _signed(batch: Batch) -> bool:
    public = ring().public_keys().get(batch.key_id, "")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(batch.signature), bytes.fromhex(batch.head))
    except (InvalidSignature, ValueError):
        return False
    return True


def _path(algorithm: str, leaves: list[Leaf], position: int) -> list[tuple[str, str]]:
    """As RFC 6962 has it: at each fork the root of the side that the leaf is not on, from the leaf up."""
    first, last, path = 0, len(leaves), []
    while last - first > 1:
        fork = first + (1 << (last - first - 1).bit_length() - 1)
        if position < fork:
            path.append(("right", root_of(algorithm, leaves[fork:last])))
            last = fork
        else:
            path.append(("left", root_of(algorithm, leaves[first:fork])))
            first = fork
    return path[::-1]
