# SPDX-License-Identifier: Apache-2.0
"""To-dos and messages. A to-do waits for a named person, or for whoever wears a role in an organ (S1-27, S1-29).

A message stands in the site at once; ``Preference`` says what of it goes out besides, ``Delivery`` is what goes (decision 0025).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.fields import EncryptedField
from mingcha.organs.models import Organ, Person
from mingcha.organs.scope import ScopedManager

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
    """A line to one person, in the site. One about alarms has their level, the organ they are of and how many there are.

    ``waiting`` until it has been asked whether something of it goes out."""

    class Level(models.TextChoices):
        RED = "red", _("红")
        YELLOW = "yellow", _("黄")
        PROMPT = "prompt", _("提示")

    person = models.ForeignKey(Person, models.CASCADE, related_name="messages", db_index=False)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), max_length=2_000, blank=True)
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)
    level = models.CharField(_("级别"), max_length=10, choices=Level, default=Level.PROMPT)
    place = models.CharField(_("机关"), max_length=200, default="", blank=True)
    number = models.PositiveIntegerField(_("件数"), default=1)
    waiting = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("消息")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=("person", "-id"), name="message_of_person"),
            models.Index(fields=("person",), condition=Q(read_at=None), name="message_unread"),
            models.Index(fields=("id",), condition=Q(waiting=True), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return self.title


class Channel(models.TextChoices):
    """By what a message leaves the site."""

    EMAIL = "email", _("邮件")
    SMS = "sms", _("短信")


class Mode(models.TextChoices):
    """When it leaves."""

    INSTANT = "instant", _("即时")
    DIGEST = "digest", _("每日汇总")
    OFF = "off", _("不发")


class Preference(Versioned):
    """What of her messages a person wants outside the site, and when. Hours are whole ones, local; equal ends are no quiet
    hours. Without a row her region's hours hold (``outward.preferences``)."""

    PERSONAL: ClassVar = ("email",)

    person = models.OneToOneField(Person, models.CASCADE, related_name="preference", editable=False)
    email = EncryptedField(_("邮箱"), blank=True, default="")
    email_red = models.CharField(_("红色报警"), max_length=10, choices=Mode, default=Mode.INSTANT)
    email_yellow = models.CharField(_("黄色报警"), max_length=10, choices=Mode, default=Mode.DIGEST)
    email_prompt = models.CharField(_("提示和其他消息"), max_length=10, choices=Mode, default=Mode.OFF)
    sms_red = models.CharField(_("红色报警"), max_length=10, choices=Mode, default=Mode.INSTANT)
    sms_yellow = models.CharField(_("黄色报警"), max_length=10, choices=Mode, default=Mode.OFF)
    sms_prompt = models.CharField(_("提示和其他消息"), max_length=10, choices=Mode, default=Mode.OFF)
    digest_hour = models.PositiveSmallIntegerField(_("汇总时间"), default=9)
    quiet_from = models.PositiveSmallIntegerField(_("免打扰开始"), default=20)
    quiet_to = models.PositiveSmallIntegerField(_("免打扰结束"), default=8)
    red_always = models.BooleanField(_("红色报警不受限"), default=False)
    paused_to = models.DateField(_("暂停至"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息方式")

    def __str__(self) -> str:
        return f"{self.person}"

    def mode(self, channel: str, level: str) -> str:
        """When a message of this level leaves by this channel."""
        mode: str = getattr(self, f"{channel}_{level}")
        return mode


class Held(models.Model):
    """A message that waits for a person's next digest by a channel; gone when the digest is made."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("待汇总的消息")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "channel", "message"), name="held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"


def _new_ref() -> str:
    return uuid4().hex


class Delivery(models.Model):
    """Something that leaves the site for one person by one channel. ``key`` says what it is ("message:7", "digest:2026-11-23"):
    the database keeps each once. ``ref`` goes along each time it is tried, so that who receives it twice takes it once.
    ``error`` names the kind of failure and holds nothing of what was sent."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("待发送")
        SENT = "sent", _("已发送")
        DEAD = "dead", _("未送达")

    MOVES: ClassVar = {
        Status.QUEUED: {Status.SENT, Status.DEAD},
        Status.DEAD: {Status.QUEUED},
    }
    SCOPE: ClassVar = {
        "organ": "person__organ_id",
        "path": "person__organ__path",
        "city": "person__organ__city",
        "county": "person__organ__county",
        "person": "person_id",
    }

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False, verbose_name=_("收件人"))
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    key = models.CharField(max_length=40, editable=False)
    ref = models.CharField(_("编号"), max_length=32, unique=True, default=_new_ref, editable=False)
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"))
    due_at = models.DateTimeField(_("下次发送"))
    tries = models.PositiveSmallIntegerField(_("已尝试次数"), default=0)
    error = models.CharField(_("原因"), max_length=200, blank=True, default="")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.QUEUED)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("发送")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "channel", "key"), name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at", "id"), condition=Q(status="queued"), name="delivery_due"),
            models.Index(fields=("-id",), condition=Q(status="dead"), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.ref[:8]}"


class ChannelState(models.Model):
    """How a channel fares: since when each attempt has failed, and how many. One row a channel."""

    channel = models.CharField(max_length=10, choices=Channel, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("发送渠道")

    def __str__(self) -> str:
        return self.channel
