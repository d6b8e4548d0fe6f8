# SPDX-License-Identifier: Apache-2.0
"""The register of enforcement officers and auxiliary staff, and the certificates that qualify them (S1-09, S1-42)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models.people import Person
from mingcha.organs.models.regions import Organ, Region
from mingcha.organs.scope import ScopedManager
from mingcha.organs.search_index import Index


class Officer(Versioned):
    """Somebody who acts in cases. ``unregistered``: a name that an imported log mentions and no register knows."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("执法人员")
        AUXILIARY = "auxiliary", _("辅助人员")
        UNREGISTERED = "unregistered", _("未登记人员")

    class Status(models.TextChoices):
        ACTIVE = "active", _("在岗")
        LEFT = "left", _("离岗")

    MOVES: ClassVar = {Status.ACTIVE: {Status.LEFT}, Status.LEFT: {Status.ACTIVE}}
    SCOPE: ClassVar = {
        "organ": "organ_id",
        "path": "organ__path",
        "city": "organ__city",
        "county": "organ__county",
        "person": "person_id",
    }
    SEARCH: ClassVar = Index("organs_officer")

    name = models.CharField(_("姓名"), max_length=60)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="officers", verbose_name=_("机构"))
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="officer", verbose_name=_("账户")
    )
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ACTIVE)
    search_text = models.TextField(editable=False, default="")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("执法人员")
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=("organ", "name"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organs:officer-detail", args=(self.pk,))


class Exam(models.Model):
    """An exam of enforcement qualification that an officer took, and its result: rows are only added (S4-09)."""

    SCOPE: ClassVar = {
        "organ": "officer__organ_id",
        "path": "officer__organ__path",
        "city": "officer__organ__city",
        "county": "officer__organ__county",
    }

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="exams", verbose_name=_("执法人员"))
    on = DayField(_("考试日期"))
    passed = models.BooleanField(_("合格"))
    organiser = models.CharField(_("组织单位"), max_length=100)
    score = models.CharField(_("成绩"), max_length=20, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("资格考试")
        ordering = ("-on", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("officer", "on"), name="exam_once_a_day")]

    def __str__(self) -> str:
        return f"{self.officer} {self.on}"


class Certificate(Versioned):
    """An enforcement certificate: for a category, in an area, from a day to a day (both included).

    ``valid_to`` is the last day on which it counts as things stand: yearly verification moves it, up to ``term_to``, the
    last day that is printed. Days on which it does not count although they lie between are left out of its spans.
    """

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        SUSPENDED = "suspended", _("已暂扣")
        REVOKED = "revoked", _("已注销")

    MOVES: ClassVar = {
        Status.VALID: {Status.SUSPENDED, Status.REVOKED},
        Status.SUSPENDED: {Status.VALID, Status.REVOKED},
    }
    SCOPE: ClassVar = {
        "organ": "officer__organ_id",
        "path": "officer__organ__path",
        "city": "officer__organ__city",
        "county": "officer__organ__county",
    }

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="certificates", verbose_name=_("执法人员"))
    number = models.CharField(_("执法证号"), max_length=40, unique=True)
    category = models.CharField(_("执法类别"), max_length=60)
    area = models.ForeignKey(Region, models.PROTECT, verbose_name=_("执法区域"))
    area_lo = models.BigIntegerField(editable=False)
    area_hi = models.BigIntegerField(editable=False)
    valid_from = DayField(_("有效期起"))
    valid_to = DayField(_("有效期止"), null=True, blank=True)
    term_to = DayField(_("证载有效期止"), null=True, blank=True, editable=False)
    revoked_on = DayField(_("注销日期"), null=True, blank=True, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.VALID)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("执法证")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number


class Verification(models.Model):
    """The yearly verification 年度审验 of a certificate: rows are only added."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="verifications")
    year = models.PositiveSmallIntegerField(_("审验年度"))
    on = DayField(_("审验日期"))
    passed = models.BooleanField(_("合格"))
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("年度审验")
        ordering = ("-year", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("certificate", "year"), name="verified_once_a_year")]

    def __str__(self) -> str:
        return f"{self.certificate} {self.year}"


class CertificatePause(models.Model):
    """Days, both included, on which a certificate does not count: it was suspended, or its verification had lapsed."""

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", _("暂扣")
        LAPSED = "lapsed", _("逾期未审验")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="pauses")
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    first_day = DayField(_("起"))
    last_day = DayField(_("止"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("不计入有效的日子")
        ordering = ("first_day", "id")

    def __str__(self) -> str:
        return f"{self.certificate} {self.first_day}"


class CertificateSpan(models.Model):
    """An interval in which a certificate counts, as the engine reads it; without any row its own days count."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="spans")
    valid_from = DayField(_("起"))
    valid_to = DayField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("有效期间")
        ordering = ("valid_from", "id")

    def __str__(self) -> str:
        return f"{self.certificate} {self.valid_from}"
