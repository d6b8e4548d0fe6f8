# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of persons and of looking at their numbers."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mingcha.organs.forms.fields import IdNumber, Phone
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.search import hits, matching
from mingcha.organs.search_index import Hits
from mingcha.web.forms import Form, Text, Versioned

USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]+\Z", _("用小写字母、数字、点、横线，以字母或数字开头"), code="username"
)


def organs_of(post: Post) -> QuerySet[Organ]:
    """The organs that work and lie within reach."""
    return Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)


class OrganChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes no parameters when it runs
    """One of the organs within reach."""

    def __init__(self, label: Any = None) -> None:
        super().__init__(Organ.objects.none(), label=label or _("所在机构"), empty_label=_("请选择"))


class PersonFields(forms.Form):
    """What is known of a person."""

    name = Text(label=_("姓名"), max_length=60)
    username = Text(label=_("用户名"), max_length=60, min_length=3, validators=[USERNAME], help_text=_("用于登录"))
    organ = OrganChoice()
    id_number = IdNumber(required=False)
    phone = Phone(required=False)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: Any = self.fields["organ"]
        organs.queryset = organs_of(post)


class PersonForm(PersonFields, Form):
    """A new person."""


class PersonEditForm(PersonFields, Versioned):
    """A person who is there; her numbers are never shown in the form."""

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(post, *args, **kwargs)
        for name in Person.PERSONAL:
            self.fields[name].help_text = _("留空则不变")


class RevealForm(Form):
    """Which number, and why."""

    field = forms.ChoiceField(label=_("查看"), choices=[("id_number", _("身份证号")), ("phone", _("手机号"))])
    reason = Text(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def within_reach(request: HttpRequest | None) -> QuerySet[Organ]:
    """The choices of a filter by organ."""
    post = getattr(request, "post", None)
    return Organ.objects.within(post) if post else Organ.objects.none()


class PersonFilter(django_filters.FilterSet):
    """By name or initials, organ and state."""

    q = django_filters.CharFilter(label=_("姓名、拼音首字母或用户名"), method="by_text", max_length=100)
    organ = django_filters.ModelChoiceFilter(label=_("机构"), queryset=within_reach, empty_label=_("全部"))
    status = django_filters.ChoiceFilter(label=_("状态"), choices=Person.Status.choices, empty_label=_("全部"))

    class Meta:
        model = Person
        fields: ClassVar = ["q", "organ", "status"]

    def by_text(self, rows: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        self.hits: Hits | None = hits(Person.SEARCH, value, getattr(self.request, "post", None), {}, alone=False)
        return rows.filter(matching(value))
