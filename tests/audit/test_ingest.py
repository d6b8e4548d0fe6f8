# SPDX-License-Identifier: Apache-2.0
"""What a log becomes: cases, steps and people in the engine's tables."""

from __future__ import annotations

import pytest
from logs import COLUMNS, CSV, at, codes, day, put, read_csv, refused_csv, table

SPANS = COLUMNS.replace('time = "时间"', 'start = "开始"\nend = "结束"')


@pytest.mark.req("S3-10")
def test_a_single_time_is_begin_end_and_assignment(tmp_path):
    result = read_csv(tmp_path, CSV)
    assert table(result, "steps", "step_id, case_id, act, seq, run, assigned_at, started_at, ended_at", "step_id") == [
        (1, 1, "立案", 1, 1, *[at("2026-01-05 09:00")] * 3),
        (2, 1, "调查", 2, 1, *[at("2026-01-06 10:00")] * 3),
        (3, 2, "立案", 1, 1, *[at("2026-01-05 11:00")] * 3),
    ]
    assert table(result, "cases", "case_id, item_id, item_version, calendar_id, accepted_at, closed_at") == [
        (1, "log", "1", "CN", None, at("2026-01-06 10:00")),
        (2, "log", "1", "CN", None, at("2026-01-05 11:00")),
    ]
    assert table(result, "case_names") == [(1, "A", None, None, None), (2, "B", None, None, None)]


def test_what_a_case_is_called_is_what_its_first_row_says(tmp_path):
    text = "案号,环节,时间,案由,当事人,单位\nA,立案,2026-01-05,,某店,甲局\nA,调查,2026-01-06,无照经营,某铺,乙局\nB,立案,2026-01-05,,,\n"
    columns = COLUMNS + 'title = "案由"\nparty = "当事人"\norgan = "单位"\n'
    names = table(read_csv(tmp_path, text, columns), "case_names", "name, organ, title, party")
    assert names == [("A", "甲局", "无照经营", "某店"), ("B", None, None, None)]


def test_begin_and_end_may_be_apart_and_an_open_step_leaves_the_case_open(tmp_path):
    text = "案号,环节,开始,结束\nA,立案,2026-01-05 09:00,2026-01-05 10:00\nA,调查,2026-01-06,\nB,立案,,2026-01-05\n"
    result = read_csv(tmp_path, text, SPANS)
    assert table(result, "steps", "act, started_day, ended_day, assigned_day", "step_id") == [
        ("立案", day("2026-01-05"), day("2026-01-05"), day("2026-01-05")),
        ("调查", day("2026-01-06"), None, day("2026-01-06")),
        ("立案", None, day("2026-01-05"), None),
    ]
    assert table(result, "cases", "closed_at", "case_id") == [(None,), (at("2026-01-05"),)]


def test_steps_are_ordered_by_time_then_by_row_and_runs_are_counted(tmp_path):
    text = "案号,环节,时间\nA,审核,2026-01-07\nA,立案,2026-01-05\nA,调查,2026-01-06\nA,审核,2026-01-06\nA,调查,2026-01-06\n"
    result = read_csv(tmp_path, text, COLUMNS + '[acts]\norder = ["立案", ["调查", "检验"], "审核"]\n')
    assert table(result, "steps", "step_id, act, seq, run, ord, parallel", "seq") == [
        (2, "立案", 1, 1, 1, 0),
        (3, "调查", 2, 1, 2, 1),
        (4, "审核", 3, 1, 3, 0),
        (5, "调查", 4, 2, 2, 1),
        (1, "审核", 5, 2, 3, 0),
    ]


def test_a_declared_number_orders_the_steps_before_the_time(tmp_path):
    text = "案号,环节,时间,序\nA,二,2026-01-05,2\nA,一,2026-01-06,1.0\n"
    result = read_csv(tmp_path, text, COLUMNS + 'seq = "序"\n')
    assert table(result, "steps", "act, seq", "seq") == [("一", 1), ("二", 2)]
    assert codes(refused_csv(tmp_path, text.replace("1.0", "1.5"), COLUMNS + 'seq = "序"\n')) == ["number_invalid"]


