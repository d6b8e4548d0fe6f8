# SPDX-License-Identifier: Apache-2.0
"""XLSX and Parquet logs; workbooks that may not be opened (corpus U09–U11, C04)."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta, timezone

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from logs import COLUMNS, CSV, codes, put, read, refusal, table

from mingcha.audit import xlsx_source

HEAD = ["案号", "环节", "时间"]
ROWS = [["A", "立案", datetime(2026, 1, 5, 9)], ["A", "调查", "2026-01-06 10:00"], ["B", "立案", date(2026, 1, 5)]]


def workbook(path, rows=None, name="明细", **others):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in [HEAD, *ROWS] if rows is None else rows:
        book.active.append(row)
    for title, state in others.items():
        book.create_sheet(title).sheet_state = state
    book.save(path)
    return path


def repacked(path, change):
    """The workbook with its members changed: ``change`` gets and gives (name, content)."""
    with zipfile.ZipFile(path) as old:
        members = [change(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            new.writestr(name, content)
    return path


def with_member(path, name, content=b"x"):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.req("S4-32")
def test_cells_are_read_as_a_person_sees_them(tmp_path):
    result = read(tmp_path, workbook(tmp_path / "log.xlsx"))
    assert table(result, "steps", "act, started_at - 1767542400, seq", "step_id") == [
        ("立案", 32_400 + 28_800, 1),
        ("调查", 122_400 + 28_800, 2),
        ("立案", 28_800, 1),
    ]


def test_whole_numbers_have_no_point_and_blank_rows_do_not_count(tmp_path):
    rows = [
        HEAD,
        [1001, "立案", "2026-01-05"],
        [],
        [None, None, None],
        [1002.0, "立案", 46347.5],
        ["1001", True, "2026-01-06"],
    ]
    result = read(tmp_path, workbook(tmp_path / "log.xlsx", rows))
    assert table(result, "case_names", "name") == [("1001",), ("1002",)]
    assert table(result, "steps", "act, started_day", "step_id") == [("立案", 20_458), ("立案", 20_778), ("是", 20_459)]


def test_a_formula_is_read_as_its_last_result_never_run(tmp_path):
    path = workbook(tmp_path / "log.xlsx", [HEAD, ["A", "=1+1", "2026-01-05"]])
    assert codes(refusal(tmp_path, path)) == ["act_missing"]


def test_a_fault_is_named_by_its_row_in_the_sheet(tmp_path):
    rows = [["台账"], HEAD, ["A", "立案", "2026-01-05"], [], ["A", "立案", "2025-02-29"]]
    bad = refusal(tmp_path, workbook(tmp_path / "log.xlsx", rows), COLUMNS + "[log]\nheader_rows = 2\n")
    assert str(bad.errors[0]).startswith("log.xlsx 第 5 行（案件 A），列“时间”：“2025-02-29”不是有效的日期")


def test_a_number_of_eighteen_digits_has_lost_its_end(tmp_path):
    bad = refusal(tmp_path, workbook(tmp_path / "log.xlsx", [HEAD, [150102199001011234, "立案", "2026-01-05"]]))
    assert codes(bad) == ["id_scientific"]


def test_hidden_sheets_are_named_and_not_read(tmp_path):
    result = read(tmp_path, workbook(tmp_path / "log.xlsx", 旧数据="hidden", 密="veryHidden"))
    assert result.notes == ("log.xlsx 有隐藏的工作表，未读取：旧数据、密",)
    assert result.steps == 3


def test_of_several_sheets_one_must_be_named(tmp_path):
    path = workbook(tmp_path / "log.xlsx", 说明="visible", 密="hidden")
    bad = refusal(tmp_path, path)
    assert codes(bad) == ["sheet_missing"]
    assert "明细、说明；隐藏的：密" in bad.errors[0].message
    assert read(tmp_path, path, COLUMNS + '[log]\nsheet = "明细"\n').steps == 3
    assert codes(refusal(tmp_path, path, COLUMNS + '[log]\nsheet = "没有"\n')) == ["sheet_missing"]


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("xl/vbaProject.bin", "xlsx_macro"),
        ("xl/externalLinks/externalLink1.xml", "xlsx_link"),
        ("../evil", "archive_path"),
    ],
)
def test_macros_links_and_paths_are_refused(tmp_path, member, code):
    assert codes(refusal(tmp_path, with_member(workbook(tmp_path / "log.xlsx"), member))) == [code]


def test_a_document_type_inside_is_refused(tmp_path):
    def change(name, content):
        evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        return name, evil + content.split(b"?>", 1)[-1] if name == "xl/worksheets/sheet1.xml" else content

    assert codes(refusal(tmp_path, repacked(workbook(tmp_path / "log.xlsx"), change))) == ["xml_dtd"]


def test_a_bomb_inside_is_refused(tmp_path):
    path = workbook(tmp_path / "log.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb", b"\0" * 20_000_000)
    assert codes(refusal(tmp_path, path)) == ["archive_bomb"]


def test_more_rows_than_a_sheet_can_have_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_source, "MAX_ROWS", 3)
    assert codes(refusal(tmp_path, workbook(tmp_path / "log.xlsx"))) == ["xlsx_rows"]


def test_a_row_number_beyond_the_sheet_is_refused(tmp_path):
    def change(name, content):
        return name, content.replace(b'<row r="4"', b'<row r="1048577"').replace(
            b'r="A4"', b'r="A1048577"'
        ) if "sheet1" in name else content

    assert codes(refusal(tmp_path, repacked(workbook(tmp_path / "log.xlsx"), change))) == ["xlsx_rows"]


def test_the_stated_size_of_a_sheet_is_not_believed(tmp_path):
    def change(name, content):
        return name, content.replace(b"A1:C4", b"A1:A1") if "sheet1" in name else content

    assert read(tmp_path, repacked(workbook(tmp_path / "log.xlsx"), change)).steps == 3


@pytest.mark.parametrize("content", [b"", b"not a zip", CSV.encode()])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    assert codes(refusal(tmp_path, put(tmp_path / "log.xlsx", content))) == ["archive_damaged"]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "log.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert codes(refusal(tmp_path, tmp_path / "log.xlsx")) == ["file_damaged"]


def test_a_damaged_sheet_is_refused(tmp_path):
    def change(name, content):
        return name, content[: len(content) // 2] if "sheet1" in name else content

    assert codes(refusal(tmp_path, repacked(workbook(tmp_path / "log.xlsx"), change))) == ["file_damaged"]


@pytest.mark.parametrize(
    ("name", "code"), [("log.xls", "file_form"), ("log.docx", "file_form"), ("gone.csv", "file_missing")]
)
def test_another_form_is_refused_with_those_that_can_be_read(tmp_path, name, code):
    if code == "file_form":
        put(tmp_path / name, "x")
    bad = refusal(tmp_path, tmp_path / name)
    assert codes(bad) == [code]


# --- Parquet ------------------------------------------------------------------------------------------------------------


def test_parquet_is_read_with_its_types(tmp_path):
    path = tmp_path / "log.parquet"
    zone = timezone(timedelta(hours=1))
    columns = {
        "案号": pa.array([7, 7, 8]),
        "环节": ["立案", "调查", "立案"],
        "时间": pa.array([datetime(2026, 1, 5, 9, tzinfo=zone)] * 3, pa.timestamp("us", "Europe/Paris")),
    }
    pq.write_table(pa.table(columns | {"列表": [[1], [2], []]}), path)
    result = read(tmp_path, path)
    assert table(result, "steps", "started_at - 1767542400, case_id, seq", "step_id") == [
        (86_400, 1, 1),
        (86_400, 1, 2),
        (86_400, 2, 1),
    ]
    assert codes(refusal(tmp_path, path, COLUMNS + 'persons = "列表"\n')) == ["column_missing"]


@pytest.mark.parametrize("content", [b"", b"PAR1xxxxPAR1", CSV.encode()])
def test_damaged_parquet_is_refused(tmp_path, content):
    assert codes(refusal(tmp_path, put(tmp_path / "log.parquet", content))) == ["file_damaged"]


def test_parquet_with_damaged_pages_is_refused(tmp_path):
    path = tmp_path / "log.parquet"
    duckdb.sql("SELECT range::VARCHAR AS 案号, '立案' AS 环节, '2026-01-05' AS 时间 FROM range(1000)").write_parquet(
        str(path)
    )
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)
    assert codes(refusal(tmp_path, path)) == ["file_damaged"]
