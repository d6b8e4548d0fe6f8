# SPDX-License-Identifier: Apache-2.0
"""By what the lists of orders, documents, problems, accountability and risks are narrowed."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.cases.filters import DATE, Placed
from mingcha.oversight.models import Liability, Order, Paper, Problem, RiskPoint


class OrderFilter(Placed):
    """By state, number, time, and whether the term has passed. ``hop`` is what a figure of 监察分析 counts: first orders, as
    far as they came."""

    DATED = "issued_at"
    HOPS: ClassVar[dict[str, Any]] = {
        "issued": _("第一级督办"),
        "passed": _("已转承办人的督办"),
        "answered": _("有回复的督办"),
        "revoked": _("已撤销的督办"),
        "false": _("按误报撤销的督办"),
    }

    q = filters.CharFilter(label=_("督办编号"), field_name="number", lookup_expr="contains", max_length=60)
    status = filters.ChoiceFilter(label=_("状态"), choices=Order.Status.choices, widget=forms.HiddenInput)
    late = filters.ChoiceFilter(
        label=_("期限"), choices=[("yes", _("超期未回复"))], method="by_term", empty_label=_("全部")
    )

    since = filters.DateFilter(label=_("发出时间 起"), method="from_day", widget=DATE)
    until = filters.DateFilter(label=_("止"), method="to_day", widget=DATE)
    hop = filters.ChoiceFilter(
        label=_("督办漏斗"), choices=list(HOPS.items()), method="by_hop", widget=forms.HiddenInput
    )

    class Meta:
        model = Order
        fields: ClassVar[list[str]] = []

    def by_term(self, rows: QuerySet[Order], _name: str, _value: str) -> QuerySet[Order]:
        return rows.filter(status=Order.Status.NEW, due_at__lt=timezone.now())

    def by_hop(self, rows: QuerySet[Order], _name: str, value: str) -> QuerySet[Order]:
        revoked = Q(status=Order.Status.CANCELLED)
        came = {
            # Those below are looked for, not joined: an order that was passed on to two is one row.
            "passed": Exists(Order.objects.filter(parent=OuterRef("pk"))),
            "answered": Q(answered_at__isnull=False),
            "revoked": revoked,
            "false": revoked & Q(outcome=Order.Outcome.FALSE),
        }
        return rows.filter(came.get(value, Q()), parent=None)


class PaperFilter(filters.FilterSet):
    """By number, kind and status."""

    q = filters.CharFilter(label=_("文书号"), field_name="number", lookup_expr="contains", max_length=60)
    kind = filters.ChoiceFilter(label=_("文书种类"), choices=Paper.Kind.choices, empty_label=_("全部"))
    status = filters.ChoiceFilter(label=_("状态"), choices=Paper.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Paper
        fields: ClassVar[list[str]] = []


class ProblemFilter(filters.FilterSet):
    """By status."""

    status = filters.ChoiceFilter(label=_("状态"), choices=Problem.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Problem
        fields: ClassVar[list[str]] = []


class LiabilityFilter(filters.FilterSet):
    """By number of the decision and state."""

    q = filters.CharFilter(label=_("决定书文号"), field_name="number", lookup_expr="contains", max_length=60)
    status = filters.ChoiceFilter(label=_("状态"), choices=Liability.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Liability
        fields: ClassVar[list[str]] = []


class RiskFilter(filters.FilterSet):
    """By words, level, state, and whether the review is overdue."""

    q = filters.CharFilter(label=_("风险表现"), field_name="description", lookup_expr="contains", max_length=60)
    level = filters.ChoiceFilter(label=_("风险等级"), choices=RiskPoint.Level.choices, empty_label=_("全部"))
    status = filters.ChoiceFilter(choices=RiskPoint.Status.choices, widget=forms.HiddenInput)
    due = filters.ChoiceFilter(
        label=_("年度复核"),
        choices=[("late", _("超期未复核"))],
        method="by_due",
        empty_label=_("全部"),
    )

    class Meta:
        model = RiskPoint
        fields: ClassVar[list[str]] = []

    def by_due(self, rows: QuerySet[RiskPoint], _name: str, _value: str) -> QuerySet[RiskPoint]:
        return rows.filter(status=RiskPoint.Status.CURRENT, due_on__lt=timezone.localdate())
