# SPDX-License-Identifier: Apache-2.0
"""Writes of foreign identities: bound by an administrator, or by whoever has just proved both (organs/oidc.py)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, record
from mingcha.organs.access import require
from mingcha.organs.actions.logins import herself
from mingcha.organs.changes import unique
from mingcha.organs.duties import administered, named
from mingcha.organs.models import Identity, Person, Post
from mingcha.organs.perms import Perm


@transaction.atomic
def bind_identity(person: Person, known: Sequence[str], *, by: By) -> Identity:
    """Let a subject (its keyed hashes, the newest key's first) log in as a person.

    Raises Invalid ``taken``; NotAllowed ``own_identity``, ``duties_apart``.
    """
    require(by, Perm.ORGANS_IDENTITY_BIND, person)
    if person.pk == by.actor.id:
        raise NotAllowed(_("自己的统一身份请登录后绑定"), "own_identity")
    held = person.posts.filter(status=Post.Status.ACTIVE).select_related("role")
    if isinstance(by, Post) and (apart := administered(post.role for post in held) - {"security"}):
        words = _("{name}承担{duty}职责，统一身份只能由本人登录后绑定")
        raise NotAllowed(words.format(name=person.name, duty=named(apart)), "duties_apart")
    if Identity.objects.filter(subject__in=known[1:]).exists():
        raise Invalid(_("这个统一身份已经绑定"), "taken", "subject")
    return _bind(person, known[0], by)


@transaction.atomic
def renew_identity(identity: Identity, subject: str) -> None:
    """Keep the hash of the newest key in place of an older one's: only the login itself shows the subject."""
    if identity.subject != subject:
        Identity.objects.filter(pk=identity.pk).update(subject=subject)
        record("renew_identity", identity.person, by=herself(identity.person), subject=subject)


@transaction.atomic
def bind_own_identity(person: Person, subject: str) -> Identity:
    """Bind it to herself, who has logged in by both. Raises Invalid ``taken``."""
    return _bind(person, subject, herself(person))


@transaction.atomic
def unbind_identities(person: Person, reason: str, *, by: By) -> int:
    """Take them all away: she logs in by password again. Gives how many."""
    require(by, Perm.ORGANS_IDENTITY_BIND, person)
    count, _each = Identity.objects.filter(person=person).delete()
    record("unbind_identities", person, by=by, reason=reason, count=count)
    return count


def _bind(person: Person, subject: str, by: By) -> Identity:
    with unique("subject", _("这个统一身份已经绑定")):
        made = Identity.objects.create(person=person, subject=subject)
    record("bind_identity", person, by=by, subject=subject)
    return made
