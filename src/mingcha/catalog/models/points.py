# SPDX-License-Identifier: Apache-2.0
"""Monitor points 监察点 of a version, as the engine reads them (S1-05 … S1-19).

A point's rows are what the engine reads (engine/schema.py); ``rule`` holds the same point as a document, from which it is
made again. All rows are written with their version and never after (0003_published).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models.items import ItemVersion
from mingcha.engine.kinds import KINDS


class Point(models.Model):
    """A monitor point 监察点 of a version, as the engine reads it."""

    Kind = models.TextChoices("Kind", {key.upper(): (key, kind.names["zh"]) for key, kind in KINDS.items()})  # type: ignore[call-overload, arg-type, unused-ignore]

    item_version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="points")
    key = models.CharField(_("代号"), max_length=60)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind)
    name = models.CharField(_("名称"), max_length=200, blank=True)
    law = models.CharField(_("依据"), max_length=300, blank=True)
    rule = models.JSONField()
    limit_n = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=20, null=True)
    start_edge = models.CharField(max_length=10)
    n_end = models.BigIntegerField()
    warn_seconds = models.BigIntegerField(null=True)
    k = models.BigIntegerField()
    category = models.CharField(max_length=200, null=True)
    option = models.CharField(max_length=20, null=True)
    effect = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("监察点")
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("item_version", "key"), name="point_key_once")]

    def __str__(self) -> str:
        return self.name or self.key


class PointAct(models.Model):
    """An act that a point looks at, and as what: at | start | in | end | first | second."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="acts")
    act = models.CharField(max_length=100)
    part = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.part} {self.act}"


class PointPauseKind(models.Model):
    """A kind of pause that the item allows."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="pause_kinds")
    kind = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.kind


class PointEvidence(models.Model):
    """How many items of a kind of evidence a step needs."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=200)
    n = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} ≥ {self.n}"


class PointNegative(models.Model):
    """An outcome that counts as negative 否定性."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="negative")
    outcome = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.outcome


class PointExempt(models.Model):
    """A return that is no rollback, up to so many times."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="exempt")
    from_act = models.CharField(max_length=100)
    to_act = models.CharField(max_length=100)
    times = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.from_act} → {self.to_act}"


class PointLevel(models.Model):
    """The level that the point gives a code; a code without a row is switched off."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="levels")
    code = models.CharField(max_length=30)
    level = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.code} {self.level}"
