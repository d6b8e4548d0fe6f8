# SPDX-License-Identifier: Apache-2.0
"""What a case came to: decisions, penalties, the articles cited, orders to correct, execution, goods. Money in cents."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case, Step
from mingcha.organs.fields import LogTimeField


class Decision(models.Model):
    """A decision made at a step."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    step = models.ForeignKey(Step, models.CASCADE, null=True, db_index=False)
    act = models.CharField(max_length=100, null=True)
    outcome = models.CharField(_("处理结果"), max_length=100, null=True)
    violation = models.CharField(_("违法行为"), max_length=200, null=True)
    tier = models.CharField(_("裁量阶次"), max_length=40, null=True)
    decided_at = LogTimeField(_("决定时间"), null=True)

    def __str__(self) -> str:
        return self.outcome or ""


class Penalty(models.Model):
    """What a decision imposes, by type."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="penalties")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="penalties", db_index=False)
    type = models.CharField(_("种类"), max_length=40)
    amount = models.BigIntegerField(_("数额"), null=True)

    def __str__(self) -> str:
        return self.type


class DecisionBasis(models.Model):
    """An article that a decision cites."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="bases")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="bases", db_index=False)
    article_id = models.CharField(_("条文"), max_length=200)

    def __str__(self) -> str:
        return self.article_id


class OrderToCorrect(models.Model):
    """An order to correct 责令改正, and what its re-check found."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="orders_to_correct")
    violation = models.CharField(_("违法行为"), max_length=200, null=True)
    served_at = LogTimeField(_("送达时间"), null=True)
    due_at = LogTimeField(_("改正期限"), null=True)
    recheck = models.CharField(_("复查结论"), max_length=40, null=True)
    rechecked_at = LogTimeField(_("复查时间"), null=True)

    def __str__(self) -> str:
        return self.violation or ""


class Execution(models.Model):
    """What was carried out of a decision."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="executions")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, db_index=False)
    exec_type = models.CharField(_("种类"), max_length=40)
    amount = models.BigIntegerField(_("数额"), null=True)
    receipt = models.CharField(_("凭证"), max_length=100, null=True)

    def __str__(self) -> str:
        return self.exec_type


class Goods(models.Model):
    """Goods in the case 涉案财物, in thousandths: listed, and what became of them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="goods")
    name = models.CharField(_("名称"), max_length=200)
    listed = models.BigIntegerField(null=True)
    returned = models.BigIntegerField(null=True)
    destroyed = models.BigIntegerField(null=True)
    confiscated = models.BigIntegerField(null=True)
    transferred = models.BigIntegerField(null=True)
    disposed_at = LogTimeField(null=True)

    def __str__(self) -> str:
        return self.name
