# SPDX-License-Identifier: Apache-2.0
"""Writes of roles: those a new installation begins with, and what organs make of them (S1-43)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, record
from mingcha.ledger.models import Entry
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.changes import assign, unique
from mingcha.organs.duties import duties, meeting, named
from mingcha.organs.models import Post, Role
from mingcha.organs.perms import Perm


def first_roles() -> dict[str, dict[str, Any]]:
    """The roles of a new installation by key: name and rights."""
    return tomllib.loads(files("mingcha.organs").joinpath("data/roles.toml").read_text("utf-8"))


@transaction.atomic
def load_roles(by: By) -> int:
    """Add the first roles that are missing, and to those there the rights that came with this version.

    What organs have changed since is left alone: a right that was offered once is not offered again. Gives how many roles
    were added.
    """
    there = {role.key: role for role in Role.objects.select_for_update()}
    first = first_roles()
    missing = [
        Role(key=key, name=role["name"], rights=sorted(role["rights"]))
        for key, role in first.items()
        if key not in there
    ]
    new = {str(perm) for perm in Perm} - _offered(there.values()) if there else set()
    grown = [role for key, role in there.items() if _grow(role, new & set(first.get(key, {}).get("rights", ())))]
    if missing or new:
        Role.objects.bulk_create(missing)
        keys = [role.key for role in (*missing, *grown)]
        record("load_roles", None, by=by, keys=keys, rights=sorted(Perm))
    return len(missing)


def _offered(roles: Iterable[Role]) -> set[str]:
    """The rights that this installation has been offered: by an earlier version, or that some role has."""
    told = Entry.objects.filter(act="load_roles", object_kind="", object_id=None).order_by("id")
    return {right for entry in told for right in entry.what.get("rights", ())} | {
        right for role in roles for right in role.rights
    }


def _grow(role: Role, new: set[str]) -> bool:
    """Give a role the new rights that do not make it mix the administrators' duties; whether it got any."""
    if not new or len(duties({*role.rights, *new})) > 1:
        return False
    role.rights = sorted({*role.rights, *new})
    role.save(update_fields=["rights"])
    return True


@transaction.atomic
def create_role(given: Mapping[str, Any], *, by: By) -> Role:
    """Make a role. Raises Invalid ``taken``, ``duties_mixed``."""
    require(by, Perm.ORGANS_ROLE_EDIT)
    role = Role(**given)
    _refuse_mixture(role)
    with unique("key", _("这个代号已有角色使用")):
        role.save()
    record("create_role", role, by=by, key=role.key, rights=role.rights)
    return role


@transaction.atomic
def edit_role(role: Role, version: int, given: Mapping[str, Any], *, by: By) -> Role:
    """Change a role's name and rights; whoever holds it feels that at the next request.

    Raises Invalid ``duties_mixed``, NotAllowed ``own_role``, Conflict ``stale``.
    """
    require(by, Perm.ORGANS_ROLE_EDIT)
    check_version(role, version)
    if role.posts.filter(person_id=by.actor.id or 0, status=Post.Status.ACTIVE).exists():
        raise NotAllowed(_("不能更改自己担任的角色"), "own_role")
    what = assign(role, given)
    _refuse_mixture(role)
    _refuse_holders(role)
    role.save()
    record("edit_role", role, by=by, **what)
    return role


def _refuse_mixture(role: Role) -> None:
    """No role mixes the duties of the three administrators."""
    mixed = duties(role.rights)
    if len(mixed) > 1:
        raise Invalid(_("{duties}的权限不能放在同一个角色中").format(duties=named(mixed)), "duties_mixed", "rights")


def _refuse_holders(role: Role) -> None:
    """Nobody comes to hold two duties because a role of hers grew."""
    if not duties(role.rights):
        return
    holders = role.posts.filter(status=Post.Status.ACTIVE).values("person_id")
    held = Post.objects.filter(status=Post.Status.ACTIVE, person_id__in=holders).order_by("person_id")
    for _pk, several in groupby(held.select_related("person", "role", "organ"), key=lambda post: post.person_id):
        posts = list(several)
        for post in posts:
            post.role = role if post.role_id == role.pk else post.role
        for first, _second, both in meeting(posts):
            words = _("{name}将同时承担{duties}职责")
            raise Invalid(words.format(name=first.person.name, duties=named(both)), "duties_mixed", "rights")
