# SPDX-License-Identifier: Apache-2.0
"""Running cases are moved to a new version of their item 换版: what was looked at beforehand, and what came of it (S1-30).

What a preview found is kept as it was seen: the move itself refuses if a case has changed since.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case
from mingcha.catalog.models import ItemVersion
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import LogTimeField
from mingcha.organs.models import Organ, Post
from mingcha.organs.scope import ScopedManager


class VersionMove(Versioned):
    """All running cases of one version on their way to another. ``steps`` says of each step of the old version which of the
    new one it becomes ("" for none); ``alarms`` how many would be raised and how many would go."""

    class Status(models.TextChoices):
        DRAWING = "drawing", _("预览中")
        DRAWN = "drawn", _("待确认")
        MOVING = "moving", _("换版中")
        DONE = "done", _("已换版")
        FAILED = "failed", _("未完成")

    MOVES: ClassVar = {
        Status.DRAWING: {Status.DRAWN, Status.FAILED},
        Status.DRAWN: {Status.MOVING, Status.DONE},
        Status.MOVING: {Status.DONE, Status.FAILED},
    }
    BUSY: ClassVar = (Status.DRAWING, Status.MOVING)
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("实施机关"))
    old = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name=_("原版本"))
    new = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name=_("新版本"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False)
    steps = models.JSONField(editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAWING)
    total = models.PositiveIntegerField(_("办件"), default=0)
    refused = models.PositiveIntegerField(_("不能换版"), default=0)
    raised = models.PositiveIntegerField(_("将产生的报警"), default=0)
    gone = models.PositiveIntegerField(_("将消除的报警"), default=0)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("预览时间"))
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("在办件换版")
        ordering = ("-id",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.old} → {self.new.number}"

    def get_absolute_url(self) -> str:
        return reverse("cases:move-detail", args=(self.pk,))

    @property
    def is_busy(self) -> bool:
        return self.status in self.BUSY


class VersionMoveRow(models.Model):
    """A case as the preview saw it. ``mark`` is how its work stood, ``faults`` are [code, words…] (moving/fitting.py),
    ``alarms`` [level, Chinese, English] of each that would be raised; the dues are the earliest of its open steps."""

    move = models.ForeignKey(VersionMove, models.CASCADE, related_name="rows", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    mark = models.CharField(max_length=64, editable=False)
    refused = models.BooleanField(default=False)
    faults = models.JSONField(default=list, editable=False)
    acts = models.JSONField(default=list, editable=False)
    due_was = LogTimeField(_("原期限"), null=True)
    due_now = LogTimeField(_("新期限"), null=True)
    alarms = models.JSONField(default=list, editable=False)
    raised = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("换版结果")
        ordering = ("id",)
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=("move", "case"), name="move_case_once")]

    def __str__(self) -> str:
        return str(self.case)
