# SPDX-License-Identifier: Apache-2.0
"""Bad inputs of the corpus, sent as people send them: refused with what and where, never a 500, nothing written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from logs import COLUMNS, XES_COLUMNS
from test_badinput import bomb
from test_corpus import HARMLESS, HOSTILE, ROWS

from mingcha.cases.models import Case
from mingcha.exchange.models import Import, Source
from office import Office, item
from upload_corpus import CSV, NAMES, REFUSED

TABLE = Path(__file__).parents[2] / "docs" / "bad-input.md"
ITEM = '[defaults]\nitem = "CF-1"\n'
SPANS = COLUMNS.replace('time = "时间"', 'start = "开始"\nend = "结束"')


@pytest.fixture
def ready(office, cast):
    """A source whose mapping is settled, and the item that it names."""
    item(cast)
    return office


def tried(office: Office, name: str, content: bytes | str, mapping: str = COLUMNS) -> Import:
    Source.objects.filter(pk=office.source.pk).update(mapping=mapping + ITEM)
    return office.recognised((name, content))


def refused(office: Office, name: str, content: bytes | str, mapping: str = COLUMNS) -> list[dict[str, str]]:
    """What the dry run found; and nothing may have been written."""
    batch = tried(office, name, content, mapping)
    assert batch.status == Import.Status.REFUSED
    assert batch.fault_total >= len(batch.faults) > 0
    assert not Case.objects.exists()
    page = office.page(batch).content.decode()
    assert all(fault["code"] in page for fault in batch.faults)
    assert office.client.post(f"/exchange/{batch.pk}/run/").status_code == 409
    return batch.faults


@pytest.mark.parametrize("entry", REFUSED)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(office: Office, entry: str) -> None:
    name, content, code = REFUSED[entry]
    answer = office.upload((name, content), expect=422)
    errors = answer.context["form"].errors.as_data()["logs"]
    assert [error.code for error in errors] == [code]
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", NAMES, ids=[f"U08-{number}" for number in range(len(NAMES))])
def test_a_hostile_name_is_shown_as_a_name(ready: Office, name: str) -> None:
    batch = tried(ready, name, CSV)
    assert batch.status == Import.Status.READY, batch.faults
    shown = batch.files.get().stored.name
    answer = ready.client.get(f"/exchange/{batch.pk}/files/1/")
    assert b"".join(answer.streaming_content) == CSV
    assert "/" not in shown
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("entry", ROWS)
def test_bad_rows_are_told_with_line_column_and_reason(ready: Office, entry: str) -> None:
    content, words, code = ROWS[entry]
    faults = refused(ready, "log.csv", content)
    told = [f"{each['where']}，列“{each['column']}”：{each['message']}" for each in faults if each["code"] == code]
    assert any(words.replace("：", "") in each.replace("，列“”", "").replace("：", "") for each in told), faults


@pytest.mark.parametrize("entry", HOSTILE)
def test_hostile_xml_is_refused(ready: Office, entry: str, tmp_path) -> None:
    make, _words, code = HOSTILE[entry]
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET-42")
    faults = refused(ready, "log.xes", make("http://127.0.0.1:9/x", secret), XES_COLUMNS)
    assert code in {fault["code"] for fault in faults}
    assert "TOPSECRET" not in str(faults)


@pytest.mark.parametrize("entry", HARMLESS)
def test_odd_xml_that_harms_nobody_is_imported(ready: Office, entry: str, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET-42")
    batch = tried(ready, "log.xes", HARMLESS[entry]("http://127.0.0.1:9/x", secret), XES_COLUMNS)
    assert batch.status == Import.Status.READY, batch.faults
    assert batch.summary["steps"] == 2


@pytest.mark.parametrize("entry", ["X07-gzip"])
def test_a_gzip_bomb_is_refused_at_the_door(office: Office, entry: str) -> None:
    answer = office.upload(("log.xes.gz", bomb(500 << 20)), expect=422)
    assert [error.code for error in answer.context["form"].errors.as_data()["logs"]] == ["archive_bomb"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"], ids=lambda encoding: f"C02-{encoding}")
def test_what_an_office_program_saves_is_read_right(ready: Office, encoding: str) -> None:
    batch = tried(ready, "log.csv", CSV.decode().encode(encoding))
    assert (batch.status, batch.summary["cases"]) == (Import.Status.READY, 1)


OURS = {
    "D02-end-before-start": (
        "案号,环节,开始,结束\nA,立案,2026-01-05 10:00,2026-01-05 09:00\n",
        SPANS,
        ("date_order", "log.csv 第 2 行（案件 A）"),
    ),
    "D06-no-calendar": (
        "案号,环节,时间\nA,立案,2031-01-05\n",
        COLUMNS,
        ("calendar_missing", "工作日历“CN”"),
    ),
    "item": (
        "案号,环节,时间,事项\nA,立案,2026-01-05,CF-9\n",
        COLUMNS + 'item = "事项"\n',
        ("item_unknown", "事项“CF-9”第 1 版（1 件）"),
    ),
    "version": (
        "案号,环节,时间,版本\nA,立案,2026-01-05,7\n",
        COLUMNS + 'version = "版本"\n',
        ("item_unknown", "事项“CF-1”第 7 版（1 件）"),
    ),
    "organ": (
        "案号,环节,时间,机关\nA,立案,2026-01-05,乙一县市场监督管理局\n",
        COLUMNS + 'organ = "机关"\n',
        ("organ_unknown", "机关“乙一县市场监督管理局”（1 件）"),
    ),
    "calendar": (
        "案号,环节,时间,日历\nA,立案,2026-01-05,XX\n",
        COLUMNS + 'calendar = "日历"\n',
        ("calendar_unknown", "工作日历“XX”（1 件）"),
    ),
}


@pytest.mark.parametrize("entry", OURS)
def test_what_this_system_does_not_know_is_told_by_the_dry_run(ready: Office, entry: str) -> None:
    content, mapping, (code, where) = OURS[entry]
    faults = refused(ready, "log.csv", content, mapping)
    assert (code, where) in [(fault["code"], fault["where"]) for fault in faults]


@pytest.mark.parametrize("rows", [100_000], ids=["C03-late"])
def test_one_bad_row_of_very_many_stops_all(ready: Office, rows: int) -> None:
    lines = ["案号,环节,时间", *(f"C{number},立案,2026-01-05" for number in range(rows))]
    lines[99_999] = "C99998,立案,2026-02-30"
    faults = refused(ready, "log.csv", "\n".join([*lines, ""]))
    assert [(fault["code"], fault["where"]) for fault in faults] == [
        ("date_invalid", "log.csv 第 100000 行（案件 C99998）")
    ]


def test_a_page_of_faults_shows_no_whole_identity_number(ready: Office) -> None:
    faults = refused(ready, "log.csv", "案号,环节,时间\nA,立案,110105194912310021\nB,立案,13800138000x\n")
    assert "110" in faults[0]["message"]
    assert "110105194912310021" not in faults[0]["message"]


def test_every_fault_of_a_mapping_stands_beside_its_field(ready: Office) -> None:
    batch = ready.recognised(("log.csv", CSV))
    answer = ready.map(batch, expect=422, column_case="", column_time="", close="acts", close_acts="")
    errors = answer.context["form"].errors.as_data()
    assert {field: [error.code for error in each] for field, each in errors.items()} == {
        "column_case": ["key_missing"],
        "column_time": ["no_time"],
        "close_acts": ["value_invalid"],
    }
    answer = ready.map_text(batch, '[columns]\ncas = "案号"\n', expect=422)
    assert "columns.cas" in answer.content.decode()
    assert ready.map_text(batch, "[columns", expect=422).status_code == 422


@pytest.mark.parametrize("number", ["-1", "1" + "0" * 30, "0x10", "1.0", "999"])
def test_a_number_that_names_no_import_is_not_found(office: Office, number: str) -> None:
    for part in ("", "mapping/", "progress/", "files/1/"):
        assert office.client.get(f"/exchange/{number}/{part}").status_code == 404


@pytest.mark.parametrize("query", ["sort=password", "page=1000000000", "after=x", "page_size=5"])
def test_a_list_is_narrowed_only_by_what_it_knows(office: Office, query: str) -> None:
    assert office.client.get(f"/exchange/?{query}").status_code == 400


def test_a_field_that_the_form_does_not_have_is_refused(office: Office) -> None:
    answer = office.upload(("log.csv", CSV), expect=422, status="done")
    assert "不认识“status”" in answer.content.decode()


def test_the_table_of_bad_inputs_names_tests_that_are_there() -> None:
    section = TABLE.read_text("utf-8").partition("## The same through the pages")[2].partition("\n## ")[0]
    named = re.findall(r"`(test_\w+)`", section)
    assert len(named) > 10
    assert set(named) <= set(globals())
