# SPDX-License-Identifier: Apache-2.0
"""Logging in: what django-allauth, which keeps the flow, asks of us (security.md A1-A5, F10).

Attempts are counted in attempts.py before a password is hashed; the second factor is asked for in views/second.py.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as PackageForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger.keys import ring
from mingcha.organs import sessions
from mingcha.organs.actions.logins import note_login, pass_attempt
from mingcha.organs.attempts import begun, failed, seen, seen_account, seen_address, turn, wrong_password
from mingcha.organs.models import Person
from mingcha.organs.passwords import LONGEST
from mingcha.web.addresses import client_address

PLACE: Final = "mfa.authenticator"
"""What the text of a second factor's secret is bound to."""


class Passwords(BaseBackend):
    """Username and password; a disabled person, or one without an account, costs as much time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kwargs: Any
    ) -> Person | None:
        if not username or not password or len(password) > LONGEST:
            return None
        person = Person.objects.filter(username=username.lower()).first()
        if person is None or not person.is_active or not person.has_usable_password():
            make_password(password)
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, status=Person.Status.ACTIVE).first()


class Accounts(DefaultAccountAdapter):
    """Nobody signs up, nobody is asked for e-mail; attempts are limited before the hasher is reached."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person:
        username = str(credentials.get("username", "")).lower()
        with turn():
            attempt = begun(seen_account(username), seen_address(request))
            person = authenticate(request, **credentials)
        if not isinstance(person, Person):
            owner = Person.objects.filter(username=username).first()
            raise wrong_password(failed(attempt, owner, seen(request)))
        pass_attempt(attempt)
        return person

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        sessions.begin(request, user)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        records = get_authentication_records(request, user)
        note_login(user, seen(request), "+".join(record.get("type", record["method"]) for record in records))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.large_text:
            keep_large(response)
        return response

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The page that opens says enough."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class Factors(DefaultMFAAdapter):
    """Secrets of second factors are kept under the key ring: whoever has only the database has none of them."""

    def encrypt(self, text: str) -> str:
        return ring().encrypt(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return ring().decrypt(encrypted_text, PLACE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys are bound to the host's name; what people read is ours."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


def keep_large(response: HttpResponse) -> None:
    """Give a new browser the 长辈版 that the person uses elsewhere."""
    response.set_cookie("size", "large", max_age=365 * 86_400, samesite="Lax", secure=settings.SECURE, httponly=True)


class LoginForm(PackageForm):
    """The package's form in our words; an overlong password is refused before it is hashed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = gettext_lazy("账号"), gettext_lazy("密码")
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        password.help_text = ""

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if len(password) > LONGEST:
            raise forms.ValidationError(_("密码最多 {most} 个字符").format(most=LONGEST), code="too_long")
        return password
