# SPDX-License-Identifier: Apache-2.0
"""Alarms: each finding of the engine exactly once by its key, with the version of the rule that found it (S1-33, S1-41)."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case
from mingcha.catalog.models import Point
from mingcha.engine.words import Finding
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField, LogTimeField
from mingcha.organs.models import Officer, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager
from mingcha.organs.search_index import Index

COUNTED: Final = Q(raised_at__isnull=False)
"""Opens the indexes that only count."""


class Alarm(Scoped, Versioned):
    """An alarm 报警. Its key is (case, object, point key, code): judging again never doubles it. ``occurred_at`` is when the
    fact was so (an imported log tells of last year), ``raised_at`` when this system found it.

    Yellow and red end only by oversight; ``cured`` says that the condition is gone meanwhile. A prompt expires with its
    step, or is upgraded when the red one of the same span comes. ``supervised`` while an order 督办 is out for it; whatever the
    engine finds afterwards, an alarm that was revoked stays so; ``withdrawn`` if it was revoked as false. ``item`` and ``act``
    say of which item and at which step it is (empty: at no single one), so that it is counted without a look at its case.
    """

    class Level(models.TextChoices):
        RED = "red", _("红")
        YELLOW = "yellow", _("黄")
        PROMPT = "prompt", _("提示")

    class Status(models.TextChoices):
        OPEN = "open", _("待处理")
        ACKNOWLEDGED = "acknowledged", _("已知悉")
        CURED = "cured", _("已整改")
        UPGRADED = "upgraded", _("已升级")
        EXPIRED = "expired", _("已到期")
        REVOKED = "revoked", _("已撤销")

    MOVES: ClassVar = {
        Status.OPEN: {Status.ACKNOWLEDGED, Status.CURED, Status.UPGRADED, Status.EXPIRED, Status.REVOKED},
        Status.ACKNOWLEDGED: {Status.CURED, Status.UPGRADED, Status.EXPIRED, Status.OPEN, Status.REVOKED},
        Status.CURED: {Status.OPEN, Status.REVOKED},
        Status.UPGRADED: {Status.OPEN, Status.REVOKED},
        Status.EXPIRED: {Status.OPEN, Status.REVOKED},
        Status.REVOKED: set(),
    }

    SCOPE: ClassVar = {"person": "case__insiders__person_id"}
    SEARCH: ClassVar = Index(
        "cases_alarm",
        at="occurred_at",
        facets=(
            ("o", "organ_id"),
            ("a", "organ_1"),
            ("b", "organ_2"),
            ("d", "organ_3"),
            ("n", "county"),
            ("y", "city"),
            ("p", "province"),
            ("s", "secrecy"),
            ("t", "status"),
            ("l", "level"),
            ("k", "kind"),
        ),
        of=("cases_case", "case_id"),
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="alarms", verbose_name=_("办件"))
    kind = models.CharField(_("监察种类"), max_length=20, choices=Point.Kind)
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    point = models.ForeignKey(Point, models.PROTECT, related_name="+", verbose_name=_("监察点"))
    point_key = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    subject = models.CharField(max_length=200, null=True)
    mode = models.CharField(max_length=30, null=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    value = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    occurred_at = LogTimeField(_("发生时间"))
    raised_at = models.DateTimeField(_("发现时间"))
    status = models.CharField(_("状态"), max_length=14, choices=Status, default=Status.OPEN)
    item = models.CharField(_("事项"), max_length=60, null=True, editable=False)
    act = models.CharField(_("环节"), max_length=100, null=True, editable=False)
    supervised = models.BooleanField(_("督办中"), default=False, editable=False)
    withdrawn = models.BooleanField(_("误报"), default=False, editable=False)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("报警")
        ordering = ("-occurred_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "object_kind", "object_id", "point_key", "code"), name="alarm_once")
        ]
        indexes: ClassVar = [
            *scope_indexes("alarm", "occurred_at"),
            # What stands by level and kind is counted over a city or the province without a row. The condition holds always;
            # only who counts says it, or SQLite would take these for lists too, and sort.
            *(
                models.Index(
                    fields=(place, "status", "level", "kind", "secrecy", "supervised"),
                    name=f"alarm_{place}_standing",
                    condition=COUNTED,
                )
                for place in ("city", "province")
            ),
            models.Index(fields=("id",), name="alarm_pursued", condition=Q(supervised=True)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """BJ, year and month in which it was raised, and a running number."""
        return f"BJ-{self.raised_at:%Y-%m}-{self.pk:06}"

    @property
    def finding(self) -> Finding:
        """The finding as the engine made it."""
        where = (self.point_id, self.case_id, self.object_kind, self.object_id, self.code)
        return Finding(*where, self.subject, self.mode, self.officer_id, self.value, self.bound, self.level)


class AlarmDay(models.Model):
    """A day whose alarms have changed since they were counted (mingcha.analysis). Written with the change, once for each, and
    never locked: two acts of one day do not wait for each other. Whoever has counted the day deletes the row."""

    day = DayField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)


STANDING: Final = (Alarm.Status.OPEN, Alarm.Status.ACKNOWLEDGED)
"""An alarm in one of these still says that something is wrong."""
