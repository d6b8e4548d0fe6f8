# SPDX-License-Identifier: Apache-2.0
"""What an edit changes, as an entry of the ledger keeps it: old and new value of each field; of personal ones the name only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction

from mingcha.ledger import Invalid


def assign(obj: models.Model, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put the values on the object and say what that changed: the arguments of ``record()``."""
    personal = getattr(type(obj), "PERSONAL", ())
    changed: dict[str, list[Any]] = {}
    touched: list[str] = []
    for name, value in given.items():
        column = obj._meta.get_field(name).attname  # type: ignore[union-attr]
        before = getattr(obj, column)
        setattr(obj, name, value)
        after = getattr(obj, column)
        if before != after and name in personal:
            touched.append(name)
        elif before != after:
            changed[name] = [before, after]
    return {"changed": changed} | ({"personal": touched} if touched else {})


@contextmanager
def unique(field: str, message: str) -> Iterator[None]:
    """Of two who store the same at once, the database lets one; the other hears ``taken`` beside the field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Invalid(message, "taken", field) from error
