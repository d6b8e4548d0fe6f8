# SPDX-License-Identifier: Apache-2.0
"""The form by which a person gives herself a new password (security.md A2, A11)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.actions.logins import LONGEST
from mingcha.organs.login import Accounts
from mingcha.organs.models import Person


class Password(forms.CharField):
    """A password as it was typed: blanks belong to it. An overlong one is refused before it is hashed."""

    def __init__(self, label: Any, autocomplete: str, help_text: Any = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, max_length=LONGEST, strip=False, widget=widget, help_text=help_text)


class PasswordForm(forms.Form):
    """The old one, and the new one twice. Guesses at the old one count as failed logins do."""

    password = Password(gettext_lazy("原密码"), "current-password")
    new = Password(gettext_lazy("新密码"), "new-password", gettext_lazy("至少 12 个字符，可以是一句话"))
    again = Password(gettext_lazy("再输一次新密码"), "new-password")

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(*args)

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
