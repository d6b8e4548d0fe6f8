# SPDX-License-Identifier: Apache-2.0
"""Logging in: attempts are counted before a password is hashed, by account and by address (security.md A1-A4, F10).

django-allauth keeps the flow; here stand the limits, the one backend and the words. The counts live in the database, so
that every process of the site counts together.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as PackageForm
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs import sessions
from mingcha.organs.actions.logins import LONGEST, begin_attempt, note_limit, note_login, pass_attempt
from mingcha.organs.fields import blind
from mingcha.organs.models import LoginAttempt, Person
from mingcha.web.addresses import client_address, neighbourhood

WINDOW: Final = timedelta(minutes=15)
PAIR_LIMIT: Final = 5
"""Failures of one account from one address: the guesser is stopped, the owner still gets in from elsewhere."""
ADDRESS_LIMIT: Final = 50
"""Failures from one address over all accounts."""
ACCOUNT_LIMIT: Final = 100
"""Failures of one account over all addresses: so many are no forgetful owner."""
HASHERS: Final = threading.BoundedSemaphore(2)
"""Argon2 takes 100 MiB: a flood of logins waits here, and only so many wait that the pages keep their threads."""
QUEUE: Final = threading.BoundedSemaphore(8)


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
        account, address = seen_account(username), seen_address(request)
        with turn():
            if stopped(account, address):
                raise refusal(_("尝试次数过多，请 15 分钟后再试"), "too_many_attempts")
            attempt = begin_attempt(account, address)
            person = authenticate(request, **credentials)
        if not isinstance(person, Person):
            raise failed(attempt, Person.objects.filter(username=username).first())
        pass_attempt(attempt)
        return person

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        sessions.begin(request)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        note_login(user, seen_address(request))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.large_text:
            keep_large(response)
        return response

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The page that opens says enough."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


@contextmanager
def turn() -> Iterator[None]:
    """A place at the hasher. Raises ValidationError where too many wait for one."""
    if not QUEUE.acquire(blocking=False):
        raise refusal(_("登录的人太多，请过几秒再试"), "busy")
    try:
        with HASHERS:
            yield
    finally:
        QUEUE.release()


def stopped(account: str, address: str) -> bool:
    """Whether one more attempt is refused without looking at the password.

    Where the account is used, only its own failures there count: neither colleagues behind one address nor a guesser
    anywhere else can lock its owner out.
    """
    if failures(account=account, address=address) >= PAIR_LIMIT:
        return True
    if LoginAttempt.objects.filter(account=account, address=address, failed=False).exists():
        return False
    return failures(address=address) >= ADDRESS_LIMIT or failures(account=account) >= ACCOUNT_LIMIT


def failures(**where: str) -> int:
    """Failures in the window by keyed hashes of account, address or both."""
    since = timezone.now() - WINDOW
    return LoginAttempt.objects.filter(at__gte=since, failed=True, **where)[: ACCOUNT_LIMIT + 1].count()


def failed(attempt: LoginAttempt, person: Person | None) -> forms.ValidationError:
    """What a wrong password is told, the same whether there is such an account; a limit just reached is kept."""
    pair = failures(account=attempt.account, address=attempt.address)
    reached = {
        "pair": pair == PAIR_LIMIT,
        "address": failures(address=attempt.address) == ADDRESS_LIMIT,
        "account": failures(account=attempt.account) == ACCOUNT_LIMIT,
    }
    for limit in (name for name, is_reached in reached.items() if is_reached):
        note_limit(limit, attempt, person)
    if pair >= PAIR_LIMIT:
        return refusal(
            _("用户名或密码不对。已输错 {most} 次，请 15 分钟后再试").format(most=PAIR_LIMIT), "too_many_attempts"
        )
    left = PAIR_LIMIT - pair
    return refusal(_("用户名或密码不对。还可以试 {left} 次，之后锁定 15 分钟").format(left=left), "login_failed")


def refusal(message: str, code: str) -> forms.ValidationError:
    """Stands beside the password, where the eye is."""
    return forms.ValidationError({"password": forms.ValidationError(message, code=code)})


def seen_account(username: str) -> str:
    """The keyed hash by which an account is counted, whether it exists or not."""
    return blind(username.lower(), "login.account")


def seen_address(request: HttpRequest) -> str:
    """The keyed hash by which an address is counted."""
    return blind(neighbourhood(client_address(request)), "login.address")


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
