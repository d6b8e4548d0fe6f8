# SPDX-License-Identifier: Apache-2.0
"""Odd logs that once were read wrongly, broke the command or were refused with the wrong words."""

from __future__ import annotations

import json
from datetime import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import LOG, Desk
from logs import COLUMNS, mapping, put, read, table
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mingcha.audit.mapping import load_mapping

HEAD, ROWS = "案号,环节,时间\n", "A,立案,2026-01-05\nA,决定,2026-03-05\n"
LONG = "x" * 10_000_000


@pytest.fixture
def desk(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    desk.put("mapping.toml", COLUMNS)
    return desk


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEAD + ROWS + f"B,{LONG},2026-01-05\n", 4),
        (HEAD + ROWS + f"B,{LONG},2026-01-05", 4),
        (HEAD + f"B,{LONG},2026-01-05\n" + ROWS, 2),
        (f"{HEAD.strip()},{LONG}\n" + ROWS, 1),
        (HEAD + ROWS + 'B,"' + "x\n" * 5_000_000 + '",2026-01-05\n', 4),
        ((HEAD + ROWS + f"B,{LONG},2026-01-05\n").replace("\n", "\r"), 4),
        ((HEAD + ROWS + f"B,{LONG},2026-01-05\n").encode("utf-16"), 4),
    ],
    ids=["last", "last-without-end", "first", "head", "quoted", "carriage-returns", "utf-16"],
)
def test_a_cell_of_ten_megabytes_is_named_by_its_line_and_never_dropped(desk, content, line):
    err = desk.refused(log=desk.put("log.csv", content))
    assert f"log.csv 第 {line} 行：一行或一格超过 1,048,576 个字节" in err
    assert "共 1 处错误" in err


def test_a_line_of_nearly_a_megabyte_is_read(desk):
    said = desk.audit(
        "--format", "json", log=desk.put("log.csv", HEAD + ROWS + f"B,立案{'x' * 1_000_000},2026-01-05\n")
    )
    assert json.loads(said.out)["cases"] == 2


def test_a_mark_in_the_middle_of_joined_files_is_passed_over_and_a_second_head_is_named(desk):
    log = desk.put("log.csv", HEAD + ROWS + "\ufeffB,立案,2026-01-05\n")
    assert json.loads(desk.audit("--format", "json", log=log).out)["cases"] == 2
    err = desk.refused(log=desk.put("log.csv", HEAD + ROWS + "\ufeff" + HEAD + ROWS))
    assert "log.csv 第 4 行" in err


def test_five_thousand_columns_are_read_but_no_mapping_is_proposed(desk):
    names = "".join(f",x{number}" for number in range(4_997))
    log = desk.put("log.csv", HEAD.strip() + names + "\n" + "A,立案,2026-01-05" + ",1" * 4_997 + "\n")
    assert json.loads(desk.audit("--format", "json", log=log).out)["steps"] == 1
    said = desk.run("audit", log, "--propose")
    assert said.code == 2
    assert "log.csv：有 5000 列，最多为 2000 列草拟映射" in said.err


def test_control_characters_in_a_bad_value_do_not_break_its_message(desk):
    err = desk.refused(log=desk.put("log.csv", HEAD + "A\x1fB,立\x1d案,2026-01-05\nA\x1e,立案,错\x1d\x1e误\n"))
    assert "log.csv 第 3 行" in err
    assert "“错  误”不是有效的日期" in err


def test_a_thousand_people_on_one_step_are_read(tmp_path):
    people = "、".join(f"人{number}" for number in range(1_000))
    log = put(tmp_path / "log.csv", f"案号,环节,时间,人\nA,立案,2026-01-05,{people}\n")
    result = read(tmp_path, log, COLUMNS + 'persons = "人"\npersons_separator = "、"\n')
    assert (result.persons, result.tables["step_officers"]) == (1_000, 1_000)


# --- Parquet ------------------------------------------------------------------------------------------------------------


def parquet(path, names, columns):
    pq.write_table(pa.Table.from_arrays([pa.array(column) for column in columns], names=names), path)
    return path


def test_columns_of_parquet_that_differ_by_case_alone_are_told_apart(tmp_path):
    log = parquet(
        tmp_path / "log.parquet",
        ["CASE", "nested", "case", "环节", "时间"],
        [["wrong"], [[1]], ["right"], ["立案"], ["2026-01-05"]],
    )
    result = read(tmp_path, log, COLUMNS.replace("案号", "case"))
    assert table(result, "case_names", "name") == [("right",)]


def test_parquet_without_columns_is_refused(desk):
    pq.write_table(pa.table({"列": pa.array([[1]])}), desk.folder / "log.parquet")
    assert "log.parquet：没有可读的列" in desk.refused(log=desk.folder / "log.parquet")


# --- XLSX ---------------------------------------------------------------------------------------------------------------


def workbook(path, rows, change=lambda book: None):
    book = openpyxl.Workbook()
    change(book)
    for row in [["案号", "环节", "时间"], *rows]:
        book.active.append(row)
    return book, path


def test_a_date_cell_that_is_none_is_refused_with_its_row_and_without_a_warning(desk):
    book, path = workbook(desk.folder / "log.xlsx", [["A", "立案", -5], ["A", "立案", 1e300]])
    for cell in ("C2", "C3"):
        book.active[cell].number_format = "yyyy-mm-dd"
    book.save(path)
    err = desk.refused(log=path)
    assert "log.xlsx 第 2 行（案件 A），列“时间”：“1899-12-25”超出" in err
    assert "log.xlsx 第 3 行（案件 A），列“时间”：“#VALUE!”不是有效的日期" in err


def test_a_workbook_that_counts_from_1904_gives_the_same_days_and_says_what_to_look_out_for(desk):
    def from_1904(book):
        book.epoch = CALENDAR_MAC_1904

    book, path = workbook(
        desk.folder / "log.xlsx",
        [["A", "立案", datetime(2026, 1, 5, 9)], ["A", "决定", datetime(2026, 3, 5, 9)]],
        from_1904,
    )
    book.save(path)
    result = read(desk.folder, path)
    assert table(result, "steps", "started_day - 20458", "seq") == [(0,), (59,)]
    assert "注意：log.xlsx 采用 1904 日期系统" in desk.audit(log=path).err


# --- mappings that a person may write -------------------------------------------------------------------------------------


def test_a_folder_in_a_path_that_looks_like_a_column_is_no_column(tmp_path):
    folder = tmp_path / "案号=wrong"
    folder.mkdir()
    log = parquet(folder / "log.parquet", ["案号", "环节", "时间"], [["right"], ["立案"], ["2026-01-05"]])
    assert table(read(tmp_path, log), "case_names", "name") == [("right",)]


def test_a_proposal_for_a_log_with_odd_names_is_a_mapping(desk):
    log = desk.put("log.csv", LOG.replace("环节", "环节\u3000\u202e名称", 1))
    said = desk.run("audit", log, "--propose")
    made = load_mapping(desk.put("mapping.toml", said.out))
    assert made.columns["activity"] == ("环节\u3000\u202e名称",)
    assert mapping(said.out).columns == made.columns
