# SPDX-License-Identifier: Apache-2.0
"""Drafts 事项草案 and the gates that each passes before it takes effect (S1-20 … S1-26)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models.items import ItemVersion, PowerItem
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Post, Region, Role
from mingcha.organs.scope import ScopedManager


class Draft(Versioned):
    """The next version of an item, or the first: a document that people edit part by part, and then hand from gate to gate.

    The live version stays in force beside it. Nothing of a draft is a row that the engine reads, so nothing of it can raise
    an alarm before it is published (S1-25).
    """

    class Status(models.TextChoices):
        DRAFTING = "drafting", _("起草中")
        LEGAL = "legal", _("待合法性审查")
        READY = "ready", _("待送审")
        FIRST = "first", _("待初审")
        FINAL = "final", _("待审定")
        PUBLISHED = "published", _("已生效")
        DROPPED = "dropped", _("已放弃")

    MOVES: ClassVar = {
        Status.DRAFTING: {Status.LEGAL, Status.DROPPED},
        Status.LEGAL: {Status.DRAFTING, Status.READY},
        Status.READY: {Status.DRAFTING, Status.FIRST, Status.DROPPED},
        Status.FIRST: {Status.READY, Status.FINAL},
        Status.FINAL: {Status.READY, Status.PUBLISHED},
    }
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="drafts", verbose_name=_("实施机关"))
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, blank=True, related_name="drafts")
    based_on = models.ForeignKey(ItemVersion, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(_("事项编码"), max_length=60)
    name = models.CharField(_("事项名称"), max_length=200)
    document = models.JSONField(default=dict, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFTING)
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    published = models.OneToOneField(
        ItemVersion, models.PROTECT, null=True, blank=True, related_name="draft", editable=False
    )
    opened_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("事项草案")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("code",),
                condition=models.Q(status__in=("drafting", "legal", "ready", "first", "final")),
                name="draft_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:draft-detail", args=(self.pk,))


class Review(models.Model):
    """What somebody decided about a draft at a gate, and what was before her: rows are only added."""

    class Gate(models.TextChoices):
        LEGAL = "legal", _("合法性审查")
        SUBMIT = "submit", _("送审")
        FIRST = "first", _("初审")
        FINAL = "final", _("审定")

    class Outcome(models.TextChoices):
        PASSED = "passed", _("通过")
        RETURNED = "returned", _("退回")

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="reviews")
    gate = models.CharField(_("环节"), max_length=10, choices=Gate)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    reason = models.CharField(_("意见"), max_length=1_000, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("审核记录")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_gate_display()} {self.get_outcome_display()}"


class GateHolder(Versioned):
    """Who holds a gate in a region: those with a role in an organ, or in the item's own organ where none is named."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="gate_holders", verbose_name=_("地区"))
    gate = models.CharField(_("环节"), max_length=10, choices=Review.Gate)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name=_("角色"))
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构"))

    class Meta:
        verbose_name = _("审核岗位")
        constraints: ClassVar = [models.UniqueConstraint(fields=("region", "gate"), name="gate_holder_once")]

    def __str__(self) -> str:
        return f"{self.region} {self.get_gate_display()}"
