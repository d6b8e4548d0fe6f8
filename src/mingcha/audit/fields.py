# SPDX-License-Identifier: Apache-2.0
"""What a mapping may name: the fields of the log and of each side table, with the kind of thing each one holds.

The kinds are those of :mod:`mingcha.audit.convert`. A field that must be named is in ``REQUIRED``.
"""

from __future__ import annotations

from typing import Final

LOG: Final[dict[str, str]] = {
    "case": "key",
    "activity": "text",
    "time": "instant",
    "start": "instant",
    "end": "instant",
    "assigned": "instant",
    "seq": "int",
    "event": "key",
    "lifecycle": "text",
    "back_from": "text",
    "persons": "list",
    "role": "list",
    "certificate": "list",
    "organ": "text",
    "title": "text",
    "party": "text",
    "item": "text",
    "version": "text",
    "category": "text",
    "area": "area",
    "calendar": "text",
    "accepted": "instant",
    "closed": "instant",
    "promised": "promise",
    "promised_day": "promise_day",
    "outcome": "text",
    "violation": "text",
    "tier": "text",
    "bases": "list",
    "decided": "instant",
    "receipt": "text",
}
"""``[columns]``. ``persons``, ``role``, ``certificate`` and ``bases`` may hold several things, cut at their separators."""

LISTS: Final = tuple(name for name, kind in LOG.items() if kind == "list")
OF_CASE: Final = ("item", "version", "category", "area", "calendar", "accepted", "closed", "promised")
"""Fields that say something of the whole case: all rows of a case must agree."""

AMOUNTS: Final = {"penalties": "cents", "executions": "cents", "evidence": "count"}
"""Sections that name one column for each kind of penalty, of payment, of evidence."""
MOST_KINDS: Final = 100
"""So many of each at most: numbers of rows are made of the log's row and the kind."""

SIDE: Final[dict[str, dict[str, str]]] = {
    "certificates": {
        "person": "key",
        "certificate": "key",
        "category": "text",
        "area": "area",
        "valid_from": "day",
        "valid_to": "day_to",
    },
    "tiers": {
        "violation": "text",
        "tier": "text",
        "valid_from": "day",
        "valid_to": "day_to",
        "min": "cents",
        "max": "cents",
        "needs_order": "flag",
    },
    "articles": {"article": "text", "valid_from": "day", "valid_to": "day_to"},
    "suspensions": {"case": "key", "kind": "text", "from": "instant", "to": "instant", "cap": "instant"},
    "extensions": {"case": "key", "activity": "text", "point": "text", "amount": "int", "approved": "instant"},
    "evidence": {
        "case": "key",
        "activity": "text",
        "run": "int",
        "id": "key",
        "kind": "text",
        "added": "instant",
        "removed": "instant",
        "superseded_by": "key",
    },
    "orders_to_correct": {
        "case": "key",
        "violation": "text",
        "served": "instant",
        "due": "promise",
        "recheck": "text",
        "rechecked": "instant",
    },
    "goods": {
        "case": "key",
        "name": "text",
        "listed": "thousandths",
        "returned": "thousandths",
        "destroyed": "thousandths",
        "confiscated": "thousandths",
        "transferred": "thousandths",
        "disposed": "instant",
    },
}
"""``[tables.…]``."""

REQUIRED: Final = {
    "certificates": ("person",),
    "tiers": ("violation", "tier"),
    "articles": ("article",),
    "suspensions": ("case", "kind", "from"),
    "extensions": ("case", "amount", "approved"),
    "evidence": ("case", "activity", "kind", "added"),
    "orders_to_correct": ("case", "violation", "served"),
    "goods": ("case", "name"),
}
