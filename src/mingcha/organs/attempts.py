# SPDX-License-Identifier: Apache-2.0
"""Guesses are counted before anything is compared: of passwords before they are hashed, and of second factors (security.md A3, A4).

The counts live in the database, so that every process of the site counts together.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.organs.actions.logins import Seen, begin_attempt, note_failure, note_limit
from mingcha.organs.browsers import family, partly
from mingcha.organs.fields import blind
from mingcha.organs.models import Login, LoginAttempt, Person
from mingcha.web.addresses import client_address, neighbourhood

WINDOW: Final = timedelta(minutes=15)
PAIR_LIMIT: Final = 5
"""Failures of one account from one address: the guesser is stopped, the owner still gets in from elsewhere."""
ADDRESS_LIMIT: Final = 50
"""Failures from one address over all accounts."""
ACCOUNT_LIMIT: Final = 100
"""Failures of one account over all addresses: so many are no forgetful owner."""
FACTOR_LIMIT: Final = 10
"""The same for codes of six digits, of which three are right at any time."""
HASHERS: Final = threading.BoundedSemaphore(2)
"""Argon2 takes 100 MiB: a flood of logins waits here, and only so many wait that the pages keep their threads."""
QUEUE: Final = threading.BoundedSemaphore(8)


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


def begun(account: str, address: str, field: str = "password", most: int = ACCOUNT_LIMIT) -> LoginAttempt:
    """Count one more attempt. Raises ValidationError where it is refused without looking at what was given."""
    if stopped(account, address, most):
        raise refusal(_("尝试次数过多，请 15 分钟后再试"), "too_many_attempts", field)
    return begin_attempt(account, address)


def stopped(account: str, address: str, most: int = ACCOUNT_LIMIT) -> bool:
    """Whether one more attempt is refused without looking at the password.

    Where the account is used, only its own failures there count: neither colleagues behind one address nor a guesser
    anywhere else can lock its owner out.
    """
    if failures(account=account, address=address) >= PAIR_LIMIT:
        return True
    if LoginAttempt.objects.filter(account=account, address=address, failed=False).exists():
        return False
    return failures(address=address) >= ADDRESS_LIMIT or failures(account=account) >= most


def failures(**where: str) -> int:
    """Failures in the window by keyed hashes of account, address or both."""
    since = timezone.now() - WINDOW
    return LoginAttempt.objects.filter(at__gte=since, failed=True, **where)[: ACCOUNT_LIMIT + 1].count()


def failed(attempt: LoginAttempt, person: Person | None, seen: Seen, result: str = Login.Result.PASSWORD) -> int:
    """Keep a failure in the log, and once in the ledger that a limit is reached. Gives how many tries are left here."""
    most = FACTOR_LIMIT if result == Login.Result.FACTOR else ACCOUNT_LIMIT
    note_failure(person, seen, result)
    pair = failures(account=attempt.account, address=attempt.address)
    reached = {
        "pair": pair == PAIR_LIMIT,
        "address": failures(address=attempt.address) == ADDRESS_LIMIT,
        "account": failures(account=attempt.account) == most,
    }
    for limit in (name for name, is_reached in reached.items() if is_reached):
        note_limit(limit, attempt, person, seen)
    return max(0, PAIR_LIMIT - pair)


def wrong_password(left: int) -> forms.ValidationError:
    """What a wrong password is told, the same whether there is such an account."""
    if not left:
        words = _("用户名或密码不对。已输错 {most} 次，请 15 分钟后再试")
        return refusal(words.format(most=PAIR_LIMIT), "too_many_attempts")
    return refusal(_("用户名或密码不对。还可以试 {left} 次，之后锁定 15 分钟").format(left=left), "login_failed")


def refusal(message: str, code: str, field: str = "password") -> forms.ValidationError:
    """Stands beside the field, where the eye is."""
    return forms.ValidationError({field: forms.ValidationError(message, code=code)})


def seen_account(username: str, what: str = "account") -> str:
    """The keyed hash by which an account is counted, whether it exists or not; ``factor`` counts its second factors."""
    return blind(username.lower(), f"login.{what}")


def seen_address(request: HttpRequest) -> str:
    """The keyed hash by which an address is counted."""
    return blind(neighbourhood(client_address(request)), "login.address")


def seen(request: HttpRequest) -> Seen:
    """What the log keeps of where a request comes from."""
    return Seen(seen_address(request), partly(client_address(request)), family(request.headers.get("User-Agent", "")))
