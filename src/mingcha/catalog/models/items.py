# SPDX-License-Identifier: Apache-2.0
"""Power items, and their versions in force with the steps (S1-03, S1-04). What is not yet approved is a draft (drafts.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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
    """What was published of an item: it takes effect on a day and is never changed. A case keeps the version that it began with
    until all that run are moved to a later one.

    Its document says all of it (catalog/document.py): steps and points are made from that as rows, since the engine reads rows.
    ``digest`` is the document's hash, by which the same document is known again. Once ``sealed`` the database refuses every
    change but the end of its validity, and versions of one item that are valid on one day (0003_published).
    """

    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="versions")
    number = models.CharField(_("版本"), max_length=20)
    valid_from = DayField(_("生效日期"))
    valid_to = DayField(_("失效日期"), null=True, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    sealed = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("事项版本")
        ordering = ("-valid_from", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("item", "number"), name="item_version_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """The document as it was published; asked for by itself."""
        document: dict[str, Any] = self.written.document
        return document


class VersionDocument(models.Model):
    """The document of a version: in a table of its own, since every case and alarm names its version and none reads this."""

    version = models.OneToOneField(ItemVersion, models.CASCADE, primary_key=True, related_name="written")
    document = models.JSONField(editable=False)

    class Meta:
        verbose_name = _("事项文本")

    def __str__(self) -> str:
        return str(self.version)


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
