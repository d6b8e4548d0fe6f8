# SPDX-License-Identifier: Apache-2.0
"""The words by which templates name acts and objects of the ledger, and the history of an object: ``{% load records %}``."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.db.models import Model
from django.urls import reverse

from mingcha.ledger.entries import history
from mingcha.records.acts import act_name
from mingcha.records.objects import kind_name
from mingcha.records.reach import entries_of

register: Final = template.Library()
SHOWN: Final = 10

register.filter("act_name", act_name)
register.filter("kind_name", kind_name)


@register.filter
def entry_key(obj: Model) -> str:
    """How an object is named in the address of the list of entries."""
    return f"{obj._meta.label_lower}:{obj.pk}"


@register.simple_tag(takes_context=True)
def history_of(context: template.Context, obj: Model) -> list[dict[str, Any]]:
    """The newest entries about an object that the post may read, as events of ``web/timeline.html``."""
    entries = entries_of(context["request"].post)
    if entries.query.is_empty():
        return []
    among = history(obj).values("pk")
    found = entries.filter(pk__in=among.order_by()).defer("what").order_by("-id")[:SHOWN]
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "text": act_name(entry.act),
            "url": reverse("records:entry-detail", args=(entry.pk,)),
        }
        for entry in found
    ]
