# SPDX-License-Identifier: Apache-2.0
"""The page that asks for a fresh factor and a reason before dangerous acts, and the button that ends it (security.md A12)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.ledger import By
from mingcha.organs import elevation
from mingcha.organs.access import signed_in
from mingcha.organs.actions.elevation import begin_elevation, end_elevation
from mingcha.organs.actions.logins import herself
from mingcha.organs.forms.factors import ElevationForm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.factors import asked


@signed_in
def elevate(request: StaffRequest) -> HttpResponse:
    """Prove who sits there, say why, and go back to what was being done."""
    form = ElevationForm(request, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = begin_elevation(request.user, form.cleaned_data["reason"], form.proven, by=_by(request))
        elevation.enter(request, made)
        back, _typed = request.session.get(elevation.KEPT, ["/", ""])
        return redirect(back)
    context = {
        "title": _("再次验证身份"),
        "lead": _("重要操作前需要再次验证。通过后 5 分钟内有效，开始和结束都会写入操作记录。"),
        "form": form,
        "submit": _("验证"),
        "cancel": "/",
        "question": asked(form.question()),
        "without": not form.held and not request.user.has_usable_password(),
    }
    return render(request, "organs/elevate.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def elevate_end(request: StaffRequest) -> HttpResponse:
    """End it before its time."""
    standing = elevation.standing(request)
    if standing is not None:
        end_elevation(standing, by=_by(request))
    elevation.leave(request)
    return redirect(reverse("cases:home"))


def _by(request: StaffRequest) -> By:
    return request.post or herself(request.user)
