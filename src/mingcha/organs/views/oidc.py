# SPDX-License-Identifier: Apache-2.0
"""Logging in by another body's service: there and back, and the question whether to bind what it says (organs/oidc.py)."""

from __future__ import annotations

import time
from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.ledger import Invalid
from mingcha.organs import oidc
from mingcha.organs.access import public, signed_in
from mingcha.organs.actions.identities import bind_own_identity, renew_identity
from mingcha.organs.models import Identity, Person
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form

UNBOUND: Final = "oidc unbound"
"""Where the session keeps a subject that nobody has yet: its keyed hash, the name shown, until when."""


@require_safe
@public
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the other service; without one, to our own login."""
    if not oidc.is_on() or request.user.is_authenticated:
        return redirect("account_login")
    to = request.GET.get("next", "/")
    own = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return redirect(oidc.send_off(request, to if own else "/"))


@require_safe
@public
def back(request: HttpRequest) -> HttpResponse:
    """Come from there: log in whoever is bound, ask the others for their password, make nobody."""
    if not oidc.is_on() or not request.GET:
        return redirect("account_login")
    found = oidc.take_back(request)
    named = Identity.objects.filter(subject__in=found.known, person__status=Person.Status.ACTIVE)
    identity = named.select_related("person").first()
    if identity is None:
        request.session[UNBOUND] = [found.subject, found.name, int(time.time()) + oidc.LASTS]
        return redirect("/account/login/?" + urlencode({"next": "/account/oidc/"}))
    renew_identity(identity, found.subject)
    record_authentication(request, identity.person, "oidc")
    answer: HttpResponse = perform_login(request, Login(user=identity.person, redirect_url=found.to))
    return answer


@signed_in
def bind(request: StaffRequest) -> HttpResponse:
    """She has logged in by password after the other service named her: shall it be enough from now on?"""
    subject, name, until = request.session.get(UNBOUND, ["", "", 0])
    is_pending = subject and time.time() <= until
    if not is_pending and request.method != "POST":
        return redirect("/")
    page = {
        "title": _("绑定统一身份"),
        "text": _("绑定后可以用统一身份认证登录这个账户。如果下面的身份不是自己的，请取消。"),
        "facts": [(_("统一身份"), name or "—"), (_("姓名"), request.user.name), (_("用户名"), request.user.username)],
        "cancel": "/",
        "submit": _("绑定"),
        "done": _("统一身份已绑定"),
    }

    def act(_given: dict[str, Any]) -> str:
        if not is_pending:
            raise Invalid(_("页面已过期，请重新打开"), "expired")
        del request.session[UNBOUND]
        bind_own_identity(request.user, subject)
        return "/"

    return edited(request, Form(request.POST or None), act, page, template="web/confirm.html")
