# SPDX-License-Identifier: Apache-2.0
"""To-dos and messages. A to-do waits for a named person, or for whoever wears a role in an organ (S1-27, S1-29)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingcha.organs.models import Organ, Person

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The term of what has none: it sorts last on every database, and pages can be found by it, which NULL allows on none."""


class Todo(models.Model):
    """Something that waits: (kind, object) × (organ, right) or person. Joined to the post now worn, so that a change of
    role needs no rewriting."""

    kind = models.CharField(_("事项"), max_length=30)
    object_id = models.BigIntegerField()
    title = models.CharField(_("内容"), max_length=300)
    title_en = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(_("机关"), max_length=200, blank=True)
    link = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="todos", db_index=False)
    organ = models.ForeignKey(Organ, models.CASCADE, null=True, related_name="todos", db_index=False)
    perm = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(_("期限"), default=NEVER)
    opened_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = _("待办")
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organ=None, perm="")
                | (Q(person=None, organ__isnull=False) & ~Q(perm="")),
                name="todo_waits_for_somebody",
            ),
            models.UniqueConstraint(
                fields=("kind", "object_id", "organ", "perm"),
                condition=Q(closed_at=None, person=None),
                name="todo_of_organ_once",
            ),
            models.UniqueConstraint(
                fields=("kind", "object_id", "person"),
                condition=Q(closed_at=None, organ=None),
                name="todo_of_person_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("organ", "due_at", "id"), condition=Q(closed_at=None), name="todo_open_of_organ"),
            models.Index(fields=("person", "due_at", "id"), condition=Q(closed_at=None), name="todo_open_of_person"),
            models.Index(fields=("kind", "object_id"), name="todo_object"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> str:
        """What waits, in the reader's language: whoever opened it is not who reads it. Older rows have Chinese alone."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title

    @property
    def due(self) -> datetime | None:
        """The term, if there is one."""
        return None if self.due_at == NEVER else self.due_at


class Message(models.Model):
    """A line to one person, in the site."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="messages", db_index=False)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), max_length=2_000, blank=True)
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        verbose_name = _("消息")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=("person", "-id"), name="message_of_person"),
            models.Index(fields=("person",), condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return self.title
