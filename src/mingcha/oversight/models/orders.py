# SPDX-License-Identifier: Apache-2.0
"""Supervision orders 督办: a tree of numbered orders over one set of alarms, and every turn that was taken (S1-34 … S1-40)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Alarm
from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Person, Post, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager


class Cause(models.TextChoices):
    """Why an alarm arose, as whoever answers says of each."""

    LAWFUL = "lawful", _("依法办理，属正常情形")
    NEGLECT = "neglect", _("办理疏漏")
    LATE_ENTRY = "late_entry", _("已办理，录入不及时")
    DATA = "data", _("数据传输或者对应错误")
    PARTY = "party", _("当事人原因")
    POINT = "point", _("监察点设置不当")
    OTHER = "other", _("其他")


class Order(Scoped, Versioned):
    """One link of the tree. ``remind_at`` is when somebody is next reminded, empty where nobody will be.

    The first (``parent`` empty) goes from the authority to the office of an organ; the others from that office to its
    handlers. ``organ`` is the organ whose office answers, ``person`` the handler; ``place`` is its number in the tree:
    赛罕督〔2026〕31号(2).
    """

    class Status(models.TextChoices):
        NEW = "new", _("新的督办")
        ANSWERED = "answered", _("已回复")
        CANCELLED = "cancelled", _("已撤销")

    MOVES: ClassVar = {
        Status.NEW: {Status.ANSWERED},
        Status.ANSWERED: {Status.NEW, Status.CANCELLED},
        Status.CANCELLED: set(),
    }

    class Outcome(models.TextChoices):
        """What the authority found when it ended the order."""

        SETTLED = "settled", _("已整改或者已说明")
        FALSE = "false", _("误报")

    SCOPE: ClassVar = {"person": "person_id"}

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="below", verbose_name=_("上级督办"))
    number = models.CharField(_("督办编号"), max_length=60)
    place = models.PositiveSmallIntegerField(_("序号"), default=1)
    issuer = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("发出机关"))
    issued_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("发出人"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("承办人"))
    demand = models.TextField(_("督办要求"), max_length=2_000)
    count = models.PositiveIntegerField(_("报警数"))
    issued_at = models.DateTimeField(_("发出时间"))
    due_at = models.DateTimeField(_("回复期限"))
    answered_at = models.DateTimeField(_("回复时间"), null=True)
    remind_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(_("撤销时间"), null=True)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome, blank=True)
    doubted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("提出误报的人"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.NEW)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("督办")
        ordering = ("-issued_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("parent", "place"), name="order_place_once")]
        indexes: ClassVar = [
            *scope_indexes("oversight", "issued_at"),
            models.Index(fields=("remind_at",), condition=Q(remind_at__isnull=False), name="order_reminder"),
            models.Index(
                fields=("person", "issued_at", "id"), condition=Q(person__isnull=False), name="order_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}({self.place})"

    def get_absolute_url(self) -> str:
        return reverse("oversight:order-detail", args=[self.pk])

    @property
    def root_id(self) -> int:
        """The first order of the tree."""
        return self.parent_id or int(self.pk)

    @property
    def is_late(self) -> bool:
        """Whether the answer came after its term."""
        return self.answered_at is not None and self.answered_at > self.due_at


class OrderAlarm(models.Model):
    """An alarm under a first order, with what the office says of it. While it stands, no other order takes the alarm."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="alarms", db_index=False)
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="orders")
    cause = models.CharField(_("报警原因"), max_length=12, choices=Cause, blank=True)
    words = models.CharField(_("说明"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("督办的报警")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("order", "alarm"), name="order_alarm_once"),
            models.UniqueConstraint(fields=("alarm",), condition=Q(closed_at=None), name="alarm_under_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.alarm_id}"


class Turn(models.Model):
    """What was done with an order, by whom and when; rows are added and never changed."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("发出")
        ANSWERED = "answered", _("回复")
        RETURNED = "returned", _("退回")
        URGED = "urged", _("催办")
        REMINDED = "reminded", _("自动催办")
        EXTENDED = "extended", _("延长期限")
        DOUBTED = "doubted", _("提出误报")
        CANCELLED = "cancelled", _("撤销")

    order = models.ForeignKey(Order, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=2_000, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("督办经过")
        default_permissions = ()
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"


class TurnFile(models.Model):
    """A file that came with an answer."""

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="files")
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("督办附件")
        default_permissions = ()
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.stored)
