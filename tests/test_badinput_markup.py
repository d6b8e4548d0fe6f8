# SPDX-License-Identifier: Apache-2.0
"""Texts that would be scripts, links or templates, as names of everything (corpus H01-H03, H05): pages show them as text."""

from __future__ import annotations

from typing import Any

import pytest

from access_desk import BY_NAME, Desk
from access_payloads import LIVE, Page, payloads
from access_world import World, content_of
from mingcha.cases.models import Alarm, Case, Step
from mingcha.catalog.models import PowerItem
from mingcha.exchange.models import Source
from mingcha.files.models import Stored
from mingcha.inbox.models import Message, Todo
from mingcha.organs.models import Calendar, Certificate, Dictionary, Officer, Organ, Person, Role
from mingcha.web.middleware import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_there_are_two_hundred_payloads_and_the_look_at_a_page_sees_them() -> None:
    assert len(payloads()) >= 200
    unseen = [each for each in LIVE if not (Page(f"<p>{each}></p>").alive or Page(f"<p{each}></p>").alive)]
    assert unseen == []


@pytest.mark.parametrize("part", range(4), ids="H01-{}".format)
def test_a_payload_as_a_name_is_kept_and_shown_as_text(desk: Desk, part: int) -> None:
    client, url, sent = desk.filled(BY_NAME["organs:officer-new"])
    for payload in payloads()[part::4]:
        answer = client.post(url, sent | {"name": payload})
        assert answer.status_code == 302, payload
        page = client.get(answer["Location"])
        look = Page(page.content.decode())
        assert look.alive == [], payload
        assert payload.strip() in look.text
        assert page["Content-Security-Policy"] == POLICY
    assert Page(client.get("/organs/officers/").content.decode()).alive == []


def fields(world: World) -> list[tuple[Any, str]]:
    """Everything that somebody may have named, and in which column."""
    home = world.cast.organ("unit")
    cases = Case.objects.filter(organ=home)
    return [
        (Organ.objects.filter(pk=home.pk), "name"),
        (Organ.objects.filter(pk=home.pk), "short"),
        (Person.objects.filter(pk=world.cast.post("handler").person_id), "name"),
        (Officer.objects.filter(organ=home), "name"),
        (Certificate.objects.filter(officer__organ=home), "category"),
        (Role.objects.filter(key="reviewer"), "name"),
        (Calendar.objects.filter(pk="CN"), "name"),
        (Dictionary.objects.filter(key="power_category"), "name"),
        (PowerItem.objects.filter(organ=home), "name"),
        (PowerItem.objects.filter(organ=home), "category"),
        (cases, "title"),
        (cases, "party"),
        (cases, "power"),
        (Step.objects.filter(case__in=cases), "back_from"),
        (Alarm.objects.filter(organ=home), "subject"),
        (Source.objects.filter(organ=home), "name"),
        (Stored.objects.all(), "name"),
        (Message.objects.filter(person=world.cast.post("handler").person_id), "title"),
        (Message.objects.filter(person=world.cast.post("handler").person_id), "body"),
        (Todo.objects.all(), "title"),
        (Todo.objects.all(), "place"),
    ]


@pytest.mark.parametrize("part", range(4), ids="H01-everywhere-{}".format)
def test_a_payload_in_any_field_is_text_on_every_page(desk: Desk, part: int) -> None:
    """Links, templates, scripts as they are, and those that break out of an attribute; four in each field, on all pages."""
    columns = list(zip(fields(desk.world), payloads()[part::4], strict=False))
    for (rows, column), text in columns:
        assert rows.update(**{column: text}), column
    seen = ""
    for route, browser, url in desk.each("GET"):
        answer = browser.client.get(url)
        if answer.streaming or "html" not in answer["Content-Type"]:
            content_of(answer)
            continue
        assert answer.status_code in (200, 302), route.name
        look = Page(answer.content.decode())
        assert look.alive == [], route.name
        seen += look.text
    assert [(column, text) for (_rows, column), text in columns if text.strip() not in seen] == []
