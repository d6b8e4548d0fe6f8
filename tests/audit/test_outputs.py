# SPDX-License-Identifier: Apache-2.0
"""The findings as CSV, XLSX, Parquet and JSON say one and the same; nothing in them runs; the page needs nothing beside it."""

from __future__ import annotations

import csv
import json
import re

import openpyxl
import pyarrow.parquet as pq
import pytest
from command import LOG, MAPPING, POINTS, Desk
from report_page import parse

from mingcha.audit import outputs

FORMULA = "=cmd|' /C calc'!A0"
NUMBERS = ("object", "value", "bound")
FORMS = tuple(ending.removeprefix(".") for ending in outputs.ENDINGS)


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def from_csv(path):
    """The rows by field, numbers as numbers, blanks as None, without the apostrophe that keeps a formula from running."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], [[cell.removeprefix("'") or None for cell in row] for row in rows[1:]]


def from_xlsx(path):
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows())
    assert all(cell.data_type != "f" for row in rows for cell in row)
    return [cell.value for cell in rows[0]], [[cell.value for cell in row] for row in rows[1:]]


def found_in(path):
    """The findings of a file of any form, as rows by field with the numbers as numbers."""
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    heads, rows = from_csv(path) if path.suffix == ".csv" else from_xlsx(path)
    assert heads == list(outputs.HEADS.values())
    found = [dict(zip(outputs.HEADS, row, strict=True)) for row in rows]
    return [
        {name: int(value) if name in NUMBERS and value is not None else value for name, value in row.items()}
        for row in found
    ]


def written(desk, form, *more):
    path = desk.folder / f"found.{form}"
    said = desk.audit("--out", path, "--format", "json", *more)
    assert said.code == 0, said.err
    return path, json.loads(said.out)


def test_every_form_carries_the_same_findings(desk):
    desk.put("log.csv", LOG.replace("A,", f'"{FORMULA}",').replace("张三", "@SUM(A1)").replace("调查", "+调查"))
    desk.put("mapping.toml", MAPPING.replace("调查", "+调查"))
    desk.put("points.toml", POINTS.replace('at = "决定"', 'at = "*"'))
    found = {form: found_in(written(desk, form)[0]) for form in FORMS}
    assert len(found["json"]) == 8
    assert {row["case"] for row in found["json"]} == {FORMULA, "B"}
    for form in FORMS:
        assert found[form] == found["json"], form


@pytest.mark.req("S1-41")
def test_a_finding_says_case_act_point_level_day_reason_and_cure(desk):
    path, said = written(desk, "json")
    found = found_in(path)
    assert len(found) == sum(said["levels"].values())
    back = next(row for row in found if row["point"] == "back")
    assert {name: back[name] for name in ("case", "act", "object_kind", "object", "kind", "code", "level", "day")} == {
        "case": "A",
        "act": "立案",
        "object_kind": "step",
        "object": 3,
        "kind": "rollback",
        "code": "rollback",
        "level": "yellow",
        "day": "2026-01-07",
    }
    assert all(row["reason"].endswith(("。", "）")) and row["cure"] for row in found)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t="])
def test_a_name_that_a_spreadsheet_would_run_stays_text(desk, start):
    name = f"{start}cmd|' /C calc'!A0"
    desk.put("log.csv", LOG.replace("B,", f'"x{name}",').replace("A,", f'"{name}",'))
    path, _ = written(desk, "csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)][1:]
    shown = name.strip()
    assert sorted(set(cells)) == sorted({f"'{shown}", f"x{name}"})
    workbook, _ = written(desk, "xlsx")
    for row in openpyxl.load_workbook(workbook).active.iter_rows(min_row=2):
        assert row[0].data_type == "s"
        assert row[0].quotePrefix == (row[0].value == shown)


@pytest.mark.parametrize("form", FORMS)
def test_no_findings_are_an_empty_file_of_the_same_columns(desk, form):
    desk.put("log.csv", "\n".join([*LOG.splitlines()[:1], "B,立案,2026-01-05,李四"]))
    path, said = written(desk, form)
    assert set(said["levels"].values()) == {0}
    assert found_in(path) == []
    if form == "parquet":
        assert pq.read_schema(path).names == list(outputs.HEADS)


def test_findings_are_ordered_by_the_place_of_their_case_in_the_log(desk):
    path, _ = written(desk, "json")
    assert [row["case"] for row in found_in(path)] == ["A", "A", "A", "B"]


def test_the_page_is_one_file_that_loads_nothing(desk):
    desk.put(
        "log.csv", LOG.replace("张三", "<script src=//evil/x.js></script>").replace("A,", '"<img src=x onerror=y>",')
    )
    page = desk.folder / "page.html"
    before = set(desk.folder.iterdir())
    assert desk.audit("--html", page).code == 0
    assert set(desk.folder.iterdir()) - before == {page}
    text = page.read_text("utf-8")
    tree = parse(text)
    assert {node.tag for node in tree.all()}.isdisjoint({"script", "link", "iframe", "object", "embed", "img", "base"})
    loading = {
        name: value for node in tree.all() for name, value in node.attrs.items() if name in ("src", "href", "action")
    }
    assert all(value.startswith("#") for value in loading.values())
    assert not [name for node in tree.all() for name in node.attrs if name.startswith("on")]
    assert not re.search(r"@import|url\(", "".join(node.text() for node in tree.all("style")))
    assert "&lt;img src=x onerror=y&gt;" in text
    assert "default-src &#x27;none&#x27;" in text


def test_a_file_of_an_unknown_ending_is_refused_also_when_asked_by_code(desk):
    with pytest.raises(ValueError, match=r"\.doc"):
        outputs.write(None, desk.folder / "found.doc")
