# SPDX-License-Identifier: Apache-2.0
"""An item is public by an act and until another; each act is an entry; the public name stays and says nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mingcha.disclosure.actions import publish_item, withdraw_item
from mingcha.disclosure.models import ALPHABET, LENGTH, Publication, new_id
from mingcha.ledger import NotAllowed, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db


def test_publishing_an_item_publishes_its_organ_and_both_are_entries(cast: Cast, portal: Any) -> None:
    acts = Entry.objects.filter(act__startswith="publish").values_list("act", "object_name")
    assert set(acts) == {("publish_organ", str(portal.item.organ)), ("publish_item", "食品经营许可")}
    assert Publication.objects.filter(status="published").count() == 2


def test_a_public_name_cannot_be_guessed_or_counted_up(portal: Any) -> None:
    assert math.log2(len(ALPHABET)) * LENGTH >= 64
    names = {new_id() for _ in range(1_000)}
    assert len(names) == 1_000
    assert str(portal.item.pk) not in portal.publication.get_absolute_url().split("/")


def test_withdrawn_and_published_again_it_keeps_its_public_name(cast: Cast, portal: Any) -> None:
    overseer = cast.post("overseer")
    withdraw_item(portal.item, "名称有误", by=overseer)
    assert not Publication.objects.filter(status="published").exists(), "the organ goes with its last item"
    assert Entry.objects.get(act="withdraw_item").what["reason"] == "名称有误"
    again = publish_item(portal.item, by=overseer)
    assert again.public_id == portal.publication.public_id
    assert Publication.objects.filter(status="published").count() == 2


def test_an_organ_stays_public_while_another_item_of_its_is(cast: Cast, portal: Any) -> None:
    overseer = cast.post("overseer")
    publish_item(portal.hidden, by=overseer)
    withdraw_item(portal.item, "修订", by=overseer)
    assert Publication.objects.get(kind="organ").status == "published"


def test_what_is_public_cannot_be_published_nor_what_is_not_be_withdrawn(cast: Cast, portal: Any) -> None:
    with pytest.raises(WrongState):
        publish_item(portal.item, by=cast.post("overseer"))
    with pytest.raises(WrongState):
        withdraw_item(portal.hidden, "修订", by=cast.post("overseer"))


def test_neither_the_role_without_the_right_nor_the_outsider_publishes(cast: Cast, portal: Any) -> None:
    for post in (cast.post("handler"), cast.outsider("overseer")):
        with pytest.raises(NotAllowed):
            publish_item(portal.hidden, by=post)
        with pytest.raises(NotAllowed):
            withdraw_item(portal.item, "修订", by=post)


def test_the_page_of_the_workbench_publishes_and_withdraws(cast: Cast, portal: Any) -> None:
    client = cast.client(cast.post("overseer"))
    page = client.get("/disclosure/")
    assert "已公示" in page.content.decode()
    assert "未公示" in page.content.decode()
    assert client.post(f"/disclosure/{portal.hidden.pk}/publish/").status_code == 302
    assert client.post(f"/disclosure/{portal.item.pk}/withdraw/").status_code == 422
    assert client.post(f"/disclosure/{portal.item.pk}/withdraw/", {"reason": "修订"}).status_code == 302
    shown = set(Publication.objects.filter(kind="item", status="published").values_list("name", flat=True))
    assert shown == {"未公示的处罚"}
