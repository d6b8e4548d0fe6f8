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


class Certificate(Versioned):
    """An enforcement certificate: for a category, in an area, from a day to a day (both included)."""

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        REVOKED = "revoked", _("已注销")

    MOVES: ClassVar = {Status.VALID: {Status.REVOKED}}
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
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.VALID)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("执法证")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number
