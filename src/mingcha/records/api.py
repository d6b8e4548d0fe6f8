# SPDX-License-Identifier: Apache-2.0
"""The ledger's entries for other systems (security.md C): who did what, when, to what; values, and never a personal one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.ledger.models import Entry
from mingcha.organs.access import rights
from mingcha.organs.perms import Perm
from mingcha.organs.requests import ApiRequest
from mingcha.records.acts import act_name
from mingcha.records.filters import EntryFilter
from mingcha.records.reach import entries_of, find_entry
from mingcha.web.api.fields import says
from mingcha.web.api.pages import Page, listed

router = Router(tags=["records"])
READ = Perm.LEDGER_ENTRY_READ


class EntryShown(Schema):
    """An entry 操作记录. ``leaf`` is the hash that its batch seals (docs/verify_ledger.py)."""

    id: int
    ref: str
    at: datetime
    actor_kind: str
    actor_name: str
    organ: str
    act: str
    act_name: str
    object_kind: str
    object_id: int | None
    object_name: str
    algo: str
    leaf: str


class EntryWhole(EntryShown):
    """An entry with what it tells; null where somebody garbled it past the system."""

    what: dict[str, Any] | None = Field(description="what changed; personal values only as keyed hashes")


def named(_request: Any, entries: list[Entry]) -> None:
    """Put on each entry what its act is called."""
    for entry in entries:
        entry.act_name = act_name(entry.act)  # type: ignore[attr-defined]


@router.get("/entries", response=Page[EntryShown])
@says(_("操作记录列表，新的在前"))
@rights(READ)
@listed(EntryFilter, ("-id",), named)
def entry_list(request: ApiRequest) -> QuerySet[Entry]:
    """The acts done within reach."""
    return entries_of(request.post).defer("what")


@router.get("/entries/{int:pk}", response=EntryWhole)
@says(_("一条操作记录"))
@rights(READ)
def entry_detail(request: ApiRequest, pk: int) -> Entry:
    """One entry."""
    entry: Any = find_entry(request.post, pk)
    named(request, [entry])
    entry.what = _told(entry.text)
    found: Entry = entry
    return found


def _told(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
