# SPDX-License-Identifier: Apache-2.0
"""Which rows an errand is about, as its post sees them at this moment; and whether it still may (security.md B1, B2, B10)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import Invalid, NotAllowed
from mingcha.lists.models import EXPORT, Errand
from mingcha.organs.models import Person, Post
from mingcha.web.listing import Act, Listing


def reach_of(post: Post) -> str:
    """How far a post reaches, as a text: a file that was made under another one is not handed out."""
    organ = post.organ
    return f"{post.role_id} {post.reach} {organ.path} {organ.region_code} {post.ceiling}"


def act_named(listing: Listing, name: str) -> Act | None:
    """The act of a list; None for an export. Raises Invalid for a word that is neither."""
    if name == EXPORT:
        return None
    act = next((act for act in listing.acts if act.name == name), None)
    if act is None:
        raise Invalid(_("没有这种办理"), "act_unknown")
    return act


def check(listing: Listing, act: Act | None, post: Post) -> None:
    """Raise NotAllowed unless the post may read the list and do the act."""
    for perm in filter(None, (listing.perm, act.perm if act else "")):
        if not post.may(perm):
            raise NotAllowed(_("当前岗位已没有这项权限"), "right_lost")


def check_errand(errand: Errand, listing: Listing) -> None:
    """The same of an errand that waits: its post must still be in force, and reach as far as when it was ordered."""
    post = errand.post
    in_force = post.in_force(timezone.localdate()) and post.person.status == Person.Status.ACTIVE
    if not in_force or reach_of(post) != errand.reach:
        raise NotAllowed(_("办理这件事的岗位已经变动"), "right_lost")
    check(listing, act_named(listing, errand.act), post)


def rows_of(listing: Listing, post: Post, query: str, ids: list[Any] | None) -> QuerySet[Any]:
    """Those chosen, or all that match, always within reach. Raises Invalid for a query that no page of the list has."""
    if ids is None:
        found = listing.found(post, query)
        if found is None:
            raise Invalid(_("筛选条件不正确，请回到列表重新选择"), "query")
        return found
    rows = listing.rows(post)
    return rows.filter(pk__in=known(rows.model, ids))


def known(model: Any, ids: list[Any]) -> list[Any]:
    """The numbers, or codes, that could be of rows."""
    kept = []
    for one in ids:
        try:
            kept.append(model._meta.pk.to_python(one))
        except ValidationError:
            continue
    return [one for one in kept if not isinstance(one, int) or 0 <= one < 2**63]
