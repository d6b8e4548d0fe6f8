# SPDX-License-Identifier: Apache-2.0
"""What somebody asks for and another decides: more time 延长 (S1-30, feature 16). Only an approval writes into the log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case, Extension, Step
from mingcha.organs.models import Post


class ExtensionRequest(models.Model):
    """A handler asks for more time within one limit. ``step`` is where she asked; ``of_step`` says whether the limit is that
    step's own, or a stage's, which outlives the step."""

    class Status(models.TextChoices):
        ASKED = "asked", _("待批准")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不批准")

    MOVES: ClassVar = {Status.ASKED: {Status.APPROVED, Status.REFUSED}}

    case = models.ForeignKey(Case, models.CASCADE, related_name="extension_requests", db_index=False)
    step = models.ForeignKey(Step, models.CASCADE, related_name="+", db_index=False)
    point_key = models.CharField(max_length=60)
    of_step = models.BooleanField()
    limit = models.CharField(_("期限"), max_length=200)
    unit = models.CharField(max_length=20)
    amount = models.PositiveIntegerField(_("延长"))
    reason = models.TextField(_("理由"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    answer = models.TextField(_("审批意见"), blank=True)
    extension = models.OneToOneField(Extension, models.CASCADE, null=True, related_name="request")

    class Meta:
        verbose_name = _("延期申请")
        default_permissions = ()
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=("case",), condition=Q(status="asked"), name="extension_asked"),
        ]

    def __str__(self) -> str:
        return self.limit
