# SPDX-License-Identifier: Apache-2.0
"""Decisions, evidence and side tables of a log."""

from __future__ import annotations

import duckdb
import pytest
from logs import COLUMNS, CSV, at, codes, day, put, read_csv, refused_csv, table

from mingcha.engine.schema import TABLES

EVERYTHING = """案号,环节,时间,人,照片,视频,结果,违法,裁量,依据,决定日,罚款,没收,缴款,加处,票据
A,立案,2026-01-05,张三,,,,,,,,,,,,
A,调查,2026-01-06,张三,2,1,,,,,,,,,,
A,决定,2026-01-08,李四,,,处罚,无照,一般,法1;法2;,2026-01-07,"1,000.50",0.2万元,,,
A,执行,2026-01-09,张三,,,,,,,,,,1000.50,3,票1
A,执行,2026-01-10,张三,,,,,,,,,,¥20元,,
B,决定,2026-01-08,李四,,,不予处罚,,,,,,,,,
B,调查,2026-01-09,张三,0,,,,,,,,,,,
"""
FULL = (
    COLUMNS
    + """
persons = "人"
outcome = "结果"
violation = "违法"
tier = "裁量"
bases = "依据"
bases_separator = ";；"
decided = "决定日"
receipt = "票据"
certificate = "票据"
[evidence]
photo = "照片"
video = "视频"
[penalties]
fine = "罚款"
confiscation = "没收"
[executions]
fine = "缴款"
late_fee = "加处"
[tables.tiers]
file = "裁量.csv"
violation = "违法"
tier = "裁量"
min = "下限"
max = "上限"
needs_order = "先责令改正"
[tables.articles]
file = "法条.csv"
article = "条"
valid_from = "施行"
valid_to = "废止"
[tables.suspensions]
file = "中止.csv"
case = "案号"
kind = "事由"
from = "起"
to = "止"
[tables.extensions]
file = "延期.csv"
case = "案号"
activity = "环节"
point = "监察点"
amount = "天"
approved = "批准"
[tables.orders_to_correct]
file = "改正.csv"
case = "案号"
violation = "违法"
served = "送达"
due = "期限"
recheck = "复查"
rechecked = "复查日"
[tables.goods]
file = "物品.csv"
case = "案号"
name = "品名"
listed = "清单"
returned = "退还"
disposed = "处置日"
"""
)
FILES = {
    "裁量.csv": "违法,裁量,下限,上限,先责令改正\n无照,一般,500,2万,是\n无照,从重,20000,,否\n",
    "法条.csv": "条,施行,废止\n法1,1996-10-01,2021-07-14\n法1,2021-07-15,\n法2,,\n",
    "中止.csv": "案号,事由,起,止\nA,检验,2026-01-06,2026-01-07\nA,听证,2026-01-07,\n",
    "延期.csv": "案号,环节,监察点,天,批准\nA,调查,,5,2026-01-06\nA,,whole,30,2026-01-07\n",
    "改正.csv": "案号,违法,送达,期限,复查,复查日\nA,无照,2026-01-06,2026-01-07,已改正,2026-01-08\n",
    "物品.csv": "案号,品名,清单,退还,处置日\nA,酒,12.5,2,2026-01-09\nB,烟,3,,\n",
}


@pytest.fixture
def everything(tmp_path):
    for name, text in FILES.items():
        put(tmp_path / name, text)
    return read_csv(tmp_path, EVERYTHING, FULL)


def test_evidence_counted_in_columns_becomes_rows(everything):
    rows = table(everything, "evidence", "case_id, step_id, kind, added_at, evidence_id")
    assert [row[:4] for row in rows] == [(1, 2, kind, at("2026-01-06")) for kind in ("photo", "photo", "video")]
    assert len({row[4] for row in rows}) == 3


@pytest.mark.req("S1-16")
def test_a_row_with_an_outcome_or_a_penalty_is_a_decision_with_its_bases(everything):
    assert table(everything, "decisions", "decision_id, step_id, act, outcome, violation, tier, decided_at") == [
        (3, 3, "决定", "处罚", "无照", "一般", at("2026-01-07")),
        (6, 6, "决定", "不予处罚", None, None, at("2026-01-08")),
    ]
    assert table(everything, "decision_bases", "decision_id, article_id") == [(3, "法1"), (3, "法2")]


@pytest.mark.req("S1-18")
def test_amounts_are_cents_and_belong_to_the_decision_of_the_case(everything):
    assert table(everything, "penalties", "decision_id, type, amount", "type") == [
        (3, "confiscation", 200_000),
        (3, "fine", 100_050),
    ]
    assert table(everything, "executions", "decision_id, exec_type, amount, receipt", "amount") == [
        (3, "late_fee", 300, "票1"),
        (3, "fine", 2_000, None),
        (3, "fine", 100_050, "票1"),
    ]
    assert table(everything, "executions", "count(DISTINCT exec_id)") == [(3,)]


