# SPDX-License-Identifier: Apache-2.0
"""Logging out, and a new password. Logging in is django-allauth's view, with the limits of organs/login.py.

Requirements: security.md A7 and D11 (nothing is left of a session), A11 (a password that somebody else gave is changed).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.ledger import Refused
from mingcha.organs import sessions
from mingcha.organs.access import public, signed_in
from mingcha.organs.actions.logins import change_password
from mingcha.organs.forms.logins import PasswordForm
from mingcha.organs.passwords import expired, profile_of
from mingcha.web.forms import add_faults


@public
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session and what the browser kept of it. A link cannot do that: only a form of ours can."""
    if request.method != "POST":
        return HttpResponseRedirect("/")
    sessions.end(request)
    return HttpResponseRedirect(settings.LOGIN_URL, headers={"Clear-Site-Data": '"storage"'})


@signed_in
@require_safe
def session_extend(request: HttpRequest) -> HttpResponse:
    """Any request puts off the end of a login (organs/sessions.py); this one is for a page that nothing else is wanted of (K9)."""
    return HttpResponse("", content_type="text/plain")


@signed_in
def password_change(request: HttpRequest) -> HttpResponse:
    """Give oneself a new password; her sessions elsewhere end."""
    form = PasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(form.person, form.cleaned_data["new"])
        except Refused as refused:
            add_faults(form, refused)
        else:
            form.person.refresh_from_db()
            sessions.renew_key(request, form.person)
            messages.success(request, _("密码已修改"))
            return redirect("/")
    lead = ""
    if form.person.must_change_password:
        lead = _("现在的密码是别人给的，请先改成只有自己知道的")
    elif expired(form.person, timezone.now()):
        lead = _("密码使用已超过 {days} 天，请先修改").format(days=profile_of(form.person).days)
    context = {"title": _("修改密码"), "lead": lead, "form": form, "submit": _("修改密码")}
    return render(request, "web/form_page.html", context, status=422 if form.errors else 200)
