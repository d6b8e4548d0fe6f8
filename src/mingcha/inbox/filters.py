# SPDX-License-Identifier: Apache-2.0
"""By what to-dos and deliveries are narrowed: how soon they are due, and words of their titles (S1-28)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.inbox.counts import of_organ, of_person
from mingcha.inbox.models import Channel, Delivery, Todo
from mingcha.organs.models import Post

DUE: Final = [("late", _("已超期")), ("today", _("今天到期")), ("later", _("以后"))]
TABS: Final = [("", _("全部")), ("mine", _("我的")), ("organ", _("本单位"))]


def by_tab(post: Post | None, tab: str) -> Q:
    """The part of the to-dos that a tab shows."""
    if post is None or not tab:
        return Q()
    return of_person(post) if tab == "mine" else of_organ(post)


class TodoFilter(filters.FilterSet):
    """The three terms part the to-dos: together they are all of them."""

    tab = filters.ChoiceFilter(choices=TABS, method="in_tab", widget=forms.HiddenInput)
    q = filters.CharFilter(label=_("内容"), method="by_words", max_length=100)
    due = filters.ChoiceFilter(label=_("期限"), choices=DUE, method="by_term", empty_label=_("全部"))

    class Meta:
        model = Todo
        fields: ClassVar[list[str]] = []

    def in_tab(self, rows: QuerySet[Todo], _name: str, value: str) -> QuerySet[Todo]:
        return rows.filter(by_tab(getattr(self.request, "post", None), value))

    def by_words(self, rows: QuerySet[Todo], _name: str, value: str) -> QuerySet[Todo]:
        return rows.filter(Q(title__icontains=value) | Q(title_en__icontains=value))

    def by_term(self, rows: QuerySet[Todo], _name: str, value: str) -> QuerySet[Todo]:
        return due_within(rows, value, timezone.now())


class DeliveryFilter(filters.FilterSet):
    """Those that could not be delivered are one click away."""

    status = filters.ChoiceFilter(label=_("状态"), choices=Delivery.Status.choices, empty_label=_("全部"))
    channel = filters.ChoiceFilter(label=_("渠道"), choices=Channel.choices, empty_label=_("全部"))

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []


def due_within(rows: QuerySet[Todo], term: str, now: datetime) -> QuerySet[Todo]:
    """The rows that are late, due today, or later: also where the tiles of home count them."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if term == "late":
        return rows.filter(due_at__lt=now)
    if term == "today":
        return rows.filter(due_at__gte=now, due_at__lt=midnight)
    return rows.filter(due_at__gte=midnight)