@pytest.mark.req("S1-18")
def test_a_blank_fine_is_missing_where_the_tier_demands_one(tmp_path):
    put(tmp_path / "裁量.csv", "违法,裁量,下限,上限\n无照,一般,500,20000\n无照,免罚,0,0\n无照,首违,,\n")
    columns = COLUMNS + 'violation = "违法"\ntier = "裁量"\n[penalties]\nfine = "罚款"\nconfiscation = "没收"\n'
    columns += '[decision]\nacts = ["决定"]\n[tables.tiers]\nfile = "裁量.csv"\nviolation = "违法"\ntier = "裁量"\n'
    columns += 'min = "下限"\nmax = "上限"\n'
    rows = ["A,调查,2026-01-05,无照,一般,,"]
    rows += [
        f"{case},决定,2026-01-06,无照,{tier},,3"
        for case, tier in zip("ABCD", ("一般", "免罚", "首违", ""), strict=True)
    ]
    result = read_csv(tmp_path, "\n".join(["案号,环节,时间,违法,裁量,罚款,没收", *rows, ""]), columns)
    assert table(result, "penalties", "decision_id, type, amount") == [
        (2, "confiscation", 300),
        (2, "fine", None),
        *((decision, "confiscation", 300) for decision in (3, 4, 5)),
    ]


@pytest.mark.req("S1-18")
def test_an_amount_in_a_case_without_a_decision_is_told_and_not_written(tmp_path):
    text = "案号,环节,时间,罚款,缴款\nA,决定,2026-01-05,100,\nA,执行,2026-01-06,,100\nB,执行,2026-01-06,20,20\nC,执行,2026-01-06,,5\n"
    columns = COLUMNS + '[decision]\nacts = ["决定"]\n[penalties]\nfine = "罚款"\n[executions]\nfine = "缴款"\n'
    result = read_csv(tmp_path, text, columns)
    assert table(result, "penalties", "decision_id, amount") == [(1, 10_000)]
    assert table(result, "executions", "decision_id, amount") == [(1, 10_000)]
    assert result.notes == ("日志有 3 笔处罚或执行的数额没有对应的决定，未使用（例如案件“B”）",)


def test_rows_of_a_side_table_whose_step_is_not_there_are_told(tmp_path):
    put(
        tmp_path / "证据.csv",
        "案号,环节,次,种类,加入\nA,调察,,照片,2026-01-06\nA,调查,7,照片,2026-01-06\nA,调查,1,照片,2026-01-06\n",
    )
    put(
        tmp_path / "延期.csv",
        "案号,环节,监察点,天,批准\nA,调察,期限,5,2026-01-06\nA,,期限,6,2026-01-06\nA,调查,,7,2026-01-06\n",
    )
    columns = (
        COLUMNS
        + """
[tables.evidence]
file = "证据.csv"
case = "案号"
activity = "环节"
run = "次"
kind = "种类"
added = "加入"
[tables.extensions]
file = "延期.csv"
case = "案号"
activity = "环节"
point = "监察点"
amount = "天"
approved = "批准"
"""
    )
    result = read_csv(tmp_path, CSV, columns)
    assert table(result, "extensions", "step_id, point_key, amount", "amount") == [(None, "期限", 6), (2, None, 7)]
    assert sorted(result.notes) == [
        "延期.csv 有 1 行的环节或次数在其案件中不存在，未算入任何环节（例如环节“调察”）",
        "证据.csv 有 2 行的环节或次数在其案件中不存在，未算入任何环节（例如环节“调察”）",
    ]


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_extension_by_nothing_or_less_is_refused(tmp_path, amount):
    put(tmp_path / "延期.csv", f"案号,天,批准\nA,{amount},2026-01-06\n")
    columns = COLUMNS + '[tables.extensions]\nfile = "延期.csv"\ncase = "案号"\namount = "天"\napproved = "批准"\n'
    bad = refused_csv(tmp_path, CSV, columns)
    assert [(fault.code, fault.where, fault.column) for fault in bad.errors] == [
        ("extension_range", "延期.csv 第 2 行（案件 A）", "天")
    ]


def test_acts_that_decide_can_be_named(tmp_path):
    text = "案号,环节,时间,依据\nA,决定,2026-01-05,法1\nA,送达,2026-01-06,法2\nA,决定,2026-01-07,\n"
    result = read_csv(tmp_path, text, COLUMNS + 'bases = "依据"\n[decision]\nacts = ["决定"]\n')
    assert table(result, "decisions", "decision_id, outcome, decided_day") == [
        (1, None, day("2026-01-05")),
        (3, None, day("2026-01-07")),
    ]
    assert table(result, "decision_bases", "decision_id, article_id") == [(1, "法1")]


