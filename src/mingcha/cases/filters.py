# SPDX-License-Identifier: Apache-2.0
"""By what the lists of cases and alarms are narrowed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar, Final

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.cases.closings import SAID, saying
from mingcha.cases.models import Alarm, Case, Watched
from mingcha.cases.models.alarms import COUNTED, STANDING
from mingcha.catalog.models import Point
from mingcha.organs.access import BIGGEST
from mingcha.organs.dictionaries import terms
from mingcha.organs.models import Organ
from mingcha.organs.search import hits, matching
from mingcha.organs.search_index import Hits

DATE = forms.DateInput(attrs={"type": "date"})
EARLIEST: Final = date(1900, 1, 1)
"""Nothing here is older; the first day of the first year has no moment in UTC."""


def powers() -> list[tuple[str, str]]:
    """The categories of power, as the dictionary has them."""
    return [(name, name) for _code, name in terms("power_category")]


def since(rows: QuerySet[Any], column: str, day: date) -> QuerySet[Any]:
    """From the beginning of a day."""
    return rows.filter(**{f"{column}__gte": make_aware(datetime.combine(max(day, EARLIEST), time.min))})


def until(rows: QuerySet[Any], column: str, day: date) -> QuerySet[Any]:
    """Up to the end of a day."""
    return rows.filter(**{f"{column}__lte": make_aware(datetime.combine(day, time.max))})


class Dated(filters.FilterSet):
    """Rows from a day to a day, both included; ``DATED`` is the column."""

    DATED: ClassVar[str]

    def from_day(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        return since(rows, self.DATED, value)

    def to_day(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        return until(rows, self.DATED, value)


class Placed(Dated):
    """Of an organ with those below it, or of a city or county, as a link from a number asks for. Such a link also says the
    reach, so each narrows what is seen and never widens it."""

    organ = filters.NumberFilter(
        label=_("机关"), method="of_organ", min_value=1, max_value=10**9, widget=forms.HiddenInput
    )
    region = filters.CharFilter(label=_("地区"), method="of_region", max_length=12, widget=forms.HiddenInput)

    def of_organ(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        organ = Organ.objects.filter(pk=int(value)).first()
        if organ is None:
            return rows.none()
        depth = len(organ.ancestry)
        return rows.filter(**{f"organ_{depth}" if depth <= 3 else "organ": organ.pk})

    def of_region(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{"city" if value[4:6] == "00" else "county": value})


class CaseFilter(Placed):
    """Cases by state, category, time of coming in, and words."""

    DATED = "came_at"

    q = filters.CharFilter(label=_("案号、案由、当事人、承办人"), method="by_words", max_length=100)
    status = filters.ChoiceFilter(label=_("状态"), choices=Case.Status.choices, empty_label=_("全部"))
    power = filters.ChoiceFilter(label=_("权力类别"), choices=powers, empty_label=_("全部"))
    watched = filters.ChoiceFilter(
        label=_("特别关注"), choices=[("yes", _("只看特别关注"))], method="by_mark", empty_label=_("全部")
    )
    since = filters.DateFilter(label=_("收到时间 起"), method="from_day", widget=DATE)
    until = filters.DateFilter(label=_("止"), method="to_day", widget=DATE)
    closed_since = filters.DateFilter(label=_("办结时间 起"), method="closed_from", widget=forms.HiddenInput)
    closed_until = filters.DateFilter(label=_("办结时间 止"), method="closed_to", widget=forms.HiddenInput)
    said = filters.ChoiceFilter(
        label=_("办结情况"), choices=SAID, method="by_said", empty_label=_("全部"), widget=forms.HiddenInput
    )

    WHEN_SET: ClassVar = {"closed_since": DATE, "closed_until": DATE, "said": forms.Select()}
    """Shown only where a figure's link has set them: a list tells by what it is narrowed."""

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, widget in self.WHEN_SET.items():
            if self.data and self.data.get(name):
                self.filters[name].extra["widget"] = widget

    def by_words(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return rows.filter(matching(value))

    def closed_from(self, rows: QuerySet[Case], _name: str, value: date) -> QuerySet[Case]:
        return since(rows, "closed_at", value)

    def closed_to(self, rows: QuerySet[Case], _name: str, value: date) -> QuerySet[Case]:
        return until(rows, "closed_at", value)

    def by_said(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        return saying(rows, value)

    def by_mark(self, rows: QuerySet[Case], _name: str, _value: str) -> QuerySet[Case]:
        post = getattr(self.request, "post", None)
        return rows.filter(pk__in=Watched.objects.filter(person_id=post.person_id if post else 0).values("case"))

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        rows: QuerySet[Case] = super().filter_queryset(queryset)
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        if typed := given.pop("q", ""):
            known = {name: given.pop(name) for name in ("status",) if name in given}
            post = getattr(self.request, "post", None)
            self.hits: Hits | None = hits(Case.SEARCH, typed, post, known, alone=not given)
        return rows


class AlarmFilter(Placed):
    """Alarms by level, kind, state, time and words; without a state, those that still stand."""

    DATED = "occurred_at"
    COUNTED: ClassVar = COUNTED

    STATES: ClassVar = [("all", _("全部")), *Alarm.Status.choices]
    PURSUITS: ClassVar = [("yes", _("督办中")), ("no", _("可督办"))]

    q = filters.CharFilter(label=_("案号、案由、当事人、承办人"), method="by_words", max_length=100)
    level = filters.ChoiceFilter(label=_("级别"), choices=Alarm.Level.choices, widget=forms.HiddenInput)
    serious = filters.ChoiceFilter(
        label=_("红、黄"), choices=[("yes", _("红、黄"))], method="without_prompts", widget=forms.HiddenInput
    )
    kind = filters.ChoiceFilter(label=_("种类"), choices=Point.Kind.choices, widget=forms.HiddenInput)
    state = filters.ChoiceFilter(
        label=_("状态"), choices=STATES, method="in_state", empty_label=pgettext_lazy("alarm", "有效")
    )
    pursuit = filters.ChoiceFilter(label=_("督办"), choices=PURSUITS, method="by_pursuit", empty_label=_("全部"))
    at = filters.NumberFilter(field_name="organ_id", widget=forms.HiddenInput, max_value=BIGGEST, min_value=1)
    point = filters.NumberFilter(field_name="point_id", widget=forms.HiddenInput, max_value=BIGGEST, min_value=1)
    since = filters.DateFilter(label=_("发生时间 起"), method="from_day", widget=DATE)
    until = filters.DateFilter(label=_("止"), method="to_day", widget=DATE)
    item = filters.CharFilter(label=_("事项"), max_length=60, widget=forms.HiddenInput)
    act = filters.CharFilter(label=_("环节"), max_length=100, widget=forms.HiddenInput)

    class Meta:
        model = Alarm
        fields: ClassVar[list[str]] = []

    def by_words(self, rows: QuerySet[Alarm], _name: str, value: str) -> QuerySet[Alarm]:
        return rows.filter(matching(value, "case__search_text"))

    def by_pursuit(self, rows: QuerySet[Alarm], _name: str, value: str) -> QuerySet[Alarm]:
        """Those under an order, which are few and looked up; or those for which one can be started, which no prompt is."""
        if value == "yes":
            return rows.filter(pk__in=Alarm.objects.filter(supervised=True).order_by().values("pk"))
        return rows.filter(supervised=False).exclude(level=Alarm.Level.PROMPT)

    def without_prompts(self, rows: QuerySet[Alarm], _name: str, _value: str) -> QuerySet[Alarm]:
        return rows.exclude(level=Alarm.Level.PROMPT)

    def in_state(self, rows: QuerySet[Alarm], _name: str, value: str) -> QuerySet[Alarm]:
        return rows if value == "all" else rows.filter(status=value)

    def filter_queryset(self, queryset: QuerySet[Alarm]) -> QuerySet[Alarm]:
        rows: QuerySet[Alarm] = super().filter_queryset(queryset)
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        state = given.pop("state", "")
        if typed := given.pop("q", ""):
            known = {name: given.pop(name) for name in ("level", "kind") if name in given}
            known |= {} if state == "all" else {"status": state or list(STANDING)}
            post = getattr(self.request, "post", None)
            self.hits: Hits | None = hits(Alarm.SEARCH, typed, post, known, alone=not given)
        return rows if state else rows.filter(status__in=STANDING)
