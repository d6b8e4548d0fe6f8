# SPDX-License-Identifier: Apache-2.0
"""Which entries a post sees: those of acts done within its reach (S0-49). Entries hold values, so reach is told by values.

What the system does as a whole has no place; only a post that reaches the whole province sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.http import Http404
from django.utils import timezone

from mingcha.ledger import jobs
from mingcha.ledger.models import Entry, Job
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


def incidents_of(post: Post | None) -> QuerySet[Any]:
    """The failed jobs of those within reach. What the system does as a whole is the province's to see."""
    if post is None or not post.may(Perm.LEDGER_INCIDENT_READ):
        return jobs.incidents().none()
    found = jobs.incidents() if of_province(post) else jobs.incidents().filter(id__in=owned(post).values("task"))
    rows: QuerySet[Any] = found.annotate(told=Value(may_read_failures(post)))
    return rows


def overdue_of(post: Post) -> list[dict[str, Any]]:
    """The jobs of those within reach that have waited too long."""
    found = jobs.overdue(timezone.now())
    if of_province(post):
        return found
    within = set(owned(post).filter(task__in=[one["id"] for one in found]).values_list("task", flat=True))
    return [one for one in found if one["id"] in within]


def owned(post: Post) -> QuerySet[Job]:
    """The jobs that were ordered within reach."""
    organ = post.organ
    if post.reach == Post.Reach.SELF:
        return Job.objects.filter(actor_id=post.person_id)
    if post.reach == Post.Reach.ORGAN:
        return Job.objects.filter(organ_path=organ.path)
    if post.reach == Post.Reach.BELOW:
        return Job.objects.filter(organ_path__startswith=organ.path)
    return Job.objects.all() if of_province(post) else Job.objects.filter(**{organ.level: organ.region_code})


def of_province(post: Post) -> bool:
    """Whether a post reaches all that there is."""
    return post.reach == Post.Reach.REGION and post.organ.level == "province"


def may_read_failures(post: Post) -> bool:
    """Whether somebody may read an exception's own words: they may hold anybody's values."""
    return of_province(post) and post.may(Perm.LEDGER_INCIDENT_RETRY)


def find_entry(post: Worn | None, pk: int) -> Entry:
    """One entry within reach, its content as written. Raises Http404."""
    entry = as_written(entries_of(post)).filter(pk=min(pk, BIGGEST)).first()
    if entry is None:
        raise Http404
    return entry
