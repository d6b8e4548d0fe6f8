# SPDX-License-Identifier: Apache-2.0
"""Where logs come from, and each import of one: columns, dry run, progress (S3-03, S3-10, S4-32)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Post
from mingcha.organs.scope import ScopedManager


class Source(Versioned):
    """A system that sends logs, and the mapping by which they are read; its key is part of each case's."""

    class Unknown(models.TextChoices):
        REFUSE = "refuse", _("作为错误列出")
        OWN = "own", _("归入来源所属机关")

    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    key = models.SlugField(_("代号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("所属机关"))
    mapping = models.TextField(_("映射"), blank=True)
    unknown_organs = models.CharField(
        _("日志中的机关不在系统中时"), max_length=10, choices=Unknown, default=Unknown.REFUSE
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = _("数据来源")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Import(Versioned):
    """One log on its way in. ``done`` of ``slices`` are written; nothing of it is written before it runs."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("识别中")
        MAPPING = "mapping", _("待核对各列")
        CHECKING = "checking", _("试运行中")
        REFUSED = "refused", _("有错误")
        READY = "ready", _("可以导入")
        RUNNING = "running", _("导入中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")
        DROPPED = "dropped", _("已放弃")

    MOVES: ClassVar = {
        Status.UPLOADED: {Status.MAPPING, Status.REFUSED},
        Status.MAPPING: {Status.CHECKING, Status.DROPPED},
        Status.CHECKING: {Status.REFUSED, Status.READY},
        Status.REFUSED: {Status.CHECKING, Status.DROPPED},
        Status.READY: {Status.CHECKING, Status.RUNNING, Status.DROPPED},
        Status.RUNNING: {Status.DONE, Status.FAILED},
        Status.FAILED: {Status.CHECKING, Status.DROPPED},
    }
    SCOPE: ClassVar = {
        "organ": "source__organ_id",
        "path": "source__organ__path",
        "city": "source__organ__city",
        "county": "source__organ__county",
    }
    BUSY: ClassVar = (Status.UPLOADED, Status.CHECKING, Status.RUNNING)
    """A job works on it: the page polls."""
    EDITABLE: ClassVar = (Status.MAPPING, Status.REFUSED, Status.READY, Status.FAILED)

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports", verbose_name=_("来源"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("经办岗位"))
    mapping = models.TextField(_("映射"), blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.UPLOADED)
    by_name = models.CharField(_("提交人"), max_length=60)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    seen = models.JSONField(default=dict, editable=False)
    faults = models.JSONField(default=list, editable=False)
    fault_total = models.PositiveIntegerField(default=0, editable=False)
    notes = models.JSONField(default=list, editable=False)
    summary = models.JSONField(default=dict, editable=False)
    slices = models.PositiveIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("导入")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:import-detail", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        return self.status in self.BUSY

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE


class ImportFile(models.Model):
    """A file of an import: a log, or a side table; several logs are read one after another as one."""

    class Part(models.TextChoices):
        LOG = "log", _("日志")
        SIDE = "side", _("附表")

    batch = models.ForeignKey(Import, models.CASCADE, related_name="files")
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    part = models.CharField(max_length=4, choices=Part)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("batch", "place"), name="import_file_placed_once")]

    def __str__(self) -> str:
        return self.stored.name
