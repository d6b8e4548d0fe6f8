# SPDX-License-Identifier: Apache-2.0
"""A table written in slices is the table: whatever was half is cut off, no cell becomes a formula, a full disk leaves no doubt."""

from __future__ import annotations

import csv
import resource
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mingcha.files.slices import append, finish

HEAD = ("名称", "数", "日", "时")
ROWS = [("甲<&>", 3, date(2026, 1, 31), datetime(2026, 1, 31, 14, 5)), ("=1+1", 1234567890123456, None, None)]
FORMULAS = ("=1+1", "+1", "-1", "@A1", "\tx", "＝1", "=cmd|'/c calc'!A1", '=HYPERLINK("x")')


def written(folder: Path, form: str) -> Path:
    part, path = folder / "x.part", folder / f"x.{form}"
    at = append(part, 0, [HEAD], form)
    append(part, at, [("half", 1, None, None)], form)
    at = append(part, at, [ROWS[0]], form)
    append(part, at, ROWS[1:], form)
    finish(part, path, form)
    assert sorted(folder.iterdir()) == [path]
    return path


def test_a_sheet_of_slices_reads_as_the_rows_that_were_written(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, "xlsx")).active
    read = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    day = datetime(2026, 1, 31)
    assert read == [HEAD, ("甲<&>", 3, day, datetime(2026, 1, 31, 14, 5)), ("=1+1", "1234567890123456", None, None)]
    assert sheet.freeze_panes == "A2"
    assert sheet["A3"].data_type == "s"
    assert sheet["A3"].quotePrefix


def test_a_csv_of_slices_has_one_mark_at_its_begin_and_no_half_row(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    assert path.read_bytes().count(b"\xef\xbb\xbf") == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert read[1:] == [["甲<&>", "3", "2026-01-31", "2026-01-31 14:05:00"], ["'=1+1", "1234567890123456", "", ""]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_becomes_a_formula(tmp_path: Path, form: str) -> None:
    part, path = tmp_path / "x.part", tmp_path / f"x.{form}"
    append(part, 0, [[text] for text in FORMULAS], form)
    finish(part, path, form)
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert all(row[0].startswith("'") for row in csv.reader(file))
    else:
        cells = [row[0] for row in load_workbook(path).active.iter_rows()]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value.lstrip("\t") for cell in cells] == [text.lstrip("\t") for text in FORMULAS]


def test_a_part_that_was_lost_is_told(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        append(tmp_path / "x.part", 10, [("a",)], "csv")


def test_a_slice_that_found_no_room_can_be_written_again(tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    at = append(part, 0, [HEAD], "csv")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
        with pytest.raises(OSError, match="large"):
            append(part, at, [["x" * 100]] * 200, "csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    append(part, at, [["y"]], "csv")
    assert part.read_text("utf-8-sig").splitlines() == [",".join(HEAD), "y"]
