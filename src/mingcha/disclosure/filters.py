# SPDX-License-Identifier: Apache-2.0
"""By what the public narrows the list of items."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import PowerItem
from mingcha.disclosure.reading import organ, overview


class PublicItemFilter(filters.FilterSet):
    """Public items by words, category, region and organ; offered is only what there is."""

    q = filters.CharFilter(label=_("事项、编码、机关"), method="by_words", max_length=100)
    category = filters.ChoiceFilter(label=_("权力类别"), empty_label=_("全部"))
    region = filters.ChoiceFilter(label=_("地区"), field_name="organ__region_id", empty_label=_("全部"))
    organ = filters.CharFilter(method="by_organ", max_length=20, widget=forms.HiddenInput)

    class Meta:
        model = PowerItem
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any, rows: QuerySet[PowerItem], **options: Any) -> None:
        super().__init__(data, rows, **options)
        there = self.there = overview()
        self.filters["category"].extra["choices"] = [(name, name) for name, _count in there.categories]
        self.filters["region"].extra["choices"] = there.region_choices

    def by_words(self, rows: QuerySet[PowerItem], _name: str, value: str) -> QuerySet[PowerItem]:
        """Every word must stand somewhere. A region has some thousand items: no index is needed to look through them."""
        for word in value.split():
            found = Q(name__icontains=word) | Q(code__icontains=word) | Q(organ__name__icontains=word)
            rows = rows.filter(found)
        return rows

    def by_organ(self, rows: QuerySet[PowerItem], _name: str, value: str) -> QuerySet[PowerItem]:
        return rows.filter(organ_id=organ(value) or 0)
