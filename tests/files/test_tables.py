# SPDX-License-Identifier: Apache-2.0
"""The one safe writer of tables (corpus C01)."""

from __future__ import annotations

import csv
import tracemalloc
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from mingcha.files import tables
from mingcha.files.tables import write_table

LIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1+1",
    " =1+1",
    '=HYPERLINK("http://evil")',
    "=cmd|'/c calc'!A1",
]


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path):
    book = openpyxl.load_workbook(path)
    return [list(sheet.iter_rows()) for sheet in book.worksheets]


@pytest.mark.parametrize("text", LIVE)
def test_a_cell_that_looks_like_a_formula_stays_text_in_csv(tmp_path, text):
    path = tmp_path / "t.csv"
    write_table(path, ["a"], [[text]])
    assert read_csv(path)[1] == ["'" + text]


@pytest.mark.parametrize("text", LIVE)
def test_a_cell_that_looks_like_a_formula_stays_text_in_xlsx(tmp_path, text):
    path = tmp_path / "t.xlsx"
    write_table(path, ["a"], [[text]])
    cell = read_xlsx(path)[0][1][0]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.replace("\r", "\n") == text.replace("\r", "\n")


def test_a_column_name_is_made_safe_too(tmp_path):
    write_table(tmp_path / "t.csv", ["=a"], [])
    write_table(tmp_path / "t.xlsx", ["=a"], [])
    assert read_csv(tmp_path / "t.csv")[0] == ["\ufeff'=a"]
    assert read_xlsx(tmp_path / "t.xlsx")[0][0][0].data_type == "s"


def test_numbers_stay_numbers_and_days_stay_days(tmp_path):
    row = [-5, 2.5, Decimal("-1.20"), True, None, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5)]
    write_table(tmp_path / "t.csv", list("abcdefg"), [row])
    assert read_csv(tmp_path / "t.csv")[1] == ["-5", "2.5", "-1.20", "True", "", "2026-01-02", "2026-01-02 03:04:05"]
    write_table(tmp_path / "t.xlsx", list("abcdefg"), [row])
    cells = read_xlsx(tmp_path / "t.xlsx")[0][1]
    assert [cell.data_type for cell in cells] == ["n", "n", "n", "b", "n", "d", "d"]
    assert [cell.value for cell in cells[:5]] == [-5, 2.5, -1.2, True, None]


def test_a_number_longer_than_a_spreadsheet_can_hold_is_text_in_xlsx(tmp_path):
    write_table(tmp_path / "t.xlsx", ["身份证号"], [[150102199001011234], ["150102199001011234"]])
    assert [row[0].value for row in read_xlsx(tmp_path / "t.xlsx")[0][1:]] == ["150102199001011234"] * 2


def test_characters_that_a_file_cannot_hold_are_shown_as_such(tmp_path):
    for name in ("t.csv", "t.xlsx"):
        write_table(tmp_path / name, ["a"], [["x\x00y\ud800z"], [float("nan")]])
    assert read_csv(tmp_path / "t.csv")[1:] == [["x\ufffdy\ufffdz"], ["nan"]]
    assert [row[0].value for row in read_xlsx(tmp_path / "t.xlsx")[0][1:]] == ["x\ufffdy\ufffdz", "nan"]


def test_rare_characters_come_back_equal(tmp_path):
    names = ["𠮷田·艾合买提", "㐂𡈽", "𰻞𰻞面", "ᠮᠣᠩᠭᠣᠯ", "👨‍👩‍👧"]
    for suffix in (".csv", ".xlsx"):
        write_table(tmp_path / f"t{suffix}", ["名"], [[name] for name in names])
    assert [row[0] for row in read_csv(tmp_path / "t.csv")[1:]] == names
    assert [row[0].value for row in read_xlsx(tmp_path / "t.xlsx")[0][1:]] == names


def test_csv_begins_with_the_mark_that_excel_wants(tmp_path):
    write_table(tmp_path / "t.csv", ["名"], [["值"]])
    assert (tmp_path / "t.csv").read_bytes() == "\ufeff名\r\n值\r\n".encode()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_failing_source_leaves_no_file_and_keeps_the_old_one(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    path.write_text("old")

    def rows():
        yield ["new"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(path, ["a"], rows())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "SHEET_ROWS", 4)
    assert write_table(tmp_path / "t.xlsx", ["n"], [[n] for n in range(7)], sheet="问题") == 7
    sheets = read_xlsx(tmp_path / "t.xlsx")
    assert [[row[0].value for row in sheet] for sheet in sheets] == [["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6]]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_memory_does_not_grow_with_the_rows(tmp_path, suffix):
    def peak(count):
        tracemalloc.start()
        write_table(tmp_path / f"t{suffix}", ["a", "b"], ([f"第{n}行", n] for n in range(count)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(6_000) < peak(1_000) + 200_000


def test_another_suffix_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="xls"):
        write_table(tmp_path / "t.xls", [], [])


def test_a_book_of_several_sheets_is_as_safe(tmp_path):
    path = tmp_path / "book.xlsx"
    tables.write_book(path, [("日志", ["案号", "=1"], [["A", "=1+1"], ["B", 2]]), ("说明", ["写法"], [])])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["日志", "说明"]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in book["日志"]]
    assert cells == [[("案号", "s"), ("=1", "s")], [("A", "s"), ("=1+1", "s")], [("B", "s"), (2, "n")]]
