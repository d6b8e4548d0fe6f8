# SPDX-License-Identifier: Apache-2.0
"""From a file to cases with alarms: recognised, tried, imported; again, corrected (issue "The house stands", section 3)."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from unittest.mock import ANY

import pytest

from mingcha.cases.models import Alarm, Case, Step
from mingcha.catalog.models import Tier
from mingcha.exchange import template
from mingcha.exchange.models import Import, Source
from mingcha.inbox.models import Message
from mingcha.ledger.models import Entry
from office import CSV, ROOT, Office, item, work

RECEIPT = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data")) / "receipt.csv"
EXAMPLE = ROOT / "examples" / "receipt"
Status = Import.Status


@pytest.mark.req("S4-32")
def test_a_log_goes_in_by_four_steps(office: Office, cast, django_capture_on_commit_callbacks) -> None:
    version = item(cast)
    batch = office.recognised(("log.csv", CSV))
    assert (batch.status, batch.faults) == (Status.MAPPING, [])
    assert tomllib.loads(batch.mapping)["columns"] == {
        "case": "案号",
        "activity": "环节",
        "time": "时间",
        "persons": "承办人",
    }
    assert "张三 · 李四" in office.page(batch, "mapping/").content.decode()
    office.map(batch, item_version=version.pk, order="\n".join(("立案", "调查", "决定")))
    assert (batch.status, batch.faults) == (Status.READY, [])
    assert {name: batch.summary[name] for name in ("cases", "steps", "persons", "existing")} == {
        "cases": 2,
        "steps": 3,
        "persons": 2,
        "existing": 0,
    }
    assert not Case.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        office.run(batch)
    assert batch.status == Status.DONE
    assert set(Case.objects.values_list("source", "number", "item_code", "organ__name")) == {
        ("old", "A", "CF-1", cast.organ("enforcement").name),
        ("old", "B", "CF-1", cast.organ("enforcement").name),
    }
    assert Step.objects.count() == 3
    assert Alarm.objects.get(case__number="A").point_key == "decide"
    message = Message.objects.get(person=office.post.person)
    assert (message.title, message.link) == ("“旧系统”已导入", f"/exchange/{batch.pk}/")
    assert not office.folder(batch).exists()


@pytest.mark.req("S4-32")
def test_the_next_log_of_the_source_is_tried_at_once_and_the_same_changes_nothing(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    office.map(batch, item_version=item(cast).pk)
    office.run(batch)
    before = list(Case.objects.values()), list(Step.objects.values()), list(Alarm.objects.values())
    again = office.bring_in(("log-2.csv", CSV.encode("gb18030")))
    assert again.summary["written"] == {"new": 0, "changed": 0, "unchanged": 2, "alarms": 0}
    assert again.summary["existing"] == 2
    assert (list(Case.objects.values()), list(Step.objects.values()), list(Alarm.objects.values())) == before


def test_a_corrected_file_changes_what_differs_by_case_number(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    office.map(batch, item_version=item(cast).pk)
    office.run(batch)
    kept = dict(Case.objects.values_list("number", "pk"))
    later = office.bring_in(("log.csv", CSV.replace("01-09 10:00", "01-08 16:00") + "C,立案,2026-01-10,李四\n"))
    assert later.summary["written"] == {"new": 1, "changed": 1, "unchanged": 1, "alarms": ANY}
    assert kept.items() <= dict(Case.objects.values_list("number", "pk")).items()
    assert Alarm.objects.get(case__number="A").status == Alarm.Status.CURED
    assert f"{Step.objects.get(act='决定').ended_at:%m-%d %H:%M}" == "01-08 16:00"


def test_two_systems_may_use_the_same_number(office: Office, cast) -> None:
    version = item(cast)
    for source in (office.source.pk, ""):
        batch = office.recognised(("log.csv", CSV), source=source, name="新系统")
        office.map(batch, item_version=version.pk)
        office.run(batch)
    assert sorted(Case.objects.values_list("source", "number")) == [
        ("old", "A"),
        ("old", "B"),
        ("xxt", "A"),
        ("xxt", "B"),
    ]
    assert Source.objects.get(key="xxt").organ == office.post.organ


def book(path: Path, rows: dict[str, list[dict[str, object]]]) -> bytes:
    """The template as somebody filled it in."""
    import openpyxl

    template.write_template(path)
    filled = openpyxl.load_workbook(path)
    for sheet, entries in rows.items():
        head = [cell.value for cell in filled[sheet][1]]
        for entry in entries:
            filled[sheet].append([entry.get(name) for name in head])
    filled.save(path)
    return path.read_bytes()


STEPS = [
    {
        "案号": "A",
        "环节": "立案",
        "开始时间": "2026-01-05 09:00",
        "办结时间": "2026-01-05 10:00",
        "承办人": "张三、李四",
    },
    {"案号": "A", "环节": "决定", "开始时间": "2026-01-06 09:00", "办结时间": "2026-01-09 10:00", "罚款(元)": "5000"},
]


def test_the_filled_template_needs_no_mapping_work(office: Office, cast, tmp_path) -> None:
    item(cast)
    rows = [row | {"事项编码": "CF-1", "案件名称": "无照经营", "当事人": "某店"} for row in STEPS]
    pause = {"案号": "A", "事由": "公告送达", "中止时间": "2026-01-06", "恢复时间": "2026-01-07"}
    batch = office.bring_in(("一月.xlsx", book(tmp_path / "t.xlsx", {"办件日志": rows, "中止": [pause]})))
    case = Case.objects.get()
    assert (case.title, case.party, case.status) == ("无照经营", "某店", Case.Status.OPEN)
    assert case.suspensions.get().kind == "公告送达"
    assert case.people.count() == 2
    assert case.penalties.get().amount == 500_000
    assert batch.summary["tables"]["suspensions"] == 1


def test_an_item_that_the_template_leaves_out_is_chosen_once_for_the_source(office: Office, cast, tmp_path) -> None:
    version = item(cast)
    content = book(tmp_path / "t.xlsx", {"办件日志": STEPS})
    batch = office.recognised(("一月.xlsx", content))
    assert [fault["code"] for fault in batch.faults] == ["item_unknown"]
    office.map(batch, item_version=version.pk)
    assert batch.status == Status.READY
    assert office.recognised(("二月.xlsx", content)).status == Status.READY


def test_the_template_can_be_downloaded(office: Office, tmp_path) -> None:
    import openpyxl

    answer = office.client.get("/exchange/template.xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    (tmp_path / "t.xlsx").write_bytes(answer.content)
    filled = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert filled.sheetnames == ["办件日志", "中止", "延长", "证据", "责令改正", "涉案财物", "填写说明"]


def test_side_files_with_known_headings_are_recognised(office: Office, cast) -> None:
    side = "案号,事由,中止时间,恢复时间\nA,公告,2026-01-06,2026-01-07\n"
    batch = office.recognised(("log.csv", CSV), sides=[("中止.csv", side)])
    assert tomllib.loads(batch.mapping)["tables"]["suspensions"]["file"] == "中止.csv"
    office.map(batch, item_version=item(cast).pk)
    office.run(batch)
    assert Case.objects.get(number="A").suspensions.count() == 1
    again = office.recognised(("log.csv", CSV), sides=[("中止-2月.csv", side)])
    assert again.status == Status.READY
    alone = office.recognised(("log.csv", CSV))
    assert [(fault["code"], fault["where"]) for fault in alone.faults] == [("file_missing", "tables.suspensions.file")]


def test_an_import_is_told_by_entries_with_hashes_mapping_and_counts(office: Office, cast) -> None:
    batch = office.recognised(("log.csv", CSV))
    office.map(batch, item_version=item(cast).pk)
    office.run(batch)
    entries = Entry.objects.filter(object_kind="exchange.import", object_id=batch.pk).order_by("pk")
    acts = [
        "upload_import",
        "recognise_columns",
        "save_mapping",
        "start_check",
        "finish_check",
        "start_import",
        "finish_import",
    ]
    assert [entry.act for entry in entries] == acts
    last = entries[len(acts) - 1]
    stored = batch.files.get().stored
    assert last.what["files"] == [{"part": "log", "sha256": stored.sha256, "size": stored.size, "sm3": stored.sm3}]
    assert (last.what["new"], last.what["mapping_version"]) == (2, Source.objects.get().version) == (2, 2)
    assert last.actor_name == office.post.person.name


def test_an_import_may_be_given_up_and_writes_nothing(office: Office) -> None:
    batch = office.recognised(("log.csv", CSV))
    assert office.client.post(f"/exchange/{batch.pk}/drop/").status_code == 302
    batch.refresh_from_db()
    assert (batch.status, batch.seen, Case.objects.count()) == (Status.DROPPED, {}, 0)
    assert office.client.post(f"/exchange/{batch.pk}/run/").status_code == 409
    assert work() == 0


@pytest.mark.skipif(not RECEIPT.exists(), reason=f"the real log is not here: {RECEIPT}")
@pytest.mark.req("S3-07", "S3-10", "S4-32")
def test_the_real_log_comes_out_as_the_command_counts_it(office: Office, cast) -> None:
    example = tomllib.loads((EXAMPLE / "mapping.toml").read_text("utf-8"))
    acts = [act for place in example["acts"]["order"] for act in ([place] if isinstance(place, str) else place)]
    version = item(cast, "receipt", tuple(acts), (EXAMPLE / "points.toml").read_text("utf-8"))
    batch = office.recognised(("receipt.csv", RECEIPT.read_bytes()))
    form = office.form(batch)
    assert (form["item_version"], form["order"]) == (version.pk, "\n".join(acts))
    proposed = tomllib.loads(batch.mapping)
    assert proposed["columns"] == example["columns"]
    order = "\n".join(place if isinstance(place, str) else " || ".join(place) for place in example["acts"]["order"])
    office.map(batch, item_version=version.pk, order=order, unknown_organs="own")
    assert (batch.status, batch.faults) == (Status.READY, [])
    assert (batch.summary["cases"], batch.summary["steps"], batch.summary["persons"]) == (1_434, 8_577, 48)
    assert batch.slices > 1
    office.run(batch)
    assert (Case.objects.count(), Step.objects.count()) == (1_434, 8_577)
    assert Alarm.objects.filter(point_key="promised-date", code="overdue").count() == 92
    assert Alarm.objects.filter(point_key="confirm-336h", code="overdue").count() == 67
    assert Counter(Alarm.objects.values_list("level", flat=True)) == {"red": 159, "yellow": 2_272}
    assert sum(batch.summary["written"][name] for name in ("new", "changed", "unchanged")) == 1_434
    before = list(Alarm.objects.values_list("pk", "version"))
    again = office.bring_in(("receipt.csv", RECEIPT.read_bytes()))
    assert again.summary["written"] == {"new": 0, "changed": 0, "unchanged": 1_434, "alarms": 0}
    assert list(Alarm.objects.values_list("pk", "version")) == before


@pytest.mark.req("S1-18")
def test_a_fine_left_blank_where_its_tier_fines_is_missing_as_in_the_audit(office: Office, cast) -> None:
    points = '[[point]]\nkey = "amount"\nkind = "discretion"\nat = ["决定"]\n'
    version = item(cast, points=points)
    Tier.objects.create(violation="占道", tier="从轻", valid_from=date(2020, 1, 1), min_amt=5_000, max_amt=10_000)
    log = "案号,环节,时间,承办人,违法行为,裁量阶次,罚款金额\nA,立案,2026-01-05 09:00,张三,,,\nA,决定,2026-01-09 10:00,李四,占道,从轻,\n"
    batch = office.recognised(("log.csv", log))
    columns = 'case = "案号"\nactivity = "环节"\ntime = "时间"\nviolation = "违法行为"\ntier = "裁量阶次"\n'
    rest = f'[decision]\nacts = ["决定"]\n[penalties]\nfine = "罚款金额"\n[defaults]\nitem = "{version.item.code}"\nversion = "1"\n'
    office.map_text(batch, f"[columns]\n{columns}{rest}")
    assert batch.faults == []
    office.run(batch)
    assert list(Alarm.objects.values_list("code", flat=True)) == ["amount_missing"]
