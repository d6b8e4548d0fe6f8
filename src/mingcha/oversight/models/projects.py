# SPDX-License-Identifier: Apache-2.0
"""Special and individual supervision 专项监督、个案监督: what is looked at together, what was found, and whether it was put right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ, Post, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager
from mingcha.oversight.models.papers import Mode
from mingcha.oversight.models.supervisors import Supervisor


class Project(Scoped, Versioned):
    """A project of ``organ``, which oversees; ``organs`` are looked at. Individual supervision is one with one case."""

    class Status(models.TextChoices):
        RUNNING = "running", _("进行中")
        CLOSED = "closed", _("已办结")

    MOVES: ClassVar = {Status.RUNNING: {Status.CLOSED}, Status.CLOSED: set()}
    SCOPE: ClassVar[dict[str, str]] = {}

    theme = models.CharField(_("主题"), max_length=120)
    mode = models.CharField(_("监督方式"), max_length=10, choices=Mode)
    plan = models.TextField(_("方案"), max_length=2_000)
    first_day = DayField(_("开始日期"))
    last_day = DayField(_("结束日期"))
    organs = models.ManyToManyField(Organ, related_name="+", verbose_name=_("监督对象"))
    team = models.ManyToManyField(Supervisor, related_name="+", verbose_name=_("监督人员"))
    begun_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("立项人"))
    begun_at = models.DateTimeField(_("立项时间"))
    summary = models.TextField(_("总结"), max_length=4_000, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.RUNNING)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("监督项目")
        ordering = ("-begun_at", "-id")
        indexes: ClassVar = [*scope_indexes("project", "begun_at")]

    def __str__(self) -> str:
        return self.theme

    def get_absolute_url(self) -> str:
        return reverse("oversight:project-detail", args=[self.pk])


class ProjectItem(models.Model):
    """A row of another room that a project looks at, by its kind and number: cases and alarms now, others as they come."""

    class Kind(models.TextChoices):
        CASE = "case", _("办件")
        ALARM = "alarm", _("报警")

    project = models.ForeignKey(Project, models.PROTECT, related_name="items", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("监督项目的材料")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("project", "kind", "object_id"), name="project_item_once")
        ]

    def __str__(self) -> str:
        return self.label


class Problem(Scoped, Versioned):
    """Something found at ``organ``, to be put right by ``due_at`` and then looked at again."""

    class Status(models.TextChoices):
        OPEN = "open", _("待整改")
        RECTIFIED = "rectified", _("待复查")
        PASSED = "passed", _("复查通过")

    MOVES: ClassVar = {
        Status.OPEN: {Status.RECTIFIED},
        Status.RECTIFIED: {Status.OPEN, Status.PASSED},
        Status.PASSED: set(),
    }
    SCOPE: ClassVar[dict[str, str]] = {}

    project = models.ForeignKey(Project, models.PROTECT, related_name="problems", verbose_name=_("监督项目"))
    place = models.PositiveSmallIntegerField(_("序号"))
    office = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("回复单位"))
    item = models.ForeignKey(ProjectItem, models.PROTECT, null=True, related_name="+", verbose_name=_("材料"))
    found = models.TextField(_("问题"), max_length=2_000)
    basis = models.CharField(_("依据"), max_length=500)
    demand = models.TextField(_("整改要求"), max_length=2_000)
    found_at = models.DateTimeField(_("发现时间"))
    due_at = models.DateTimeField(_("整改期限"))
    rectified_at = models.DateTimeField(_("整改时间"), null=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OPEN)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("监督发现的问题")
        ordering = ("-found_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("project", "place"), name="problem_place_once")]
        indexes: ClassVar = [*scope_indexes("problem", "found_at")]

    def __str__(self) -> str:
        return f"{self.project.theme}（{self.place}）"

    @property
    def is_overdue(self) -> bool:
        """Whether it is still to be put right, and its term has passed."""
        return self.status == self.Status.OPEN and self.due_at < timezone.now()

    def get_absolute_url(self) -> str:
        return reverse("oversight:problem-detail", args=[self.pk])


class ProblemTurn(models.Model):
    """What was said of a problem; rows are added and never changed."""

    class Kind(models.TextChoices):
        FOUND = "found", _("列入问题清单")
        RECTIFIED = "rectified", _("整改")
        FAILED = "failed", _("复查未通过")
        PASSED = "passed", _("复查通过")

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=2_000)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    files = models.ManyToManyField(Stored, related_name="+")

    class Meta:
        verbose_name = _("问题整改经过")
        default_permissions = ()
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.problem_id} {self.kind}"
