# SPDX-License-Identifier: Apache-2.0
"""What was entered of a case, compared with reality field by field (S3-23). What is compared may be personal: it is kept encrypted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Case
from mingcha.organs.fields import EncryptedField
from mingcha.organs.models import Post, Scoped
from mingcha.organs.scope import ScopedManager


class Comparison(Scoped):
    """A check of a case's data against reality. ``deviations`` is how many fields were found otherwise."""

    SCOPE: ClassVar[dict[str, str]] = {}

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("办件"))
    source = models.CharField(_("核对方式"), max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("核对人"))
    at = models.DateTimeField(_("核对时间"))
    count = models.PositiveSmallIntegerField(_("核对字段数"))
    deviations = models.PositiveSmallIntegerField(_("不符字段数"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("数据核对")
        default_permissions = ()
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=("at", "id"), name="comparison_at")]

    def __str__(self) -> str:
        return f"HD-{localtime(self.at):%Y}-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:comparison-detail", args=[self.pk])


class ComparedField(models.Model):
    """One field: what was entered, what is so, whether they deviate."""

    class Field(models.TextChoices):
        """Article 12(5): the fields whose falsity misleads oversight."""

        CONTACT = "contact", _("联系人")
        PHONE = "phone", _("联系方式")
        MATERIALS = "materials", _("需提供材料")
        RESULT = "result", _("审批结果")
        FEE = "fee", _("缴费金额")
        LIMIT = "limit", _("办理时限")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="rows")
    field = models.CharField(_("字段"), max_length=10, choices=Field)
    entered = EncryptedField(_("录入内容"), editable=False)
    actual = EncryptedField(_("实际情况"), editable=False)
    deviates = models.BooleanField(_("不符"))

    class Meta:
        verbose_name = _("核对字段")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("comparison", "field"), name="compared_field_once")]

    def __str__(self) -> str:
        return self.get_field_display()
