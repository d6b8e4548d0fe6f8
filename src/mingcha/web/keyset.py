# SPDX-License-Identifier: Apache-2.0
"""Places in an ordered list, told by the values of a row: how a page, or a slice of an export, begins after another (S0-47)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _


def after(order: Sequence[str], values: Sequence[Any], *, backwards: bool = False, or_equal: bool = False) -> Q:
    """Rows after a place. Said as ``a <= x and (a < x or b < y)``, so that both databases begin at it in the index
    (decision 0006)."""
    past = Q()
    for place, (name, value) in enumerate(reversed(list(zip(order, values, strict=True)))):
        way = "lt" if name.startswith("-") != backwards else "gt"
        if place == 0:
            past = Q(**{f"{bare(name)}__{way}{'e' if or_equal else ''}": value})
        else:
            past = Q(**{f"{bare(name)}__{way}e": value}) & (Q(**{f"{bare(name)}__{way}": value}) | past)
    return past


def place_of(row: Any, order: Sequence[str]) -> list[Any]:
    """The values of a row by which it is placed, fit for JSON."""
    return [_json(_value(row, bare(name))) for name in order]


def values_at(model: type[models.Model], order: Sequence[str], place: Sequence[Any]) -> list[Any]:
    """What ``place_of`` gave, as the columns have it. Raises ValidationError, TypeError, ValueError for what it never gave."""
    fields = [field_of(model, bare(name)) for name in order]
    return [field.to_python(value) for field, value in zip(fields, place, strict=True)]


def write(row: Any, order: Sequence[str]) -> str:
    """A place for an address."""
    return base64.urlsafe_b64encode(json.dumps(place_of(row, order)).encode()).decode().rstrip("=")


def read(model: type[models.Model], order: Sequence[str], key: str) -> list[Any]:
    """The values of a place in an address. What is not one of ours is refused, never guessed."""
    try:
        place = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        return values_at(model, order, place)
    except (ValueError, TypeError, binascii.Error, OverflowError, ValidationError) as error:
        raise BadRequest(_("翻页的位置无效，请从第一页开始")) from error


def bare(name: str) -> str:
    return name.removeprefix("-")


def turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def field_of(model: type[models.Model], path: str) -> Any:
    *way, last = path.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
