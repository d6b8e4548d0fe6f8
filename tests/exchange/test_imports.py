# SPDX-License-Identifier: Apache-2.0
"""An import is done once, by whom it may be done, however often it is asked for or broken off."""

from __future__ import annotations

import shutil

import pytest

from mingcha.cases.models import Case, Step
from mingcha.exchange import actions, checks, jobs, reading
from mingcha.exchange.actions import NewSource
from mingcha.exchange.models import Import, Source
from mingcha.ledger import Invalid, NotAllowed, WrongState
from mingcha.ledger.models import Entry
from office import CSV, Office, item
from upload_corpus import CSV as OTHER

ROWS = "案号,环节,时间\n" + "".join(f"C{number},立案,2026-01-05\n" for number in range(40))


@pytest.fixture
def sliced(office, cast, monkeypatch):
    """An import of several slices, begun and not yet worked at."""
    monkeypatch.setattr(reading, "CASES_PER_SLICE", 10)
    batch = office.recognised(("log.csv", ROWS))
    office.map(batch, item_version=item(cast).pk, order="立案")
    assert batch.slices > 2
    actions.start_import(batch, by=office.post)
    return batch


@pytest.mark.req("S4-32")
def test_a_slice_that_runs_twice_or_out_of_turn_is_written_once(sliced: Import) -> None:
    jobs.run_slice(sliced.pk, 1)
    assert not Case.objects.exists()
    jobs.run_slice(sliced.pk, 0)
    written = Case.objects.count()
    entries = Entry.objects.count()
    jobs.run_slice(sliced.pk, 0)
    assert (Case.objects.count(), Entry.objects.count()) == (written, entries)
    for number in range(1, sliced.slices):
        jobs.run_slice(sliced.pk, number)
    sliced.refresh_from_db()
    assert (sliced.status, sliced.done) == (Import.Status.DONE, sliced.slices)
    assert sliced.summary["written"] == {"new": 40, "changed": 0, "unchanged": 0, "alarms": 0}
    assert (Case.objects.count(), Step.objects.count()) == (40, 40)
    jobs.run_slice(sliced.pk, sliced.slices - 1)
    assert Step.objects.count() == 40


def test_a_lost_work_folder_is_made_again(sliced: Import) -> None:
    jobs.run_slice(sliced.pk, 0)
    shutil.rmtree(reading.folder_of(sliced))
    for number in range(1, sliced.slices):
        jobs.run_slice(sliced.pk, number)
    sliced.refresh_from_db()
    assert (sliced.status, Case.objects.count()) == (Import.Status.DONE, 40)


def test_what_stops_a_slice_is_told_and_the_import_can_be_tried_again(sliced: Import, office: Office) -> None:
    jobs.run_slice(sliced.pk, 0)
    sliced.files.get().stored.path().unlink()
    shutil.rmtree(reading.folder_of(sliced))
    content = ROWS.replace("2026-01-05", "2026-02-30").encode()
    place = sliced.files.get().stored.path()
    place.write_bytes(content)
    jobs.run_slice(sliced.pk, 1)
    sliced.refresh_from_db()
    assert (sliced.status, sliced.done) == (Import.Status.FAILED, 1)
    assert sliced.faults[0]["code"] == "date_invalid"
    place.chmod(0o640)
    place.write_bytes(ROWS.encode())
    shutil.rmtree(reading.folder_of(sliced))
    actions.start_check(sliced, by=office.post)
    jobs.check(sliced.pk)
    sliced.refresh_from_db()
    assert sliced.status == Import.Status.READY
    office.run(sliced)
    assert sliced.summary["written"]["new"] + sliced.summary["written"]["unchanged"] == 40


