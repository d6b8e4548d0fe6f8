# SPDX-License-Identifier: Apache-2.0
"""The one way from a form to an action and back: success redirects, a refusal keeps what was typed (S0-48, corpus W08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mingcha.ledger import Refused
from mingcha.web.forms import Versioned, add_faults

Act = Callable[[dict[str, Any]], Any]
"""Takes what the form found, calls one action, and gives where to go: an object, an address, or the answer itself."""


def edited(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Act,
    page: Mapping[str, Any],
    *,
    template: str = "web/form_page.html",
) -> HttpResponse:
    """Show the form, or act on it.

    ``page`` is the context of the template; in it ``object``, the row edited, whose version is renewed when somebody else
    was first, and ``done``, the message after success.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except Refused as refused:
                add_faults(form, refused)
                status = refused.status
                _renew(form, page.get("object"), refused)
            else:
                if page.get("done"):
                    messages.success(request, str(page["done"]))
                return made if isinstance(made, HttpResponse) else redirect(made)
    return render(request, template, {**page, "form": form}, status=status)


def _renew(form: forms.BaseForm, row: Any, refused: Refused) -> None:
    if refused.code == "stale" and isinstance(form, Versioned):
        row.refresh_from_db(fields=["version"])
        form.renew(row.version)
