# SPDX-License-Identifier: Apache-2.0
"""The list page: filters, keyset pages, a count that stops at 10,000, pages by number up to there (S0-47, S0-48).

The cost of a page does not depend on how deep it lies: a page is found by the key of the row before it. Only within the
first 10,000 rows may a page be asked for by its number; its start then comes from a query of keys alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any, Final, Protocol

from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import FilterSet

from mingcha.web import keyset


class Hits(Protocol):
    """Numbers of rows that a search has found, in the list's order (organs.search_index)."""

    exact: bool

    def count(self) -> int: ...

    def chunks(
        self, past: tuple[int, int] | None, *, backwards: bool = False, first: int = 64
    ) -> Iterator[list[int]]: ...


FEW: Final = 8
"""Where fewer than one hit in so many is within reach and passes the filters, walking through the rows is shorter."""
SIZE: Final = 20
COUNTED: Final = 10_000
PAGING: Final = ("after", "before", "page")
ALWAYS: Final = (*PAGING, "tab")


class ListPage:
    """One page of a query set, newest or first in ``order``.

    Args:
        request: the parameters of its address choose filters and page; any that the page does not know is refused.
        rows: what the post may see, with its ``select_related``.
        filters: a FilterSet; its form is :attr:`form`.
        order: field names, ``-`` for descending; the last one must be unique.
        size: rows a page.

    In templates: ``rows``, ``form``, ``count``, ``count_text``, ``number``, ``pages``, ``previous``, ``next`` (query
    strings or None), ``first`` and ``last`` (places of the rows shown, where they are known), ``query`` (without paging).

    Raises:
        BadRequest: an unknown parameter, a broken key, a page out of range (corpus T23, T24).
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: models.QuerySet[Any],
        *,
        filters: type[FilterSet] | None = None,
        order: Sequence[str] = ("-id",),
        size: int = SIZE,
        extra: Sequence[str] = (),
    ) -> None:
        self.request, self.size, self.order = request, size, tuple(order)
        self.filters = filters(request.GET, rows, request=request) if filters else None
        self._refuse_unknown(extra)
        self.form = self.filters.form if self.filters else None
        self.found: models.QuerySet[Any] = self._filtered(rows)
        self.hits: Hits | None = getattr(self.filters, "hits", None)

    def _refuse_unknown(self, extra: Sequence[str]) -> None:
        known = {*ALWAYS, *extra, *(self.filters.form.fields if self.filters else ())}
        if self.filters:
            for name, field in self.filters.form.fields.items():
                suffixes = getattr(field.widget, "suffixes", None) or ()
                known |= {f"{name}_{suffix}" for suffix in suffixes}
        if unknown := sorted(set(self.request.GET) - known):
            raise BadRequest(_("不能按“{name}”筛选").format(name=unknown[0][:40]))

    def _filtered(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.filters is None:
            return rows
        return self.filters.qs if self.filters.is_valid() else rows.none()

    # --- counting ---------------------------------------------------------------------------------------------------
    @cached_property
    def counted(self) -> int:
        """How many rows there are, up to one more than is counted."""
        if self.hits is not None:
            with suppress(LookupError):
                return self._counted_hits(self.hits)
        # A filter set may say COUNTED, a condition that always holds and opens an index that is only for counting.
        rows = self.found.filter(getattr(self.filters, "COUNTED", models.Q()))
        return rows.order_by()[: COUNTED + 1].count()

    @property
    def count(self) -> int:
        return min(self.counted, COUNTED)

    @property
    def count_text(self) -> str:
        return f"{COUNTED:,}+" if self.counted > COUNTED else f"{self.counted:,}"

    @property
    def pages(self) -> int:
        """How many pages can be asked for by number."""
        return max(1, -(-self.count // self.size))

    # --- the page ---------------------------------------------------------------------------------------------------
    @cached_property
    def number(self) -> int | None:
        """The number of this page; None beyond a key that says nothing of numbers."""
        if "page" not in self.request.GET:
            return None if {"after", "before"} & set(self.request.GET) else 1
        asked = self.request.GET["page"]
        if not (asked.isascii() and asked.isdigit() and len(asked) < 8 and 1 <= int(asked) <= COUNTED // self.size):
            raise BadRequest(_("页码应为 1 到 {most}").format(most=COUNTED // self.size))
        return int(asked)

    @cached_property
    def _window(self) -> tuple[list[Any], bool, bool]:
        """The rows, whether there are some before, whether there are some after."""
        if self.hits is not None:
            with suppress(LookupError):
                return self._window_of_hits(self.hits)
        get = self.request.GET
        if "before" in get:
            rows = list(self._beyond(get["before"], backwards=True)[: self.size + 1])
            return rows[: self.size][::-1], len(rows) > self.size, True
        if "after" in get:
            rows = list(self._beyond(get["after"])[: self.size + 1])
            return rows[: self.size], True, len(rows) > self.size
        if not self.counted:  # it is known already; looking for a first row would read the whole reach
            return [], False, False
        start = ((self.number or 1) - 1) * self.size
        rows = list(self._from(start)[: self.size + 1])
        return rows[: self.size], start > 0, len(rows) > self.size

    def _from(self, start: int) -> models.QuerySet[Any]:
        """The rows from a place on: the place is looked up among keys alone, which an index holds."""
        ordered = self.found.order_by(*self.order)
        if start == 0:
            return ordered
        keys = ordered.values_list(*map(keyset.bare, self.order))[start : start + 1]
        first = next(iter(keys), None)
        return ordered.none() if first is None else ordered.filter(keyset.after(self.order, first, or_equal=True))

    def _beyond(self, key: str, *, backwards: bool = False) -> models.QuerySet[Any]:
        order = [keyset.turned(name) for name in self.order] if backwards else list(self.order)
        return self.found.order_by(*order).filter(keyset.after(self.order, self._read(key), backwards=backwards))

    # --- what a search has found ------------------------------------------------------------------------------------
    def _window_of_hits(self, hits: Hits) -> tuple[list[Any], bool, bool]:
        get = self.request.GET
        if "before" in get or "after" in get:
            back = "before" in get
            kept = self._kept(hits, self._key(get["before" if back else "after"]), back)
            rows = self._in_order(list(islice(kept, self.size + 1)))
            more = len(rows) > self.size
            return (rows[: self.size][::-1], more, True) if back else (rows[: self.size], True, more)
        start = ((self.number or 1) - 1) * self.size
        rows = self._in_order(list(islice(self._kept(hits, None), start, start + self.size + 1)))
        return rows[: self.size], start > 0, len(rows) > self.size

    def _kept(self, hits: Hits, past: tuple[int, int] | None, backwards: bool = False) -> Iterator[int]:
        """The hits that are within reach and pass the filters. Raises LookupError where most are not: walk instead."""
        passed = kept = 0
        for chunk in hits.chunks(past, backwards=backwards):
            if hits.exact:
                yield from chunk
                continue
            there = set(self.found.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
            yield from (pk for pk in chunk if pk in there)
            passed, kept = passed + len(chunk), kept + len(there)
            if passed > COUNTED and kept * FEW < passed:
                raise LookupError

    def _counted_hits(self, hits: Hits) -> int:
        if hits.exact:
            return hits.count()
        total = passed = 0
        for chunk in hits.chunks(None, first=COUNTED + 1):
            total, passed = total + self.found.filter(pk__in=chunk).order_by().count(), passed + len(chunk)
            if total > COUNTED:
                break
            if passed > COUNTED and total * FEW < passed:
                raise LookupError
        return min(total, COUNTED + 1)

    def _in_order(self, ids: list[int]) -> list[Any]:
        there = self.found.filter(pk__in=ids).in_bulk()
        return [there[pk] for pk in ids if pk in there]

    def _key(self, key: str) -> tuple[int, int]:
        """A key as the index has it: seconds (0 where rows go by their numbers alone) and number."""
        values = self._read(key)
        fields = [keyset.field_of(self.found.model, keyset.bare(name)) for name in self.order]
        *at, pk = (field.get_prep_value(value) for field, value in zip(fields, values, strict=True))
        return (at[0] if at else 0), pk

    def _read(self, key: str) -> list[Any]:
        return keyset.read(self.found.model, self.order, key)

    @property
    def rows(self) -> list[Any]:
        return self._window[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    # --- addresses --------------------------------------------------------------------------------------------------
    @property
    def query(self) -> str:
        """The filters as a query string, without the page; ends in ``&`` where there are any."""
        kept = self.request.GET.copy()
        for name in PAGING:
            kept.pop(name, None)
        return f"{kept.urlencode()}&" if kept else ""

    @property
    def next(self) -> str | None:
        rows, _before, after = self._window
        return f"?{self.query}{self._turn(1, 'after', rows[-1])}" if rows and after else None

    @property
    def following(self) -> str | None:
        """The key after which the next page begins, for programs, which turn pages by keys alone."""
        rows, _before, after = self._window
        return keyset.write(rows[-1], self.order) if rows and after else None

    @property
    def previous(self) -> str | None:
        rows, before, _after = self._window
        return f"?{self.query}{self._turn(-1, 'before', rows[0])}" if rows and before else None

    def _turn(self, by: int, how: str, row: Any) -> str:
        """By number where the numbers are known, so that the page says where it is; by key beyond."""
        if self.number and self.number + by <= self.pages and self.counted <= COUNTED:
            return f"page={self.number + by}"
        return f"{how}={keyset.write(row, self.order)}"

    @property
    def first(self) -> int | None:
        return (self.number - 1) * self.size + 1 if self.number and self.rows else None

    @property
    def last(self) -> int | None:
        return self.first + len(self.rows) - 1 if self.first else None
