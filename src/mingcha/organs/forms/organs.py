# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of organs and regions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mingcha.organs.forms.fields import CreditCode
from mingcha.organs.models import Organ, Post, Region
from mingcha.web.forms import Form, Text, Versioned


def regions_of(post: Post) -> QuerySet[Region]:
    """The regions within a post's own region, itself among them."""
    organ = post.organ
    region = Region.objects.get(pk=organ.region_code)
    first, last = region.span
    return Region.objects.filter(code__gte=f"{first:012}", code__lte=f"{last:012}")


class OrganFields(forms.Form):
    """What may change of an organ."""

    name = Text(label=_("名称"), max_length=120)
    short = Text(label=_("简称"), max_length=40, help_text=_("列表和图表中使用"))
    kind = forms.ChoiceField(label=_("性质"), choices=[("", _("请选择")), *Organ.Kind.choices])
    uscc = CreditCode(required=False)


class OrganForm(OrganFields, Form):
    """A new organ, or a unit inside one."""

    parent = forms.ModelChoiceField(
        Organ.objects.none(), label=_("上级机构"), required=False, empty_label=_("无（顶层机构）")
    )
    region = forms.ModelChoiceField(Region.objects.none(), label=_("所在地区"), empty_label=_("请选择"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents: Any = self.fields["parent"]
        parents.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        regions: Any = self.fields["region"]
        regions.queryset = regions_of(post)


class OrganEditForm(OrganFields, Versioned):
    """An organ that is there: its place does not change."""


class RegionForm(Form):
    """A region that the national list does not hold."""

    code = Text(
        label=_("区划代码"),
        max_length=12,
        help_text=_("不含末尾的 0：县级 6 位，乡级 9 位"),
        validators=[RegexValidator(r"^\d+\Z", _("只能是数字"), code="digits")],
    )
    name = Text(label=_("名称"), max_length=60)


class OrganFilter(django_filters.FilterSet):
    """By name, kind and state."""

    q = django_filters.CharFilter(label=_("名称或代码"), method="by_text", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("性质"), choices=Organ.Kind.choices, empty_label=_("全部"))
    status = django_filters.ChoiceFilter(label=_("状态"), choices=Organ.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Organ
        fields: ClassVar = ["q", "kind", "status"]

    def by_text(self, rows: QuerySet[Organ], _name: str, value: str) -> QuerySet[Organ]:
        return rows.filter(Q(name__contains=value) | Q(short__contains=value) | Q(uscc=value.upper()))


class RegionFilter(django_filters.FilterSet):
    """By name; ``parent`` is the region whose page lists those below it."""

    q = django_filters.CharFilter(label=_("名称"), field_name="name", lookup_expr="contains", max_length=60)
    parent = django_filters.CharFilter(field_name="parent_id", widget=forms.HiddenInput)

    class Meta:
        model = Region
        fields: ClassVar[list[str]] = []