def test_side_tables_reach_their_cases_and_steps(everything):
    assert table(everything, "suspensions", "case_id, kind, from_day, to_day") == [
        (1, "听证", day("2026-01-07"), None),
        (1, "检验", day("2026-01-06"), day("2026-01-07")),
    ]
    assert table(everything, "extensions", "case_id, step_id, point_key, amount, approved_day") == [
        (1, 2, None, 5, day("2026-01-06")),
        (1, None, "whole", 30, day("2026-01-07")),
    ]
    assert table(everything, "orders_to_correct", "violation, served_at, due_at, recheck, rechecked_day") == [
        ("无照", at("2026-01-06"), at("2026-01-07 23:59:59"), "corrected", day("2026-01-08"))
    ]
    assert table(everything, "goods", "case_id, name, listed, returned, destroyed, disposed_day") == [
        (1, "酒", 12_500, 2_000, None, day("2026-01-09")),
        (2, "烟", 3_000, None, None, None),
    ]


def test_registers_of_the_law_stand_beside_the_slices(everything):
    assert table(everything, "tiers", "tier, min_amt, max_amt, needs_order") == [
        ("一般", 50_000, 2_000_000, 1),
        ("从重", 2_000_000, None, 0),
    ]
    assert table(everything, "articles", "*") == [
        ("法1", day("1996-10-01"), day("2021-07-14")),
        ("法1", day("2021-07-15"), None),
        ("法2", day("1900-01-01"), None),
    ]
    assert {path.name for path in everything.out.iterdir()} >= {"00000", "tiers.parquet", "articles.parquet"}


@pytest.mark.req("S1-14")
def test_evidence_of_a_side_table_belongs_to_the_run_it_was_added_in(tmp_path):
    evidence = """案号,环节,次,编号,种类,加入,删除,替换
A,调查,,e1,照片,2026-01-06 12:00,2026-01-08,e2
A,调查,,e2,照片,2026-01-08,,
A,调查,1,e3,视频,2026-01-09,,e9
Z,调查,,e4,视频,2026-01-09,,
"""
    put(tmp_path / "证据.csv", evidence)
    columns = (
        COLUMNS
        + """
[tables.evidence]
file = "证据.csv"
case = "案号"
activity = "环节"
run = "次"
id = "编号"
kind = "种类"
added = "加入"
removed = "删除"
superseded_by = "替换"
"""
    )
    text = "案号,环节,时间\nA,调查,2026-01-06\nA,审核,2026-01-07\nA,调查,2026-01-08\n"
    result = read_csv(tmp_path, text, columns)
    assert table(result, "evidence", "evidence_id, step_id, kind, removed_day, superseded_by") == [
        (1, 1, "照片", day("2026-01-08"), 2),
        (2, 3, "照片", None, None),
        (3, 1, "视频", None, 0),  # replaced by something that is not there
    ]
    assert result.notes == ("证据.csv 有 1 行的案件不在日志中，未使用（例如“Z”）",)


def test_faults_of_the_log_and_of_its_side_tables_are_told_together(tmp_path):
    put(tmp_path / "中止.csv", "案号,事由,起,止\nA,检验,2026-01-06,2026-01-05\n,听证,2026-13-01,\n")
    columns = COLUMNS + '[tables.articles]\nfile = "没有.csv"\narticle = "条"\n'
    columns += '[tables.suspensions]\nfile = "中止.csv"\ncase = "案号"\nkind = "事由"\nfrom = "起"\nto = "止"\n'
    bad = refused_csv(tmp_path, CSV.replace("2026-01-06 10:00", "昨天"), columns)
    assert sorted(codes(bad)) == ["date_invalid", "date_invalid", "date_order", "file_missing", "key_missing"]


def test_every_table_has_exactly_the_columns_and_types_of_the_engine(tmp_path):
    for name, text in FILES.items():
        put(tmp_path / name, text)
    result = read_csv(tmp_path, EVERYTHING, FULL)
    found = {path.stem: path for path in (*result.out.glob("*.parquet"), *result.out.glob("*/*.parquet"))}
    assert set(found) == {*TABLES} - {name for name in TABLES if name.startswith("point")} - {"clock", "calendar"} | {
        "case_names",
        "officer_names",
    }
    for name, path in found.items():
        if name in TABLES:
            columns = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()}
            assert columns == {
                key: "BIGINT" if kind == "int" else "VARCHAR" for key, kind in TABLES[name].columns.items()
            }, name
