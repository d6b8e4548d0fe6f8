# SPDX-License-Identifier: Apache-2.0
"""What a department finds when it checks itself (S3-05), and a unit's refusal of supervision with its reason (S2-04)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Alarm
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Post, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager


class CheckPlan(Versioned):
    """How often the organs of a region check themselves. A region without a row asks for none."""

    class Every(models.TextChoices):
        MONTH = "month", _("每月")
        QUARTER = "quarter", _("每季度")

    region = models.OneToOneField("organs.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    every = models.CharField(_("周期"), max_length=10, choices=Every)
    days = models.PositiveSmallIntegerField(_("期满后报送天数"))

    class Meta:
        verbose_name = _("自查安排")

    def __str__(self) -> str:
        return f"{self.region} {self.get_every_display()}"


class SelfCheck(Scoped):
    """A self-check of an organ for the period that begins on ``period``; rows are added and never changed."""

    SCOPE: ClassVar[dict[str, str]] = {}

    period = DayField(_("自查期间"))
    checked = models.TextField(_("自查范围"), max_length=2_000)
    found = models.TextField(_("发现的问题"), max_length=2_000)
    filed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("报送人"))
    filed_at = models.DateTimeField(_("报送时间"))
    alarms = models.PositiveIntegerField(_("未消除报警"))
    orders = models.PositiveIntegerField(_("超期督办"))
    status = models.CharField(max_length=10, default="filed", editable=False)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("自查")
        ordering = ("-filed_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("organ", "period"), name="self_check_once")]
        indexes: ClassVar = [*scope_indexes("selfcheck", "filed_at")]

    def __str__(self) -> str:
        return f"{self.organ.short} {self.period:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:check-detail", args=[self.pk])


class Measure(models.Model):
    """The cause of an alarm that stands or of a matter that is overdue, and the measures 整改措施 that the organ takes."""

    check_of = models.ForeignKey(SelfCheck, models.PROTECT, related_name="measures", db_index=False)
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="+")
    cause = models.CharField(_("原因"), max_length=500)
    words = models.CharField(_("整改措施"), max_length=500)

    class Meta:
        verbose_name = _("整改措施")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("check_of", "alarm"), name="measure_once")]

    def __str__(self) -> str:
        return self.words


class Refusal(Scoped, Versioned):
    """``organ`` refused to be supervised: in which matter, when, with which reason; and how that reason is judged."""

    class Status(models.TextChoices):
        RECORDED = "recorded", _("待认定")
        JUSTIFIED = "justified", _("有正当理由")
        UNJUSTIFIED = "unjustified", _("无正当理由")

    MOVES: ClassVar = {
        Status.RECORDED: {Status.JUSTIFIED, Status.UNJUSTIFIED},
        Status.JUSTIFIED: set(),
        Status.UNJUSTIFIED: set(),
    }

    class About(models.TextChoices):
        ORDER = "order", _("督办")
        PAPER = "paper", _("监督文书")
        PROJECT = "project", _("监督项目")

    SCOPE: ClassVar[dict[str, str]] = {}

    about = models.CharField(_("事项种类"), max_length=10, choices=About)
    object_id = models.BigIntegerField(editable=False)
    label = models.CharField(_("监督事项"), max_length=200)
    refused_at = models.DateTimeField(_("拒绝时间"))
    reason = models.TextField(_("单位陈述的理由"), max_length=2_000)
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    recorded_at = models.DateTimeField(_("记录时间"))
    judged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("认定人"))
    judged_at = models.DateTimeField(_("认定时间"), null=True)
    words = models.TextField(_("认定意见"), max_length=2_000, blank=True)
    status = models.CharField(_("认定"), max_length=12, choices=Status, default=Status.RECORDED)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("拒绝监督")
        ordering = ("-refused_at", "-id")
        indexes: ClassVar = [*scope_indexes("refusal", "refused_at")]

    def __str__(self) -> str:
        return f"{self.organ.short} · {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:refusal-detail", args=[self.pk])
