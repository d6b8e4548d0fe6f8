# SPDX-License-Identifier: Apache-2.0
"""Fields that several forms of the catalogue have: an organ within reach, and the reason of an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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


def within_reach(request: HttpRequest | None) -> QuerySet[Organ]:
    """The choices of a filter by organ."""
    post = getattr(request, "post", None)
    return Organ.objects.within(post) if post else Organ.objects.none()
