# SPDX-License-Identifier: Apache-2.0
"""What waits, as the badge counts it and as the list shows it: one query for both, so that they cannot differ (S1-29)."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from mingcha.inbox.models import Message, Todo
from mingcha.organs.models import Post

MOST: Final = 99
"""A badge says no greater number; whoever has so many unread messages counts no more."""


def open_todos(post: Post) -> QuerySet[Todo]:
    """What waits for the person, or in the post's own organ for one who has the right."""
    return Todo.objects.filter(of_person(post) | of_organ(post), closed_at=None)


def of_person(post: Post) -> Q:
    """What waits for the person by name, whichever of her posts she wears."""
    return Q(person_id=post.person_id)


def of_organ(post: Post) -> Q:
    """What waits for whoever in the organ has the right. The organ is an equality: who sits above asks by lists."""
    return Q(organ_id=post.organ_id, perm__in=post.role.rights)


def unread(person_id: int) -> int:
    """How many messages wait to be read, up to ``MOST``."""
    return Message.objects.filter(person_id=person_id, read_at=None).order_by()[:MOST].count()
