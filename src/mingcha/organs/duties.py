# SPDX-License-Identifier: Apache-2.0
"""The three administrators: who runs the system, who gives rights, who reads what everybody did (security.md B7, GB/T 22239).

What counts is what a role may do, not what it is called. No role mixes two of the duties, and no person holds two of them
on one day; only where a region has settled for 小县模式 may one person run the system and give rights, and the entry says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations, groupby
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.models import Organ, Post, RegionProfile, Role
from mingcha.organs.models.people import ADMINISTRATORS
from mingcha.organs.perms import Perm

DUTIES: Final[dict[str, frozenset[Perm]]] = {
    "system": frozenset(
        {
            Perm.LEDGER_INCIDENT_RETRY,
            Perm.ORGANS_CALENDAR_EDIT,
            Perm.ORGANS_DICTIONARY_EDIT,
            Perm.ORGANS_ORGAN_EDIT,
            Perm.ORGANS_PERSON_EDIT,
            Perm.ORGANS_PROFILE_EDIT,
        }
    ),
    "security": frozenset(
        {Perm.EXCHANGE_CLIENT_EDIT, Perm.ORGANS_PERSON_REVEAL, Perm.ORGANS_POST_GRANT, Perm.ORGANS_ROLE_EDIT}
    ),
    "audit": frozenset({Perm.LEDGER_ENTRY_READ}),
}
NAMES: Final[dict[str, Promise]] = {
    "system": gettext_lazy("系统管理"),
    "security": gettext_lazy("安全管理"),
    "audit": gettext_lazy("审计"),
}


def duties(rights: Iterable[str]) -> set[str]:
    """Which of the three duties these rights belong to."""
    given = set(rights)
    return {duty for duty, perms in DUTIES.items() if given & perms}


def named(several: Iterable[str]) -> str:
    """Their names, for a person to read."""
    return _("、").join(str(NAMES[duty]) for duty in sorted(several, key=list(NAMES).index))


class Merge(StrEnum):
    """Two who may, or may never, be one person where a region is small."""

    ADMINISTRATORS = "administrators"
    """System and security administration. Auditing both stays with somebody else."""
    SECOND_PERSON = "second_person"
    """A second person that only this house asks for: unsealing an identity, withdrawing an alarm as false."""
    ADJACENT_GATES = "adjacent_gates"
    """Two reviews that follow each other, such as 初审 and 审定."""
    TWO_OFFICERS = "two_officers"
    """行政处罚法 art. 42: at least two officers who hold certificates."""
    LEGAL_REVIEW = "legal_review"
    """行政处罚法 art. 58: whoever reviews for law has not handled the case."""


BY_LAW: Final = frozenset({Merge.TWO_OFFICERS, Merge.LEGAL_REVIEW})
"""What no region may merge."""


def may_be_one(organ: Organ, both: Merge, *, person: int | None = None, submitter: int | None = None) -> bool:
    """Whether one person may stand for two here: 小县模式 has been settled and no law forbids it.

    Every room that merges gates or second persons asks this. ``person`` is who would review what ``submitter`` handed in:
    never the same, whatever the region has settled.
    """
    if both in BY_LAW or (person is not None and person == submitter):
        return False
    return RegionProfile.objects.filter(region_id=organ.region_id, small_county=True).exists()


def administered(roles: Iterable[Role]) -> set[str]:
    """The duties for which somebody counts as an administrator: overseers read the ledger too and are none."""
    return {duty for role in roles for duty in duties(role.rights) if duty != "audit" or role.key in ADMINISTRATORS}


def meeting(posts: Sequence[Post]) -> Iterator[tuple[Post, Post, set[str]]]:
    """Every two posts of one person with different duties and a day in common, and those duties, where they may not meet."""
    for first, second in combinations(posts, 2):
        both = duties(first.role.rights) | duties(second.role.rights)
        apart = duties(first.role.rights) and duties(second.role.rights) and len(both) > 1
        if apart and overlap(first, second) and not mergeable(both, first.organ, second.organ):
            yield first, second, both


def overlap(first: Post, second: Post) -> bool:
    """Whether there is a day on which both are in force."""
    ends = [post.valid_to for post in (first, second) if post.valid_to]
    return max(first.valid_from, second.valid_from) <= min(ends, default=date.max)


def mergeable(both: set[str], *organs: Organ) -> bool:
    """Whether 小县模式 lets one person carry these duties, wherever she carries them."""
    return both <= {"system", "security"} and all(may_be_one(organ, Merge.ADMINISTRATORS) for organ in organs)


def mixtures() -> Iterator[str]:
    """For ``mingcha check``: every role that mixes duties and every person who holds two, whoever wrote those rows."""
    for role in Role.objects.order_by("key"):
        if len(mixed := duties(role.rights)) > 1:
            yield _("角色“{name}”混合了{duties}的权限").format(name=role.name, duties=named(mixed))
    posts = Post.objects.filter(status=Post.Status.ACTIVE).select_related("person", "role", "organ")
    for _pk, held in groupby(posts.order_by("person_id", "pk"), key=lambda post: post.person_id):
        for first, _second, both in meeting([post for post in held if duties(post.role.rights)]):
            words = _("{name}（{username}）同时承担{duties}职责")
            yield words.format(name=first.person.name, username=first.person.username, duties=named(both))
