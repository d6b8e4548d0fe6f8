# SPDX-License-Identifier: Apache-2.0
"""Who can be held liable in an organ, who decides about it, and who has to be told (S3-20 … S3-27)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from mingcha.cases.models import CasePerson
from mingcha.cases.watchers import watchers
from mingcha.ledger import Invalid, NotAllowed
from mingcha.organs.duties import Merge, may_be_one
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Liability
from mingcha.oversight.offices import in_force

MOST: Final = 1_000
"""Posts of an organ whose people a form offers."""


def authority_of(organ: Organ, by: Post) -> Organ:
    """Whose decision it is: the organ of whoever oversees; for what a monitoring office proposes, the justice organ of its place.

    Raises:
        Invalid: the place has none.
    """
    if by.may(Perm.OVERSIGHT_LIABILITY_REVIEW):
        return by.organ
    found = justice_of(organ)
    if found is None:
        raise Invalid(_("“{organ}”所在地没有司法行政机关，不能提出责任追究").format(organ=organ.name), "no_authority")
    return found


def justice_of(organ: Organ) -> Organ | None:
    """The justice organ of an organ's place."""
    place = (organ.county, organ.city)
    return watchers({place}).get(place)


def people_of(organ: Organ, day: date, *, cases: Sequence[int] = (), chosen: Collection[int] = ()) -> list[Post]:
    """Who works in an organ or below it; those with a part in the cases first, and those who were chosen before, who may have left."""
    inside = Post.objects.filter(organ__path__startswith=organ.path).select_related("person", "organ").order_by("pk")
    first = set(chosen)
    if cases:
        first |= set(CasePerson.objects.filter(case__in=cases).values_list("person_id", flat=True))
    rows = [*inside.filter(person__in=chosen), *inside.filter(in_force(day))[:MOST]]
    seen = {post.person_id: post for post in rows}
    return sorted(seen.values(), key=lambda post: (post.person_id not in first, post.person.name, post.person_id))


def decides(liability: Liability, post: Post) -> bool:
    """Whether a post sits where the matter is decided."""
    return liability.authority.path.startswith(post.organ.path)


def of_authority(liability: Liability, by: Post) -> None:
    """Whoever acts sits where the matter is decided.

    Raises:
        NotAllowed: ``other_authority``.
    """
    if not decides(liability, by):
        raise NotAllowed(_("这件责任追究由“{organ}”决定").format(organ=liability.authority.name), "other_authority")


def completes(liability: Liability, by: Post) -> bool:
    """Whether a draft is hers to complete: her organ proposed it, or decides it. The department that it is about rewrites none."""
    proposer = liability.proposed_by
    return decides(liability, by) or (proposer is not None and proposer.organ.path.startswith(by.organ.path))


def second_person(liability: Liability, by: Post, *before: Post | None) -> None:
    """Whoever acts now is none of those it is about, did not propose it, and none of those who acted before.

    Where a region is in 小县模式, review and decision may be one person's; the proposer's they never are.

    Raises:
        NotAllowed: ``own_matter``, ``second_person_required``.
    """
    if liability.liables.filter(person_id=by.person_id).exists():
        raise NotAllowed(_("您是本件的责任对象，应当回避"), "own_matter")
    if liability.proposed_by and liability.proposed_by.person_id == by.person_id:
        raise NotAllowed(_("提出人不得复核、决定同一件责任追究"), "second_person_required")
    for post in before:
        if post and post.person_id == by.person_id and not may_be_one(liability.authority, Merge.ADJACENT_GATES):
            raise NotAllowed(_("复核和决定须由不同的人作出"), "second_person_required")
