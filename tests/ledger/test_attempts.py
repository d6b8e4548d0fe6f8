# SPDX-License-Identifier: Apache-2.0
"""What is changed of approvals leaves who, when, old and new; what somebody tries without authority changes nothing and is
remembered too, without what she typed (S3-28)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from mingcha.ledger import attempts
from mingcha.ledger.models import Entry
from mingcha.organs.models import Person, RegionProfile
from mingcha.organs.testing import Cast

ACT = "refuse_attempt"


def refused() -> Any:
    return Entry.objects.filter(act=ACT).order_by("id")


def edit(cast: Cast, person: Person) -> str:
    return f"/organs/people/{person.pk}/edit/"


@pytest.mark.req("S3-28")
def test_a_change_tells_who_when_the_old_and_the_new(cast: Cast) -> None:
    admin = cast.post("system_admin")
    code = cast.region("county").code
    sent = {"second_factor": "optional", "dormant_days": "60", "version": "0", "note": "试行"}
    before = timezone.now()
    assert cast.client(admin).post(f"/organs/settings/profiles/{code}/edit/", sent).status_code == 302
    entry = Entry.objects.get(act="save_profile")
    assert (entry.actor_id, entry.actor_name) == (admin.person_id, admin.person.name)
    assert before <= entry.at <= timezone.now()
    assert entry.what["changed"]["dormant_days"] == [90, 60]
    assert entry.what["changed"]["note"] == ["", "试行"]
    assert not refused().exists()


@pytest.mark.req("S3-28")
def test_an_attempt_without_the_right_changes_nothing_and_is_remembered_without_what_was_typed(cast: Cast) -> None:
    handler = cast.post("handler")
    code = cast.region("county").code
    answer = cast.client(handler).post(
        f"/organs/settings/profiles/{code}/edit/", {"note": "330102199001011234", "version": "0"}
    )
    assert answer.status_code == 403
    assert not RegionProfile.objects.exists()
    entry = refused().get()
    assert (entry.actor_id, entry.object_name) == (handler.person_id, "organs:profile-edit")
    assert entry.what == {"of": {"code": code}, "status": 403, "fields": ["note", "version"]}
    assert "330102199001011234" not in json.dumps(entry.values(), default=str)


@pytest.mark.req("S3-28")
def test_an_attempt_upon_what_is_out_of_reach_is_remembered_where_its_author_sits(cast: Cast) -> None:
    person, outsider = cast.post("handler").person, cast.outsider("system_admin")
    name = person.name
    answer = cast.client(outsider).post(edit(cast, person), {"name": "别人"})
    assert answer.status_code == 404
    assert Person.objects.get(pk=person.pk).name == name
    entry = refused().get()
    assert (entry.object_id, entry.what["status"], entry.organ_path) == (person.pk, 404, outsider.organ.path)


@pytest.mark.req("S3-28")
def test_the_same_attempt_is_kept_once_in_ten_minutes_and_nobody_floods_the_ledger(cast: Cast) -> None:
    handler = cast.post("handler")
    client = cast.client(handler)
    for _ in range(5):
        assert client.post(edit(cast, handler.person), {"name": "x"}).status_code == 403
    assert refused().count() == 1
    later = timezone.now() + timedelta(minutes=11)
    with mock.patch.object(attempts.timezone, "now", return_value=later):
        assert attempts.note_refused(handler, "organs:person-edit", {"pk": handler.person_id}, [], 403)
    assert not attempts.note_refused(handler, "organs:person-edit", {"pk": handler.person_id}, [], 403)
    for number in range(100):
        attempts.note_refused(handler, "organs:person-edit", {"pk": 10_000 + number}, [], 403)
    assert refused().count() == attempts.MOST
    assert attempts.note_refused(cast.post("head"), "organs:person-edit", {"pk": 1}, [], 403), "others go on"


@pytest.mark.req("S3-28")
def test_reading_what_one_may_not_is_no_attempt_to_change_and_strangers_leave_none(cast: Cast, client: Any) -> None:
    handler = cast.post("handler")
    assert cast.client(handler).get(edit(cast, handler.person)).status_code == 403
    assert client.post(edit(cast, handler.person), {"name": "x"}).status_code == 302
    assert client.post("/nowhere/", {}).status_code in (302, 403, 404)
    assert not refused().exists()


@pytest.mark.req("S3-28")
def test_whoever_reads_the_ledger_of_the_place_finds_it_by_its_name(cast: Cast) -> None:
    handler = cast.post("handler")
    cast.client(handler).post(edit(cast, handler.person), {"name": "x"})
    page = f"/records/entries/?act={ACT}"
    shown = cast.client(cast.post("overseer")).get(page).content.decode()
    assert handler.person.name in shown
    assert shown.count("data-row") == 1
    assert cast.client(cast.outsider("overseer")).get(page).content.decode().count("data-row") == 0
