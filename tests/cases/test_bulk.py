# SPDX-License-Identifier: Apache-2.0
"""A log that is imported: the same alarms as ``mingcha audit``, whichever way they are judged; again, nothing; corrected, what differs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from case_logs import NOW, audited, load_rules, sample, stored, take_in
from mingcha.cases.actions.alarms import judge
from mingcha.cases.actions.counted import day_at
from mingcha.cases.bulk.writing import Counts, Incoming, write_slice
from mingcha.cases.models import Alarm, Case, CaseDay, CasePerson, Step
from mingcha.ledger import System
from mingcha.ledger.models import Entry
from mingcha.organs.models import Officer

BY = System("导入")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample(tmp_path / "log")


@pytest.fixture
def incoming(cast: Any, folder: Path) -> Incoming:
    organ = cast.organ("enforcement")
    load_rules(folder, organ, BY)
    return Incoming("案件系统", organ, 1, {})


def bring_in(folder: Path, incoming: Incoming, tmp_path: Path, name: str = "out") -> Counts:
    return write_slice(take_in(folder, tmp_path / name), incoming, NOW, by=BY)


@pytest.mark.req("S1-33", "S3-10")
def test_an_imported_log_has_the_alarms_of_the_audit_by_both_ways(
    folder: Path, incoming: Incoming, tmp_path: Path
) -> None:
    counts = bring_in(folder, incoming, tmp_path)
    assert (counts.new, counts.changed, counts.unchanged) == (150, 0, 0)
    assert stored(Alarm.objects.all()) == audited(folder)
    assert counts.alarms == Alarm.objects.count() > 30
    versions = dict(Alarm.objects.values_list("pk", "version"))
    for case in Case.objects.all():
        assert judge(case, NOW, by=BY).raised == 0
    assert stored(Alarm.objects.all()) == audited(folder)
    assert dict(Alarm.objects.values_list("pk", "version")) == versions
    assert set(Alarm.objects.values_list("status", flat=True)) == {"open"}


def test_the_same_log_again_changes_nothing(folder: Path, incoming: Incoming, tmp_path: Path) -> None:
    bring_in(folder, incoming, tmp_path)
    before = list(Step.objects.values_list()), list(Alarm.objects.values_list())
    assert bring_in(folder, incoming, tmp_path, "again") == Counts(0, 0, 150, 0)
    assert (list(Step.objects.values_list()), list(Alarm.objects.values_list())) == before


def correct(folder: Path, change: Any) -> None:
    """Rewrite the log as its sender would after a correction."""
    path = folder / "log.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = [row for row in rows if change(row) is not False]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(changed)


def test_a_corrected_log_changes_the_cases_that_differ_and_their_alarms_stay_the_same_rows(
    folder: Path, incoming: Incoming, tmp_path: Path
) -> None:
    bring_in(folder, incoming, tmp_path)
    wrong = Alarm.objects.filter(code="overdue", mode="step").select_related("case").order_by("pk")[0]
    kept = dict(Alarm.objects.filter(case=wrong.case).exclude(pk=wrong.pk).values_list("pk", "point_key"))

    def on_time(row: dict[str, str]) -> None:
        if row["案号"] == wrong.case.number and row["环节"] == wrong.subject:
            row["办结时间"] = row["开始时间"]

    correct(folder, on_time)
    counts = bring_in(folder, incoming, tmp_path, "corrected")
    assert (counts.new, counts.changed, counts.unchanged) == (0, 1, 149)
    wrong.refresh_from_db()
    assert wrong.status == Alarm.Status.CURED
    assert kept.items() <= dict(Alarm.objects.filter(case=wrong.case).values_list("pk", "point_key")).items()
    standing = Alarm.objects.filter(status__in=["open", "acknowledged"])
    assert stored(standing) == audited(folder)


def test_a_step_that_the_corrected_log_leaves_out_is_gone_with_what_hung_on_it(
    folder: Path, incoming: Incoming, tmp_path: Path
) -> None:
    bring_in(folder, incoming, tmp_path)
    number = Case.objects.filter(steps__act="结案").order_by("pk").values_list("number", flat=True)[0]
    closed_at = Case.objects.get(number=number).closed_at
    assert closed_at is not None
    CaseDay.objects.all().delete()
    correct(folder, lambda row: not (row["案号"] == number and row["环节"] == "结案"))
    counts = bring_in(folder, incoming, tmp_path, "corrected")
    assert (counts.new, counts.changed) == (0, 1)
    case = Case.objects.get(number=number)
    assert not case.steps.filter(act="结案").exists()
    assert case.status == Case.Status.OPEN
    noted = set(CaseDay.objects.values_list("day", flat=True))
    assert {day_at(closed_at), day_at(case.came_at)} <= noted, (
        "it is no longer among those of the day on which it was closed"
    )
    assert Entry.objects.filter(act="import_slice", object_kind="cases.case").exists()


def test_a_name_that_no_register_knows_becomes_an_unregistered_officer(
    folder: Path, incoming: Incoming, tmp_path: Path
) -> None:
    correct(folder, lambda row: row.update({"承办人": row["承办人"].replace("；", "；外来")}))
    bring_in(folder, incoming, tmp_path)
    made = Officer.objects.filter(kind=Officer.Kind.UNREGISTERED)
    assert made.exists()
    assert all(officer.organ_id == incoming.organ.pk for officer in made)


def test_whoever_acts_with_an_account_finds_her_own_cases(
    folder: Path, incoming: Incoming, cast: Any, tmp_path: Path
) -> None:
    from mingcha.organs.perms import Perm

    told = take_in(folder, tmp_path / "out")
    name = next(iter(told[0].rows["step_officers"].values()))["officer_id"]
    handler = cast.post("handler")
    Officer.objects.filter(name=name).update(person=handler.person)
    write_slice(told, incoming, NOW, by=BY)
    mine = Case.objects.visible_to(handler, Perm.CASES_CASE_READ)
    expected = {
        each.number for each in told if name in {row["officer_id"] for row in each.rows["step_officers"].values()}
    }
    assert set(mine.values_list("number", flat=True)) == expected
    assert CasePerson.objects.count() == len(expected)
    assert not Case.objects.visible_to(cast.outsider("handler"), Perm.CASES_CASE_READ).exists()


def test_an_item_that_the_catalogue_does_not_hold_refuses_the_slice_as_a_whole(
    folder: Path, incoming: Incoming, tmp_path: Path
) -> None:
    from mingcha.ledger import Invalid

    told = take_in(folder, tmp_path / "out")
    told[-1].case["item_id"] = "没有的事项"
    with pytest.raises(Invalid, match="没有的事项"):
        write_slice(told, incoming, NOW, by=BY)
    assert not Case.objects.exists()
