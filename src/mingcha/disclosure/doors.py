# SPDX-License-Identifier: Apache-2.0
"""What every page of the portal passes: nobody logs in, so addresses are counted; what is the same for all may be kept by caches."""

from __future__ import annotations

from functools import wraps
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _

from mingcha.organs.access import View, public
from mingcha.web.addresses import client_address, neighbourhood
from mingcha.web.buckets import Buckets
from mingcha.web.errors import error_page

PAGES: Final = Buckets(lambda: settings.PORTAL_RATE)
CHECKS: Final = Buckets(lambda: max(1, settings.PORTAL_RATE // 8))
"""Certificates are looked up one by one: whoever needs a hundred a minute collects them (security.md threat 17)."""
KEPT: Final = 300
"""Seconds that a cache may show what has been withdrawn (security.md threat 19)."""


def portal(view: View) -> View:
    """A page for everybody that caches may keep for five minutes."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if refused := counted(request, PAGES):
            return refused
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or "Cache-Control" in response:
            return response
        response["Cache-Control"] = f"public, max-age={KEPT}"
        set_response_etag(response)
        kept = get_conditional_response(request, etag=response["ETag"], response=response)
        return kept if isinstance(kept, HttpResponse) else response

    return public(shown)


def counted(request: HttpRequest, buckets: Buckets) -> HttpResponse | None:
    """Refuse whoever asks too often, with the time after which she may ask again."""
    wait = buckets.take(neighbourhood(client_address(request)))
    if not wait:
        return None
    message = _("查询太频繁，请在 {seconds} 秒后重试").format(seconds=wait)
    response = error_page(request, 429, message, "too_many_requests")
    response["Retry-After"] = str(wait)
    return response
