# SPDX-License-Identifier: Apache-2.0
"""Writes of this room: that somebody had the newest seals checked, and what came of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, WrongState, record
from mingcha.ledger.models import Batch
from mingcha.organs.access import require
from mingcha.organs.perms import Perm
from mingcha.records.proof import checks_of

BATCHES: Final = 20
ENTRIES: Final = 20_000
"""So many at most are checked while somebody waits: a second or two."""


class Verdict(NamedTuple):
    """What was checked: batches by number, how many entries, and every flaw in words."""

    first: int
    last: int
    entries: int
    flaws: list[str]


def verify_seals(by: By) -> Verdict:
    """Check the newest batches, and keep who had it done and what was found. Raises WrongState where nothing is sealed."""
    require(by, Perm.LEDGER_ENTRY_READ)
    chosen: list[Batch] = []
    for batch in Batch.objects.order_by("-number")[:BATCHES]:
        if chosen and sum(one.size for one in chosen) + batch.size > ENTRIES:
            break
        chosen.append(batch)
    if not chosen:
        raise WrongState(_("还没有封存的批次"), "nothing_sealed")
    flaws = [
        _("第 {number} 批：不符合“{what}”").format(number=batch.number, what=check.label)
        for batch in chosen
        for check in checks_of(batch)
        if not check.ok
    ]
    verdict = Verdict(chosen[-1].number, chosen[0].number, sum(batch.size for batch in chosen), flaws)
    with transaction.atomic():
        record("verify_seals", chosen[0], by=by, **verdict._asdict())
    return verdict