def test_acts_can_be_renamed_dropped_and_kept(tmp_path):
    text = "案号,环节,时间,退自\nA,立案审批,2026-01-05,\nA,备注,2026-01-06,\nA,调查,2026-01-07,立案审批\n"
    columns = (
        COLUMNS + 'back_from = "退自"\n[acts]\norder = ["立案", "调查"]\nrename = { "立案审批" = "立案" }\nunknown = '
    )
    bad = refused_csv(tmp_path, text, columns + '"error"\n')
    assert (codes(bad), bad.errors[0].where) == (["act_unknown"], "log.csv 第 3 行")
    assert table(read_csv(tmp_path, text, columns + '"drop"\n'), "steps", "act, seq, ord, back_from", "seq") == [
        ("立案", 1, 1, None),
        ("调查", 2, 2, "立案"),
    ]
    assert table(read_csv(tmp_path, text, columns + '"keep"\n'), "steps", "act, seq, ord", "seq") == [
        ("立案", 1, 1),
        ("备注", 2, None),
        ("调查", 3, 2),
    ]


@pytest.mark.parametrize(
    ("close", "closed"),
    [
        ('by = "last_event"', ["2026-01-07", "2026-01-05"]),
        ('acts = ["调查"]', ["2026-01-06", None]),
        ('by = "never"', [None, None]),
        ('by = "column"', ["2026-01-09", None]),
    ],
)
def test_a_case_is_closed_as_the_mapping_says(tmp_path, close, closed):
    text = "案号,环节,时间,结案\nA,调查,2026-01-06,2026-01-09\nA,回访,2026-01-07,\nB,立案,2026-01-05,\n"
    result = read_csv(tmp_path, text, COLUMNS + f'closed = "结案"\n[close]\n{close}\n')
    assert table(result, "cases", "closed_at", "case_id") == [(text and at(text),) for text in closed]


@pytest.mark.req("S3-07")
@pytest.mark.parametrize(
    ("field", "written", "promised"),
    [
        ("promised", "2026-01-20", "2026-01-20 23:59:59"),
        ("promised", "2026年1月20日", "2026-01-20 23:59:59"),
        ("promised", "20260120", "2026-01-20 23:59:59"),
        ("promised", "2026-01-20 17:30", "2026-01-20 17:30:00"),
        ("promised", "2026-01-20 00:00", "2026-01-20 00:00:00"),
        ("promised_day", "2026-01-20 00:00", "2026-01-20 23:59:59"),
        ("promised_day", "2026-01-20", "2026-01-20 23:59:59"),
    ],
)
def test_a_promise_given_as_a_day_lasts_to_its_end(tmp_path, field, written, promised):
    result = read_csv(
        tmp_path,
        f"案号,环节,时间,承诺\nA,立案,2026-01-05,{written}\nA,调查,2026-01-06,\n",
        COLUMNS + f'{field} = "承诺"\n',
    )
    assert table(result, "cases", "promised_at, promised_day") == [(at(promised), day("2026-01-20"))]


def test_a_promised_day_in_a_declared_format_lasts_to_its_end_too(tmp_path):
    columns = COLUMNS + 'promised = "承诺"\n[log]\ntime_format = ["%d/%m/%Y", "%d/%m/%Y %H:%M"]\n'
    text = "案号,环节,时间,承诺\nA,立案,2026-01-05,20/01/2026\nB,立案,2026-01-05,20/01/2026 00:00\nC,立案,2026-01-05,2026-01-20\n"
    assert table(read_csv(tmp_path, text, columns), "cases", "promised_at", "case_id") == [
        (at("2026-01-20 23:59:59"),),
        (at("2026-01-20 00:00:00"),),
        (at("2026-01-20 23:59:59"),),
    ]


def test_a_day_that_says_its_zone_is_that_day_at_utc_plus_8(tmp_path):
    register = "条,施行,废止\n法1,2026-11-21T00:00:00+08:00,2026-11-21T16:30:00Z\n"
    put(tmp_path / "法条.csv", register)
    columns = COLUMNS + '[tables.articles]\nfile = "法条.csv"\narticle = "条"\nvalid_from = "施行"\nvalid_to = "废止"\n'
    assert table(read_csv(tmp_path, CSV, columns), "articles") == [("法1", day("2026-11-21"), day("2026-11-22"))]


