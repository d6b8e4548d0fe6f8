# SPDX-License-Identifier: Apache-2.0
"""Counts of alarms by day and by month for cities and provinces; whatever is smaller is counted from its rows (decision 0024)."""

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
