# SPDX-License-Identifier: Apache-2.0
"""Re-checks 复查: what the rules, the law and the calendars, as they stand now, find in cases that were judged before (issue:
re-check; decision 0026). Each case is judged by the version of the rule with which it began, now and ever.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.alarms import Alarm
from mingcha.cases.models.case import Case
from mingcha.catalog.models import ItemVersion, Point
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField, LogTimeField
from mingcha.organs.models import Calendar, Organ, Post
from mingcha.organs.scope import ScopedManager


class Recheck(Versioned):
    """One run over the cases within a post's reach: all, those of one version, or those that count by one calendar.

    ``bounds``, ``left`` and ``counts`` as those of a back-test. ``digest`` says by which rules it judged; ``last`` is the case
    up to which it was applied, ``raised``, ``ended`` and ``back`` what that came to.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("复查中")
        READY = "ready", _("待采用")
        SAME = "same", _("没有差异")
        APPLYING = "applying", _("正在采用")
        APPLIED = "applied", _("已采用")
        FAILED = "failed", _("未完成")

    MOVES: ClassVar = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        Status.RUNNING: {Status.READY, Status.SAME, Status.FAILED},
        Status.READY: {Status.APPLYING},
        Status.APPLYING: {Status.APPLIED, Status.FAILED},
    }
    BUSY: ClassVar = (Status.QUEUED, Status.RUNNING, Status.APPLYING)
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False)
    reason = models.CharField(_("复查原因"), max_length=500)
    of_version = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("事项版本"))
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+", verbose_name=_("工作日历"))
    since = DayField(_("收到日期不早于"), null=True)
    digest = models.CharField(max_length=64, editable=False)
    now = LogTimeField(_("判定时刻"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.QUEUED)
    bounds = models.JSONField(default=list, editable=False)
    left = models.JSONField(default=list, editable=False)
    total = models.PositiveIntegerField(_("办件"), default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=list, editable=False)
    last = models.BigIntegerField(default=0, editable=False)
    raised = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    back = models.PositiveIntegerField(default=0)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("复查")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.reason[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("cases:recheck-detail", args=(self.pk,))


class RecheckRow(models.Model):
    """One alarm that would come, go, come back or change its level. Every one is kept: by them it is applied."""

    class Mark(models.TextChoices):
        NEW = "new", _("新增")
        GONE = "gone", _("不再报警")
        BACK = "back", _("重新报警")
        LEVEL = "level", _("级别变化")

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="rows", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    mark = models.CharField(_("变化"), max_length=5, choices=Mark)
    kind = models.CharField(_("种类"), max_length=20, choices=Point.Kind)
    level = models.CharField(_("级别"), max_length=10, choices=Alarm.Level)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    point_key = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    code = models.CharField(max_length=30)

    class Meta:
        verbose_name = _("复查结果")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=("recheck", "case"), name="recheck_row_of_case"),
            models.Index(fields=("recheck", "mark", "id"), name="recheck_row_of_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.code}"
