# SPDX-License-Identifier: Apache-2.0
"""Which rows somebody has ticked, here and on other pages; her session keeps them until she leaves (S0-47)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from mingcha.ledger import Invalid
from mingcha.web.listing import CHOSEN, Listing

MOST: Final = 500
"""More rows are chosen by what they have in common: all that match."""


def chosen(request: HttpRequest, listing: Listing) -> list[str]:
    """The rows ticked on this page and those kept of others. Raises Invalid ``selection``."""
    shown, ticked = set(request.POST.getlist("shown")), set(request.POST.getlist("ids"))
    kept = set(request.session.get(CHOSEN, {}).get(listing.key, ()))
    found = sorted((kept - shown) | ticked)
    if len(found) > MOST:
        raise Invalid(_("最多逐条选择 {most} 条，更多请用“符合条件的全部”").format(most=MOST), "selection")
    return found


def keep(request: HttpRequest, listing: Listing, ids: list[str]) -> None:
    """Remember them while she turns pages."""
    every: dict[str, Any] = {**request.session.get(CHOSEN, {}), listing.key: ids}
    request.session[CHOSEN] = {key: value for key, value in every.items() if value}
