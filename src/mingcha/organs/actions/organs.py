# SPDX-License-Identifier: Apache-2.0
"""Writes of organs: create, edit, close, reopen (S0-49)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, WrongState, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm


@transaction.atomic
def create_organ(given: Mapping[str, Any], *, by: By) -> Organ:
    """Create an organ, or a unit inside one. Its place in the tree and among regions is fixed from then on.

    Raises Invalid: ``taken``, ``parent_closed``, ``parent_required``.
    """
    require(by, Perm.ORGANS_ORGAN_EDIT)
    organ = Organ(**given)
    above = locked(organ.parent) if organ.parent else None
    if above is None and organ.kind == Organ.Kind.UNIT:
        raise Invalid(_("内设机构须有上级机构"), "parent_required", "parent")
    if above is not None and above.status != Organ.Status.ACTIVE:
        raise Invalid(_("上级机构已撤并"), "parent_closed", "parent")
    _refuse_taken(organ)
    organ.city, organ.county = organ.region.city, organ.region.county
    organ.save()
    organ.path = f"{above.path if above else '/'}{organ.pk}/"
    Organ.objects.filter(pk=organ.pk).update(path=organ.path)
    require(by, Perm.ORGANS_ORGAN_EDIT, organ)
    record("create_organ", organ, by=by, kind=organ.kind, region=organ.region_id, path=organ.path)
    return organ


@transaction.atomic
def edit_organ(organ: Organ, version: int, given: Mapping[str, Any], *, by: By) -> Organ:
    """Change name, short name, kind or credit code. Raises Invalid ``taken``, Conflict ``stale``."""
    require(by, Perm.ORGANS_ORGAN_EDIT, organ)
    check_version(organ, version)
    what = assign(organ, given)
    _refuse_taken(organ)
    organ.save()
    record("edit_organ", organ, by=by, **what)
    return organ


@transaction.atomic
def close_organ(organ: Organ, reason: str, *, by: By) -> Organ:
    """Close an organ. Raises WrongState while units below are active or people hold posts in it."""
    require(by, Perm.ORGANS_ORGAN_EDIT, organ)
    locked(organ)
    if organ.units.filter(status=Organ.Status.ACTIVE).exists():
        raise WrongState(_("还有运行中的下级机构，请先撤并它们"), "has_units")
    if organ.posts.filter(status=Post.Status.ACTIVE).exists():
        raise WrongState(_("还有人在这个机构任职，请先收回他们的岗位"), "has_posts")
    return move(organ, Organ.Status.CLOSED, act="close_organ", by=by, reason=reason)


@transaction.atomic
def reopen_organ(organ: Organ, reason: str, *, by: By) -> Organ:
    """Open a closed organ again. Raises WrongState while the organ above is closed."""
    require(by, Perm.ORGANS_ORGAN_EDIT, organ)
    if organ.parent and locked(organ.parent).status != Organ.Status.ACTIVE:
        raise WrongState(_("上级机构已撤并"), "parent_closed")
    return move(organ, Organ.Status.ACTIVE, act="reopen_organ", by=by, reason=reason)


def _refuse_taken(organ: Organ) -> None:
    """One name once under the same organ; the row above is locked, so that two cannot both look and find nothing."""
    same = Organ.objects.filter(name=organ.name, parent=organ.parent).exclude(pk=organ.pk)
    if same.exists():
        raise Invalid(_("同一上级下已有这个名称的机构"), "taken", "name")
