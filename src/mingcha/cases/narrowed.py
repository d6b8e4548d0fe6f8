# SPDX-License-Identifier: Apache-2.0
"""What a link from a figure has narrowed a list to, beyond the filters that are seen: told at its head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from mingcha.catalog.models import Point, PowerItem
from mingcha.organs.access import key_of
from mingcha.organs.models import Organ, Region


def narrowed(request: Any, *more: object) -> str:
    """In one line, empty where nothing is hidden; ``more`` are further names. Of what is out of reach no name is told: the list
    is empty then, and its address must not say more."""
    names = [str(name) for name in (*_names(request.GET, request.post), *more) if name]
    return _("只列出：{what}").format(what=" · ".join(names)) if names else ""


def _names(given: Any, post: Any) -> Iterator[str]:
    items = PowerItem.objects.within(post)
    if pk := key_of(given.get("organ") or given.get("at", "")):
        yield from _first(Organ.objects.within(post).filter(pk=pk).values_list("short", flat=True))
    if region := given.get("region"):
        yield from _first(Region.objects.filter(pk=region[:12]).values_list("name", flat=True))
    if code := given.get("item"):
        yield next(_first(items.filter(code=code[:60]).values_list("name", flat=True)), code)
    if pk := key_of(given.get("point", "")):
        yield from _first(Point.objects.filter(pk=pk, item_version__item__in=items).values_list("name", flat=True))
    yield given.get("act", "")


def _first(names: Iterable[str]) -> Iterator[str]:
    yield from list(names)[:1]
