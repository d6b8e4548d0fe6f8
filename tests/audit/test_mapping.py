# SPDX-License-Identifier: Apache-2.0
"""A mapping is checked as a whole; every fault is told with the path to it."""

from __future__ import annotations

import pytest
from logs import COLUMNS, codes, mapping, put

from mingcha.audit.mapping import Acts, Close, load_mapping
from mingcha.files.badinput import BadInput


def faults(text, folder=None):
    with pytest.raises(BadInput) as caught:
        mapping(text, folder) if folder else mapping(text)
    return [(fault.where, fault.code) for fault in caught.value.errors]


def test_five_lines_are_enough():
    made = mapping('[columns]\ncase = "案号"\nactivity = "环节"\nstart = "开始"\nend = "结束"\n')
    assert made.columns == {"case": ("案号",), "activity": ("环节",), "start": ("开始",), "end": ("结束",)}
    assert (made.close, made.acts, made.differing) == (Close(), Acts(), "error")
    assert [made.default(name) for name in ("item", "version", "calendar", "area")] == ["log", "1", "CN", None]


def test_every_section_is_read(tmp_path):
    text = """
    evidence = { photo = "照片数" }
    penalties = { fine = "罚款" }
    executions = { fine = "缴款", late_fee = "加处" }
    [log]
    encoding = "gbk"
    delimiter = "tab"
    header_rows = 2
    sheet = "明细"
    timezone = "+01:00"
    time_format = "%d/%m/%Y"
    blank = ["无"]
    differing = "first"
    [columns]
    case = "案号"
    activity = "环节"
    time = "时间"
    persons = ["主办", "协办"]
    persons_separator = "、，"
    bases = "依据"
    bases_separator = ";"
    [acts]
    order = ["立案", ["抽样", "检验"], "审核"]
    unknown = "drop"
    rename = { "立案审批" = "立案" }
    [close]
    acts = ["审核"]
    [defaults]
    item = "penalty"
    version = 2
    area = "150105"
    [decision]
    acts = "审核"
    [roles]
    "见习" = "auxiliary"
    [tables.certificates]
    file = "证.csv"
    person = "姓名"
    """
    made = mapping(text, tmp_path)
    assert made.columns["persons"] == ("主办", "协办")
    assert made.separators == {"persons": "、，", "role": "、，", "certificate": "、，", "bases": ";"}
    assert made.acts == Acts((("立案",), ("抽样", "检验"), ("审核",)), "drop", {"立案审批": "立案"})
    assert made.close == Close("acts", ("审核",))
    assert (made.reading.encoding, made.reading.timezone, made.reading.time_format) == ("gbk", "+01:00", ("%d/%m/%Y",))
    assert (made.default("version"), made.decision_acts, made.roles) == ("2", ("审核",), {"见习": "auxiliary"})
    assert made.amounts["executions"] == {"fine": "缴款", "late_fee": "加处"}
    assert made.tables["certificates"].file == tmp_path / "证.csv"
    assert (made.tables["certificates"].reading.timezone, made.tables["certificates"].reading.encoding) == (
        "+01:00",
        "auto",
    )


def test_an_order_of_acts_refuses_others_unless_told():
    assert mapping(COLUMNS + '[acts]\norder = ["立案"]\n').acts.unknown == "error"
    assert mapping(COLUMNS).acts.unknown == "keep"


def test_a_column_for_the_close_is_used_unless_told():
    assert mapping(COLUMNS + 'closed = "结案"\n').close.by == "column"
    assert mapping(COLUMNS + 'closed = "结案"\n[close]\nby = "last_event"\n').close.by == "last_event"


