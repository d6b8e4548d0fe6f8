# SPDX-License-Identifier: Apache-2.0
"""Discretion standards 裁量基准 and leniency 包容免罚 (S1-04, S1-18; 行政处罚法 arts. 32-34)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models.above import AboveManager
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ


class Standard(Versioned):
    """A version of what an organ imposes for one violation. In force it is never changed; its tiers become rows that the
    engine reads only then (S1-25), until then they stand in ``draft``.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("起草中")
        REVIEW = "review", _("待审核")
        EFFECTIVE = "effective", _("有效")
        RETIRED = "retired", _("已废止")

    MOVES: ClassVar = {
        Status.DRAFT: {Status.REVIEW},
        Status.REVIEW: {Status.DRAFT, Status.EFFECTIVE},
        Status.EFFECTIVE: {Status.RETIRED},
    }
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="standards", verbose_name=_("制定机关"))
    violation = models.CharField(_("违法行为"), max_length=200)
    number = models.PositiveIntegerField(_("版本"), default=1)
    basis = models.CharField(_("依据"), max_length=500, blank=True)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)
    draft = models.JSONField(default=list, editable=False)

    objects = AboveManager()

    class Meta:
        verbose_name = _("裁量基准")
        ordering = ("violation", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("organ", "violation", "number"), name="standard_number_once")
        ]

    def __str__(self) -> str:
        return self.violation

    def get_absolute_url(self) -> str:
        return reverse("catalog:standard-detail", args=(self.pk,))


class Tier(models.Model):
    """A tier of discretion 裁量阶次: what a violation of that gravity may cost, in cents, while it is in force.

    Rows without a ``standard`` came from a table of tiers.
    """

    violation = models.CharField(_("违法行为"), max_length=200)
    tier = models.CharField(_("阶次"), max_length=40)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True)
    min_amt = models.BigIntegerField(_("最低"), null=True)
    max_amt = models.BigIntegerField(_("最高"), null=True)
    needs_order = models.BooleanField(_("须先责令改正"), default=False)
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, blank=True, related_name="tiers")
    conditions = models.CharField(_("适用条件"), max_length=1_000, blank=True)
    basis = models.CharField(_("依据"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("violation", "tier", "valid_from"), name="tier_valid_once")
        ]

    def __str__(self) -> str:
        return f"{self.violation} {self.tier}"


class Leniency(Versioned):
    """A line of the leniency list 包容免罚清单: a violation that under its conditions is not, or less, punished."""

    class Effect(models.TextChoices):
        NONE = "none", _("不予处罚")
        MITIGATED = "mitigated", _("减轻处罚")
        LIGHTER = "lighter", _("从轻处罚")

    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="leniencies", verbose_name=_("制定机关"))
    violation = models.CharField(_("违法行为"), max_length=200)
    effect = models.CharField(_("处理"), max_length=10, choices=Effect)
    conditions = models.CharField(_("适用条件"), max_length=1_000)
    basis = models.CharField(_("依据"), max_length=500)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True, blank=True)

    objects = AboveManager()

    class Meta:
        verbose_name = _("包容免罚事项")
        ordering = ("violation", "id")

    def __str__(self) -> str:
        return self.violation
