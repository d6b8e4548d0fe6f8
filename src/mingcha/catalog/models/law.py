# SPDX-License-Identifier: Apache-2.0
"""The law library 法律法规库: laws, regulations and rules with their articles (S1-04, feature 36 of the catalogue)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.search_index import Index


class Law(Versioned):
    """A law, regulation or rule. Its articles carry their own validity: an amendment changes some of them."""

    class Kind(models.TextChoices):
        LAW = "law", _("法律")
        REGULATION = "regulation", _("行政法规")
        RULE = "rule", _("部门规章")
        LOCAL_REGULATION = "local_regulation", _("地方性法规")
        LOCAL_RULE = "local_rule", _("地方政府规章")
        NORM = "norm", _("行政规范性文件")

    title = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("效力层级"), max_length=20, choices=Kind)
    number = models.CharField(_("文号"), max_length=100, blank=True)
    issuer = models.CharField(_("制定机关"), max_length=100, blank=True)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("法律法规")
        ordering = ("title", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("title", "valid_from"), name="law_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:law-detail", args=(self.pk,))


class Article(models.Model):
    """One interval of validity of an article of law that a decision may cite. ``article_id`` is the citation in full
    (《市场主体登记管理条例》第四十三条); rows without a ``law`` came from a table of citations alone.
    """

    SEARCH: ClassVar = Index("catalog_article")

    article_id = models.CharField(_("条文"), max_length=200, db_index=True)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True)
    law = models.ForeignKey(Law, models.PROTECT, null=True, blank=True, related_name="articles")
    place = models.PositiveIntegerField(_("次序"), default=0)
    label = models.CharField(_("条"), max_length=40, blank=True)
    chapter = models.CharField(_("章节"), max_length=200, blank=True, default="")
    text = models.TextField(_("内容"), blank=True)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("条文")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("article_id", "valid_from"), name="article_valid_once")
        ]

    def __str__(self) -> str:
        return self.article_id
