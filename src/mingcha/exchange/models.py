# SPDX-License-Identifier: Apache-2.0
"""Where logs come from, each import of one (columns, dry run, progress), and other systems that call the API (S3-03, S3-10, S4-32)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.files.models import Stored
from mingcha.ledger import Actor
from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Post
from mingcha.organs.scope import ScopedManager, Worn


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

    @property
    def is_mapped(self) -> bool:
        """Whether somebody has settled how its logs are read."""
        return bool(self.mapping)


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
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("经办岗位"))
    client = models.ForeignKey("Client", models.PROTECT, null=True, related_name="+", verbose_name=_("接入系统"))
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post=None, client__isnull=False) | models.Q(post__isnull=False, client=None),
                name="import_by_one_of_both",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:import-detail", args=[self.pk])

    @property
    def in_charge(self) -> Worn:
        """In whose name its jobs act, and whose reach they have: the post or the system that began it last."""
        worn = self.post or self.client
        assert worn is not None  # import_by_one_of_both
        return worn

    @property
    def is_busy(self) -> bool:
        return self.status in self.BUSY

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE


class Client(Versioned):
    """Another system 接入系统 that calls the API in its own name: what it may do, for which organs, until when, from where.

    Its id and the hash of its secret are the row of the OAuth package. What it may is settled once: another set of rights
    is another client, so that old entries stay true.
    """

    class Reach(models.TextChoices):
        ORGAN = "organ", _("本机构")
        BELOW = "below", _("本机构及下级")
        REGION = "region", _("本地区及下级")

    class Status(models.TextChoices):
        ACTIVE = "active", _("启用")
        DISABLED = "disabled", _("停用")

    MOVES: ClassVar = {Status.ACTIVE: {Status.DISABLED}, Status.DISABLED: {Status.ACTIVE}}
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, models.PROTECT, related_name="client", editable=False
    )
    name = models.CharField(_("名称"), max_length=60)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("所属机关"))
    reach = models.CharField(_("范围"), max_length=10, choices=Reach)
    rights = models.JSONField(_("权限"), default=list)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    networks = models.JSONField(_("允许的网络"), default=list, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ACTIVE)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("接入系统")
        ordering = ("-id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("organ", "name"), name="client_named_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:client-detail", args=[self.pk])

    @property
    def ceiling(self) -> int:
        """Nothing secret leaves by a machine."""
        return 0

    @property
    def person_id(self) -> int:
        """It is nobody: no row is about it as a person."""
        return 0

    def may(self, perm: str) -> bool:
        """Whether it was given the right; its token may have been asked for less (exchange/tokens.py)."""
        return perm in self.rights

    @property
    def actor(self) -> Actor:
        """The values that an entry of the ledger keeps of it."""
        organ = self.organ
        return Actor("system", None, self.name, organ.name, organ.path, organ.city, organ.county)

    def in_force(self, day: date) -> bool:
        """Whether it may call on that day."""
        return (
            self.status == self.Status.ACTIVE
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


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
