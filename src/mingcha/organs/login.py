# SPDX-License-Identifier: Apache-2.0
"""Logging in: attempts are counted before a password is hashed, by account and by address (security.md A1-A4, A8, F10).

django-allauth keeps the flow; here stand the limits, the one backend and the words. The counts live in the database, so
that every process of the site counts together.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as PackageForm
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.actions.logins import note_attempt, note_login
from mingcha.organs.fields import blind
from mingcha.organs.models import LoginAttempt, Person

WINDOW: Final = timedelta(minutes=15)
PAIR_LIMIT: Final = 5
"""Failures of one account from one address: the guesser is stopped, the owner still gets in from elsewhere."""
ADDRESS_LIMIT: Final = 50
"""Failures from one address over all accounts."""
ACCOUNT_LIMIT: Final = 100
"""Failures of one account over all addresses: so many are no forgetful owner."""
LONGEST: Final = 256
HASHERS: Final = threading.BoundedSemaphore(2)
"""Argon2 takes 100 MiB: a flood of logins waits here and leaves the pages alone."""


class Passwords(BaseBackend):
    """Username and password; a disabled person, or one without an account, costs as much time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kwargs: Any
    ) -> Person | None:
        if not username or not password or len(password) > LONGEST:
            return None
        person = Person.objects.filter(username=username.lower()).first()
        with HASHERS:
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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        account, address = blind(str(credentials.get("username", "")).lower(), "login.account"), blind(client_address(request), "login.address")
        if tried_too_often(account, address):
            raise ValidationError(_("尝试次数过多，请 15 分钟后再试，或换一台电脑登录"), code="too_many_attempts")
        person = authenticate(request, **credentials)
        note_attempt(account, address, failed=person is None)
        if person is None:
            left = PAIR_LIMIT - failures(account=account, address=address)
            raise ValidationError(_("用户名或密码不对，还可以再试 {left} 次").format(left=max(left, 0)), code="login_failed")
        assert isinstance(person, Person)
        return person

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        note_login(user)
        return super().post_login(request, user, **kwargs)

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The page that opens says enough."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


def client_address(request: HttpRequest) -> str:
    """The address that the last proxy of ours saw; what a client writes into X-Forwarded-For itself is not believed."""
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    hops = settings.TRUSTED_PROXIES
    return passed[-hops] if 0 < hops <= len(passed) else request.META.get("REMOTE_ADDR", "")


def failures(**where: str) -> int:
    """Failures in the window by keyed hashes of account, address or both."""
    since = timezone.now() - WINDOW
    return LoginAttempt.objects.filter(at__gte=since, failed=True, **where)[: ACCOUNT_LIMIT + 1].count()


def tried_too_often(account: str, address: str) -> bool:
    """Whether one more attempt is refused without looking at the password."""
    return (
        failures(account=account, address=address) >= PAIR_LIMIT
        or failures(address=address) >= ADDRESS_LIMIT
        or failures(account=account) >= ACCOUNT_LIMIT
    )


class LoginForm(PackageForm):
    """The package's form in our words; an overlong password is refused before it is hashed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = gettext_lazy("用户名"), gettext_lazy("密码")
        login.max_length = 60
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        password.help_text = ""

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if len(password) > LONGEST:
            raise forms.ValidationError(_("密码最多 {most} 个字符").format(most=LONGEST), code="too_long")
        return password
