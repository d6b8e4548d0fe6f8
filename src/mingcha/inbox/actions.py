# SPDX-License-Identifier: Apache-2.0
"""What other apps call to make somebody act or know, and what people do with it.

To-dos are opened and closed inside the act that makes them needed or done, and its entry tells of it; they have none of
their own. All writes are single statements, so that they stand or fall with that act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from mingcha.inbox.models import NEVER, Message, Todo
from mingcha.ledger import By, record
from mingcha.organs.models import Organ, Person


class Wait(TypedDict, total=False):
    """For whom a to-do waits, until when, and where it leads: ``person``, or ``organ`` with ``perm``."""

    link: str
    person: Person | None
    organ: Organ | None
    perm: str
    due: datetime | None
    place: str
    title_en: str


def open_todo(kind: str, obj: Model | int, title: str, **wait: Unpack[Wait]) -> None:
    """Make something wait for a person, or for whoever in an organ has the right ``perm``.

    ``title`` is in Chinese, ``title_en`` the same in English: each reader gets her own.
    Called again for the same object and the same people, it only brings title, term and link up to date.
    Raises ValueError unless either a person is named, or an organ and a right.
    """
    person, organ, perm = wait.get("person"), wait.get("organ"), wait.get("perm", "")
    if (person is None) == (organ is None) or (organ is None) == bool(perm):
        raise ValueError("a to-do waits for a person, or for those with a right in an organ")
    whose = {"kind": kind, "object_id": _number(obj), "person": person, "organ": organ, "perm": str(perm)}
    what = {
        "title": title[:300],
        "title_en": wait.get("title_en", "")[:300],
        "link": wait.get("link", ""),
        "due_at": wait.get("due") or NEVER,
        "place": wait.get("place", "")[:200],
    }
    if not Todo.objects.filter(**whose, closed_at=None).update(**what):
        # Of two at the same time the database keeps one: the unique constraints say which are the same.
        Todo.objects.bulk_create([Todo(**whose, **what)], ignore_conflicts=True)


class NewTodo(Wait):
    """A to-do of an object that has none yet. ``person_id`` in place of ``person``, and ``kind`` where it is not that of the
    others."""

    object_id: int
    title: str
    person_id: NotRequired[int | None]
    kind: NotRequired[str]


def open_todos_of(kind: str, obj: Model | int, title: str, people: Iterable[int], **wait: Unpack[Wait]) -> None:
    """Make something new wait for each of several persons, in one statement; for whom it waits already, nothing changes."""
    what = {
        "title": title[:300],
        "title_en": wait.get("title_en", "")[:300],
        "link": wait.get("link", ""),
        "due_at": wait.get("due") or NEVER,
        "place": wait.get("place", "")[:200],
    }
    rows = [Todo(kind=kind, object_id=_number(obj), person_id=person, **what) for person in dict.fromkeys(people)]
    Todo.objects.bulk_create(rows, ignore_conflicts=True)


def open_new_todos(kind: str, waits: Iterable[NewTodo]) -> None:
    """Make many new things wait, in one statement for some hundreds; what waits already is left as it is."""
    rows = [
        Todo(
            kind=wait.get("kind", kind),
            object_id=wait["object_id"],
            title=wait["title"][:300],
            title_en=wait.get("title_en", "")[:300],
            link=wait.get("link", ""),
            place=wait.get("place", "")[:200],
            due_at=wait.get("due") or NEVER,
            person_id=_id_of(wait),
            organ=wait.get("organ"),
            perm=str(wait.get("perm", "")),
        )
        for wait in waits
    ]
    Todo.objects.bulk_create(rows, ignore_conflicts=True)


def _id_of(wait: NewTodo) -> int | None:
    person = wait.get("person")
    return person.pk if person is not None else wait.get("person_id")


def close_todos(kind: str, obj: Model | int) -> int:
    """Close all that waits of this kind for this object, for whomever it waits. Gives how many there were."""
    waiting = Todo.objects.filter(kind=kind, object_id=_number(obj), closed_at=None)
    return waiting.update(closed_at=timezone.now())


def close_many_todos(kind: str, ids: Iterable[int]) -> int:
    """The same for many objects."""
    waiting = Todo.objects.filter(kind=kind, object_id__in=list(ids), closed_at=None)
    return waiting.update(closed_at=timezone.now())


def close_todo_of(kind: str, obj: Model | int, person: int | None) -> int:
    """Close what waits of this kind for this object for one person, or without one what waits for organs; for others it goes on.
    Gives how many there were."""
    waiting = Todo.objects.filter(kind=kind, object_id=_number(obj), person=person, closed_at=None)
    return waiting.update(closed_at=timezone.now())


def _number(obj: Model | int) -> int:
    return obj if isinstance(obj, int) else int(obj.pk)


def send(person: Person, title: str, body: str = "", link: str = "") -> Message:
    """Tell a person something: in the site at once, and outside as she has chosen (outward/actions.py)."""
    return Message.objects.create(person=person, title=title[:200], body=body[:2_000], link=link, waiting=True)


class News(TypedDict):
    """What several persons are told at once about alarms of one organ: their level and how many there are."""

    people: Iterable[int]
    title: str
    link: str
    level: str
    place: str
    number: int


def tell(news: Iterable[News]) -> None:
    """Tell many persons of alarms, in one statement for some hundreds."""
    rows = [
        Message(
            person_id=person,
            title=one["title"][:200],
            link=one["link"],
            level=one["level"],
            place=one["place"][:200],
            number=one["number"],
            waiting=True,
        )
        for one in news
        for person in one["people"]
    ]
    Message.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def read_message(message: Message, *, by: By) -> None:
    """Keep that a message was read, the first time."""
    if Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now()):
        record("read_message", message, by=by)


@transaction.atomic
def read_all(person_id: int, *, by: By) -> int:
    """Take all messages of a person as read. Gives how many there were."""
    count = Message.objects.filter(person_id=person_id, read_at=None).update(read_at=timezone.now())
    if count:
        record("read_all_messages", None, by=by, count=count)
    return count
