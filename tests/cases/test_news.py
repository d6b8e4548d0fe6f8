# SPDX-License-Identifier: Apache-2.0
"""An open alarm centre hears of new alarms within reach, and of no others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from mingcha.cases.models import Alarm

pytestmark = pytest.mark.django_db
URL = reverse("cases:alarm-news")


def one_more() -> None:
    alarm = Alarm.objects.order_by("pk").first()
    assert alarm
    alarm.pk, alarm.object_id = None, 10**9
    alarm.save(force_insert=True)


@pytest.mark.req("S1-33")
def test_a_new_alarm_changes_the_number_and_is_counted_from_when_the_page_was_drawn(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    page = client.get(reverse("cases:alarm-list")).content.decode()
    [poll] = re.findall(r'data-poll="([^"]+)"', page)
    [part] = re.findall(r'hx-get="([^"]+)"', page)
    before = client.get(poll)
    assert f'data-version="{before.content.decode()}"' in page
    assert client.get(poll, headers={"If-None-Match": before["ETag"]}).status_code == 304
    hears = {"HX-Request": "true"}
    assert "新报警" not in client.get(part.replace("&amp;", "&"), headers=hears).content.decode()
    one_more()
    assert client.get(poll, headers={"If-None-Match": before["ETag"]}).status_code == 200
    assert "有 1 条新报警" in client.get(part.replace("&amp;", "&"), headers=hears).content.decode()


def test_alarms_of_another_place_are_no_news(imported: Any) -> None:
    away = imported.client(imported.outsider("overseer"))
    before = away.get(URL, {"after": 0}).content
    assert int(imported.client(imported.post("overseer")).get(URL, {"after": 0}).content) > 0
    one_more()
    assert away.get(URL, {"after": 0}).content == before


@pytest.mark.parametrize("given", ["x", "-1", "²", "9" * 19, "9" * 5_000])
def test_an_address_that_no_page_has_is_refused(imported: Any, given: str) -> None:
    client = imported.client(imported.post("overseer"))
    assert client.get(URL, {"after": given}).status_code == 400
    assert client.get(URL, {"seen": given}, headers={"HX-Request": "true"}).status_code == 400
