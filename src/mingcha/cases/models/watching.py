# SPDX-License-Identifier: Apache-2.0
"""Cases that somebody keeps an eye on 特别关注: her own list, which nobody else sees (S1-27)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case
from mingcha.organs.models import Person


class Watched(models.Model):
    """A case that a person has marked. It gives no right: out of her reach it is not shown."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="watched")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField(_("关注时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("特别关注")
        default_permissions = ()
        ordering = ("-id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("person", "case"), name="watched_once")]

    def __str__(self) -> str:
        return str(self.case)
