# SPDX-License-Identifier: Apache-2.0
"""Back-tests 回测: what the points of a draft would have found in cases that are known already (feature 36).

A back-test keeps the rules that it judged by, so that it stays true while the draft is edited on; ``digest`` says whether
they are still the draft's. Nothing of it is an alarm, and nothing of it is read by the engine (S1-25).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.alarms import Alarm
from mingcha.cases.models.case import Case
from mingcha.catalog.models import Draft, ItemVersion, Point
from mingcha.engine.words import Finding
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField, LogTimeField
from mingcha.organs.models import Officer, Organ, Post
from mingcha.organs.scope import ScopedManager


class BackTest(Versioned):
    """One run over the cases of an organ and those below it: since a day, or those that an import brought.

    ``bounds`` are the numbers of the last case of each slice, ``left`` are the slices that are still to do. ``counts`` holds
    [kind, level, mark, how many] and says of ``new``, ``same`` and ``gone`` what the draft would change.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("回测中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    MOVES: ClassVar = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        Status.RUNNING: {Status.DONE, Status.FAILED},
    }
    BUSY: ClassVar = (Status.QUEUED, Status.RUNNING)
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="+", verbose_name=_("事项草案"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("实施机关"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    live = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="+", editable=False)
    number = models.CharField(_("版本"), max_length=20)
    rules = models.JSONField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    since = DayField(_("收到日期不早于"), null=True)
    batch = models.BigIntegerField(_("导入"), null=True)
    now = LogTimeField(_("判定时刻"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.QUEUED)
    bounds = models.JSONField(default=list, editable=False)
    left = models.JSONField(default=list, editable=False)
    total = models.PositiveIntegerField(_("办件"), default=0)
    done = models.PositiveIntegerField(default=0)
    alarmed = models.PositiveIntegerField(default=0)
    alarmed_live = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=list, editable=False)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("回测")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.draft} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("cases:backtest-detail", args=(self.pk,))

    @property
    def is_busy(self) -> bool:
        return self.status in self.BUSY


class BackTestRow(models.Model):
    """One of the alarms that there would be, or would be no more; up to a thousand are kept of each back-test.

    ``place`` is the number of the point in the rules that found it: the draft's, or those in force where it is ``gone``.
    """

    class Mark(models.TextChoices):
        NEW = "new", _("新增")
        GONE = "gone", _("不再报警")
        SAME = "same", _("不变")

    test = models.ForeignKey(BackTest, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    mark = models.CharField(_("变化"), max_length=4, choices=Mark)
    kind = models.CharField(_("种类"), max_length=20, choices=Point.Kind)
    level = models.CharField(_("级别"), max_length=10, choices=Alarm.Level)
    act = models.CharField(_("环节"), max_length=100, blank=True)
    place = models.PositiveIntegerField()
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    subject = models.CharField(max_length=200, null=True)
    mode = models.CharField(max_length=30, null=True)
    officer = models.ForeignKey(Officer, models.SET_NULL, null=True, related_name="+", db_index=False)
    value = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("回测结果")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def finding(self) -> Finding:
        """The finding as the engine made it."""
        where = (self.place, self.case_id, self.object_kind, self.object_id, self.code)
        return Finding(*where, self.subject, self.mode, self.officer_id, self.value, self.bound, self.level)
