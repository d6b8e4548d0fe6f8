# SPDX-License-Identifier: Apache-2.0
"""How pages look for one browser: 长辈版, light or dark, language; kept in cookies, so that the login page knows too."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES: Final = {
    "size": ("", "large"),
    "theme": ("", "light", "dark"),
    settings.LANGUAGE_COOKIE_NAME: tuple(code for code, _name in settings.LANGUAGES),
}
YEAR: Final = 365 * 86_400


@require_POST
def look_set(request: HttpRequest) -> HttpResponse:
    """Keep the choices that were sent and go back to the page that sent them."""
    to = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(to if own else "/")
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed and value is not None:
            response.set_cookie(
                name, value, max_age=YEAR if value else 0, samesite="Lax", secure=settings.SECURE, httponly=True
            )
    return response


look_set.rule = "public"  # type: ignore[attr-defined] # organs' own mark stands further down the bands
