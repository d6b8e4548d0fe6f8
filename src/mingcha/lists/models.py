# SPDX-License-Identifier: Apache-2.0
"""What a person keeps of lists: filters under a name, and errands: exports and acts on many rows (S0-47)."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.models import Person, Post

EXPORT: Final = "export"
"""The act of an errand that writes a file; any other is one of its list's acts."""


class SavedFilter(models.Model):
    """The query of a list under a name. It is only a link: what it shows is decided anew each time it is opened."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    listing = models.CharField(_("列表"), max_length=40)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("筛选"), max_length=2_000)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("筛选")
        ordering = ("listing", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "listing", "name"), name="filter_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Errand(Versioned):
    """Work on many rows of a list, slice by slice, as the post that ordered it: its right and its reach are looked at anew
    for each slice. ``query`` and ``ids`` say which rows: those chosen, or all that the query finds."""

    class Status(models.TextChoices):
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        STOPPED = "stopped", _("已停止")
        FAILED = "failed", _("没有完成")
        GONE = "gone", _("已删除")

    MOVES: ClassVar = {
        Status.RUNNING: {Status.DONE, Status.STOPPED, Status.FAILED},
        Status.FAILED: {Status.RUNNING, Status.GONE},
        Status.STOPPED: {Status.GONE},
        Status.DONE: {Status.GONE},
    }

    class Form(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    reach = models.CharField(max_length=400, editable=False)
    listing = models.CharField(_("列表"), max_length=40)
    act = models.CharField(_("办理"), max_length=40)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    query = models.CharField(_("筛选"), max_length=2_000, blank=True)
    ids = models.JSONField(null=True)
    form = models.CharField(_("格式"), max_length=4, choices=Form, blank=True)
    language = models.CharField(max_length=10)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.RUNNING)
    total = models.PositiveIntegerField(_("总数"), null=True)
    done = models.PositiveIntegerField(_("已办"), default=0)
    place = models.JSONField(null=True)  # of the row that was the last so far; empty when all are done
    refused = models.PositiveIntegerField(_("未办"), default=0)
    refusals = models.JSONField(default=list)
    written = models.BigIntegerField(_("大小"), default=0)
    code = models.CharField(max_length=40, blank=True)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("批量任务")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=("person", "-id"), name="errand_of_person"),
            models.Index(fields=("status", "ended_at"), name="errand_old"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.act} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("lists:errand-detail", args=(self.pk,))

    @property
    def file(self) -> Path:
        """Where the finished export lies; the part that grows beside it ends in ``.part``."""
        return Path(settings.EXPORTS_ROOT) / f"{self.pk}.{self.form}"

    @property
    def part(self) -> Path:
        return self.file.with_name(f"{self.pk}.part")
