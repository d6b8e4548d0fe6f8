# SPDX-License-Identifier: Apache-2.0
"""Writes of persons: accounts, first passwords, disabling, looking at a full number (security.md A9, A11, D3)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, NotAllowed, Refused, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.actions.logins import set_password
from mingcha.organs.actions.sessions import end_all
from mingcha.organs.changes import assign, unique
from mingcha.organs.duties import administered, duties, named
from mingcha.organs.fields import blind_by_each
from mingcha.organs.models import Person, Post, Reveal, Role
from mingcha.organs.perms import Perm
from mingcha.organs.search import search_text

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that look alike on paper."""
REVEALS_A_DAY: Final = 20


class TooMany(Refused):
    """The day's share is used up."""

    status = 429
    usual_code = "reveal_limit"


@transaction.atomic
def create_person(given: Mapping[str, Any], *, by: By) -> Person:
    """Register a person. She can log in once somebody has given her a first password.

    Raises Invalid: ``taken`` (username or ID number).
    """
    require(by, Perm.ORGANS_PERSON_EDIT)
    person = Person(**given)
    person.set_unusable_password()
    _refuse_taken(person)
    person.search_text = search_text(person.name, person.username)
    with unique("username", _("这个用户名或身份证号刚由别人登记")):
        person.save()
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    filled = [name for name in Person.PERSONAL if getattr(person, name)]
    organ = person.organ.name if person.organ else ""
    record("create_person", person, by=by, personal=filled, username=person.username, organ=organ)
    return person


@transaction.atomic
def edit_person(person: Person, version: int, given: Mapping[str, Any], *, by: By) -> Person:
    """Change what is given; an empty number means that the one there stays. Raises Invalid ``taken``, Conflict ``stale``."""
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    check_version(person, version)
    what = assign(person, {name: value for name, value in given.items() if value or name not in Person.PERSONAL})
    _refuse_taken(person)
    person.search_text = search_text(person.name, person.username)
    with unique("username", _("这个用户名或身份证号刚由别人登记")):
        person.save()
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    record("edit_person", person, by=by, **what)
    return person


@transaction.atomic
def give_password(person: Person, *, by: By) -> str:
    """Give a new password that nobody chose, and that she has to change when she logs in; her sessions end.

    An administrator of one duty could otherwise become one of another: their passwords are given on the server only.
    """
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    row = locked(person)
    if row.pk == by.actor.id:
        raise NotAllowed(_("自己的密码请在“修改密码”中更改"), "own_password")
    if isinstance(by, Post) and (apart := administered(_roles(row)) - duties(by.role.rights)):
        words = _("{name}承担{duty}职责，其密码只能由服务器上的命令重置")
        raise NotAllowed(words.format(name=row.name, duty=named(apart)), "duties_apart")
    password = "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
    set_password(row, password, must_change=True)
    end_all(row)
    record("give_password", row, by=by)
    return password


@transaction.atomic
def disable_person(person: Person, reason: str, *, by: By) -> Person:
    """Take the account away: her next request is refused."""
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    if person.pk == by.actor.id:
        raise NotAllowed(_("不能停用自己的账户"), "own_account")
    return move(person, Person.Status.DISABLED, act="disable_person", by=by, reason=reason)


@transaction.atomic
def enable_person(person: Person, reason: str, *, by: By) -> Person:
    """Give the account back."""
    require(by, Perm.ORGANS_PERSON_EDIT, person)
    fields = {"enabled_at": timezone.now()}
    return move(person, Person.Status.ACTIVE, act="enable_person", by=by, fields=fields, reason=reason)


@transaction.atomic
def reveal(person: Person, field: str, reason: str, *, by: Post) -> str:
    """The full number, counted. The ledger keeps who looked at whose number and why, never the number.

    Raises TooMany after 20 a day.
    """
    require(by, Perm.ORGANS_PERSON_REVEAL, person)
    if field not in Person.PERSONAL:
        raise Invalid(_("没有这一项"), "unknown_field", "field")
    locked(by.person)  # two looks at once are counted one after the other
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    looked = Reveal.objects.filter(by_id=by.person_id, at__gte=today, at__lt=today + timedelta(days=1)).count()
    if looked >= REVEALS_A_DAY:
        raise TooMany(_("今天已查看 {most} 次完整号码，达到上限").format(most=REVEALS_A_DAY))
    Reveal.objects.create(by_id=by.person_id, person=person, field=field)
    record("reveal_number", person, by=by, field=field, reason=reason, count=looked + 1)
    return str(getattr(person, field))


def _roles(person: Person) -> list[Role]:
    over = Q(valid_to__lt=timezone.localdate())
    held = person.posts.filter(status=Post.Status.ACTIVE).exclude(over)
    return [post.role for post in held.select_related("role")]


def _refuse_taken(person: Person) -> None:
    others = Person.objects.exclude(pk=person.pk)
    faults: list[tuple[str | None, str, str]] = []
    if others.filter(username=person.username).exists():
        faults.append(("username", "taken", _("这个用户名已有人用")))
    same = blind_by_each(person.id_number, Person._meta.get_field("id_number").place) if person.id_number else []
    if same and others.filter(id_number_index__in=same).exists():
        faults.append(("id_number", "taken", _("这个身份证号已登记")))
    if faults:
        raise Invalid.many(faults)
