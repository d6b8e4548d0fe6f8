# SPDX-License-Identifier: Apache-2.0
"""A list, declared once: what stands in it, for whom, in which order, and what can be done with many of its rows.

The page draws it, an export writes the same columns of the same rows, and a chosen selection is resolved by the same reach
and filters (S0-47). Each app has its own in ``lists.py``; ``mingcha.lists.listings`` names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django_filters import FilterSet

from mingcha.files.tables import Cell
from mingcha.web.lists import ListPage

CHOSEN: Final = "chosen"
"""Where a session keeps the rows that were ticked on other pages, by the key of their list."""
MANY_PEOPLE: Final = 100
"""More rows about people leave the house only after a fresh factor (security.md A12)."""


@dataclass(frozen=True)
class Column:
    """``value`` is what an export writes; a column without it has only buttons. ``num`` is set to the right."""

    label: str | Promise
    value: Callable[[Any], Cell] | None
    num: bool = False


@dataclass(frozen=True)
class Act:
    """What may be done with many rows: ``do(row, reason, by)`` calls one action of the app, row by row. Instead of it
    ``page`` names the address of a page that acts on all of them at once: it finds the ticked ones in the session."""

    name: str
    label: str | Promise
    perm: str
    do: Callable[[Any, str, Any], object] | None = None
    page: str = ""
    icon: str = ""
    primary: bool = False
    reason: bool = False
    elevated: bool = False


@dataclass(frozen=True)
class Asked:
    """Stands for the request where a filter asks who looks: a job has none."""

    post: Any
    GET: QueryDict = field(default_factory=QueryDict)


@dataclass(frozen=True)
class Listing:
    """``rows(post)`` are those within its reach, with what the columns need; ``prepare`` puts on some of them what needs one
    query for all. ``also`` are columns of an export that share one of the page, ``views`` other addresses of the list.
    ``people``: its rows are about persons, and many of them leave the house only after a fresh factor.
    """

    key: str
    title: str | Promise
    view: str
    perm: str
    rows: Callable[[Any], models.QuerySet[Any]]
    columns: Sequence[Column]
    row: str
    filters: type[FilterSet] | None = None
    order: tuple[str, ...] = ("-id",)
    lead: str | Promise = ""
    empty: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[Column] = ()
    acts: tuple[Act, ...] = ()
    people: bool = False
    prepare: Callable[[Sequence[Any]], None] | None = None
    views: tuple[str, ...] = ()

    def page(self, request: HttpRequest, rows: models.QuerySet[Any] | None = None) -> ListPage:
        """The page that the request asks for; ``rows`` if it shows only a part of them."""
        shown = self.rows(request.post) if rows is None else rows  # type: ignore[attr-defined]
        page = ListPage(request, shown, filters=self.filters, order=self.order)
        if self.prepare:
            self.prepare(page.rows)
        return page

    def show(self, request: HttpRequest, page: ListPage | None = None, **more: Any) -> HttpResponse:
        """The list as a page. ``more`` is added to the context of web/list.html; ``also`` are parameters that its address
        does not tell; ``template`` draws it otherwise."""
        template, also = more.pop("template", "web/list.html"), more.pop("also", {})
        page = page or self.page(request)
        context = {
            "title": self.title,
            "lead": self.lead,
            "page": page,
            "row_template": self.row,
            "columns": [{"label": column.label, "num": column.num} for column in self.columns],
            "empty": self.empty,
            "listing": self,
            "bulk": self._bulk(request, page, also),
        }
        return render(request, template, context | more)

    def _bulk(self, request: HttpRequest, page: ListPage, also: Mapping[str, str]) -> dict[str, Any] | None:
        """What can be chosen and done; nothing for whoever wears no post."""
        post = getattr(request, "post", None)
        if post is None:
            return None
        kept = set(request.session.get(CHOSEN, {}).get(self.key, ()))
        here = {str(row.pk) for row in page.rows}
        query = QueryDict(page.query.rstrip("&"), mutable=True)
        query.update(also)
        acts = self.acts_of(post)
        return {
            "listing": self,
            "query": query.urlencode(),
            "acts": acts,
            "reason": any(act.reason for act in acts),
            "chosen": kept & here,
            "elsewhere": len(kept - here),
            "count": len(kept),
        }

    def acts_of(self, post: Any) -> list[Act]:
        """The acts that the post may do."""
        return [act for act in self.acts if not act.perm or post.may(act.perm)]

    def found(self, post: Any, query: str) -> models.QuerySet[Any] | None:
        """The rows within reach now that a page with this query shows; None for a query that no page has."""
        rows, given = self.rows(post), QueryDict(query)
        if self.filters is None:
            return None if given else rows
        narrowed = self.filters(given, rows, request=Asked(post, given))
        known = set(narrowed.form.fields)
        return narrowed.qs if not set(given) - known and narrowed.is_valid() else None

    def cells(self, row: Any) -> list[Cell]:
        """What an export writes of a row."""
        return [column.value(row) for column in (*self.columns, *self.also) if column.value]

    @property
    def heads(self) -> list[str]:
        return [str(column.label) for column in (*self.columns, *self.also) if column.value]