def test_a_job_that_runs_again_finds_nothing_to_do(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    entries = Entry.objects.count()
    jobs.recognise(batch.pk)
    jobs.check(batch.pk)
    jobs.run_slice(batch.pk, 0)
    assert Entry.objects.count() == entries


def test_an_upload_that_is_sent_twice_is_one_import(office: Office) -> None:
    first = office.upload(("log.csv", CSV), _key="0123456789abcdef")
    second = office.upload(("log.csv", CSV), _key="0123456789abcdef")
    assert first == second
    assert Import.objects.count() == 1
    other = office.upload(("log.csv", OTHER), _key="0123456789abcdef", expect=409)
    assert "已经提交过" in other.content.decode()


def test_the_second_of_two_who_settle_the_columns_is_told(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    version = item(cast).pk
    form = office.form(batch)
    office.map(batch, item_version=version)
    answer = office.client.post(f"/exchange/{batch.pk}/mapping/", form | {"order": "立案\n决定"})
    assert answer.status_code == 409
    assert office.post.person.name in answer.content.decode()
    assert "立案\n决定" in answer.content.decode()


def test_columns_cannot_be_changed_while_it_runs(sliced: Import, office: Office) -> None:
    with pytest.raises(WrongState):
        actions.save_mapping(sliced, sliced.mapping, version=sliced.version, by=office.post)
    with pytest.raises(WrongState):
        actions.drop_import(sliced, by=office.post)


PARTS = ("", "mapping/", "mapping/text/", "progress/", "files/1/")
ACTS = ("check/", "run/", "drop/")


@pytest.mark.req("S0-49", "S1-43")
def test_the_outsider_finds_nothing_of_it(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    outsider = cast.client(cast.outsider("importer"))
    assert [outsider.get(f"/exchange/{batch.pk}/{part}").status_code for part in PARTS] == [404] * 5
    assert [outsider.post(f"/exchange/{batch.pk}/{act}").status_code for act in ACTS] == [404] * 3
    assert "旧系统" not in outsider.get("/exchange/").content.decode()
    assert "旧系统" not in outsider.get("/exchange/sources/").content.decode()
    assert "旧系统" not in outsider.get("/exchange/new/").content.decode()
    answer = outsider.post("/exchange/new/", {"source": office.source.pk, "logs": []})
    assert answer.status_code == 422
    batch.refresh_from_db()
    assert batch.status == Import.Status.MAPPING


@pytest.mark.req("S0-49")
def test_who_may_only_read_imports_sees_them_and_does_nothing(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    overseer = cast.client(cast.post("overseer"))
    page = overseer.get(f"/exchange/{batch.pk}/")
    assert page.status_code == 200
    assert "/mapping/" not in page.content.decode()
    assert [overseer.post(f"/exchange/{batch.pk}/{act}").status_code for act in ACTS] == [403] * 3
    assert overseer.get("/exchange/new/").status_code == 403
    handler = cast.client(cast.post("handler"))
    assert handler.get("/exchange/").status_code == 403


def test_actions_check_rights_again(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    for by in (cast.post("overseer"), cast.outsider("importer")):
        for act in (actions.start_check, actions.start_import, actions.drop_import):
            with pytest.raises(NotAllowed):
                act(batch, by=by)
        with pytest.raises(NotAllowed):
            actions.save_mapping(batch, batch.mapping, version=batch.version, by=by)
        with pytest.raises(NotAllowed):
            actions.upload_import(office.source, [], [], by=by)
    with pytest.raises(NotAllowed):
        actions.create_source(NewSource("x", cast.foreign_organ("enforcement")), by=office.post)


def test_a_source_has_a_name_of_its_own_in_its_organ_and_a_key_by_its_sound(office: Office, cast) -> None:
    organ = cast.organ("enforcement")
    keys = [
        actions.create_source(NewSource(name, organ), by=office.post).key
        for name in ("市局系统", "省局系统", "试剂系统")
    ]
    assert keys == ["sjxt", "sjxt-2", "sjxt-3"]
    with pytest.raises(Invalid) as refused:
        actions.create_source(NewSource("市局系统", organ), by=office.post)
    assert (refused.value.code, refused.value.field) == ("name_taken", "name")
    answer = office.client.post(
        "/exchange/sources/new/", {"name": "市局系统", "organ": organ.pk, "unknown_organs": "own"}
    )
    assert answer.status_code == 422
    answer = office.client.post(
        "/exchange/sources/new/", {"name": "县局系统", "organ": organ.pk, "unknown_organs": "own"}
    )
    assert answer["Location"] == "/exchange/sources/"
    assert "县局系统" in office.client.get("/exchange/sources/").content.decode()


def test_names_of_organs_find_organs_within_reach(office: Office, cast) -> None:
    text = "案号,环节,时间,机关\nA,立案,2026-01-05,{}\nB,立案,2026-01-05,{}\nC,立案,2026-01-05,\n"
    unit, own = cast.organ("unit"), cast.organ("enforcement")
    batch = office.recognised(("log.csv", text.format(unit.name, "某局")))
    office.map(batch, item_version=item(cast).pk, column_organ="机关")
    assert [fault["code"] for fault in batch.faults] == ["organ_unknown"]
    Source.objects.update(unknown_organs=Source.Unknown.OWN)
    office.client.post(f"/exchange/{batch.pk}/check/")
    jobs.check(batch.pk)
    batch.refresh_from_db()
    assert batch.status == Import.Status.READY
    assert batch.notes == [f"1 个机关名称不在系统中，归入“{own.name}”：某局"]
    actions.start_import(batch, by=office.post)
    jobs.run_slice(batch.pk, 0)
    found = dict(Case.objects.values_list("number", "organ__name"))
    assert found == {"A": unit.name, "B": own.name, "C": own.name}


def test_a_short_name_that_two_organs_share_names_none(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    known = checks.organs_by_name(batch)
    shorts = [organ.short for organ in cast.organs.values() if organ.path.startswith(office.post.organ.path)]
    assert {short for short in shorts if short in known} == {short for short in shorts if shorts.count(short) == 1}


def test_a_corrected_log_is_uploaded_for_the_same_source(office: Office) -> None:
    page = office.client.get(f"/exchange/new/?source={office.source.pk}")
    assert f'<option value="{office.source.pk}" selected>' in page.content.decode()
    assert office.client.get("/exchange/new/?source=9e9").status_code == 200


def test_progress_is_a_number_that_is_sent_once(office: Office) -> None:
    batch = office.upload(("log.csv", CSV))
    first = office.client.get(f"/exchange/{batch.pk}/progress/")
    assert (first.status_code, first.content) == (200, b"1")
    again = office.client.get(f"/exchange/{batch.pk}/progress/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert 'data-version="1"' in office.page(batch).content.decode()
    jobs.recognise(batch.pk)
    after = office.client.get(f"/exchange/{batch.pk}/progress/", headers={"If-None-Match": first["ETag"]})
    assert int(after.content) > 1


@pytest.mark.req("S0-47")
def test_a_list_costs_the_same_for_one_import_and_for_many(office: Office, django_assert_max_num_queries) -> None:
    for number in range(21):
        batch = Import.objects.create(source=office.source, post=office.post, by_name="甲", status="done")
        assert batch.pk, number
    with django_assert_max_num_queries(14):
        page = office.client.get("/exchange/")
    assert page.status_code == 200
    assert len(page.context["page"].rows) == 20
    assert page.context["page"].count == 21
