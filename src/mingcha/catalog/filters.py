# SPDX-License-Identifier: Apache-2.0
"""By what the lists of items and of document templates are narrowed."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import Draft, Point, PowerItem, Template


class ItemFilter(filters.FilterSet):
    """Items by category, organ and words; offered is only what there is."""

    q = filters.CharFilter(label=_("名称或编码"), method="by_words", max_length=100)
    category = filters.ChoiceFilter(label=_("权力类别"), empty_label=_("全部"))
    organ = filters.ChoiceFilter(label=_("实施机关"), field_name="organ_id", empty_label=_("全部"))

    class Meta:
        model = PowerItem
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any, rows: QuerySet[PowerItem], **options: Any) -> None:
        super().__init__(data, rows, **options)
        there = set(rows.order_by().values_list("category", "organ_id", "organ__name").distinct())
        categories = sorted({category for category, _pk, _name in there})
        organs = sorted({(str(pk), name) for _category, pk, name in there}, key=lambda organ: organ[1])
        self.filters["category"].extra["choices"] = [(category, category) for category in categories]
        self.filters["organ"].extra["choices"] = organs

    def by_words(self, rows: QuerySet[PowerItem], _name: str, value: str) -> QuerySet[PowerItem]:
        return rows.filter(Q(name__icontains=value) | Q(code__istartswith=value))


class DraftFilter(filters.FilterSet):
    """Drafts by state and words."""

    q = filters.CharFilter(label=_("名称或编码"), method="by_words", max_length=100)
    status = filters.ChoiceFilter(label=_("状态"), choices=Draft.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Draft
        fields: ClassVar[list[str]] = []

    def by_words(self, rows: QuerySet[Draft], _name: str, value: str) -> QuerySet[Draft]:
        return rows.filter(Q(name__icontains=value) | Q(code__istartswith=value))


class RuleFilter(filters.FilterSet):
    """Points in force by kind, organ and words."""

    q = filters.CharFilter(label=_("事项或监察点"), method="by_words", max_length=100)
    kind = filters.ChoiceFilter(label=_("种类"), choices=Point.Kind.choices, empty_label=_("全部"))
    organ = filters.ChoiceFilter(label=_("实施机关"), field_name="item_version__item__organ_id", empty_label=_("全部"))

    class Meta:
        model = Point
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any, rows: QuerySet[Point], **options: Any) -> None:
        super().__init__(data, rows, **options)
        holder = "item_version__item__organ"
        there = rows.order_by().values_list(f"{holder}_id", f"{holder}__name").distinct()
        self.filters["organ"].extra["choices"] = sorted(
            {(str(pk), name) for pk, name in there}, key=lambda organ: organ[1]
        )

    def by_words(self, rows: QuerySet[Point], _name: str, value: str) -> QuerySet[Point]:
        return rows.filter(Q(name__icontains=value) | Q(item_version__item__name__icontains=value))


class TemplateFilter(filters.FilterSet):
    """By name and status."""

    q = filters.CharFilter(label=_("名称"), method="by_name", max_length=60)
    status = filters.ChoiceFilter(label=_("状态"), choices=Template.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Template
        fields: ClassVar = ["q", "status"]

    def by_name(self, rows: QuerySet[Template], _name: str, value: str) -> QuerySet[Template]:
        return rows.filter(name__contains=value)
