# SPDX-License-Identifier: Apache-2.0
"""The register of 监督人员: who holds an oversight certificate 行政执法监督证, and from which day to which it counts.

It is not an enforcement certificate (organs.Certificate), which qualifies for acts in cases and is read by the engine.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ, Person
from mingcha.organs.scope import ScopedManager


class Supervisor(Versioned):
    """A holder. A certificate that was given anew is a row of its own."""

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        SUSPENDED = "suspended", _("已暂扣")
        REVOKED = "revoked", _("已注销")

    MOVES: ClassVar = {
        Status.VALID: {Status.SUSPENDED, Status.REVOKED},
        Status.SUSPENDED: {Status.VALID, Status.REVOKED},
        Status.REVOKED: set(),
    }
    SCOPE: ClassVar = {
        "organ": "organ_id",
        "path": "organ__path",
        "city": "organ__city",
        "county": "organ__county",
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机构"))
    number = models.CharField(_("监督证号"), max_length=40, unique=True)
    issued_by = models.CharField(_("发证机关"), max_length=120)
    valid_from = DayField(_("有效期起"))
    valid_to = DayField(_("有效期止"), null=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.VALID)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("监督人员")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.person.name}（{self.number}）"

    def get_absolute_url(self) -> str:
        return reverse("oversight:supervisor-edit", args=[self.pk])

    def counts_on(self, day: date) -> bool:
        """Whether the certificate is in force on a day, as things stand."""
        began = self.valid_from is not None and self.valid_from <= day
        return self.status == self.Status.VALID and began and (self.valid_to is None or day <= self.valid_to)
