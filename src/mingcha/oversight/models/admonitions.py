# SPDX-License-Identifier: Apache-2.0
"""Admonitions 告诫, and what a region has settled about how they count (S3-24)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Person, Post, Region
from mingcha.organs.perms import Perm
from mingcha.organs.scope import ScopedManager, ScopedQuerySet, Worn
from mingcha.oversight.models.liability import Liability


class AdmonitionQuerySet(ScopedQuerySet["Admonition"]):
    """Visible by need, as matters of accountability are."""

    def within(self, post: Worn) -> AdmonitionQuerySet:
        own = models.Q(person_id=post.person_id)
        if not post.may(Perm.OVERSIGHT_LIABILITY_OVERSEE) or post.reach == Post.Reach.SELF:
            return self.filter(own)
        path = post.organ.path
        inside = (
            models.Q(organ=post.organ) if post.reach == Post.Reach.ORGAN else models.Q(organ__path__startswith=path)
        )
        return self.filter(own | inside | models.Q(authority__path__startswith=path))


class AdmonitionManager(ScopedManager["Admonition"]):
    """Narrows by need."""

    def get_queryset(self) -> AdmonitionQuerySet:
        return AdmonitionQuerySet(self.model, using=self._db)


class Admonition(Versioned):
    """An admonition given to a person. ``liability`` is the decision that brought it, where it was a form of liability."""

    class Kind(models.TextChoices):
        """It is none of the nine forms; which of these count is settled by region."""

        WRITTEN = "written", _("告诫书")
        PROMPT = "prompt", _("提示单")
        TALK = "talk", _("诫勉谈话")

    class Status(models.TextChoices):
        STANDING = "standing", _("有效")
        REVOKED = "revoked", _("已撤销")

    MOVES: ClassVar = {Status.STANDING: {Status.REVOKED}, Status.REVOKED: set()}
    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("被告诫人"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    authority = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("告诫机关"))
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    facts = models.TextField(_("事由"), max_length=2_000)
    given_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("告诫人"))
    given_at = models.DateTimeField(_("告诫时间"))
    liability = models.ForeignKey(Liability, models.PROTECT, null=True, related_name="admonitions")
    reason = models.CharField(_("撤销理由"), max_length=500, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.STANDING)

    objects = AdmonitionManager()

    class Meta:
        verbose_name = _("告诫")
        default_permissions = ()
        ordering = ("-given_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=("given_at", "id"), name="admonition_given"),
            models.Index(fields=("organ", "given_at"), name="admonition_of_organ"),
        ]

    def __str__(self) -> str:
        return f"GJ-{localtime(self.given_at):%Y}-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:admonition-detail", args=[self.pk])


def usual_kinds() -> list[str]:
    """What counts as an admonition where a region has settled nothing."""
    return [Admonition.Kind.WRITTEN.value, Admonition.Kind.TALK.value]


class AdmonitionRule(Versioned):
    """How admonitions count in a region: of a person or of a whole department, which kinds, how many within how many months."""

    class Unit(models.TextChoices):
        PERSON = "person", _("同一人员")
        DEPARTMENT = "department", _("同一部门的人员合并计算")

    region = models.OneToOneField(Region, models.CASCADE, related_name="+", verbose_name=_("地区"))
    unit = models.CharField(_("计数对象"), max_length=10, choices=Unit, default=Unit.PERSON)
    kinds = models.JSONField(_("计入的告诫方式"), default=usual_kinds)
    most = models.PositiveSmallIntegerField(_("次数"), default=2)
    months = models.PositiveSmallIntegerField(_("月数"), default=12)

    class Meta:
        verbose_name = _("告诫计数规则")
        default_permissions = ()

    def __str__(self) -> str:
        return self.region.name