def test_what_a_case_is_may_come_from_columns_or_defaults(tmp_path):
    columns = (
        COLUMNS
        + """
item = "事项"
area = "区划"
organ = "机关"
accepted = "受理"
[defaults]
item = "其他"
version = "3"
category = "市场监管"
area = "150000"
calendar = "NM"
"""
    )
    text = """案号,环节,时间,事项,区划,机关,受理
A,立案,2026-01-05,处罚,150105,甲局,2026-01-04
A,调查,2026-01-06,,,乙局,
B,立案,2026-01-05,,,,
"""
    result = read_csv(tmp_path, text, columns)
    assert table(result, "cases", "item_id, item_version, category, area, calendar_id, accepted_at", "case_id") == [
        ("处罚", "3", "市场监管", 150_105_000_000, "NM", at("2026-01-04")),
        ("其他", "3", "市场监管", 150_000_000_000, "NM", None),
    ]
    assert table(result, "steps", "item_id, item_version", "step_id") == [("处罚", "3"), ("处罚", "3"), ("其他", "3")]
    assert table(result, "case_names", "organ", "case_id") == [("甲局",), (None,)]
    assert result.items == (("其他", "3"), ("处罚", "3"))


def test_rows_of_a_case_must_agree_unless_told_which_counts(tmp_path):
    text = "案号,环节,时间,承诺\nA,立案,2026-01-05,2026-01-20\nA,调查,2026-01-06,2026-01-25\nB,立案,2026-01-05,2026-01-20\n"
    columns = COLUMNS + 'promised = "承诺"\n'
    bad = refused_csv(tmp_path, text, columns)
    assert [(fault.code, fault.where, fault.column) for fault in bad.errors] == [("case_differs", "案件 A", "承诺")]
    for which, expected in (("first", "2026-01-20"), ("last", "2026-01-25")):
        result = read_csv(tmp_path, text, columns + f'[log]\ndiffering = "{which}"\n')
        assert table(result, "cases", "promised_day", "case_id LIMIT 1") == [(day(expected),)]


# --- people -------------------------------------------------------------------------------------------------------------


def test_several_persons_of_a_step_are_told_apart(tmp_path):
    columns = (
        COLUMNS
        + 'persons = ["主办", "协办"]\npersons_separator = "、，"\nrole = "身份"\n[roles]\n"见习" = "auxiliary"\n'
    )
    text = """案号,环节,时间,主办,协办,身份
A,立案,2026-01-05,张三、李四，张三,王五,
A,调查,2026-01-06,,李四,协管员
A,审核,2026-01-07,张三、李四,,主办、见习
"""
    result = read_csv(tmp_path, text, columns)
    assert table(result, "officer_names", "name, officer_id", "officer_id") == [("张三", 1), ("李四", 2), ("王五", 3)]
    assert table(result, "step_officers", "step_id, officer_id, role, assigned_at") == [
        (1, 1, None, at("2026-01-05")),
        (1, 2, None, at("2026-01-05")),
        (1, 3, None, at("2026-01-05")),
        (2, 2, "auxiliary", at("2026-01-06")),
        (3, 1, "主办", at("2026-01-07")),
        (3, 2, "auxiliary", at("2026-01-07")),
    ]
    assert result.persons == 3


@pytest.mark.req("S1-09")
def test_who_shows_a_certificate_number_has_a_certificate_and_others_have_none(tmp_path):
    columns = COLUMNS + 'persons = "人"\npersons_separator = "、"\ncertificate = "证号"\n'
    text = "案号,环节,时间,人,证号\nA,立案,2026-01-05,张三、李四,15001、\nA,调查,2026-01-06,王五,\n"
    result = read_csv(tmp_path, text, columns)
    assert table(result, "certificates", "officer_id, category, area_lo, area_hi, valid_to") == [
        (1, None, 0, 999_999_999_999, None)
    ]
    assert table(result, "officer_names", "name", "officer_id LIMIT 1") == [("张三",)]


@pytest.mark.req("S1-08")
def test_a_register_gives_certificates_their_category_area_and_days(tmp_path):
    register = """姓名,类别,区域,起,止
张三,市场,150100,2024-01-01,2026-12-31
李四,市场,,2024-01-01,长期
赵六,市场,15,2024-01-01,
王五,市场,150105001,,9999-12-31
"""
    put(tmp_path / "证.csv", register)
    columns = (
        COLUMNS
        + """
persons = "人"
persons_separator = "、"
[tables.certificates]
file = "证.csv"
person = "姓名"
category = "类别"
area = "区域"
valid_from = "起"
valid_to = "止"
"""
    )
    result = read_csv(tmp_path, "案号,环节,时间,人\nA,立案,2026-01-05,张三、李四、王五\n", columns)
    names = dict(table(result, "officer_names", "officer_id, name"))
    rows = {names[row[0]]: row[1:] for row in table(result, "certificates")}
    assert rows["张三"] == ("市场", 150_100_000_000, 150_199_999_999, day("2024-01-01"), day("2026-12-31"))
    assert rows["李四"] == ("市场", 0, 999_999_999_999, day("2024-01-01"), None)
    assert rows["王五"] == ("市场", 150_105_001_000, 150_105_001_999, day("1900-01-01"), day("9999-12-31"))
    assert len(rows) == 3


