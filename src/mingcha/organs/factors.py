# SPDX-License-Identifier: Apache-2.0
"""Second factors: who must have one, proving one against the limits (security.md A3, A5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.http import HttpRequest
from django.utils.translation import gettext as _

from mingcha.organs.actions.factors import use_code, use_key
from mingcha.organs.actions.logins import pass_attempt
from mingcha.organs.attempts import FACTOR_LIMIT, begun, failed, refusal, seen, seen_account, seen_address
from mingcha.organs.duties import administered
from mingcha.organs.models import Login, Person, Post, RegionProfile

RECOVERY = Authenticator.Type.RECOVERY_CODES


def factors_of(person: Person) -> QuerySet[Any]:
    """Her factors; recovery codes stand in for one and are none themselves."""
    found: QuerySet[Any] = Authenticator.objects.filter(user_id=person.pk).exclude(type=RECOVERY).order_by("pk")
    return found


def with_demand(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts that say, in the query that reads them anyway, whether a factor is there and whether their region wants one.

    A county's people are also bound by what its city or province has settled.
    """
    above = Q()
    for code in ("organ__region_id", "organ__county", "organ__city", "province_code"):
        above |= Q(region_id=OuterRef(code))
    wanting = RegionProfile.objects.filter(above, second_factor=RegionProfile.SecondFactor.REQUIRED)
    held = Authenticator.objects.filter(user_id=OuterRef("person_id")).exclude(type=RECOVERY)
    return posts.annotate(
        province_code=Concat(Substr(F("organ__region_id"), 1, 2), Value("0" * 10)),
        has_factor=Exists(held),
        factor_wanted=Exists(wanting),
    )


def missing(posts: Iterable[Any]) -> bool:
    """Whether who wears these posts (``with_demand``) must set up a factor first: administrators, and where it is wanted."""
    if settings.DEMO:
        return False
    return any(not post.has_factor and (post.factor_wanted or administered([post.role])) for post in posts)


def prove(request: HttpRequest, person: Person, *, code: str = "", credential: Any = None) -> str:
    """Take a code or a key's answer, counted as passwords are. Gives the kind of factor. Raises ValidationError."""
    account = seen_account(person.username, "factor")
    attempt = begun(account, seen_address(request), "code", FACTOR_LIMIT)
    kind = use_key(person, credential) if credential is not None else use_code(person, code)
    if kind is None:
        left = failed(attempt, person, seen(request), Login.Result.FACTOR)
        words = _("验证没有通过。还可以试 {left} 次") if left else _("验证没有通过，请 15 分钟后再试")
        raise refusal(words.format(left=left), "wrong_code", "code")
    pass_attempt(attempt)
    return kind
