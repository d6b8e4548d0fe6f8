# SPDX-License-Identifier: Apache-2.0
"""Oversight documents 监督文书 (order 825; domain.md c.6): from the draft over seal and receipt to the report that is accepted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ, Post, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager
from mingcha.oversight.models.supervisors import Supervisor


class Mode(models.TextChoices):
    """In which way oversight came upon it; every act of oversight carries it."""

    DAILY = "daily", _("日常监督")
    KEY = "key", _("重点监督")
    SPECIAL = "special", _("专项监督")
    SINGLE = "single", _("个案监督")


class Unit(models.TextChoices):
    """How the days of a term count."""

    WORKING = "wd", _("个工作日")
    CALENDAR = "cd", _("日（自然日）")


class Paper(Scoped, Versioned):
    """A document to ``organ``, the one overseen; ``office`` is the organ whose monitoring office answers for it.

    The three terms are fixed when it is drafted: later changes of a region's clocks leave it alone. ``digest`` is the check
    code of what was sealed. ``remind_at`` is when somebody is next reminded.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("行政执法监督通知书")
        OPINION = "opinion", _("行政执法监督意见书")
        DECISION = "decision", _("行政执法监督决定书")
        ADVICE = "advice", _("监察建议书")

    class Status(models.TextChoices):
        DRAFT = "draft", _("拟稿")
        HANDED_IN = "handed_in", _("待核稿")
        CHECKED = "checked", _("待签发")
        SIGNED = "signed", _("待编号用印")
        ISSUED = "issued", _("待送达")
        SERVED = "served", _("待回复")
        OBJECTED = "objected", _("异议复查中")
        REPORTED = "reported", _("已回复")
        CLOSED = "closed", _("已办结")
        WITHDRAWN = "withdrawn", _("已撤销")

    MOVES: ClassVar = {
        Status.DRAFT: {Status.HANDED_IN},
        Status.HANDED_IN: {Status.CHECKED, Status.DRAFT},
        Status.CHECKED: {Status.SIGNED, Status.DRAFT},
        Status.SIGNED: {Status.ISSUED, Status.DRAFT},
        Status.ISSUED: {Status.SERVED},
        Status.SERVED: {Status.OBJECTED, Status.REPORTED},
        Status.OBJECTED: {Status.SERVED, Status.WITHDRAWN},
        Status.REPORTED: {Status.SERVED, Status.CLOSED},
        Status.CLOSED: set(),
        Status.WITHDRAWN: set(),
    }

    class Method(models.TextChoices):
        DIRECT = "direct", _("直接送达")
        ONLINE = "online", _("平台签收")
        MAIL = "mail", _("邮寄送达")
        LEFT = "left", _("留置送达")
        ENTRUSTED = "entrusted", _("委托送达")

    SCOPE: ClassVar[dict[str, str]] = {}

    kind = models.CharField(_("文书种类"), max_length=10, choices=Kind)
    mode = models.CharField(_("监督方式"), max_length=10, choices=Mode)
    matter = models.CharField(_("事由"), max_length=120)
    facts = models.TextField(_("事实"), max_length=4_000)
    basis = models.TextField(_("依据"), max_length=2_000)
    demands = models.TextField(_("要求"), max_length=2_000)
    revised = models.TextField(_("复查后的要求"), max_length=2_000, blank=True)
    issuer = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("发出机关"))
    office = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("回复单位"))
    first = models.ForeignKey(Supervisor, models.PROTECT, related_name="+", verbose_name=_("监督人员"))
    second = models.ForeignKey(Supervisor, models.PROTECT, related_name="+", verbose_name=_("监督人员"))
    report_days = models.PositiveSmallIntegerField(_("回复期限"))
    report_unit = models.CharField(max_length=2, choices=Unit)
    objection_days = models.PositiveSmallIntegerField(_("提出异议期限"))
    objection_unit = models.CharField(max_length=2, choices=Unit)
    review_days = models.PositiveSmallIntegerField(_("复查期限"))
    review_unit = models.CharField(max_length=2, choices=Unit)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("拟稿人"))
    drafted_at = models.DateTimeField(_("拟稿时间"))
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("核稿人"))
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人"))
    number = models.CharField(_("文书号"), max_length=60, blank=True)
    issued_at = models.DateTimeField(_("用印时间"), null=True)
    digest = models.CharField(_("核验码"), max_length=64, blank=True)
    served_on = DayField(_("送达日期"), null=True)
    method = models.CharField(_("送达方式"), max_length=10, choices=Method, blank=True)
    receiver = models.CharField(_("收件人"), max_length=60, blank=True)
    objection_due = models.DateTimeField(_("提出异议期限"), null=True)
    review_due = models.DateTimeField(_("复查期限"), null=True)
    report_due = models.DateTimeField(_("回复期限"), null=True)
    reported_at = models.DateTimeField(_("回复时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    remind_at = models.DateTimeField(null=True, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("监督文书")
        ordering = ("-drafted_at", "-id")
        indexes: ClassVar = [
            *scope_indexes("opaper", "drafted_at"),
            models.Index(fields=("remind_at",), condition=Q(remind_at__isnull=False), name="opaper_reminder"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()}（{self.matter}）"

    def get_absolute_url(self) -> str:
        return reverse("oversight:paper-detail", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether the report came after its term."""
        return bool(self.reported_at and self.report_due and self.reported_at > self.report_due)

    @property
    def is_overdue(self) -> bool:
        """Whether it is still to be answered, and its term has passed."""
        return self.status == self.Status.SERVED and self.report_due is not None and self.report_due < timezone.now()


class PaperSource(models.Model):
    """From what a document was drafted: a row of a room, by its kind and number."""

    class Kind(models.TextChoices):
        ALARM = "alarm", _("报警")
        ORDER = "order", _("督办")
        PROBLEM = "problem", _("专项监督问题")
        PAPER = "paper", _("监督文书")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sources", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("paper", "kind", "object_id"), name="paper_source_once")
        ]
        indexes: ClassVar = [models.Index(fields=("kind", "object_id"), name="paper_source_object")]

    def __str__(self) -> str:
        return self.label


class PaperTurn(models.Model):
    """What was done with a document, by whom and when; rows are added and never changed. Its files come with it."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("拟稿")
        HANDED_IN = "handed_in", _("送审")
        CHECKED = "checked", _("核稿")
        SIGNED = "signed", _("签发")
        RETURNED = "returned", _("退回")
        ISSUED = "issued", _("编号用印")
        SERVED = "served", _("送达")
        OBJECTED = "objected", _("提出异议")
        UPHELD = "upheld", _("复查维持")
        CHANGED = "changed", _("复查变更")
        WITHDRAWN = "withdrawn", _("复查撤销")
        REPORTED = "reported", _("回复")
        SENT_BACK = "sent_back", _("退回回复")
        REMINDED = "reminded", _("自动催办")
        CLOSED = "closed", _("办结")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=4_000, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    files = models.ManyToManyField(Stored, related_name="+")

    class Meta:
        verbose_name = _("监督文书经过")
        default_permissions = ()
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.paper_id} {self.kind}"


class PaperClock(Versioned):
    """A term that a region has settled for a kind of document. None is shipped: order 825 as published names no days."""

    class Event(models.TextChoices):
        REPORT = "report", _("回复（整改报告）")
        OBJECTION = "objection", _("提出异议")
        REVIEW = "review", _("复查答复")

    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    kind = models.CharField(_("文书种类"), max_length=10, choices=Paper.Kind)
    event = models.CharField(_("期限"), max_length=10, choices=Event)
    days = models.PositiveSmallIntegerField(_("天数"))
    unit = models.CharField(_("单位"), max_length=2, choices=Unit)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("监督文书期限")
        ordering = ("kind", "event")
        constraints: ClassVar = [models.UniqueConstraint(fields=("region", "kind", "event"), name="paper_clock_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_event_display()}"
