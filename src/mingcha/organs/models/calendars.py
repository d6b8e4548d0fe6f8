# SPDX-License-Identifier: Apache-2.0
"""Work calendars as rows: the engine counts working days in them (S1-07, S3-17)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField


class Calendar(Versioned):
    """A calendar by its code: ``CN`` is the national one, others are local. ``digest`` is that of all it says."""

    code = models.CharField(_("代号"), max_length=40, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    digest = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        verbose_name = _("工作日历")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class CalendarYear(models.Model):
    """A year that a calendar knows. A provisional one holds only what is fixed by law, until the official one is out."""

    class Standing(models.TextChoices):
        OFFICIAL = "official", _("正式")
        PROVISIONAL = "provisional", _("暂定")

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("年份"))
    standing = models.CharField(_("性质"), max_length=12, choices=Standing)

    class Meta:
        ordering = ("-year",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("calendar", "year"), name="calendar_year_once")]

    def __str__(self) -> str:
        return f"{self.year}"


class CalendarMark(models.Model):
    """A day that a calendar names: off or worked, whatever its place in the week. All others go by the week."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="marks", db_index=False)
    day = DayField(_("日期"))
    is_work = models.BooleanField(_("工作日"))
    name = models.CharField(_("节假日"), max_length=80, blank=True)
    standing = models.CharField(_("性质"), max_length=12, choices=CalendarYear.Standing)

    class Meta:
        ordering = ("day",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_mark_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarDay(models.Model):
    """What years and marks come to, day by day, for the engine to count by (engine/schema.py); written anew with them."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days", db_index=False)
    day = DayField(_("日期"))
    is_work = models.BooleanField(_("工作日"))
    wd = models.IntegerField()
    next_work_day = DayField(null=True)

    class Meta:
        ordering = ("day",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"
