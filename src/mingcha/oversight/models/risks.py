# SPDX-License-Identifier: Apache-2.0
"""The register of risk points 风险点 by organ and step, what alarms say of each, and its yearly review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import PowerItem
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Post
from mingcha.organs.scope import ScopedManager


class RiskPoint(Versioned):
    """A risk point: of a step of an item (then the catalogue says it, and ``key`` is its key there), or of the organ as a whole.

    ``alarms`` and ``alarms_before`` are those of its step in the last twelve months and in the twelve before, ``red`` the red
    ones among the former, as of ``reckoned_on``. ``due_on`` is until when it is to be reviewed.
    """

    class Level(models.TextChoices):
        HIGH = "high", _("高")
        MEDIUM = "medium", _("中")
        LOW = "low", _("低")

    class Status(models.TextChoices):
        CURRENT = "current", _("有效")
        SUBMITTED = "submitted", _("待审核")
        RETIRED = "retired", _("已退出")

    MOVES: ClassVar = {
        Status.CURRENT: {Status.SUBMITTED, Status.RETIRED},
        Status.SUBMITTED: {Status.CURRENT, Status.RETIRED},
        Status.RETIRED: {Status.CURRENT},
    }
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, related_name="+", verbose_name=_("权力事项"))
    key = models.CharField(max_length=60, blank=True, editable=False)
    step = models.CharField(_("环节"), max_length=100, blank=True)
    level = models.CharField(_("风险等级"), max_length=10, choices=Level)
    description = models.TextField(_("风险表现"), max_length=1_000)
    measure = models.TextField(_("防控措施"), max_length=1_000)
    holder = models.CharField(_("责任人"), max_length=100, blank=True)
    due_on = models.DateField(_("复核期限"))
    reviewed_on = models.DateField(_("上次复核"), null=True)
    reminded = models.BooleanField(default=False, editable=False)
    alarms = models.PositiveIntegerField(_("近十二个月报警"), default=0)
    alarms_before = models.PositiveIntegerField(_("上一个十二个月报警"), default=0)
    red = models.PositiveIntegerField(_("其中红色"), default=0)
    reckoned_on = models.DateField(null=True, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.CURRENT)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("风险点")
        default_permissions = ()
        ordering = ("due_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("item", "key"), name="risk_of_item_once", condition=Q(item__isnull=False))
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_on", "id"), name="risk_due"),
            models.Index(fields=("organ", "due_on"), name="risk_of_organ"),
        ]

    def __str__(self) -> str:
        return f"FX-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:risk-detail", args=[self.pk])


class RiskReview(models.Model):
    """A yearly review: what the organ confirmed or changed, and what whoever oversees it said. Rows are added, and answered once."""

    class Outcome(models.TextChoices):
        WAITING = "", _("待审核")
        AGREED = "agreed", _("通过")
        RETURNED = "returned", _("退回")

    risk = models.ForeignKey(RiskPoint, models.PROTECT, related_name="reviews")
    was = models.CharField(max_length=10, choices=RiskPoint.Level)
    level = models.CharField(max_length=10, choices=RiskPoint.Level)
    measure = models.TextField(max_length=1_000)
    holder = models.CharField(max_length=100)
    changed = models.BooleanField()
    words = models.TextField(max_length=1_000)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(max_length=1_000, blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("风险点复核")
        default_permissions = ()
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("risk",), name="risk_review_waits_once", condition=Q(outcome=""))
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} {localtime(self.at):%Y}"
