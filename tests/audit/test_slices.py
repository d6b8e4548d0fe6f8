# SPDX-License-Identifier: Apache-2.0
"""Slices of whole cases, events paired to steps, and what an ingest may touch."""

from __future__ import annotations

import json

import duckdb
import pytest
from logs import COLUMNS, CSV, XES_COLUMNS, at, codes, day, mapping, put, read, read_csv, refused_csv, table, trace, xes

from mingcha.audit.ingest import connect, ingest
from mingcha.files.badinput import BadInput


def test_begin_and_end_events_are_paired_to_steps(tmp_path):
    text = """案号,环节,时间,阶段,人
A,调查,2026-01-05 08:00,schedule,
A,调查,2026-01-05 09:00,start,张三
A,调查,2026-01-05 10:00,suspend,
A,调查,2026-01-06 09:00,COMPLETE,李四
A,审核,2026-01-07,complete,
A,调查,2026-01-08,start,
"""
    result = read_csv(tmp_path, text, COLUMNS + 'lifecycle = "阶段"\npersons = "人"\n')
    assert table(result, "steps", "step_id, act, run, assigned_at, started_at, ended_at", "seq") == [
        (1, "调查", 1, at("2026-01-05 08:00"), at("2026-01-05 09:00"), at("2026-01-06 09:00")),
        (5, "审核", 1, at("2026-01-07"), at("2026-01-07"), at("2026-01-07")),
        (6, "调查", 2, at("2026-01-08"), at("2026-01-08"), None),
    ]


LIFE = COLUMNS + 'lifecycle = "阶段"\n'


def test_an_end_before_any_begin_is_a_step_of_one_instant(tmp_path):
    text = """案号,环节,时间,阶段
A,调查,2026-01-05,complete
A,调查,2026-01-06,start
A,调查,2026-01-07,Complete
A,调查,2026-01-08,start
A,调查,2026-01-09,start
A,调查,2026-01-10,complete
A,调查,2026-01-11,complete
A,调查,2026-01-12,complete
"""
    result = read_csv(tmp_path, text, LIFE)
    assert table(result, "steps", "step_id, started_day - 20458, ended_day - 20458", "seq") == [
        (1, 0, 0),
        (2, 1, 2),
        (4, 3, 5),
        (5, 4, 6),
        (8, 7, 7),
    ]


def test_a_step_may_be_given_to_somebody_and_never_begun(tmp_path):
    text = """案号,环节,时间,阶段
A,调查,2026-01-05,schedule
A,调查,2026-01-05,assign
A,调查,2026-01-06,complete
A,审核,2026-01-07,schedule
"""
    result = read_csv(tmp_path, text, LIFE)
    assert table(result, "steps", "step_id, assigned_day - 20458, started_day - 20458, ended_day - 20458", "seq") == [
        (1, 0, 1, 1),
        (4, 2, None, None),
    ]


def test_who_began_or_ended_a_step_acted_and_who_gave_it_out_did_not(tmp_path):
    text = """案号,环节,时间,阶段,人,角色,证号
A,调查,2026-01-05,schedule,派单员,主办,9
A,调查,2026-01-06,start,张三、王五,主办,1
A,调查,2026-01-07,complete,李四、赵六,主办、协管员,3、4
A,审核,2026-01-08,schedule,派单员,,
A,审核,2026-01-09,start,张三,,1
A,审核,2026-01-10,complete,,,
"""
    columns = LIFE + 'persons = "人"\npersons_separator = "、"\nrole = "角色"\ncertificate = "证号"\n'
    result = read_csv(tmp_path, text, columns)
    names = dict(table(result, "officer_names", "officer_id, name"))
    assert sorted(
        (step, names[who], role) for step, who, role in table(result, "step_officers", "step_id, officer_id, role")
    ) == [
        (1, "张三", "主办"),
        (1, "李四", "主办"),
        (1, "王五", "主办"),
        (1, "赵六", "auxiliary"),
        (4, "张三", None),
    ]


def test_words_that_are_none_of_a_lifecycle_are_refused(tmp_path):
    text = "案号,环节,时间,阶段\nA,调查,2026-01-05,起\nA,调查,2026-01-06,讫\nA,审核,2026-01-07,讫\nA,归档,2026-01-07,\n"
    bad = refused_csv(tmp_path, text, LIFE)
    assert [(fault.code, fault.where, fault.column) for fault in bad.errors] == [
        ("phase_unknown", "log.csv 第 2 行", "阶段"),
        ("phase_unknown", "log.csv 第 3 行", "阶段"),
    ]
    assert "（2 行）" in bad.errors[1].message


def test_a_lifecycle_may_speak_chinese(tmp_path):
    text = "案号,环节,时间,阶段\nA,调查,2026-01-04,分派\nA,调查,2026-01-05,开始\nA,调查,2026-01-06,完成\n"
    days = table(read_csv(tmp_path, text, LIFE), "steps", "assigned_day, started_day, ended_day")
    assert days == [(day("2026-01-04"), day("2026-01-05"), day("2026-01-06"))]


