# SPDX-License-Identifier: Apache-2.0
"""Dictionaries: lists of terms that organs edit; a version in force is never changed, the next one replaces it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned


class Dictionary(Versioned):
    """A list by its key, such as ``power_category``."""

    key = models.SlugField(_("代号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        verbose_name = _("字典")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class DictionaryVersion(Versioned):
    """One edition of a dictionary: draft, in force, or retired. At most one of each dictionary is in force."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        EFFECTIVE = "effective", _("生效")
        RETIRED = "retired", _("停用")

    MOVES: ClassVar = {Status.DRAFT: {Status.EFFECTIVE}, Status.EFFECTIVE: {Status.RETIRED}}

    dictionary = models.ForeignKey(Dictionary, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)
    effective_at = models.DateTimeField(_("生效时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("字典版本")
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("dictionary", "number"), name="dictionary_numbered"),
            models.UniqueConstraint(
                fields=("dictionary",), condition=models.Q(status="effective"), name="dictionary_in_force_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dictionary} {self.number}"


class Term(models.Model):
    """A word of a dictionary: what is stored, and what is shown."""

    version = models.ForeignKey(DictionaryVersion, models.CASCADE, related_name="terms")
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    place = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = _("词条")
        ordering = ("place", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("version", "code"), name="term_coded_once")]

    def __str__(self) -> str:
        return self.name
