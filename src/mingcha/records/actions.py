# SPDX-License-Identifier: Apache-2.0
"""Writes of this room: what came of a check of the newest seals, and who accepted to go on without a known head."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Conflict, NotAllowed, WrongState, heads, record
from mingcha.ledger.entries import append
from mingcha.ledger.models import Batch, Entry
from mingcha.organs.access import require
from mingcha.organs.duties import duties, named
from mingcha.organs.models import Post
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


@transaction.atomic
def accept_head(reason: str, *, by: Post) -> list[Entry]:
    """Accept that this database goes on without the heads that are known elsewhere (threat 23).

    Two persons of different duties have to; with the second the site writes again. Raises WrongState where nothing is
    missing, Conflict ``same_person``, NotAllowed ``same_duty``.
    """
    require(by, Perm.LEDGER_HEAD_ACCEPT)
    missing = heads.missing()
    if not missing:
        raise WrongState(_("台账没有缺少已知的批次，不需要确认"), "nothing_missing")
    own, last = duties(by.role.rights), Batch.objects.order_by("-number").first()
    for entry in (entry for head in missing for entry in heads.accepted_by(head)):
        if entry.actor_id == by.person_id:
            raise Conflict(_("已经确认过，须由另一人确认"), "same_person")
        if own & set(entry.what["duties"]):
            words = _("{duties}一方已经确认，须由另一方管理员确认")
            raise NotAllowed(words.format(duties=named(own)), "same_duty")
    told = {"reason": reason, "duties": sorted(own), "batch": last.number if last else 0}
    return [
        append(
            "accept_head", told | {"known": head.made_at}, by=by, kind=heads.KIND, number=head.number, name=head.head
        )
        for head in missing
    ]
