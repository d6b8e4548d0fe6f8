# SPDX-License-Identifier: Apache-2.0
"""By what lists of imports, sources and other systems may be narrowed."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from mingcha.exchange.models import Client, Import, Source


class ImportFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label=_("状态"), choices=Import.Status.choices, empty_label=_("全部"))
    q = django_filters.CharFilter(label=_("来源名称"), field_name="source__name", lookup_expr="icontains")

    class Meta:
        model = Import
        fields: ClassVar[list[str]] = ["status"]


class SourceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("名称"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = []


class ClientFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("名称"), field_name="name", lookup_expr="icontains", max_length=60)
    status = django_filters.ChoiceFilter(label=_("状态"), choices=Client.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Client
        fields: ClassVar[list[str]] = []