def test_a_register_is_matched_by_number_where_the_log_has_numbers(tmp_path):
    put(tmp_path / "证.csv", "姓名,证号\n张三,1\n张三,2\n李四,3\n王五,4\n")
    columns = COLUMNS + 'persons = "人"\ncertificate = "证号"\n'
    columns += '[tables.certificates]\nfile = "证.csv"\nperson = "姓名"\ncertificate = "证号"\n'
    text = "案号,环节,时间,人,证号\nA,立案,2026-01-05,张三,2\nA,调查,2026-01-06,李四,99\nA,审核,2026-01-07,王五,\n"
    result = read_csv(tmp_path, text, columns)
    names = dict(table(result, "officer_names", "officer_id, name"))
    assert sorted(names[officer] for (officer,) in table(result, "certificates", "officer_id")) == ["张三", "王五"]


def test_a_register_without_categories_holds_for_all_and_a_blank_one_for_none(tmp_path):
    put(tmp_path / "证.csv", "姓名,类别\n张三,\n李四,市场\n")
    columns = COLUMNS + 'persons = "人"\n[tables.certificates]\nfile = "证.csv"\nperson = "姓名"\n'
    text = "案号,环节,时间,人\nA,立案,2026-01-05,张三\nA,调查,2026-01-06,李四\n"
    assert table(read_csv(tmp_path, text, columns), "certificates", "category") == [(None,), (None,)]
    named = read_csv(tmp_path, text, columns + 'category = "类别"\n')
    assert table(named, "certificates", "category") == [("",), ("市场",)]


def test_one_name_with_several_numbers_is_told(tmp_path):
    columns = COLUMNS + 'persons = "人"\ncertificate = "证号"\n'
    text = "案号,环节,时间,人,证号\nA,立案,2026-01-05,张伟,1\nA,调查,2026-01-06,张伟,2\nA,审核,2026-01-07,李四,3\n"
    result = read_csv(tmp_path, text, columns)
    assert [note.split("，")[0] for note in result.notes] == ["1 个姓名在日志中有多个证号（例如“张伟”：1、2）"]
    assert read_csv(tmp_path, text.replace("张伟,2", "张伟,1"), columns).notes == ()


# --- what is named in vain, and what cannot be read ---------------------------------------------------------------------


def test_acts_that_the_mapping_names_and_the_log_does_not_have_are_told(tmp_path):
    columns = COLUMNS + '[acts]\nrename = { "立案" = "受理", "调察" = "调查" }\n'
    columns += '[close]\nacts = ["结案", "调查"]\n[decision]\nacts = ["立案"]\n'
    assert read_csv(tmp_path, CSV, columns).notes == (
        "close.acts 所列环节在日志中不存在：结案",
        "decision.acts 所列环节在日志中不存在：立案",
        "acts.rename 所列环节在日志中不存在：调察",
    )


def test_a_log_of_unknown_acts_only_is_refused_as_such_also_beside_a_side_table(tmp_path):
    put(tmp_path / "证据.csv", "案号,环节,种类,加入\nA,立案,照片,2026-01-05\n")
    columns = COLUMNS + '[acts]\norder = ["送达"]\nunknown = "drop"\n'
    columns += '[tables.evidence]\nfile = "证据.csv"\ncase = "案号"\nactivity = "环节"\nkind = "种类"\nadded = "加入"\n'
    assert codes(refused_csv(tmp_path, CSV, columns)) == ["no_rows"]


def test_a_file_that_may_not_be_read_is_not_a_full_disk(tmp_path, monkeypatch):
    def closed(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("mingcha.audit.ingest.open_source", closed)
    assert codes(refused_csv(tmp_path, CSV)) == ["no_right"]