def test_what_is_said_of_a_case_is_taken_from_every_event(tmp_path):
    text = "案号,环节,时间,阶段,事项\nA,调查,2026-01-05,start,甲\nA,调查,2026-01-06,complete,乙\n"
    columns = LIFE + 'item = "事项"\n'
    assert codes(refused_csv(tmp_path, text, columns)) == ["case_differs"]
    assert read_csv(tmp_path, text, columns + '[log]\ndiffering = "last"\n').items == (("乙", "1"),)


@pytest.mark.req("S4-32")
def test_slices_hold_whole_cases_and_together_the_whole_log(tmp_path):
    lines = [
        f"C{number % 97:03},{act},2026-01-{5 + number % 20:02} 10:00,P{number % 7}"
        for number in range(1_000)
        for act in ("立案", "调查")
    ]
    text = "\n".join(["案号,环节,时间,人", *lines, ""])
    columns = COLUMNS + 'persons = "人"\n'
    whole = read_csv(tmp_path, text, columns)
    cut = ingest([tmp_path / "log.csv"], mapping(columns), tmp_path / "cut", cases_per_slice=10)
    assert len(whole.slices) == 1 < len(cut.slices)
    assert cut.slices == tuple(sorted(cut.out.glob("0*"))) == tuple(cut.out / f"{n:05}" for n in range(len(cut.slices)))

    def steps(result):
        names = dict(table(result, "case_names", "case_id, name"))
        return sorted(
            (names[row[1]], row[0], *row[2:])
            for row in table(result, "steps", "step_id, case_id, act, seq, run, started_at")
        )

    assert steps(cut) == steps(whole)
    assert table(cut, "step_officers", "step_id, officer_id") == table(whole, "step_officers", "step_id, officer_id")
    seen = [table_of(part, "cases") for part in cut.slices]
    assert sum(map(len, seen)) == len(set().union(*seen)) == 97
    for part, cases in zip(cut.slices, seen, strict=True):
        assert table_of(part, "steps") == cases
        rows = duckdb.sql(f"SELECT case_id, seq FROM '{part}/steps.parquet'").fetchall()
        assert rows == sorted(rows)


def table_of(part, name):
    return set(duckdb.sql(f"SELECT DISTINCT case_id FROM '{part}/{name}.parquet'").fetchall())


def test_the_result_says_what_was_read(tmp_path):
    said = []
    result = ingest([put(tmp_path / "log.csv", CSV)], mapping(), tmp_path / "out", progress=said.append)
    assert (result.cases, result.steps, result.persons) == (2, 3, 0)
    assert result.tables == {"cases": 2, "steps": 3}
    assert [(act.name, act.place, act.parallel, act.rows) for act in result.acts] == [
        ("立案", None, False, 2),
        ("调查", None, False, 1),
    ]
    assert (result.first_at, result.last_at) == (at("2026-01-05 09:00"), at("2026-01-06 10:00"))
    assert said == ["读取 log.csv", "整理案件和环节", "写入第 1/1 片"]
    assert {path.name for path in tmp_path.iterdir()} == {"log.csv", "out"}


def test_an_output_folder_that_is_not_empty_is_left_alone(tmp_path):
    log = put(tmp_path / "log.csv", CSV)
    (tmp_path / "out").mkdir()
    assert read(tmp_path, log).steps == 3
    ingest([log], mapping(), tmp_path / "out")
    with pytest.raises(BadInput) as caught:
        ingest([log], mapping(), tmp_path / "out")
    assert codes(caught.value) == ["out_exists"]


def test_names_of_files_and_folders_are_never_patterns_or_code(tmp_path):
    folder = tmp_path / "日志 [2026]*?'; --"
    folder.mkdir()
    (folder / "decoy.csv").write_text("x,y,z\n1,2,3\n")
    name = "a'b [1]*"
    csv_log, xes_log = (
        put(folder / f"{name}.csv", CSV),
        put(folder / f"{name}.xes", xes(trace("A", ("立案", "2026-01-05T09:00:00Z")))),
    )
    put(folder / f"{name}.gbk.csv", "案号,事由,起\nA,检验,2026-01-06\n".encode("gbk"))
    side = f'[tables.suspensions]\nfile = {json.dumps(name + ".gbk.csv")}\ncase = "案号"\nkind = "事由"\nfrom = "起"\n'
    result = ingest([csv_log], mapping(COLUMNS + side, folder), folder / "out")
    assert result.tables == {"cases": 2, "steps": 3, "suspensions": 1}
    assert ingest([xes_log], mapping(XES_COLUMNS), folder / "out[2]").steps == 1


def test_a_link_is_followed_and_nothing_else_can_be_opened(tmp_path):
    put(tmp_path / "real.csv", CSV)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert read(tmp_path, tmp_path / "link.csv").steps == 3
    with connect(tmp_path, []) as con:
        (tmp_path.parent / "other.csv").write_text("a\n1\n")
        for sql in (
            f"FROM read_csv('{tmp_path.parent}/other.csv')",
            "FROM read_csv('http://127.0.0.1:9/x.csv')",
            "INSTALL httpfs",
            "LOAD spatial",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(sql)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mingcha.audit.ingest.write_slice", full)
    bad = refused_csv(tmp_path, CSV)
    assert codes(bad) == ["storage_full"]


def test_at_least_one_log_is_needed(tmp_path):
    with pytest.raises(BadInput):
        ingest([], mapping(), tmp_path / "out")
