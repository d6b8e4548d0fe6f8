# SPDX-License-Identifier: Apache-2.0
"""Which rows a post sees: the one rule about rows (S0-49, S1-43, architecture.md section 6).

A model says in ``SCOPE`` by which columns its rows belong to somebody: ``organ`` (an organ's id), ``path`` (that organ's
path), ``city`` and ``county`` (codes of regions), and ``person`` (who acts) where there is one. A big table (``Scoped``)
needs only ``person``. Reach does the rest. An installation serves one province.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import models

if TYPE_CHECKING:
    from mingcha.ledger import Actor
    from mingcha.organs.models import Organ
    from mingcha.organs.perms import Perm

M = TypeVar("M", bound=models.Model)


class Worn(Protocol):
    """What a request acts as: a post, or another system's client (exchange/tokens.py). Both reach rows by the same rule."""

    @property
    def organ(self) -> Organ: ...

    @property
    def reach(self) -> str: ...

    @property
    def ceiling(self) -> int: ...

    @property
    def person_id(self) -> int: ...

    @property
    def actor(self) -> Actor: ...

    def may(self, perm: str) -> bool: ...


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that can be narrowed to what a post sees."""

    def visible_to(self, post: Worn | None, perm: Perm) -> ScopedQuerySet[M]:
        """The rows within the reach of a post that has the right; none without a post, the right or a way to the owner."""
        if post is None or not post.may(perm):
            return self.none()
        return self.within(post)

    def within(self, post: Worn) -> ScopedQuerySet[M]:
        """The rows within reach, whatever the rights: whether somebody is refused (403) or knows of nothing (404)."""
        rows: ScopedQuerySet[M] = narrow(self, post, getattr(self.model, "SCOPE", {}))
        return rows


def narrow(rows: Any, post: Worn, scope: dict[str, str]) -> Any:
    """Cut a query set to a post's reach; on the big tables every reach is one equality on an indexed column."""
    from mingcha.organs.models import Post, Scoped

    if post.reach == Post.Reach.SELF:
        return _of_person(rows, post.person_id, scope)
    if post.reach not in Post.Reach.values:
        return rows.none()
    if issubclass(rows.model, Scoped):
        return rows.filter(**place(post), secrecy__lte=post.ceiling)
    if not scope:
        return rows.none()
    organ = post.organ
    if post.reach == Post.Reach.ORGAN:
        return rows.filter(**{scope["organ"]: organ.pk})
    if post.reach == Post.Reach.BELOW:
        return rows.filter(**{f"{scope['path']}__startswith": organ.path})
    return rows.all() if organ.level == "province" else rows.filter(**{scope[organ.level]: organ.region_code})


def place(post: Worn) -> dict[str, Any]:
    """The equality that a reach is on a big table (decision 0006)."""
    from mingcha.organs.models import Post

    organ = post.organ
    if post.reach == Post.Reach.ORGAN:
        return {"organ": organ.pk}
    if post.reach == Post.Reach.BELOW:
        depth = len(organ.ancestry)
        return {f"organ_{depth}": organ.pk} if depth <= 3 else {"organ": organ.pk}
    return {organ.level: organ.region_code}


def _of_person(rows: Any, person_id: int, scope: dict[str, str]) -> Any:
    """The rows in which a person acts. A subquery, since a join would show a row once for each of its steps."""
    if "person" not in scope:
        return rows.none()
    own = rows.model._default_manager.filter(**{scope["person"]: person_id})
    return rows.filter(pk__in=own.order_by().values("pk"))


class ScopedManager(models.Manager[M]):
    """The default manager of every model whose rows belong to somebody."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        return ScopedQuerySet(self.model, using=self._db)

    def visible_to(self, post: Worn | None, perm: Perm) -> ScopedQuerySet[M]:
        return self.get_queryset().visible_to(post, perm)

    def within(self, post: Worn) -> ScopedQuerySet[M]:
        return self.get_queryset().within(post)
