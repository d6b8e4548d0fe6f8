# SPDX-License-Identifier: Apache-2.0
"""What is looked at every day, and what became of the alarms of each point (S3-11, security.md C9)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Alarm
from mingcha.catalog.models import Point
from mingcha.organs.models import Scoped
from mingcha.organs.scope import ScopedManager


class DailyQuery(models.Model):
    """The query of a day 每日查询. A day without a row went without one, and the page says so (S3-11)."""

    day = models.DateField(_("日期"), unique=True)
    ran_at = models.DateTimeField(_("查询时间"))
    running = models.PositiveIntegerField(_("在办件数"))

    class Meta:
        verbose_name = _("每日查询")
        default_permissions = ()

    def __str__(self) -> str:
        return self.day.isoformat()


class DailyLine(Scoped):
    """What a day's query found of an organ at one level: ``raised`` since the beginning, ``fresh`` since the query before,
    ``standing`` on that morning."""

    SCOPE: ClassVar[dict[str, str]] = {}

    query = models.ForeignKey(DailyQuery, models.PROTECT, related_name="lines", db_index=False)
    level = models.CharField(max_length=10, choices=Alarm.Level)
    raised = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    standing = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=("query", "organ", "level"), name="daily_line_once")]

    def __str__(self) -> str:
        return f"{self.query_id} {self.organ_id} {self.level}"


class PointOutcome(models.Model):
    """How many alarms of a point were ended by orders, and how many of them as false: what its owner reads beside it."""

    point = models.OneToOneField(Point, models.PROTECT, primary_key=True, related_name="outcome")
    ended = models.PositiveIntegerField()
    false = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.point_id} {self.false}/{self.ended}"
