# SPDX-License-Identifier: Apache-2.0
"""Power items, versions, steps and points, thin: enough to judge cases by (S1-05 … S1-19). Approval comes with its room.

A point's rows are what the engine reads (engine/schema.py); ``rule`` holds the same point as a document, from which it is
made again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.engine.kinds import KINDS
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField
from mingcha.organs.models import Organ
from mingcha.organs.scope import ScopedManager, ScopedQuerySet, Worn


class ItemQuerySet(ScopedQuerySet["PowerItem"]):
    """Items within reach, and those of the organs above: a handler works by the catalogue of the organ that her unit is part of."""

    def within(self, post: Worn) -> ItemQuerySet:
        return self.filter(pk__in=super().within(post).values("pk")) | self.filter(organ__in=post.organ.ancestry)


class ItemManager(ScopedManager["PowerItem"]):
    """Narrows by the same rule."""

    def get_queryset(self) -> ItemQuerySet:
        return ItemQuerySet(self.model, using=self._db)


class PowerItem(Versioned):
    """A power that an organ holds 权力事项, known by its code."""

    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    code = models.CharField(_("事项编码"), max_length=60, unique=True)
    name = models.CharField(_("事项名称"), max_length=200)
    category = models.CharField(_("权力类别"), max_length=40)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="items", verbose_name=_("实施机关"))

    objects = ItemManager()

    class Meta:
        verbose_name = _("权力事项")
        ordering = ("category", "code")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:item-detail", args=(self.pk,))


class ItemVersion(Versioned):
    """A version of an item: its steps and points, never changed. A case keeps the version that it began with.

    ``digest`` is the hash of the document that it was made from, by which the same document is known again.
    """

    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="versions")
    number = models.CharField(_("版本"), max_length=20)
    valid_from = DayField(_("生效日期"))
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("事项版本")
        ordering = ("-valid_from", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("item", "number"), name="item_version_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.number}"


class Step(models.Model):
    """A step of the procedure, at its place in the declared order; steps of one place run in parallel."""

    item_version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="steps")
    act = models.CharField(_("环节"), max_length=100)
    place = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = _("环节")
        ordering = ("place", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("item_version", "act"), name="step_act_once")]

    def __str__(self) -> str:
        return self.act


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


class Article(models.Model):
    """One interval of validity of an article of law that a decision may cite."""

    article_id = models.CharField(_("条文"), max_length=200, db_index=True)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("article_id", "valid_from"), name="article_valid_once")
        ]

    def __str__(self) -> str:
        return self.article_id


class Tier(models.Model):
    """A tier of discretion 裁量阶次: what a violation of that gravity may cost, in cents, while it is in force."""

    violation = models.CharField(_("违法行为"), max_length=200)
    tier = models.CharField(_("阶次"), max_length=40)
    valid_from = DayField(_("施行日期"))
    valid_to = DayField(_("失效日期"), null=True)
    min_amt = models.BigIntegerField(_("最低"), null=True)
    max_amt = models.BigIntegerField(_("最高"), null=True)
    needs_order = models.BooleanField(_("须先责令改正"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("violation", "tier", "valid_from"), name="tier_valid_once")
        ]

    def __str__(self) -> str:
        return f"{self.violation} {self.tier}"
