# SPDX-License-Identifier: Apache-2.0
"""Second factors: the step of the login that asks for one, and one's own list of them (security.md A5).

The step has django-allauth's name, for it is the package that stops a login there.
"""

from __future__ import annotations

import json
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as keys
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.ledger import Invalid
from mingcha.ledger.keys import Undecipherable, ring
from mingcha.organs import elevation, shown
from mingcha.organs.access import public, signed_in
from mingcha.organs.actions.factors import add_key, add_totp, remove_factor, renew_codes
from mingcha.organs.factors import factors_of, missing
from mingcha.organs.forms.factors import FactorForm, KeyForm, KeyNameForm, RemoveForm, TotpForm
from mingcha.organs.models import Person
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form
from mingcha.web.shapes import code

STAGE: Final = "mfa_authenticate"
PENDING: Final = "key being added"
"""Where the session keeps the name of a key and the question that it has to answer."""


@public
def second(request: HttpRequest) -> HttpResponse:
    """The second step of a login. Nobody is logged in yet: the session holds whose password was right."""
    stage = LoginStageController.enter(request, STAGE)
    if stage is None or not isinstance(stage.login.user, Person):
        return redirect("account_login")
    person = stage.login.user
    form = FactorForm(request, person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_authentication(request, person, "mfa", type=form.proven)
        answer: HttpResponse = stage.exit()
        return answer
    context = {"title": _("二次验证"), "form": form, "question": asked(form.question())}
    return render(request, "account/second.html", context, status=422 if form.errors else 200)


def asked(question: Any) -> str:
    """A question to a key, for the page's script."""
    return json.dumps(question) if question else ""


def crumbs(here: str = "") -> list[dict[str, str]]:
    """Where a page of one's own factors stands."""
    way = [{"label": _("二次验证"), "url": reverse("account_factors") if here else ""}]
    return [*way, {"label": here, "url": ""}] if here else way


def guard(request: HttpRequest) -> None:
    """Whoever has a factor proves it before she changes her factors: a stolen session must not get one of its own."""
    assert isinstance(request.user, Person)
    if factors_of(request.user).exists():
        elevation.demand(request, reverse("account_factors"))


@signed_in
@require_safe
def factor_list(request: StaffRequest) -> HttpResponse:
    """One's own factors."""
    rows = list(factors_of(request.user))
    context = {
        "title": _("二次验证"),
        "must": missing(request.posts),
        "rows": rows,
        "has_totp": any(row.type == "totp" for row in rows),
        "empty": {"title": _("还没有二次验证"), "text": _("手机上任何一个支持 TOTP 的验证器应用都可以")},
    }
    return render(request, "organs/factor_list.html", context)


@signed_in
def factor_totp(request: StaffRequest) -> HttpResponse:
    """Set up the telephone: the secret as a picture, and a code that proves it arrived. The secret travels encrypted."""
    if request.method == "POST":
        guard(request)
    place = f"totp:{request.user.pk}"
    form = TotpForm(request.POST or None, initial={"secret": ring().encrypt(generate_totp_secret(), place)})
    secret = _secret(str(form["secret"].value()), place) or generate_totp_secret()
    page = {
        "title": _("添加验证器"),
        "crumbs": crumbs(_("添加验证器")),
        "picture": code(get_adapter().build_totp_url(request.user, secret)),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "cancel": reverse("account_factors"),
        "submit": _("启用"),
        "done": _("验证器已启用"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        if not _secret(given["secret"], place):
            raise Invalid(_("页面已过期，请重新打开"), "expired")
        return _with_codes(request, add_totp(request.user, secret, given["code"]))

    return edited(request, form, act, page, template="organs/factor_totp.html")


@signed_in
def factor_key(request: StaffRequest) -> HttpResponse:
    """Add a security key: first its name, which begins the ceremony, then what it answers."""
    if request.method == "POST":
        guard(request)
    name, question = request.session.get(PENDING, ["", ""])
    page = {
        "title": _("添加安全密钥"),
        "crumbs": crumbs(_("添加安全密钥")),
        "cancel": reverse("account_factors"),
        "submit": _("下一步"),
        "question": question,
    }

    def begin(given: dict[str, Any]) -> HttpResponse:
        question = asked(keys.begin_registration(request.user, passwordless=False))
        request.session[PENDING] = [given["name"], question]
        return redirect("account_factor_key")

    def act(given: dict[str, Any]) -> HttpResponse:
        request.session.pop(PENDING, None)
        return _with_codes(request, add_key(request.user, name, given["credential"]))

    if "credential" in request.POST:
        return edited(request, KeyForm(request.POST), act, page, template="organs/factor_key.html")
    if question and request.method != "POST":
        return edited(request, KeyForm(), act, page, template="organs/factor_key.html")
    return edited(request, KeyNameForm(request.POST or None), begin, {**page, "question": ""})


@signed_in
@require_POST
def factor_remove(request: StaffRequest) -> HttpResponse:
    """Take one of one's own factors away."""
    guard(request)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请求无法识别，请返回后重试"))
    remove_factor(request.user, form.cleaned_data["factor"])
    return redirect("account_factors")


@signed_in
def factor_codes(request: StaffRequest) -> HttpResponse:
    """The recovery codes, shown once; a POST makes new ones."""
    if request.method == "POST":
        guard(request)
        form = Form(request.POST)
        if not form.is_valid():
            raise Invalid(form.non_field_errors()[0], "unknown_field")
        if not factors_of(request.user).exists():
            raise Invalid(_("请先添加验证器或安全密钥"), "no_factor")
        return _with_codes(request, renew_codes(request.user))
    codes = shown.taken(request)
    context = {"title": _("恢复码"), "codes": codes.split() if codes else [], "crumbs": crumbs(_("恢复码"))}
    return shown.forget(request, render(request, "organs/factor_codes.html", context))


def _with_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    if not codes:
        return redirect("account_factors")
    return shown.hand_over(request, " ".join(codes), reverse("account_factor_codes"))


def _secret(token: str, place: str) -> str:
    """What the page had made for this person; empty for what it had not."""
    try:
        return ring().decrypt(token, place)
    except Undecipherable:
        return ""
