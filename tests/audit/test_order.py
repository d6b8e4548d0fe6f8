# SPDX-License-Identifier: Apache-2.0
"""Rows keep the order of the file through the conversion, however many threads read it: row numbers depend on it."""

from __future__ import annotations

import re

import duckdb
import pytest
from logs import COLUMNS, XES_COLUMNS, put, read, table, trace, xes

from mingcha.audit import encoding, fields, xes_batch
from mingcha.audit.convert import Field, select
from mingcha.audit.sources import Reading

KINDS = sorted(
    {kind for table_kinds in (fields.LOG, fields.AMOUNTS, *fields.SIDE.values()) for kind in table_kinds.values()}
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_conversion_needs_a_join_or_a_grouping(kind):
    reading = Reading(timezone="Europe/Amsterdam", time_format=("%d/%m/%Y",), blank=tuple("abcdefghijkl"))
    sql = select("(SELECT 'x' || range AS c0 FROM range(10))", [Field("f", kind, (0,), "列", "、，；")], reading)
    plan = duckdb.execute(f"EXPLAIN {sql}").fetchall()[0][1]
    assert set(re.findall(r"[╭├]─+ (\S.*?) ─", plan)) <= {"Projection", "Range"}
    longer = duckdb.execute(
        f"EXPLAIN SELECT * FROM ({sql}) WHERE f::VARCHAR IN ('a', 'b', 'c', 'd', 'e', 'f', 'g')"
    ).fetchall()[0][1]
    assert "Join" in longer  # what the test is there to see


def test_numbers_of_steps_are_the_rows_of_the_file(tmp_path):
    rows = (f"{row},立案,2026-01-05 {row % 24:02}:00,甲、乙,150105,{row},是,{row % 3}\n" for row in range(1, 300_001))
    log = put(tmp_path / "log.csv", "案号,环节,时间,人,区划,罚款,结果,照片\n" + "".join(rows))
    columns = 'persons = "人"\npersons_separator = "、"\narea = "区划"\noutcome = "结果"\n'
    columns += '[penalties]\nfine = "罚款"\n[evidence]\nphoto = "照片"\n'
    result = read(tmp_path, log, COLUMNS + columns)
    names = f"read_parquet('{result.out}/case_names.parquet')"
    wrong = (
        f"FROM read_parquet('{result.out}/*/steps.parquet') JOIN {names} USING (case_id) WHERE name <> step_id::VARCHAR"
    )
    assert duckdb.sql(f"SELECT count(*) {wrong}").fetchall() == [(0,)]
    assert table(result, "penalties", "count(*), count(*) FILTER (decision_id * 100 <> amount)") == [(300_000, 0)]


def test_parts_of_a_log_follow_one_another(tmp_path, monkeypatch):
    monkeypatch.setattr(xes_batch, "BATCH", 1)
    monkeypatch.setattr(encoding, "CHUNK", 4_096)
    traces = [
        trace(f"C{number}", *[(f"a{n % 5}", "2026-01-05T09:00:00Z") for n in range(5)]) for number in range(3_000)
    ]
    result = read(tmp_path, put(tmp_path / "log.xes", xes(*traces)), XES_COLUMNS)
    names = f"read_parquet('{result.out}/case_names.parquet')"
    wrong = f"FROM read_parquet('{result.out}/*/steps.parquet') JOIN {names} USING (case_id)"
    wrong += " WHERE name <> 'C' || ((step_id - 1) // 5) OR act <> 'a' || ((step_id - 1) % 5)"
    assert duckdb.sql(f"SELECT count(*) {wrong}").fetchall() == [(0,)]
    assert result.steps == 15_000
