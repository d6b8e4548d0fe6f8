# SPDX-License-Identifier: Apache-2.0
"""Acts on many rows and exports: within reach at the moment of the act, row by row, once, and leaving nothing behind."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from mingcha.inbox.models import Message
from mingcha.ledger import Invalid
from mingcha.ledger.models import Entry
from mingcha.lists import actions, jobs
from mingcha.lists.actions import Order
from mingcha.lists.models import Errand
from mingcha.organs.lists import OFFICERS, PEOPLE
from mingcha.organs.models import Officer, Person, Post
from mingcha.organs.search import search_text
from office import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def exports(tmp_path: Path, settings: Any) -> Path:
    settings.EXPORTS_ROOT = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def officers(cast: Any) -> list[Officer]:
    """Forty-five of the enforcement organ, and three of the other city."""
    made = []
    for organ, count in ((cast.organ("enforcement"), 45), (cast.foreign_organ("enforcement"), 3)):
        for number in range(count):
            name = f"{organ.county[3]}甲{number:02}"
            made.append(Officer(name=name, organ=organ, kind=Officer.Kind.OFFICER, search_text=search_text(name)))
    return Officer.objects.bulk_create(made)


def own(officers: list[Officer]) -> list[Officer]:
    return officers[:45]


def post(client: Client, address: str, expect: int = 302, **given: Any) -> Any:
    answer = client.post(address, given)
    assert answer.status_code == expect, answer.content.decode()[:1_500]
    return answer


def errand_of(answer: Any) -> Errand:
    return Errand.objects.get(pk=int(answer["Location"].rstrip("/").split("/")[-1]))


def kept(errand: Errand) -> list[list[str]]:
    with errand.file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def sheet(errand: Errand) -> list[list[str]]:
    return [[cell.value for cell in row] for row in load_workbook(errand.file).active.iter_rows()]


def export(client: Client, address: str = "/lists/officers/export/", form: str = "csv") -> Errand:
    errand = errand_of(post(client, address, form=form))
    work()
    errand.refresh_from_db()
    return errand


# --- acts on many rows --------------------------------------------------------------------------------------------------
def test_an_act_on_ticked_rows_tells_of_each_what_came_of_it(cast: Any, officers: list[Officer]) -> None:
    first, second = own(officers)[:2]
    Officer.objects.filter(pk=second.pk).update(status="left")
    client = cast.client(cast.post("monitor"))
    ids = [first.pk, second.pk, officers[-1].pk, 10**12]
    answer = post(client, "/lists/officers/act/", act="dismiss", ids=ids, reason="调离")
    errand = errand_of(answer)
    assert (errand.status, errand.done, errand.refused) == ("done", 1, 3)
    page = client.get(answer["Location"]).content.decode()
    assert "成功 1" in page
    assert second.name in page
    assert officers[-1].name not in page
    assert "已不存在，或者不在管辖范围内" in page
    first.refresh_from_db()
    assert first.status == "left"
    assert Officer.objects.get(pk=officers[-1].pk).status == "active"
    acts = Entry.objects.filter(act="dismiss_officer")
    assert [(entry.object_id, entry.what["reason"]) for entry in acts] == [(first.pk, "调离")]


def test_an_act_on_all_that_match_goes_on_in_the_background_and_takes_nobody_out_of_reach(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ACTS", 20)
    client = cast.client(cast.post("monitor"))
    sent = {"act": "dismiss", "all": "1", "query": "kind=officer", "reason": "机构改革", "ids": officers[-1].pk}
    errand = errand_of(post(client, "/lists/officers/act/", **sent))
    assert (errand.status, errand.total, errand.done) == ("running", 45, 0)
    assert "可以离开" in client.get(errand.get_absolute_url()).content.decode()
    assert work() == 3
    errand.refresh_from_db()
    assert (errand.status, errand.done, errand.refused) == ("done", 45, 0)
    assert Officer.objects.filter(status="left").count() == 45
    assert Message.objects.filter(person=cast.post("monitor").person, link=errand.get_absolute_url()).exists()


def test_a_job_that_runs_twice_does_nothing_twice(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ACTS", 20)
    errand = actions.begin_errand(Order(OFFICERS, "dismiss", reason="x"), by=cast.post("monitor"))
    again = Errand.objects.select_related("post__organ", "post__person", "post__role").get(pk=errand.pk)
    jobs.run(errand.pk)
    jobs._act(again, OFFICERS)
    errand.refresh_from_db()
    assert errand.done + errand.refused == 20
    work()
    errand.refresh_from_db()
    assert (errand.status, errand.done, errand.refused) == ("done", 45, 0)
    assert Entry.objects.filter(act="dismiss_officer").count() == 45


def test_an_act_wants_its_right_its_reason_and_a_row(cast: Any, officers: list[Officer]) -> None:
    monitor, reader = cast.client(cast.post("monitor")), cast.client(cast.post("handler"))
    one = own(officers)[0].pk
    post(reader, "/lists/officers/act/", 403, act="dismiss", ids=one, reason="x")
    post(monitor, "/lists/officers/act/", 422, act="dismiss", ids=one)
    post(monitor, "/lists/officers/act/", 422, act="dismiss", reason="x")
    post(monitor, "/lists/officers/act/", 422, act="erase", ids=one)
    post(monitor, "/lists/officers/act/", 422, act="dismiss", all="1", query="password=1", reason="x")
    post(cast.client(cast.post("audit_admin")), "/lists/officers/act/", 404, act="dismiss", ids=one, reason="x")
    assert not Errand.objects.exists()


def test_a_right_that_is_taken_away_stops_the_errand_at_the_next_slice(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ACTS", 20)
    errand = actions.begin_errand(Order(OFFICERS, "dismiss", reason="x"), by=cast.post("monitor"))
    jobs.run(errand.pk)
    Post.objects.filter(pk=cast.post("monitor").pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    work()
    errand.refresh_from_db()
    assert (errand.status, errand.code, errand.done) == ("failed", "right_lost", 20)


def test_ticks_are_kept_while_pages_are_turned_and_forgotten_on_request(cast: Any, officers: list[Officer]) -> None:
    client = cast.client(cast.post("monitor"))
    first = client.get("/organs/officers/")
    shown = [row.pk for row in first.context["page"].rows]
    keep = "/lists/officers/keep/"
    answer = post(client, keep, shown=shown, ids=shown[:3], to="/organs/officers/?page=2")
    assert answer["Location"] == "/organs/officers/?page=2"
    second = client.get(answer["Location"]).content.decode()
    assert "<span data-chosen>3</span>" in second
    assert second.count(" checked") == 0
    assert client.get("/organs/officers/").content.decode().count(" checked") == 3
    post(client, keep, shown=shown, ids=shown[1:2])
    assert client.session["chosen"] == {"officers": [str(shown[1])]}
    done = errand_of(post(client, "/lists/officers/act/", act="dismiss", ids=own(officers)[0].pk, reason="x"))
    assert done.done == 2
    assert client.session["chosen"] == {}
    post(client, keep, shown=shown, ids=shown, to="//evil.example/")
    post(client, keep, clear="/organs/officers/")
    assert client.session["chosen"] == {}


# --- exports ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows_and_nothing_else(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(jobs, "ROWS", 20)
    monkeypatch.setattr(jobs, "BATCH", 7)
    client = cast.client(cast.post("monitor"))
    errand = export(client, "/lists/officers/export/?kind=officer", form)
    assert (errand.status, errand.done, errand.total) == ("done", 45, 45)
    rows = kept(errand) if form == "csv" else sheet(errand)
    assert rows[0] == ["姓名", "类别", "机构", "执法证", "有效期止", "状态"]
    assert [row[0] for row in rows[1:]] == [officer.name for officer in reversed(own(officers))]
    assert not errand.part.exists()
    answer = client.get(f"/lists/errands/{errand.pk}/file/")
    content = b"".join(answer.streaming_content)
    assert content == errand.file.read_bytes()
    assert "attachment" in answer["Content-Disposition"]
    entry = Entry.objects.get(act="begin_errand")
    assert (entry.what["rows"], entry.what["filter"], entry.what["listing"]) == (45, "kind=officer", "officers")


def test_chosen_rows_are_exported_and_a_name_that_is_a_formula_stays_a_name(cast: Any, officers: list[Officer]) -> None:
    Officer.objects.filter(pk=own(officers)[0].pk).update(name="=1+1")
    client = cast.client(cast.post("monitor"))
    ids = [own(officers)[0].pk, own(officers)[3].pk, officers[-1].pk]
    answer = post(client, "/lists/officers/act/", act="export", ids=ids)
    errand = export(client, answer["Location"])
    assert [row[0] for row in kept(errand)[1:]] == [own(officers)[3].name, "'=1+1"]


def test_people_leave_the_house_masked_and_many_of_them_only_after_a_fresh_factor(cast: Any) -> None:
    post_ = cast.post("system_admin")
    client = cast.client(post_)
    errand = export(client, "/lists/people/export/?status=active")
    text = errand.file.read_text("utf-8-sig")
    person = cast.post("leader").person
    assert person.masked_id_number in text
    assert person.id_number not in text
    assert person.phone not in text
    Person.objects.bulk_create([Person(name="众", username=f"many{n}", organ=post_.organ) for n in range(120)])
    session = client.session
    fresh = session.pop("elevated")
    session.save()
    answer = client.post("/lists/people/export/", {"form": "csv"})
    assert answer.status_code == 302
    assert Errand.objects.count() == 1
    session["elevated"] = fresh
    session.save()
    assert export(client, "/lists/people/export/").done > 120


def test_a_file_goes_to_its_owner_alone_and_only_while_right_and_reach_last(cast: Any, officers: list[Officer]) -> None:
    monitor = cast.post("monitor")
    client = cast.client(monitor)
    errand = export(client)
    address = f"/lists/errands/{errand.pk}/file/"
    for other in (cast.post("overseer"), cast.outsider("monitor")):
        assert cast.client(other).get(address).status_code == 404
        assert cast.client(other).get(errand.get_absolute_url()).status_code == 404
    Post.objects.filter(pk=monitor.pk).update(reach="organ")
    assert client.get(address).status_code == 403
    Post.objects.filter(pk=monitor.pk).update(reach=monitor.reach)
    monitor.role.rights = [right for right in monitor.role.rights if right != PEOPLE.perm and right != OFFICERS.perm]
    monitor.role.save()
    assert client.get(address).status_code == 403


def test_an_export_is_stopped_deleted_or_a_week_old_and_its_file_is_gone(cast: Any, officers: list[Officer]) -> None:
    client = cast.client(cast.post("monitor"))
    errand = errand_of(post(client, "/lists/officers/export/", form="csv"))
    jobs.run(errand.pk)
    assert errand.part.exists()
    with _committing():
        post(client, f"/lists/errands/{errand.pk}/stop/")
    assert not errand.part.exists()
    assert work() == 2  # what was queued finds that it is over
    old = export(client)
    Errand.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=8))
    with _committing():
        assert actions.forget() == 1
    assert not old.file.exists()
    assert client.get(f"/lists/errands/{old.pk}/").status_code == 404
    third = export(client)
    with _committing():
        post(client, "/lists/errands/act/", act="delete", ids=third.pk)
    assert not third.file.exists()


def _committing() -> Any:
    from django.test import TestCase

    return TestCase.captureOnCommitCallbacks(execute=True)


def test_a_sheet_refuses_more_rows_than_it_holds_with_words(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_XLSX", 44)
    with pytest.raises(Invalid, match="XLSX 最多 44 行，现有 45 行"):
        actions.begin_errand(Order(OFFICERS, "export", form="xlsx"), by=cast.post("monitor"))


def test_a_slice_that_was_killed_is_cut_off_and_a_part_that_was_lost_begins_anew(
    cast: Any, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS", 14)
    monkeypatch.setattr(jobs, "BATCH", 7)
    errand = actions.begin_errand(Order(OFFICERS, "export", form="csv"), by=cast.post("monitor"))
    jobs.run(errand.pk)
    with errand.part.open("ab") as file:
        file.write(b"half a row that nobody noted")
    jobs.run(errand.pk)
    errand.part.unlink()
    work()
    errand.refresh_from_db()
    assert errand.status == "done"
    assert len(kept(errand)) == 46


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, where this account may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk; tests/files/test_slices.py fills one by a limit")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_leaves_nothing_and_the_export_goes_well_when_there_is_room(
    cast: Any, officers: list[Officer], small_disk: Path, settings: Any
) -> None:
    settings.EXPORTS_ROOT = small_disk
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 60 * 1024)
    Officer.objects.filter(organ=cast.organ("enforcement")).update(name="很长的名字" * 10)
    client = cast.client(cast.post("monitor"))
    errand = export(client)
    assert (errand.status, errand.code) == ("failed", "storage_full")
    page = client.get(errand.get_absolute_url())
    assert page.status_code == 507
    assert "存储空间已满" in page.content.decode()
    assert [path.name for path in small_disk.iterdir()] == ["filler"]
    filler.unlink()
    post(client, f"/lists/errands/{errand.pk}/retry/")
    work()
    errand.refresh_from_db()
    assert (errand.status, errand.done) == ("done", 45)
    assert len(kept(errand)) == 46


def test_the_folder_of_exports_is_not_where_files_are_kept() -> None:
    assert Path(settings.EXPORTS_ROOT) not in Path(settings.FILES_ROOT).parents
