# SPDX-License-Identifier: Apache-2.0
"""Counts of alarms and of cases by day and by month for cities and provinces; whatever is smaller is counted from its rows
(decision 0024).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.organs.fields import DayField


class Count(models.Model):
    """How many alarms of a place occurred on a day, or in the month that begins on it, with one value of one facet.

    ``place`` is the code of a city or a province; each facet holds every alarm once. ``standing`` are those that still say
    that something is wrong, ``revoked`` those that oversight has cleared.
    """

    class Grain(models.TextChoices):
        DAY = "d", _("日")
        MONTH = "m", _("月")

    class Facet(models.TextChoices):
        KIND = "kind", _("监察种类")
        ITEM = "item", _("事项")
        ACT = "act", _("环节")
        REGION = "region", _("地区")

    place = models.CharField(max_length=12)
    grain = models.CharField(max_length=1, choices=Grain)
    facet = models.CharField(max_length=6, choices=Facet)
    day = DayField()
    key = models.CharField(max_length=100)
    level = models.CharField(max_length=10)
    secrecy = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    standing = models.PositiveIntegerField()
    revoked = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("报警计数")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place", "grain", "facet", "day", "key", "level", "secrecy"), name="count_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("day", "grain"), name="count_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.facet} {self.key}"


class CaseCount(models.Model):
    """How many cases of a place ``came`` in on a day, or in the month that begins on it, and how many were ``closed``, of these
    ``late`` and ``unfit`` (cases.closings). By region each case once a column; by how many days a decision took, those that
    were closed.
    """

    class Facet(models.TextChoices):
        REGION = "region", _("地区")
        TOOK = "took", _("决定时长")

    place = models.CharField(max_length=12)
    grain = models.CharField(max_length=1, choices=Count.Grain)
    facet = models.CharField(max_length=6, choices=Facet)
    day = DayField()
    key = models.CharField(max_length=12)
    secrecy = models.PositiveSmallIntegerField()
    came = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    unfit = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("办件计数")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("place", "grain", "facet", "day", "key", "secrecy"), name="case_count_once")
        ]
        indexes: ClassVar = [models.Index(fields=("day", "grain"), name="case_count_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.facet} {self.key}"
