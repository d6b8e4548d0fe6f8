# SPDX-License-Identifier: Apache-2.0
"""How pages look for one browser: 长辈版, light or dark, language; kept in cookies, so that the login page knows too.

And what a site answers besides its pages: whether it lives, what robots may read, its mark.
The rules stand as words: organs' own marks are further down the bands.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader

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


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database; for whoever watches the machines, so without any detail."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it where a page does not name its mark."""
    return HttpResponseRedirect(DjangoViteAssetLoader.instance().generate_vite_asset_url("src/mark.svg"))


for view in (look_set, healthz, robots, favicon):
    view.rule = "public"  # type: ignore[attr-defined]
