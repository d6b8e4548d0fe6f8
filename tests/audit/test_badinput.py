# SPDX-License-Identifier: Apache-2.0
"""Bad rows and hostile files: a clear refusal, quickly, in little memory, with no file read and no connection made.

The corpus of ``security.md``: D01, D02, D05, D07, T15, U09, X01–X07, C03. Files are made by code, each in a moment.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib

import pytest
from logs import COLUMNS, CSV, XES_COLUMNS, codes, put, read_csv, refused_csv, table, trace, xes
from measured import ingest_measured

MOST_SECONDS = 1.0
MOST_MEGABYTES = 200
SLACK = 4.0
"""Tests share a machine: a refusal in one second alone may take some more beside others."""

# --- rows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("2025-02-29", "date_invalid"),
        ("0000-00-00", "date_invalid"),
        ("2025/13/01", "date_invalid"),
        ("9999-12-31", "date_range"),
        ("9999-12-31T23:59+14:00", "date_range"),
        ("1899-12-31", "date_range"),
        ("", "no_time"),
    ],
)
def test_a_date_that_cannot_be_is_named_with_line_case_and_column(tmp_path, time, code):
    bad = refused_csv(tmp_path, f"案号,环节,时间\nA,立案,2026-01-05\nA,调查,{time}\n")
    assert [(fault.code, fault.where, fault.column) for fault in bad.errors] == [
        (code, "log.csv 第 3 行（案件 A）", "时间")
    ]
    assert time in bad.errors[0].message


def test_an_end_before_its_begin_is_refused(tmp_path):
    columns = COLUMNS.replace('time = "时间"', 'start = "开始"\nend = "结束"')
    bad = refused_csv(tmp_path, "案号,环节,开始,结束\nA,立案,2026-01-05 10:00,2026-01-05 09:59\n", columns)
    assert codes(bad) == ["date_order"]
    assert "2026-01-05 10:00 → 2026-01-05 09:59" in bad.errors[0].message


def test_rows_without_case_or_activity_are_refused(tmp_path):
    bad = refused_csv(tmp_path, "案号,环节,时间\n,立案,2026-01-05\nA, ,2026-01-05\n")
    assert [(fault.code, fault.column) for fault in bad.errors] == [("case_missing", "案号"), ("act_missing", "环节")]


def test_all_faults_of_a_row_are_told(tmp_path):
    bad = refused_csv(
        tmp_path,
        "案号,环节,时间,区划,罚款,照片\n,立案,昨天,15010,-1,很多\n",
        COLUMNS + 'area = "区划"\n[penalties]\nfine = "罚款"\n[evidence]\nphoto = "照片"\n',
    )
    assert sorted(codes(bad)) == ["amount_range", "area_invalid", "case_missing", "date_invalid", "number_range"]


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1e400", "0.001", "一千", "1.2.3", "1e30"])
def test_an_amount_that_cannot_be_is_refused(tmp_path, amount):
    bad = refused_csv(
        tmp_path, f"案号,环节,时间,罚款\nA,决定,2026-01-05,{amount}\n", COLUMNS + '[penalties]\nfine = "罚款"\n'
    )
    assert codes(bad) == ["amount_range"]


def test_times_with_and_without_zone_need_a_declared_zone(tmp_path):
    text = "案号,环节,时间\nA,立案,2026-01-05T09:00:00+08:00\nA,调查,2026-01-06 10:00\nA,审核,2026-01-07\n"
    bad = refused_csv(tmp_path, text)
    assert (codes(bad), bad.errors[0].where) == (["tz_missing"], "log.csv 第 3 行")
    result = read_csv(tmp_path, text, COLUMNS + '[log]\ntimezone = "+00:00"\n')
    assert table(result, "steps", "started_at % 86400", "seq") == [(32_400,), (64_800,), (28_800,)]
    assert read_csv(tmp_path, text.replace("2026-01-06 10:00", "2026-01-06")).steps == 3


def test_one_bad_row_of_a_hundred_thousand_refuses_all_and_is_named(tmp_path):
    rows = [f"C{number // 5},立案,2026-01-05 10:00" for number in range(100_000)]
    rows[99_998] = "C19999,立案,2026-02-30"
    bad = refused_csv(tmp_path, "\n".join(["案号,环节,时间", *rows, ""]))
    assert [(fault.code, fault.where) for fault in bad.errors] == [
        ("date_invalid", "log.csv 第 100000 行（案件 C19999）")
    ]


def test_fifty_faults_are_shown_of_all(tmp_path):
    bad = refused_csv(tmp_path, "案号,环节,时间\n" + "A,立案,\n" * 20_000)
    assert (len(bad.errors), bad.total) == (50, 20_000)
    assert bad.errors[49].where == "log.csv 第 51 行（案件 A）"


def test_a_wrong_column_for_the_activity_is_told_from_its_many_values(tmp_path):
    text = "案号,环节,时间\n" + "".join(f"A,n{number},2026-01-05\n" for number in range(6_000))
    assert codes(refused_csv(tmp_path, text)) == ["act_too_many"]


# --- files, each in a process of its own ------------------------------------------------------------------------------


def bomb(size):
    """Gzip of a log with ``size`` blanks in it, made without holding them."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return (
        pack.compress(b"<log><trace><event>") + b"".join(pack.compress(block) for _ in range(size >> 20)) + pack.flush()
    )


