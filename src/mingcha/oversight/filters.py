# SPDX-License-Identifier: Apache-2.0
"""By what the lists of orders, documents, problems, accountability and risks are narrowed."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.oversight.models import Liability, Order, Paper, Problem, RiskPoint


class OrderFilter(filters.FilterSet):
    """By state, number, and whether the term has passed."""

    q = filters.CharFilter(label=_("督办编号"), field_name="number", lookup_expr="contains", max_length=60)
    status = filters.ChoiceFilter(label=_("状态"), choices=Order.Status.choices, widget=forms.HiddenInput)
    late = filters.ChoiceFilter(
        label=_("期限"), choices=[("yes", _("超期未回复"))], method="by_term", empty_label=_("全部")
    )

    since = filters.DateFilter(
        label=_("发出时间 起"),
        field_name="issued_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = filters.DateFilter(
        label=_("止"), field_name="issued_at", lookup_expr="date__lte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Order
        fields: ClassVar[list[str]] = []

    def by_term(self, rows: QuerySet[Order], _name: str, _value: str) -> QuerySet[Order]:
        return rows.filter(status=Order.Status.NEW, due_at__lt=timezone.now())


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