def test_all_faults_are_told_at_once_with_their_paths():
    text = """
    [columns]
    actvity = "环节"
    case = 5.5
    time = ["a", "b"]
    persons = [1]
    [log]
    encoding = "ebcdic"
    delimiter = ";;"
    header_rows = 0
    timezone = "北京"
    time_format = "%H:%M"
    differing = "no"
    [acts]
    order = "立案"
    unknown = "guess"
    [close]
    by = "column"
    acts = ["结案"]
    [defaults]
    area = "内蒙古"
    [tables.certificates]
    name = "姓名"
    [tables.officers]
    file = "x"
    [colour]
    """
    found = faults(text)
    assert sorted(found) == sorted(
        [
            ("columns.actvity", "key_unknown"),
            ("columns.activity", "key_missing"),
            ("columns.time", "type_wrong"),
            ("columns.time", "no_time"),
            ("columns.persons", "type_wrong"),
            ("log.encoding", "value_invalid"),
            ("log.delimiter", "value_invalid"),
            ("log.header_rows", "value_invalid"),
            ("log.timezone", "value_invalid"),
            ("log.time_format", "value_invalid"),
            ("log.differing", "value_invalid"),
            ("acts.order", "type_wrong"),
            ("acts.unknown", "value_invalid"),
            ("close.by", "value_invalid"),
            ("close.acts", "value_invalid"),
            ("defaults.area", "value_invalid"),
            ("tables.certificates.file", "key_missing"),
            ("tables.certificates.person", "key_missing"),
            ("tables.certificates.name", "key_unknown"),
            ("tables.officers", "key_unknown"),
            ("colour", "key_unknown"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "where", "code"),
    [
        ("", "columns", "key_missing"),
        ("columns = 3", "columns", "type_wrong"),
        (COLUMNS.replace("time", "start_time"), "columns.time", "no_time"),
        (COLUMNS + 'start = "x"', "columns.time", "value_invalid"),
        (COLUMNS.replace("time", "start") + 'lifecycle = "x"', "columns.lifecycle", "value_invalid"),
        (COLUMNS + 'promised = "x"\npromised_day = "y"', "columns.promised_day", "value_invalid"),
        (COLUMNS + '[acts]\norder = ["立案", ["调查", "立案"]]', "acts.order", "value_invalid"),
        (COLUMNS + '[acts]\norder = [["立案", 3]]', "acts.order", "type_wrong"),
        (COLUMNS + '[close]\nby = "acts"', "close.acts", "value_invalid"),
        (COLUMNS + '[roles]\n"见习" = "auxilary"', "roles.见习", "value_invalid"),
        (
            COLUMNS
            + '[evidence]\nphoto = "x"\n[tables.evidence]\nfile = "e.csv"\ncase = "a"\nactivity = "b"\nkind = "c"\nadded = "d"',
            "evidence",
            "value_invalid",
        ),
    ],
)
def test_what_cannot_be_is_refused(text, where, code):
    assert (where, code) in faults(text)


def test_a_misspelt_key_is_answered_with_the_right_one():
    with pytest.raises(BadInput, match="是不是 activity？"):
        mapping('[columns]\nactvity = "x"')


def test_a_misspelt_side_table_is_answered_with_the_right_one():
    with pytest.raises(BadInput, match="没有这个键；是不是 certificates？"):
        mapping(COLUMNS + '[tables.certificate]\nfile = "x"')


def test_a_file_is_read_with_its_side_tables_beside_it(tmp_path):
    path = put(tmp_path / "m.toml", "\ufeff" + COLUMNS + '[tables.articles]\nfile = "法条.csv"\narticle = "条"\n')
    assert load_mapping(path).tables["articles"].file == tmp_path / "法条.csv"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[columns\n", "toml_invalid"),
        ("案号".encode("gbk"), "bad_encoding"),
        ("a = 1\na = 2\n", "toml_invalid"),
        ("a = " + "9" * 5_000, "toml_invalid"),
    ],
)
def test_what_is_no_toml_is_refused(tmp_path, content, code):
    with pytest.raises(BadInput) as caught:
        load_mapping(put(tmp_path / "m.toml", content))
    assert codes(caught.value) == [code]


def test_a_mapping_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput) as caught:
        load_mapping(tmp_path / "m.toml")
    assert codes(caught.value) == ["file_missing"]


def test_roles_and_certificates_are_cut_as_the_persons_are_unless_they_say_otherwise():
    columns = (
        COLUMNS
        + 'persons = "人"\npersons_separator = "、"\nrole = "角色"\ncertificate = "证号"\ncertificate_separator = "/"\n'
    )
    assert mapping(columns).separators == {"persons": "、", "role": "、", "certificate": "/", "bases": ""}
