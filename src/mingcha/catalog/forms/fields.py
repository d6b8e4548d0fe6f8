# SPDX-License-Identifier: Apache-2.0
"""Fields that several forms of the catalogue have: an organ within reach, the reason of an act, a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.parts import Errors
from mingcha.catalog.stepforms.reading import check_key
from mingcha.organs.models import Organ, Post
from mingcha.web.forms import Form, Text


class OrganForm(Form):
    """A form with one of the organs that work and lie within the post's reach."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("机关"), empty_label=_("请选择"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: Any = self.fields["organ"]
        organs.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)


class ReasonForm(Form):
    """Why an act is done: kept with it in the ledger."""

    reason = Text(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Keyed(Form):
    """A form of something that has a name and a key: the key is asked only of what is new, and is the name where none is
    given."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        if "key" not in self.fields:
            return given
        errors: Errors = []
        given["key"] = check_key("key", given.get("key") or given.get("name"), errors)
        for field, message in errors if given.get("name") else ():
            self.add_error(field, message)
        return given


def within_reach(request: HttpRequest | None) -> QuerySet[Organ]:
    """The choices of a filter by organ."""
    post = getattr(request, "post", None)
    return Organ.objects.within(post) if post else Organ.objects.none()
