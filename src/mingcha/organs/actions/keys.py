# SPDX-License-Identifier: Apache-2.0
"""Rotation of the key ring: a new key, what the older ones made written anew in slices, an entry at each end (security.md D2, D5,
architecture.md section 9).

A run that broke off is taken up where it was: the rows themselves say by which key they were made, and a key whose end no
entry tells is not followed by another. Older keys stay in the ring: backups, seals and entries of their day need them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from mingcha.ledger import By, keys
from mingcha.ledger.entries import append
from mingcha.ledger.models import Entry
from mingcha.organs.fields import EncryptedField, IndexField
from mingcha.organs.login import PLACE as FACTORS

SLICE: Final = 500
KIND: Final = "ledger.key"
SECRETS: Final = ("secret", "seed")
"""What of a second factor is kept under the ring (allauth.mfa)."""


@dataclass
class Rewritten:
    """How many rows were written anew, and those whose text no key of the ring opens."""

    rows: int = 0
    unreadable: set[str] = field(default_factory=set)


Slice = Callable[[int, Rewritten], tuple[int, int]]


def begin_rotation(purpose: str, *, by: By) -> str:
    """A new key, unless the newest has not been carried through yet. Gives the id of the key that works now."""
    key = keys.ring().newest(purpose)
    if not _is_done(purpose):
        return key
    with transaction.atomic():
        number = len(keys.ring().keys[purpose]) + 1
        # The file comes last: a key without its entry is taken up by the next run, an entry without its key would stand.
        append("add_key", {"purpose": purpose}, by=by, kind=KIND, number=number, name=f"{purpose[0]}{number}")
        return keys.add_key(Path(settings.KEYS_FILE), purpose)


def finish_rotation(purpose: str, *, by: By) -> Rewritten:
    """Write anew what older keys of the purpose made, slice by slice, each in a transaction of its own, until nothing is left."""
    done = Rewritten()
    for slices in _slices(purpose):
        # Once more, until a walk finds nothing: who began to write before the new key was there may have ended after the walk.
        while count := _walk(slices, done):
            done.rows += count
    if not done.unreadable:
        key, number = keys.ring().newest(purpose), len(keys.ring().keys[purpose])
        with transaction.atomic():
            append("rotate_key", {"purpose": purpose, "rows": done.rows}, by=by, kind=KIND, number=number, name=key)
    return done


def _is_done(purpose: str) -> bool:
    """Whether the newest key was carried through; the first of a ring had nothing before it."""
    number = len(keys.ring().keys[purpose])
    told = Entry.objects.filter(object_id=number, object_kind=KIND, object_name=keys.ring().newest(purpose))
    return number == 1 or told.filter(act="rotate_key").exists()


def _slices(purpose: str) -> Iterator[Slice]:
    """What rewrites a slice of each table that holds something made by keys of the purpose."""
    for model in apps.get_models() if purpose in ("field", "index") else ():
        hashes = {one.of: one.name for one in model._meta.get_fields() if isinstance(one, IndexField)}
        pairs = {
            one.name: hashes.get(one.name, "") for one in model._meta.get_fields() if isinstance(one, EncryptedField)
        }
        if pairs:
            yield partial(_rewrite_rows, model, pairs, purpose)
    if purpose == "field":
        yield _rewrite_factors


def _walk(rewrite: Slice, done: Rewritten) -> int:
    count, last = 0, 0
    while True:
        with transaction.atomic():
            new, last = rewrite(last, done)
        if not last:
            return count
        count += new


def _rewrite_rows(model: Any, pairs: dict[str, str], purpose: str, after: int, done: Rewritten) -> tuple[int, int]:
    """Gives how many rows were written anew and the last one seen. They are locked meanwhile, so that no edit is lost."""
    raws = {f"raw_{name}": Cast(name, models.TextField()) for name in pairs}
    found = model._base_manager.annotate(**raws).filter(_older(pairs, purpose), pk__gt=after)
    rows = found.order_by("pk").select_for_update().values("pk", *raws)[:SLICE]
    count = last = 0
    for row in rows:
        last = row["pk"]
        try:
            model._base_manager.filter(pk=last).update(**_anew(model, pairs, row))
            count += 1
        except keys.Undecipherable:
            done.unreadable.add(f"{model._meta.label_lower} {last}")
    return count, last


def _older(pairs: dict[str, str], purpose: str) -> Q:
    """The rows that hold something made by another key than the newest."""
    prefix, found = f"{keys.ring().newest(purpose)}:", Q(pk__in=[])
    for column in [f"raw_{name}" for name in pairs] if purpose == "field" else filter(None, pairs.values()):
        found |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": prefix})
    return found


def _anew(model: Any, pairs: dict[str, str], row: dict[str, Any]) -> dict[str, str]:
    """The values of a row in plain, which their fields encrypt as they are written, and the hashes."""
    new = {}
    for name, hashed in pairs.items():
        place, raw = model._meta.get_field(name).place, row[f"raw_{name}"]
        new[name] = plain = keys.ring().decrypt(raw, place) if raw else ""
        if hashed:
            new[hashed] = keys.ring().index(plain, place) if plain else ""
    return new


def _rewrite_factors(after: int, done: Rewritten) -> tuple[int, int]:
    """The same with secrets of second factors, which stand inside what their package keeps."""
    count = last = 0
    for row in Authenticator.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:SLICE]:
        last = row.pk
        older = [name for name in SECRETS if name in row.data and not keys.ring().is_newest(row.data[name])]
        try:
            for name in older:
                row.data[name] = keys.ring().encrypt(keys.ring().decrypt(row.data[name], FACTORS), FACTORS)
        except keys.Undecipherable:
            done.unreadable.add(f"mfa.authenticator {last}")
            continue
        if older:
            row.save(update_fields=["data"])
            count += 1
    return count, last
