# SPDX-License-Identifier: Apache-2.0
"""What the representations of all rooms share: references to other objects, values out of a list, summaries of operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Choices
from django.utils.functional import Promise
from ninja import Schema
from pydantic import ConfigDict, Field

from mingcha.ledger import Invalid

F = TypeVar("F", bound=Callable[..., Any])


class Named(Schema):
    """Another object by its number and name."""

    id: int
    name: str


class Body(Schema):
    """What is sent: a field that is not known is refused (corpus T22), and nothing is turned into another kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


def one_of(choices: type[Choices], **more: Any) -> Any:
    """A field whose value is one of a few; the document says what each means."""
    said = " · ".join(f"{value} {label}" for value, label in choices.choices)
    return Field(json_schema_extra={"enum": list(choices.values)}, description=said, **more)


def says(summary: Promise) -> Callable[[F], F]:
    """What an operation does, in a few words, for the document and its page."""

    def mark(operation: F) -> F:
        operation.summary = summary  # type: ignore[attr-defined]
        return operation

    return mark


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """What a form of the pages makes of what a program sent. Raises Invalid with all that is wrong."""
    if form.is_valid():
        return form.cleaned_data
    faults = [
        (None if name == "__all__" else name, one.code or "invalid", one.messages[0])
        for name, several in form.errors.as_data().items()
        for one in several
    ]
    raise Invalid.many(faults)
