# SPDX-License-Identifier: Apache-2.0
"""The forms by which a re-check is ordered and applied."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.models import ItemVersion
from mingcha.organs.models import Calendar, Post
from mingcha.web.forms import Day, Form, Text, Versioned

MOST = 500
"""So many versions may be chosen from, the newest."""


class RecheckForm(Form):
    """Which cases are judged again, and why."""

    reason = Text(
        label=gettext_lazy("复查原因"), max_length=500, help_text=gettext_lazy("例如：国务院办公厅调整了放假安排")
    )
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("按哪个工作日历计算的办件"),
        queryset=Calendar.objects.none(),
        required=False,
        help_text=gettext_lazy("只找期限因日历而变的办件，用时较短"),
    )
    of_version = forms.ModelChoiceField(
        label=gettext_lazy("按哪个事项版本办理的办件"),
        queryset=ItemVersion.objects.none(),
        required=False,
        help_text=gettext_lazy("日历和版本最多选一项，都不选就复查全部办件；每件仍按受理时的版本判定"),
    )
    since = Day(label=gettext_lazy("收到日期不早于"), required=False)

    def __init__(self, post: Post, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        calendars: Any = self.fields["calendar"]
        calendars.queryset, calendars.empty_label = Calendar.objects.all(), _("不限")
        versions: Any = self.fields["of_version"]
        rows = ItemVersion.objects.filter(item__organ__in=type(post.organ).objects.within(post)).select_related("item")
        newest = rows.order_by("-pk").values("pk")[:MOST]
        versions.queryset = ItemVersion.objects.filter(pk__in=newest).select_related("item").order_by("-pk")
        versions.empty_label = _("不限")


class ApplyForm(Versioned):
    """Nothing is chosen: what was shown is carried out."""
