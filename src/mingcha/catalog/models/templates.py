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
from mingcha.organs.scope import ScopedManager, ScopedQuerySet, Worn


class TemplateQuerySet(ScopedQuerySet["Template"]):
    """Those within reach, and those that the organ inherits: whoever works in an organ reads what it has to use."""

    def within(self, post: Worn) -> TemplateQuerySet:
        return self.filter(pk__in=self.own(post).values("pk")) | self.inherited_by(post.organ)

    def own(self, post: Worn) -> ScopedQuerySet[Template]:
        """Only those of organs within reach: what a post may replace."""
        return super().within(post)

    def inherited_by(self, organ: Organ) -> TemplateQuerySet:
        """What the organ and those above it in the tree have put in force; of their drafts, and of its peers, it sees none."""
        return self.filter(organ__in=organ.ancestry, status=Template.Status.EFFECTIVE)


class TemplateManager(ScopedManager["Template"]):
    """Narrows by the same rule."""

    def get_queryset(self) -> TemplateQuerySet:
        return TemplateQuerySet(self.model, using=self._db)


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

    objects = TemplateManager()

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


class Block(models.Model):
    """Numbers that a terminal took with it to work without a line 离线号段. What it did not use is told when it is back, and
    stays a gap with its reason: a number that may stand on a paper somewhere is never given twice (security.md H3).
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="blocks")
    terminal = models.CharField(_("终端"), max_length=60)
    first = models.PositiveIntegerField(_("起号"))
    last = models.PositiveIntegerField(_("止号"))
    taken_at = models.DateTimeField(_("取号时间"), auto_now_add=True)
    settled_at = models.DateTimeField(_("交回时间"), null=True, editable=False)
    unused = models.JSONField(default=list, editable=False)
    reason = models.CharField(_("未用原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("离线号段")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("series", "terminal"), condition=models.Q(settled_at=None), name="block_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series.word}〔{self.series.year}〕{self.first}—{self.last}号"
