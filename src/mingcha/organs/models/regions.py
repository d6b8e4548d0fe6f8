# SPDX-License-Identifier: Apache-2.0
"""Regions by GB/T 2260, the organs in them, and what a region has settled for itself (S0-49, S1-06, S1-43)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.scope import ScopedManager


class Region(models.Model):
    """An administrative region. ``code`` has twelve digits (GB/T 2260 padded with zeros), as areas have in the engine."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("省级")
        CITY = 2, _("市级")
        COUNTY = 3, _("县级")
        TOWN = 4, _("乡级")

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )

    class Meta:
        verbose_name = _("行政区划")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def city(self) -> str:
        """The code of the city above or here; empty for a province."""
        return f"{self.code[:4]}00000000" if self.level >= self.Level.CITY else ""

    @property
    def county(self) -> str:
        """The code of the county above or here; empty for a city or a province."""
        return f"{self.code[:6]}000000" if self.level >= self.Level.COUNTY else ""

    @property
    def span(self) -> tuple[int, int]:
        """The first and last code of the areas inside this one: areas nest as ranges of numbers."""
        digits = {1: 2, 2: 4, 3: 6, 4: 9}[self.level]
        first = int(self.code)
        return first, first + 10 ** (12 - digits) - 1


class Organ(Versioned):
    """An organ, or a unit inside one. ``path`` holds the ids from the top (``/1/5/``); ``city``, ``county`` its place."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("人民政府")
        JUSTICE = "justice", _("司法行政机关")
        ENFORCEMENT = "enforcement", _("行政执法机关")
        ENTRUSTED = "entrusted", _("受委托组织")
        AUTHORISED = "authorised", _("法律法规授权组织")
        TOWN = "town", _("乡镇街道")
        HALL = "hall", _("政务服务机构")
        UNIT = "unit", _("内设机构")

    class Status(models.TextChoices):
        ACTIVE = "active", _("运行中")
        CLOSED = "closed", _("已撤并")

    MOVES: ClassVar = {Status.ACTIVE: {Status.CLOSED}, Status.CLOSED: {Status.ACTIVE}}
    SCOPE: ClassVar = {"organ": "id", "path": "path", "city": "city", "county": "county"}

    name = models.CharField(_("名称"), max_length=120)
    short = models.CharField(_("简称"), max_length=40)
    kind = models.CharField(_("性质"), max_length=20, choices=Kind)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("所在地区"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("上级机构")
    )
    path = models.CharField(max_length=200, editable=False)
    city = models.CharField(max_length=12, editable=False)
    county = models.CharField(max_length=12, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ACTIVE)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("机构")
        ordering = ("path",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("name", "parent"), name="organ_named_once")]
        indexes: ClassVar = [models.Index(fields=("path",)), models.Index(fields=("city", "county"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organs:organ-detail", args=(self.pk,))

    @property
    def ancestry(self) -> list[int]:
        """The ids from the top of the tree down to this organ."""
        return [int(part) for part in self.path.strip("/").split("/")]

    @property
    def level(self) -> str:
        """How far its region reaches: county, city or province."""
        return "county" if self.county else "city" if self.city else "province"

    @property
    def region_code(self) -> str:
        """The code of that county, city or province."""
        return self.county or self.city or f"{self.region_id[:2]}0000000000"


class RegionProfile(Versioned):
    """What a region has settled for itself: how many gates an approval has, which categories of power it shows (S1-06)."""

    class SecondFactor(models.TextChoices):
        """Administrators need one anyhow (organs/factors.py); the region says whether everybody else does."""

        OPTIONAL = "optional", _("管理员必须，其他人自愿")
        REQUIRED = "required", _("所有人必须")

    region = models.OneToOneField(Region, models.CASCADE, related_name="profile", verbose_name=_("地区"))
    small_county = models.BooleanField(
        _("小县模式"),
        default=False,
        help_text=_("监督机构只有两人时，相邻的审核环节可以合并；提交人仍不得审核自己的事项"),
    )
    second_factor = models.CharField(_("二次验证"), max_length=10, choices=SecondFactor, default=SecondFactor.OPTIONAL)
    dormant_days = models.PositiveSmallIntegerField(_("长期未登录的天数"), default=90)
    digest_hour = models.PositiveSmallIntegerField(_("消息汇总时间"), default=9)
    quiet_from = models.PositiveSmallIntegerField(_("免打扰开始"), default=20)
    quiet_to = models.PositiveSmallIntegerField(_("免打扰结束"), default=8)
    categories = models.JSONField(_("显示的权力类别"), default=list, blank=True)
    note = models.TextField(_("说明"), max_length=1_000, blank=True)

    class Meta:
        verbose_name = _("地区配置")

    def __str__(self) -> str:
        return self.region.name
