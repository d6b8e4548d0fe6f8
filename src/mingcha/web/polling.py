# SPDX-License-Identifier: Apache-2.0
"""The answer to a page that asks by itself whether something has changed (frontend/src/polling.js)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def small_number(request: HttpRequest, number: int) -> HttpResponse:
    """A number that is another one after each change; without a body where the browser has it already."""
    tag = f'"{number}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    return HttpResponse(str(number), content_type="text/plain", headers=headers)
