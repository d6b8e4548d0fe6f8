# SPDX-License-Identifier: Apache-2.0
"""The form by which a person gives herself a new password, and the filter of the login log (security.md A2, A11)."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.login import Accounts
from mingcha.organs.models import Login, Person
from mingcha.organs.passwords import LONGEST, advice


class Password(forms.CharField):
    """A password as it was typed: blanks belong to it. An overlong one is refused before it is hashed."""

    def __init__(self, label: Any, autocomplete: str, help_text: Any = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, max_length=LONGEST, strip=False, widget=widget, help_text=help_text)


class PasswordForm(forms.Form):
    """The old one, and the new one twice. Guesses at the old one count as failed logins do."""

    password = Password(gettext_lazy("原密码"), "current-password")
    new = Password(gettext_lazy("新密码"), "new-password")
    again = Password(gettext_lazy("再输一次新密码"), "new-password")

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(*args)
        self.fields["new"].help_text = advice(self.person)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", forms.ValidationError(_("两次输入的新密码不一样"), code="differs"))
        if "new" in given and given["new"] == given.get("password"):
            self.add_error("new", forms.ValidationError(_("新密码应与原密码不同"), code="same"))
        if not self.errors:
            Accounts(self.request).authenticate(self.request, username=self.person.username, password=given["password"])
        return given

    @property
    def person(self) -> Person:
        assert isinstance(self.request.user, Person)
        return self.request.user


class LoginFilter(django_filters.FilterSet):
    """By name and result."""

    q = django_filters.CharFilter(label=gettext_lazy("姓名或用户名"), method="by_name", max_length=60)
    result = django_filters.ChoiceFilter(
        label=gettext_lazy("结果"), choices=Login.Result.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Login
        fields: ClassVar = ["q", "result"]

    def by_name(self, rows: QuerySet[Login], _name: str, value: str) -> QuerySet[Login]:
        return rows.filter(Q(person__name__contains=value) | Q(person__username=value.lower()))
