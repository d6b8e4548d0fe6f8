# SPDX-License-Identifier: Apache-2.0
"""Entries of what a command did to the installation as a whole: it has no row of its own to be about."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from .actor import System
from .entries import append
from .hashing import plain
from .models import Entry


def note(act: str, author: str, *, kind: str, name: str, **what: Any) -> Entry:
    """Append one entry in a transaction of its own; ``author`` is the command."""
    with transaction.atomic():
        return append(act, plain(what), by=System(author), kind=kind, number=None, name=name)


def noted(kind: str) -> QuerySet[Entry]:
    """The entries of a kind, the newest first."""
    return Entry.objects.filter(object_kind=kind, object_id=None).order_by("-id")
