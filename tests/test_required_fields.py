# SPDX-License-Identifier: Apache-2.0
"""A required field that is empty stops saving, with its message beside it, on every form there is (S0-48)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

from access_desk import Desk
from access_world import World, content_of, undone
from mingcha.ledger.models import Entry

pytestmark = pytest.mark.django_db


def pages(desk: Desk) -> Iterator[tuple[str, Any, str, forms.BaseForm, list[str]]]:
    """Every address that shows a form to be sent: its name, a browser of somebody who may, the address, the form, and the
    fields of it that must be filled in."""
    for route, browser, url in desk.each("GET", "POST"):
        answer = browser.client.get(url)
        if answer.streaming:
            content_of(answer)
        elif (answer.context or {}).get("nothing"):
            continue  # what is needed first is said instead of the form
        elif isinstance(form := (answer.context or {}).get("form"), forms.BaseForm):
            text = answer.content.decode()
            drawn = [name for name in form.fields if f'name="{form.add_prefix(name)}"' in text]
            yield (
                *(route.name, browser.client, url, form),
                [name for name in drawn if form.fields[name].required and not form[name].is_hidden],
            )


@pytest.mark.req("S0-48")
def test_every_required_field_that_is_left_empty_stops_saving_and_says_so_beside_it(world: World) -> None:
    desk, tried = Desk(world), 0
    for name, client, url, form, needed in pages(desk):
        filled = {key: value for key in form.fields if (value := form[key].value()) not in (None, "")}
        for field in needed:
            with undone():
                before = Entry.objects.count()
                answer = client.post(url, {key: value for key, value in filled.items() if key != field} | {field: ""})
                where = f"{name}: {field}"
                assert answer.status_code == 422, where
                shown = answer.context["form"]
                assert shown.errors.get(field), where
                text = answer.content.decode()
                bound = shown[field]
                assert f'id="{bound.auto_id}_error"' in text, f"{where}: the message does not stand beside the field"
                assert Entry.objects.count() == before, f"{where}: something was stored"
                tried += 1
    assert tried >= 40


@pytest.mark.req("S0-48")
def test_a_required_field_is_marked_before_it_is_missed(world: World) -> None:
    for name, client, url, _form, needed in pages(Desk(world)):
        text = client.get(url).content.decode()
        marks = text.count('class="must"')
        assert marks >= len(needed), name
