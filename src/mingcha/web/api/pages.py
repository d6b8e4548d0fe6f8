# SPDX-License-Identifier: Apache-2.0
"""Lists at the API: the filters of the pages, keys instead of page numbers, a count that stops at 10,000 (S0-47, corpus T23, T24)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import FilterSet
from ninja import Schema
from pydantic import Field

from mingcha.ledger import Invalid
from mingcha.web.api.problems import Problem
from mingcha.web.listing import MANY_PEOPLE
from mingcha.web.lists import COUNTED, ListPage

T = TypeVar("T")
USUAL: Final = 20
MOST: Final = 100
PAGING: Final = ("after", "limit")
OTHERS: Final = frozenset({"page", "page_size", "per_page", "offset", "size", "start"})
"""How other interfaces turn pages: whoever tries is told how it is done here."""


class Page(Schema, Generic[T]):
    """One page of a list."""

    items: list[T]
    count: int = Field(description="how many rows there are; counting stops at 10,000", le=COUNTED, ge=0)
    count_is_exact: bool
    next: str | None = Field(description="the address of the next page")


@dataclass(frozen=True)
class Listing:
    """What a list may be asked: its filters, and the order of its rows.

    ``people`` stands where the rows are about persons: it lets a caller take many of them away, or raises.
    """

    filters: type[FilterSet] | None
    order: tuple[str, ...]
    people: Callable[[HttpRequest], None] | None = None

    @property
    def names(self) -> set[str]:
        return {*PAGING, *(self.filters.base_filters if self.filters else ())}


def listed(
    filters: type[FilterSet] | None = None,
    order: Sequence[str] = ("-id",),
    prepare: Callable[[Any, list[Any]], None] | None = None,
    people: Callable[[HttpRequest], None] | None = None,
) -> Callable[[Callable[..., QuerySet[Any]]], Callable[..., dict[str, Any]]]:
    """Turn a function that finds rows into one that gives a page of them.

    ``prepare`` puts on the rows of the page, in a query for all of them, what they are shown with.
    """
    listing = Listing(filters, tuple(order), people)

    def mark(find: Callable[..., QuerySet[Any]]) -> Callable[..., dict[str, Any]]:
        @wraps(find)
        def page(request: HttpRequest, **arguments: Any) -> dict[str, Any]:
            found = _page(request, find(request, **arguments), listing)
            if prepare:
                prepare(request, found.rows)
            return _shown(request, found)

        page.listing = listing  # type: ignore[attr-defined]
        return page

    return mark


def _page(request: HttpRequest, rows: QuerySet[Any], listing: Listing) -> ListPage:
    try:
        page = ListPage(
            request,
            rows,
            filters=listing.filters,
            order=listing.order,
            size=limit_of(request),
            extra=("limit",),
        )
        _refuse_faults(page)
        if listing.people and page.size > USUAL and page.counted > MANY_PEOPLE:
            # By twenties the pages give them too; by more it is an export.
            listing.people(request)
        page.rows  # noqa: B018 - a key that is none of ours is found here
    except BadRequest as bad:
        raise Problem(400, "page_range", str(bad)) from bad
    return page


def _refuse_faults(page: ListPage) -> None:
    """A page shows a wrong filter beside its field; a program is told."""
    if page.form is not None and not page.form.is_valid():
        errors = page.form.errors.as_data()
        raise Invalid.many(
            (name, one.code or "invalid", one.messages[0]) for name, several in errors.items() for one in several
        )


def _shown(request: HttpRequest, page: ListPage) -> dict[str, Any]:
    key = page.following
    address = f"{request.path}?{page.query}after={key}" if key else None
    if address:
        request.next_page = address  # type: ignore[attr-defined]
    exact = page.counted <= COUNTED
    return {"items": page.rows, "count": page.count, "count_is_exact": exact, "next": address}


def limit_of(request: HttpRequest) -> int:
    """How many rows a page has."""
    given = request.GET.get("limit", str(USUAL))
    if not (given.isascii() and given.isdigit() and len(given) < 4 and 1 <= int(given) <= MOST):
        raise Problem(400, "page_range", _("limit 应为 1 到 {most}").format(most=MOST), field="limit")
    return int(given)


def refuse_unknown(request: HttpRequest, known: set[str]) -> None:
    """Refuse what an operation cannot be asked: silence would be taken for an answer."""
    unknown = sorted(set(request.GET) - known)
    if not unknown:
        return
    if unknown[0] in OTHERS and "after" in known:
        raise Problem(400, "page_range", _("请用 next 给出的地址翻页，用 limit 说明每页行数"), field=unknown[0])
    raise Problem(
        400, "filter_not_allowed", _("不能按“{name}”筛选").format(name=unknown[0][:40]), field=unknown[0][:40]
    )
