# SPDX-License-Identifier: Apache-2.0
"""The kept filters of the list on the page, as its chips (mingcha.nav gives them to every page)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from mingcha.lists.listings import by_view
from mingcha.lists.models import SavedFilter


def of_page(request: HttpRequest) -> dict[str, Any]:
    """One query on the page of a list, none elsewhere."""
    match = request.resolver_match
    listing = by_view(match.view_name) if match else None
    if listing is None or request.user.pk is None:
        return {"here": [], "edit_url": ""}
    rows = SavedFilter.objects.filter(person_id=request.user.pk, listing=listing.key)
    now = request.GET.copy()
    for name in ("page", "after", "before"):
        now.pop(name, None)
    here = [
        {"name": row.name, "url": f"{reverse(listing.view)}?{row.query}", "current": row.query == now.urlencode()}
        for row in rows
    ]
    return {"here": here, "edit_url": reverse("lists:filter-list")}
