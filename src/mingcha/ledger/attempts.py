# SPDX-License-Identifier: Apache-2.0
"""What somebody tried to change without authority is remembered (S3-28): who, when, at which address, never what she typed.

Bounded, so that nobody floods the ledger: the same attempt once in ten minutes, and so many an hour of one person at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from . import heads
from .actor import By
from .entries import append
from .models import Entry

AGAIN: Final = timedelta(minutes=10)
MOST: Final = 60
"""Entries of one person in an hour."""
FIELDS: Final = 40


def note_refused(by: By, view: str, given: Mapping[str, Any], fields: Sequence[str], status: int) -> bool:
    """Keep that ``by`` was refused to act at ``view`` upon ``given`` (the arguments of the address); of what was sent the names
    of the fields alone. Gives whether it was kept: not where it was a moment ago, or there are too many."""
    if heads.read_only():
        return False
    now = timezone.now()
    since = now - timedelta(hours=1)
    mine = Entry.objects.filter(actor_kind=by.actor.kind, actor_id=by.actor.id, act="refuse_attempt", at__gt=since)
    recent = list(mine.order_by("-id").values_list("at", "object_name", "what")[:MOST])
    told = {name: str(value)[:60] for name, value in given.items()}
    same = (what for at, name, what in recent if name == view and at > now - AGAIN)
    if len(recent) >= MOST or any(what["of"] == told for what in same):
        return False
    number = given.get("pk")
    what = {"of": told, "status": status, "fields": sorted(set(fields))[:FIELDS]}
    with transaction.atomic():
        append(
            "refuse_attempt", what, by=by, kind="", number=number if isinstance(number, int) else None, name=view[:200]
        )
    return True
