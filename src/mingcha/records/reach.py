# SPDX-License-Identifier: Apache-2.0
"""Which entries a post sees: those of acts done within its reach (S0-49). Entries hold values, so reach is told by values.

What the system does as a whole has no place; only a post that reaches the whole province sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from mingcha.ledger.models import Entry
from mingcha.organs.access import BIGGEST
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.records.proof import as_written

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mingcha.organs.scope import Worn


def entries_of(post: Worn | None) -> QuerySet[Entry]:
    """The entries within the reach of a post that may read the ledger; none otherwise."""
    if post is None or not post.may(Perm.LEDGER_ENTRY_READ):
        return Entry.objects.none()
    organ = post.organ
    if post.reach == Post.Reach.SELF:
        return Entry.objects.filter(actor_id=post.person_id)
    if post.reach == Post.Reach.ORGAN:
        return Entry.objects.filter(organ_path=organ.path)
    if post.reach == Post.Reach.BELOW:
        return Entry.objects.filter(organ_path__startswith=organ.path)
    return (
        Entry.objects.all() if organ.level == "province" else Entry.objects.filter(**{organ.level: organ.region_code})
    )


def find_entry(post: Worn | None, pk: int) -> Entry:
    """One entry within reach, its content as written. Raises Http404."""
    entry = as_written(entries_of(post)).filter(pk=min(pk, BIGGEST)).first()
    if entry is None:
        raise Http404
    return entry
