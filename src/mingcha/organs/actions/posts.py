# SPDX-License-Identifier: Apache-2.0
"""Writes of posts: granting and ending them (S1-43, security.md B7, B10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.duties import duties, meeting, named, overlap
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.perms import Perm


@transaction.atomic
def grant_post(person: Person, given: Mapping[str, Any], *, by: By) -> Post:
    """Give a person a post: organ, role, reach, ceiling, days.

    Raises:
        NotAllowed: ``own_post``; person or organ out of reach; more than the giver has herself.
        Invalid: ``date_order``, ``organ_closed``, ``held``, ``duties_mixed``.
    """
    require(by, Perm.ORGANS_POST_GRANT, person)
    person = locked(person)  # two posts given at once are looked at one after the other
    if person.pk == by.actor.id:
        raise NotAllowed(_("不能给自己授予岗位"), "own_post")
    post = Post(person=person, **given)
    require(by, Perm.ORGANS_POST_GRANT, post.organ)
    _refuse_more_than_own(post, by)
    _refuse_faults(post)
    small_county = _refuse_two_duties(post)
    post.save()
    record(
        "grant_post",
        post,
        by=by,
        person=person.name,
        role=post.role.key,
        organ=post.organ.name,
        reach=post.reach,
        ceiling=post.ceiling,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
        small_county=small_county,
    )
    return post


@transaction.atomic
def end_post(post: Post, reason: str, *, by: By) -> Post:
    """Take a post back: the right is gone at the next request."""
    require(by, Perm.ORGANS_POST_GRANT, post)
    last = min(post.valid_to or timezone.localdate(), timezone.localdate())
    return move(post, Post.Status.ENDED, act="end_post", by=by, fields={"valid_to": last}, reason=reason)


def _refuse_more_than_own(post: Post, by: By) -> None:
    """Nobody gives a wider reach or a higher ceiling than she has."""
    if not isinstance(by, Post):
        return
    if post.reach == Post.Reach.REGION and by.reach != Post.Reach.REGION:
        raise NotAllowed(_("授予的范围不能大于自己的范围"), "reach", "reach")
    if post.ceiling > by.ceiling:
        raise NotAllowed(_("授予的密级不能高于自己的密级"), "ceiling", "ceiling")


def _refuse_faults(post: Post) -> None:
    """All that is wrong with the post by itself, at once."""
    faults: list[tuple[str | None, str, str]] = []
    if post.valid_to and post.valid_to < post.valid_from:
        faults.append(("valid_to", "date_order", _("止期不能早于起期")))
    if locked(post.organ).status != Organ.Status.ACTIVE:
        faults.append(("organ", "organ_closed", _("这个机构已撤并")))
    same = Post.objects.filter(person=post.person, organ=post.organ, role=post.role, status=Post.Status.ACTIVE)
    if same.exists():
        faults.append(("role", "held", _("已在这个机构担任这个角色")))
    if faults:
        raise Invalid.many(faults)


def _refuse_two_duties(post: Post) -> bool:
    """Whether two duties meet in one person by 小县模式. Raises Invalid where they may not."""
    own = duties(post.role.rights)
    held = post.person.posts.filter(status=Post.Status.ACTIVE).select_related("role", "organ")
    several = [other for other in held if own and overlap(post, other) and duties(other.role.rights) - own]
    for other in several:
        for _post, _other, both in meeting([post, other]):
            raise Invalid(_("同一人不能同时承担{duties}职责").format(duties=named(both)), "duties_mixed", "role")
    return bool(several)