def xlsx_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(200):
                sheet.write(b"\0" * (1 << 20))
    return path


def nested(content):
    return f'<?xml version="1.0"?><log><trace><event>{content}</event></trace></log>'


def write_hostile(folder):
    """Hostile files by name, with the code that each must be refused with."""
    secret = put(folder / "secret.txt", "TOPSECRET-42")
    entity = f'<!DOCTYPE log [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y SYSTEM "http://127.0.0.1:9/y">]>'
    put(folder / "entity.xes", nested("&x;&y;").replace("<log>", entity + "<log>"))
    put(folder / "attribute.xes", nested(f'<string key="k" value="{"x" * 50_000_000}"/>'))
    put(folder / "depth.xes", nested("<string>" * 100_000))
    put(folder / "bomb.xes.gz", bomb(500 << 20))
    xlsx_bomb(folder / "bomb.xlsx")
    put(folder / "ragged.csv", "案号,环节,时间\n" + "A,立案\n" * 1_000_000)
    put(folder / "quote.csv", '案号,环节,时间\nA,"立案,2026-01-05\n' + "A,立案,2026-01-05\n" * 1_000_000)
    return {
        "entity.xes": "xml_dtd",
        "attribute.xes": "xml_limits",
        "depth.xes": "xml_limits",
        "bomb.xes.gz": "archive_bomb",
        "bomb.xlsx": "archive_bomb",
        "ragged.csv": "csv_row",
        "quote.csv": "csv_row",
    }


NAMES = ("entity.xes", "attribute.xes", "depth.xes", "bomb.xes.gz", "bomb.xlsx", "ragged.csv", "quote.csv")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return folder, write_hostile(folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_in_little_time_and_memory(hostile, name):
    folder, expected = hostile
    took = ingest_measured(folder / name, COLUMNS if name.endswith((".csv", ".xlsx")) else XES_COLUMNS)
    assert f"[{expected[name]}]" in took.said
    assert took.megabytes < MOST_MEGABYTES
    assert took.seconds < MOST_SECONDS * SLACK
    assert took.connected == []
    assert not any("secret" in path for path in took.opened)
    assert "TOPSECRET" not in took.said
    assert not (folder / "measured-out").exists()


def test_a_million_events_in_one_case_go_in(tmp_path):
    path = tmp_path / "log.csv"
    with path.open("w") as file:
        file.write("案号,环节,时间\n")
        for minute in range(1_000_000):
            file.write(f"A,a{minute % 7},{1_700_000_000 + 60 * minute}\n")
    took = ingest_measured(path, COLUMNS)
    assert took.said == "ok 1 1000000"
    assert took.megabytes < 300


def test_gzip_of_an_honest_log_is_not_a_bomb(tmp_path):
    text = xes(*(trace(f"C{number}", ("立案", f"2026-01-05T09:{number % 60:02}:00Z")) for number in range(5_000)))
    took = ingest_measured(put(tmp_path / "log.xes.gz", gzip.compress(text.encode())), XES_COLUMNS)
    assert took.said == "ok 5000 5000"


def test_the_helper_sees_files_that_are_opened(tmp_path):
    took = ingest_measured(put(tmp_path / "log.csv", CSV), COLUMNS)
    assert any(path.endswith("log.csv") for path in took.opened)
