# SPDX-License-Identifier: Apache-2.0
"""Writes of the law by which points judge: from tables of citations and tiers (S1-16, S1-18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction

from mingcha.catalog import law
from mingcha.catalog.models import Article, Tier
from mingcha.files.badinput import BadInput, Fault
from mingcha.ledger import By, record

SLICE: Final = 500


@transaction.atomic
def load_law(articles: Path | None, tiers: Path | None, *, by: By) -> dict[str, int]:
    """Add articles of law and tiers of discretion, and bring up to date those that the tables know otherwise; none is taken
    away. Gives how many were added and changed.

    Raises:
        BadInput: every fault of both tables, each with its line; nothing is written.
    """
    faults: list[Fault] = []
    read_articles = _read(law.read_articles, articles, faults)
    read_tiers = _read(law.read_tiers, tiers, faults)
    if faults:
        raise BadInput(faults)
    new, changed = _merge(Article, read_articles, ("article_id", "valid_from"), ("valid_to",))
    counts = {"articles_added": new, "articles_changed": changed}
    amounts = ("valid_to", "min_amt", "max_amt", "needs_order")
    new, changed = _merge(Tier, read_tiers, ("violation", "tier", "valid_from"), amounts)
    counts |= {"tiers_added": new, "tiers_changed": changed}
    if any(counts.values()):
        what: dict[str, Any] = counts | {
            "files": {path.name: law.digest_of(path) for path in (articles, tiers) if path}
        }
        record("load_law", None, by=by, **what)
    return counts


def _read(read: Callable[[Path], list[Any]], path: Path | None, faults: list[Fault]) -> list[Any]:
    try:
        return [] if path is None else read(path)
    except BadInput as bad:
        faults += bad.errors
        return []


def _merge(
    model: type[models.Model], rows: Iterable[Any], key: tuple[str, ...], what: tuple[str, ...]
) -> tuple[int, int]:
    stored: dict[Any, Any] = {_of(one, key): one for one in model._default_manager.all()}
    added, changed = [], []
    for row in rows:
        there = stored.get(_of(row, key))
        if there is None:
            added.append(row)
        elif _of(there, what) != _of(row, what):
            for name in what:
                setattr(there, name, getattr(row, name))
            changed.append(there)
    model._default_manager.bulk_create(added, batch_size=SLICE)
    model._default_manager.bulk_update(changed, what, batch_size=SLICE)
    return len(added), len(changed)


def _of(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
