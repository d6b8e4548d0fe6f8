# SPDX-License-Identifier: Apache-2.0
"""Document templates 文书范本 and their numbers 文书号 (S4-30, feature 19)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ
from mingcha.organs.scope import ScopedManager


class Template(Versioned):
    """An edition of a document as a Word file. The province's are inherited by every organ below and may be locked, so that
    none of them puts its own in their place.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("起草中")
        EFFECTIVE = "effective", _("有效")
        RETIRED = "retired", _("已废止")

    MOVES: ClassVar = {Status.DRAFT: {Status.EFFECTIVE, Status.RETIRED}, Status.EFFECTIVE: {Status.RETIRED}}
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="templates", verbose_name=_("制定机关"))
    key = models.CharField(_("代号"), max_length=60)
    name = models.CharField(_("名称"), max_length=100)
    edition = models.PositiveIntegerField(_("版次"), default=1)
    locked = models.BooleanField(_("下级不得另行制定"), default=False)
    file = models.ForeignKey(Stored, models.PROTECT, related_name="+", verbose_name=_("文件"))
    variables = models.JSONField(default=list, editable=False)
    word = models.CharField(_("文书字"), max_length=30, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("文书范本")
        ordering = ("name", "-edition", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("organ", "key", "edition"), name="template_edition_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:template-detail", args=(self.pk,))


class Series(models.Model):
    """The numbers of one word of one organ in one year: without a gap, since a number is taken in the act that uses it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    word = models.CharField(_("文书字"), max_length=30)
    year = models.PositiveSmallIntegerField(_("年"))
    last = models.PositiveIntegerField(_("已用到"), default=0)

    class Meta:
        verbose_name = _("文书号")
        constraints: ClassVar = [models.UniqueConstraint(fields=("organ", "word", "year"), name="series_once")]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.last}号"
