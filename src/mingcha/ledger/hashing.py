# SPDX-License-Identifier: Apache-2.0
"""What the ledger hashes, and how: canonical JSON, leaves, and Merkle trees as in RFC 6962.

The algorithm is named beside every hash, so that it can change one day while old seals stay provable.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise

ALGORITHM: Final = "sm3"
"""What new entries and batches are hashed by (GB/T 32905-2016)."""
KNOWN: Final = ("sm3", "sha256")
_write: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_LEAF, _NODE, _HEAD = b"\x00", b"\x01", b"\x02"
"""What stands before the bytes: a leaf can never pass for a node, nor either for a head."""


def plain(value: Any) -> Any:
    """The value as JSON knows it. Dates become text; floats are refused, since two programs may write one differently."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, datetime):
        return instant(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_name(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Promise):  # a text still to be translated
        return str(value)
    raise TypeError(f"an entry cannot keep a {type(value).__name__}: {value!r}")


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"an entry names what it keeps by text, not by {key!r}")
    return str(plain(key))


def canonical(value: Any) -> str:
    """The one way to write a plain value as JSON: keys sorted, no blanks, characters as they are."""
    return _write(value)


def instant(moment: datetime) -> str:
    """An instant as it is hashed: UTC to the microsecond, whatever zone the database gives it back in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def leaf_of(algorithm: str, values: Mapping[str, Any]) -> str:
    """The hash of an entry's values."""
    return _hash(algorithm, _LEAF + canonical(values).encode()).hex()


def leaf_of_text(algorithm: str, others: Mapping[str, Any], what: str) -> str:
    """The same from the stored text of ``what``, the last of the names: no parser stands between row and hash."""
    return _hash(algorithm, _LEAF + f'{canonical(others)[:-1]},"what":{what}}}'.encode()).hex()


def head_of(algorithm: str, values: Mapping[str, Any]) -> str:
    """The hash of a batch's values, its predecessor's head among them."""
    return _hash(algorithm, _HEAD + canonical(values).encode()).hex()


def link_of(algorithm: str, head: str, signature: str) -> str:
    """What a batch holds of the one before: its head and its signature, so that the newest signature proves them all."""
    return head_of(algorithm, {"head": head, "signature": signature})


def root_of(algorithm: str, leaves: Iterable[tuple[int, str]]) -> str:
    """The root over (entry's number, entry's leaf) in their order; the number is only known once the row stands."""
    tree = Tree(algorithm)
    for number, leaf in leaves:
        tree.add(number, leaf)
    return tree.root()


class Tree:
    """A Merkle tree that grows leaf by leaf and keeps only the roots of its full subtrees: memory stays flat."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self.size = 0
        self._full: list[bytes] = []

    def add(self, number: int, leaf: str) -> None:
        node = _hash(self.algorithm, _LEAF + number.to_bytes(8, "big") + bytes.fromhex(leaf))
        self.size += 1
        below = self.size
        while below % 2 == 0:  # two full subtrees of one height become one of the next
            node = _hash(self.algorithm, _NODE + self._full.pop() + node)
            below //= 2
        self._full.append(node)

    def root(self) -> str:
        """Folded from the right: the left subtree is the largest full one, as RFC 6962 has it."""
        if not self._full:
            raise ValueError("a tree without leaves has no root")
        node = self._full[-1]
        for left in reversed(self._full[:-1]):
            node = _hash(self.algorithm, _NODE + left + node)
        return node.hex()


def _hash(algorithm: str, data: bytes) -> bytes:
    if algorithm not in KNOWN:
        raise ValueError(f"unknown algorithm {algorithm!r}")
    return hashlib.new(algorithm, data).digest()
