# SPDX-License-Identifier: Apache-2.0
"""Which days, which place and which level a page of figures is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.analysis.span import LONGEST, PRESETS, Span, preset
from mingcha.cases.models import Alarm

DATE = forms.DateInput(attrs={"type": "date"})


class SpanForm(forms.Form):
    """All may be missing: this month, the whole reach, every level."""

    period = forms.ChoiceField(choices=[(name, name) for name in PRESETS], required=False, widget=forms.HiddenInput)
    since = forms.DateField(label=_("从"), required=False, widget=DATE)
    until = forms.DateField(label=_("到"), required=False, widget=DATE)
    level = forms.ChoiceField(label=_("级别"), choices=[("", _("全部")), *Alarm.Level.choices], required=False)
    region = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    organ = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not 2000 <= day.year <= 2100:
                self.add_error(name, _("应在 2000 年至 2100 年之间"))
        if since and until and since > until:
            self.add_error("until", _("不能早于开始日期"))
        elif since and until and (until - since).days >= LONGEST:
            self.add_error("until", _("不能超过三年"))
        return given

    def span(self, today: date) -> Span:
        """The days that were asked for; what is wrong is left out."""
        given = getattr(self, "cleaned_data", {})
        named = preset(given.get("period") or "month", today)
        if self.errors:
            return preset("month", today)
        until = given.get("until") or today
        since = given.get("since") or (until.replace(day=1) if given.get("until") else named.since)
        return Span(min(since, until), until) if (until - since).days < LONGEST else preset("month", today)
