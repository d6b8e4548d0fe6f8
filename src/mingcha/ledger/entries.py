# SPDX-License-Identifier: Apache-2.0
"""``record()`` writes the entry of an act, in the act's own transaction: neither stands without the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from . import heads, metrics, once
from .actor import By
from .hashing import ALGORITHM, leaf_of, plain
from .keys import ring
from .models import Entry, Touched, Unsealed


def record(act: str, obj: Model | None, *, by: By, personal: Sequence[str] = (), **what: Any) -> Entry:
    """Append the entry of an act upon ``obj`` (or upon nothing in particular).

    ``personal`` names fields of ``obj`` that hold personal values: the entry keeps a keyed hash of each, by which a
    later reader can prove a value but not read it. ``what`` is kept as it is: whole numbers, texts, dates, lists and
    dicts of them. Raises RuntimeError outside a transaction and TypeError for a value that cannot be kept.
    """
    kept = plain(what)
    if personal:
        kept["personal"] = {name: hidden(obj, name) for name in personal}
    return append(act, kept, by=by, **about(obj))


def append(act: str, what: dict[str, Any], *, by: By, kind: str, number: int | None, name: str) -> Entry:
    """Append an entry whose object is given by kind ("cases.alarm"), number and name. Raises ReadOnly."""
    heads.refuse_if_read_only(act)
    if not connection.in_atomic_block:
        raise RuntimeError(f"{act}: an entry stands or falls with its act; call it inside the act's transaction")
    entry = new_entry(act, what, by=by, kind=kind, number=number, name=name)
    entry.save(force_insert=True)
    Unsealed(entry=entry).save(force_insert=True)
    once.keep(entry)
    metrics.count_act(act)
    return entry


def new_entry(act: str, what: dict[str, Any], *, by: By, kind: str, number: int | None, name: str) -> Entry:
    """The entry with its leaf, not yet in the database."""
    actor = by.actor
    entry = Entry(
        ref=uuid4().hex,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        post_id=actor.post_id,
        organ=actor.organ,
        organ_path=actor.organ_path,
        city=actor.city,
        county=actor.county,
        act=act,
        object_kind=kind,
        object_id=number,
        object_name=name,
        what=what,
        key=once.current_key(),
        algo=ALGORITHM,
    )
    entry.leaf = leaf_of(entry.algo, entry.values())
    return entry


def about(obj: Model | None) -> dict[str, Any]:
    """How an entry names an object: by values, so that it can be read when the object is gone."""
    if obj is None:
        return {"kind": "", "number": None, "name": ""}
    return {"kind": obj._meta.label_lower, "number": obj.pk, "name": str(obj)[:200]}


def hidden(obj: Model | None, name: str) -> str | None:
    """The keyed hash of a personal value, bound to its field; None where there is no value."""
    if obj is None:
        raise TypeError("personal fields need the object that has them")
    value = getattr(obj, name)
    return ring().index(str(value), f"ledger:{obj._meta.label_lower}.{name}") if value not in (None, "") else None


def history(obj: Model) -> QuerySet[Entry]:
    """The entries of one object, those about many rows at once among them; the newest first."""
    kind = obj._meta.label_lower
    among = Touched.objects.filter(object_id=obj.pk, entry__object_kind=kind).values_list("entry_id", flat=True)
    own = Q(object_kind=kind, object_id=obj.pk)
    return Entry.objects.filter(own | Q(pk__in=list(among))).order_by("-id")
