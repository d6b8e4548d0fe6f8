# SPDX-License-Identifier: Apache-2.0
"""Forms of second factors: proving one, setting one up, asking for an elevated session (security.md A5, A12)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal import auth as keys
from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.factors import factors_of, prove
from mingcha.organs.forms.logins import Password
from mingcha.organs.login import Accounts
from mingcha.organs.models import Person
from mingcha.web.forms import Form, Text

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "mono", "data-private": ""}


class Credential(forms.JSONField):
    """What a security key answered: the page's script writes it here."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": gettext_lazy("安全密钥没有正确回答，请重新操作")}  # noqa: RUF012 - Django's own way

    def __init__(self) -> None:
        super().__init__(required=False, encoder=DjangoJSONEncoder)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found is not None and not isinstance(found, dict):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class FactorForm(Form):
    """A code or a key's answer. ``proven`` is the kind of factor it was, ``question`` what the page asks a key."""

    code = Text(
        label=gettext_lazy("验证码"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=CODE),
        help_text=gettext_lazy("验证器中的 6 位数字，或一个恢复码"),
    )
    credential = Credential()

    def __init__(self, request: HttpRequest, person: Person, *args: Any) -> None:
        self.request, self.person = request, person
        self.proven = ""
        self.held = {row.type for row in factors_of(person)}
        super().__init__(*args)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors:
            self.proven = self.prove(given)
        return given

    def prove(self, given: dict[str, Any]) -> str:
        """The kind of factor. Raises ValidationError."""
        if not given["code"] and given["credential"] is None:
            raise forms.ValidationError({"code": forms.ValidationError(_("必填。"), code="required")})
        return prove(self.request, self.person, code=given["code"], credential=given["credential"])

    def question(self) -> dict[str, Any] | None:
        """A new challenge for the keys that she has; None without any."""
        return keys.begin_authentication(self.person) if "webauthn" in self.held else None


class ElevationForm(FactorForm):
    """Why, and a fresh factor: her second one, or the password where she has none."""

    reason = Text(label=gettext_lazy("理由"), max_length=200, widget=forms.TextInput())
    password = Password(gettext_lazy("密码"), "current-password")
    field_order = ("reason", "password", "code", "credential")

    def __init__(self, request: HttpRequest, person: Person, *args: Any) -> None:
        super().__init__(request, person, *args)
        for name in ("password",) if self.held else ("code", "credential"):
            del self.fields[name]

    def prove(self, given: dict[str, Any]) -> str:
        if self.held:
            return super().prove(given)
        Accounts(self.request).authenticate(self.request, username=self.person.username, password=given["password"])
        return "password"


class TotpForm(Form):
    """The code that the telephone shows for the secret, which travels encrypted."""

    code = Text(label=gettext_lazy("验证码"), max_length=20, widget=forms.TextInput(attrs=CODE))
    secret = forms.CharField(max_length=400, widget=forms.HiddenInput)


class KeyNameForm(Form):
    """What the key is called, before it is asked."""

    name = Text(label=gettext_lazy("名称"), max_length=40, help_text=gettext_lazy("例如：办公室的密钥"))


class KeyForm(Form):
    """What the key answered."""

    credential = Credential()


class RemoveForm(Form):
    """Which of her factors."""

    factor = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SubjectForm(Form):
    """Who a person is to another body's login service."""

    subject = Text(label=gettext_lazy("统一身份标识（sub）"), max_length=191, widget=forms.TextInput(attrs=CODE))
