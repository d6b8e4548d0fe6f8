# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of enforcement officers and their certificates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.organs.forms.organs import regions_of
from mingcha.organs.forms.people import OrganChoice, organs_of, within_reach
from mingcha.organs.models import Certificate, Officer, Person, Post, Region
from mingcha.organs.search import hits, matching
from mingcha.organs.search_index import Hits
from mingcha.web.forms import Day, Form, Text, Versioned

STATES: Final = [
    ("valid", _("有效")),
    ("expiring", _("30 天内到期")),
    ("expired", _("已过期、暂扣或注销")),
    ("none", _("没有执法证")),
]
SOON: Final = timedelta(days=30)


class OfficerFields(forms.Form):
    """What may change of an officer."""

    name = Text(label=_("姓名"), max_length=60)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[choice for choice in Officer.Kind.choices if choice[0] != Officer.Kind.UNREGISTERED]
    )
    organ = OrganChoice()
    person = Text(label=_("账户"), max_length=60, required=False, help_text=_("本人登录用的用户名；没有账户可留空"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        organs: Any = self.fields["organ"]
        organs.queryset = organs_of(post)

    def clean_person(self) -> Person | None:
        username = self.cleaned_data["person"].lower()
        if not username:
            return None
        person = Person.objects.within(self.post).filter(username=username).first()
        if person is None:
            raise forms.ValidationError(_("管辖范围内没有这个用户名"), code="not_found")
        return person


class OfficerForm(OfficerFields, Form):
    """A new officer or member of auxiliary staff."""


class OfficerEditForm(OfficerFields, Versioned):
    """An officer who is there."""


class CertificateForm(Form):
    """A certificate: what for, where, how long."""

    number = Text(label=_("执法证号"), max_length=40)
    category = Text(label=_("执法类别"), max_length=60)
    area = forms.ModelChoiceField(Region.objects.none(), label=_("执法区域"), empty_label=_("请选择"))
    valid_from = Day(label=_("有效期起"))
    valid_to = Day(label=_("有效期止"), required=False, help_text=_("留空为长期有效"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas: Any = self.fields["area"]
        areas.queryset = regions_of(post)


def in_state(rows: QuerySet[Officer], state: str, today: date) -> QuerySet[Officer]:
    """Officers by what their certificates say on a day."""
    own = Certificate.objects.filter(officer=OuterRef("pk"))
    open_ended = Q(valid_to__isnull=True)
    valid = own.filter(Q(valid_to__gte=today) | open_ended, status=Certificate.Status.VALID, valid_from__lte=today)
    lasting = valid.filter(Q(valid_to__gt=today + SOON) | open_ended)
    if state == "none":
        return rows.filter(~Exists(own))
    if state == "expired":
        return rows.filter(Exists(own), ~Exists(valid))
    return rows.filter(Exists(valid)) if state == "valid" else rows.filter(Exists(valid), ~Exists(lasting))


class OfficerFilter(django_filters.FilterSet):
    """By name, initials or number, kind, organ and what the certificates say."""

    q = django_filters.CharFilter(label=_("姓名、拼音首字母或证号"), method="by_text", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Officer.Kind.choices, empty_label=_("全部"))
    organ = django_filters.ModelChoiceFilter(label=_("机构"), queryset=within_reach, empty_label=_("全部"))
    state = django_filters.ChoiceFilter(label=_("执法证"), choices=STATES, method="by_state", empty_label=_("全部"))

    class Meta:
        model = Officer
        fields: ClassVar = ["q", "kind", "organ", "state"]

    def by_text(self, rows: QuerySet[Officer], _name: str, value: str) -> QuerySet[Officer]:
        self.hits: Hits | None = hits(Officer.SEARCH, value, getattr(self.request, "post", None), {}, alone=False)
        return rows.filter(matching(value))

    def by_state(self, rows: QuerySet[Officer], _name: str, value: str) -> QuerySet[Officer]:
        return in_state(rows, value, timezone.localdate())
