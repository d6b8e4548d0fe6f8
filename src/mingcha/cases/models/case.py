# SPDX-License-Identifier: Apache-2.0
"""Cases, their steps, and what belongs to steps: people, pauses, extensions, evidence (architecture.md section 5).

Facts may come late or be corrected by a later fact; who put them here stands in the ledger. Columns are the engine's.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import ItemVersion
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import DayField, LogTimeField
from mingcha.organs.models import Calendar, Officer, Person, Scoped, scope_indexes
from mingcha.organs.scope import ScopedManager
from mingcha.organs.search_index import Index


class Case(Scoped, Versioned):
    """A case 办件. ``source`` is the system that it came from (empty: ours); ``number`` is unique within it."""

    class Status(models.TextChoices):
        OPEN = "open", _("在办")
        CLOSED = "closed", _("已办结")

    MOVES: ClassVar = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}
    SCOPE: ClassVar = {"person": "insiders__person_id"}
    SEARCH: ClassVar = Index(
        "cases_case",
        at="came_at",
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
        ),
    )

    source = models.CharField(_("来源系统"), max_length=60, blank=True)
    number = models.CharField(_("案号"), max_length=120)
    title = models.CharField(_("案由"), max_length=300, blank=True)
    party = models.CharField(_("当事人"), max_length=200, blank=True)
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", db_index=False)
    item_code = models.CharField(max_length=60)
    item_number = models.CharField(max_length=20)
    power = models.CharField(_("权力类别"), max_length=40)
    category = models.CharField(_("执法类别"), max_length=60, null=True)
    area = models.BigIntegerField(_("地区"), null=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+", db_index=False)
    came_at = LogTimeField(_("收到时间"))
    accepted_at = LogTimeField(_("立案或受理时间"), null=True)
    closed_at = LogTimeField(_("办结时间"), null=True)
    promised_at = LogTimeField(_("承诺办结时间"), null=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status)
    content = models.CharField(max_length=64, editable=False)
    import_id = models.BigIntegerField(null=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("办件")
        ordering = ("-came_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("source", "number"), name="case_numbered_once")]
        indexes: ClassVar = [
            *scope_indexes("case", "came_at"),
            models.Index(fields=("import_id",), name="case_of_import", condition=models.Q(import_id__isnull=False)),
            models.Index(fields=("closed_at",), name="case_closed", condition=models.Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class CaseDay(models.Model):
    """A day on which cases came in or were closed, and of which that, or what is said of them, has changed since they were
    counted (mingcha.analysis). As cases.AlarmDay: written with the change, never locked."""

    day = DayField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)


class Step(models.Model):
    """A step as it was done; ``run`` counts how often the act has begun in the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    act = models.CharField(_("环节"), max_length=100)
    ord = models.IntegerField(null=True)
    seq = models.IntegerField()
    run = models.IntegerField()
    parallel = models.BooleanField(default=False)
    assigned_at = LogTimeField(_("分派时间"), null=True)
    started_at = LogTimeField(_("开始时间"), null=True)
    ended_at = LogTimeField(_("完成时间"), null=True)
    back_from = models.CharField(_("退回自"), max_length=100, null=True)

    class Meta:
        verbose_name = _("环节")
        ordering = ("seq", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "act", "run"), name="case_step_once")]

    def __str__(self) -> str:
        return self.act


class StepOfficer(models.Model):
    """Somebody who acts at a step."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    step = models.ForeignKey(Step, models.CASCADE, related_name="people", null=True, db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="steps")
    role = models.CharField(_("角色"), max_length=20, null=True)
    assigned_at = LogTimeField(null=True)
    released_at = LogTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.officer_id}"


class CasePerson(models.Model):
    """Who acts in a case with an account of her own, once a case: how a handler finds her own cases (decision 0006)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="insiders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    came_at = LogTimeField()
    status = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("person", "case"), name="insider_once")]
        indexes: ClassVar = [models.Index(fields=("person", "came_at", "case", "status"), name="insider_cases")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Suspension(models.Model):
    """A pause 中止 of the case, of a kind; ``cap_at`` is how far it may count."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="suspensions")
    kind = models.CharField(_("事由"), max_length=60)
    from_at = LogTimeField(_("中止时间"))
    to_at = LogTimeField(_("恢复时间"), null=True)
    cap_at = LogTimeField(null=True)

    def __str__(self) -> str:
        return self.kind


class Extension(models.Model):
    """An approved extension 延长 of a step, or of the span of a point."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    step = models.ForeignKey(Step, models.CASCADE, null=True, db_index=False)
    point_key = models.CharField(max_length=60, null=True)
    amount = models.BigIntegerField(_("延长"))
    approved_at = LogTimeField(_("批准时间"))

    def __str__(self) -> str:
        return f"+{self.amount}"


class Evidence(models.Model):
    """An item of evidence on a step. ``superseded_by`` is the item that replaced it; 0 where that is not in the log."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    step = models.ForeignKey(Step, models.CASCADE, null=True, db_index=False)
    kind = models.CharField(_("种类"), max_length=60)
    added_at = LogTimeField(_("取得时间"), null=True)
    removed_at = LogTimeField(_("移除时间"), null=True)
    superseded_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.kind
