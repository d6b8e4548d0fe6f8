# SPDX-License-Identifier: Apache-2.0
"""Which face a page wears: the workbench, or the phone for whoever is on the way with one thumb (ux.md, feature 11).

A telephone says so of itself; whoever wants the other face picks it once (``look_pick``) and a cookie keeps it. A page that
knows both extends ``base``; every other page stays as it is.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

FACE: Final = "face"
PHONE, DESK = "phone", "desk"


def on_phone(request: HttpRequest) -> bool:
    """Whether the page is for a phone: as the address says, as was picked, else as the device says."""
    chosen = request.GET.get(FACE) or request.COOKIES.get(FACE)
    if chosen in (PHONE, DESK):
        return chosen == PHONE
    return "Mobi" in request.headers.get("User-Agent", "")
