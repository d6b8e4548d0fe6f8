# SPDX-License-Identifier: Apache-2.0
"""The lists of the three systems 三项制度清单, each with versions of its own (S4-03 … S4-08, S4-17, S4-22, S4-23, S4-31)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models.above import AboveManager
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ


class Register(Versioned):
    """One version of one of an organ's lists. Its lines are data by the columns of its kind (catalog/registers.py)."""

    class Kind(models.TextChoices):
        ITEMS = "items", _("行政执法事项清单")
        INSPECTIONS = "inspections", _("随机抽查事项清单")
        SUBJECTS = "subjects", _("执法主体资格清单")
        OFFICERS = "officers", _("执法人员资格清单")
        CHARTS = "charts", _("执法程序流程图")
        GUIDES = "guides", _("服务指南")
        RECORDINGS = "recordings", _("音像记录事项清单")
        REVIEWS = "reviews", _("重大执法决定法制审核目录清单")
        ELEMENTS = "elements", _("法制审核要素清单")

    class Status(models.TextChoices):
        DRAFT = "draft", _("起草中")
        REVIEW = "review", _("待审核")
        EFFECTIVE = "effective", _("有效")
        RETIRED = "retired", _("已被替代")
        WITHDRAWN = "withdrawn", _("已撤回")

    MOVES: ClassVar = {
        Status.DRAFT: {Status.REVIEW, Status.WITHDRAWN},
        Status.REVIEW: {Status.DRAFT, Status.EFFECTIVE},
        Status.EFFECTIVE: {Status.RETIRED, Status.WITHDRAWN},
    }
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="registers", verbose_name=_("机关"))
    kind = models.CharField(_("清单"), max_length=12, choices=Kind)
    number = models.PositiveIntegerField(_("版本"), default=1)
    lines = models.JSONField(default=list, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)
    valid_from = DayField(_("发布日期"), null=True, blank=True)
    valid_to = DayField(_("失效日期"), null=True, blank=True)
    note = models.CharField(_("变更说明"), max_length=500, blank=True)

    objects = AboveManager()

    class Meta:
        verbose_name = _("清单")
        ordering = ("kind", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("organ", "kind", "number"), name="register_number_once"),
            models.UniqueConstraint(
                fields=("organ", "kind"), condition=models.Q(status="effective"), name="register_effective_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:register-detail", args=(self.pk,))
