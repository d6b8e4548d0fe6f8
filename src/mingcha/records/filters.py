# SPDX-License-Identifier: Apache-2.0
"""By what the list of entries is narrowed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import ClassVar, Final

import django_filters as filters
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Entry, Touched
from mingcha.records.acts import ACTS
from mingcha.records.objects import OTHERS, kind_name

DATE: Final = forms.DateInput(attrs={"type": "date"})
OBJECT: Final = re.compile(r"([a-z_]+\.[a-z_]+):(\d{1,18})", re.ASCII)
"""An object in an address: its kind and number, ``organs.organ:12``."""


def acts() -> list[tuple[str, str]]:
    """The acts by their names."""
    return sorted(((act, str(name)) for act, name in ACTS.items()), key=lambda one: one[1])


def kinds() -> list[tuple[str, str]]:
    """The kinds of object that an entry may be about: what our own apps keep under a name."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("mingcha.") and not _nameless(model)]
    labels = {*(model._meta.label_lower for model in ours), *OTHERS}
    return sorted(((label, kind_name(label)) for label in labels), key=lambda one: one[1])


def _nameless(model: type) -> bool:
    meta = model._meta  # type: ignore[attr-defined]
    return str(meta.verbose_name).isascii() or not meta.default_permissions


def _check(value: str) -> None:
    if not OBJECT.fullmatch(value):
        raise ValidationError(_("对象的写法不对"), code="object_invalid")


class EntryFilter(filters.FilterSet):
    """Entries by act, actor, kind of object, days; ``object`` comes from the page of an object."""

    q = filters.CharFilter(label=_("行为人姓名"), field_name="actor_name", lookup_expr="icontains", max_length=60)
    act = filters.ChoiceFilter(label=_("行为"), choices=acts, empty_label=_("全部"))
    kind = filters.ChoiceFilter(label=_("对象"), field_name="object_kind", choices=kinds, empty_label=_("全部"))
    since = filters.DateFilter(label=_("时间 起"), method="from_day", widget=DATE)
    until = filters.DateFilter(label=_("止"), method="to_day", widget=DATE)
    object = filters.CharFilter(method="of_object", widget=forms.HiddenInput, validators=[_check])

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = []

    def from_day(self, rows: QuerySet[Entry], _name: str, value: date) -> QuerySet[Entry]:
        return rows.filter(at__gte=make_aware(datetime.combine(value, time.min)))

    def to_day(self, rows: QuerySet[Entry], _name: str, value: date) -> QuerySet[Entry]:
        return rows.filter(at__lte=make_aware(datetime.combine(value, time.max)))

    def of_object(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        """Its own entries, and those about many rows that touched it."""
        kind, number = value.split(":")
        among = Touched.objects.filter(object_id=number, entry__object_kind=kind).values("entry_id")
        return rows.filter(Q(object_kind=kind, object_id=number) | Q(pk__in=among))
