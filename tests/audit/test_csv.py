# SPDX-License-Identifier: Apache-2.0
"""CSV of every encoding, delimiter and habit is read right or refused with its line (corpus C02, C04, T15, X05)."""

from __future__ import annotations

import pytest
from logs import COLUMNS, CSV, codes, put, read, read_csv, refused_csv, table

CASES = [("A",), ("B",)]
STEPS = [("立案", "A"), ("立案", "B"), ("调查", "A")]


def steps(result):
    names = dict(table(result, "case_names", "case_id, name"))
    return sorted((act, names[case]) for act, case in table(result, "steps", "act, case_id"))


@pytest.mark.req("S4-32")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_recognised(tmp_path, encoding):
    assert steps(read_csv(tmp_path, CSV.encode(encoding))) == STEPS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(tmp_path, delimiter):
    assert steps(read_csv(tmp_path, CSV.replace(",", delimiter))) == STEPS


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path, newline):
    assert steps(read_csv(tmp_path, CSV.replace("\n", newline).encode())) == STEPS


def test_mixed_line_ends_are_read(tmp_path):
    assert steps(read_csv(tmp_path, CSV.replace("\n", "\r\n", 2))) == STEPS


def test_a_declared_delimiter_wins(tmp_path):
    text = "案号;环节;时间;a,b,c,d,e\nA;立案;2026-01-05;x\n"
    assert steps(read_csv(tmp_path, text, COLUMNS + '[log]\ndelimiter = ";"\n')) == [("立案", "A")]


def test_quotes_may_hold_delimiters_quotes_and_lines(tmp_path):
    text = '案号,环节,时间\r\n"A,1","立案\n(补)","2026-01-05"\r\n"A ""2""",调查,2026-01-06\r\n'
    assert steps(read_csv(tmp_path, text)) == [("立案\n(补)", "A,1"), ("调查", 'A "2"')]


def test_blank_lines_blank_rows_and_blanks_around_texts_do_not_matter(tmp_path):
    text = "案号,环节,时间\n\nA,立案,2026-01-05\n,,\n \u3000,,\t\nB ,\u3000立案, 2026-01-05\n\n"
    assert steps(read_csv(tmp_path, text)) == [("立案", "A"), ("立案", "B")]


def test_a_title_above_the_head_counts_as_a_header_row(tmp_path):
    text = "某局案件台账,,\n" + CSV
    assert steps(read_csv(tmp_path, text, COLUMNS + "[log]\nheader_rows = 2\n")) == STEPS


def test_of_two_header_rows_the_lower_name_counts(tmp_path):
    text = "案件,,办理\n案号,环节,时间\nA,立案,2026-01-05\n"
    assert steps(read_csv(tmp_path, text, COLUMNS + "[log]\nheader_rows = 2\n")) == [("立案", "A")]


def test_a_header_may_go_over_lines_and_have_blank_lines_above(tmp_path):
    text = '\ufeff\n\n案号,"环节\n名称",时间\nA,立案,2026-01-05\nB,立案,错\n'
    columns = COLUMNS.replace('"环节"', '"""环节\n名称"""')
    assert refused_csv(tmp_path, text, columns).errors[0].where.startswith("log.csv 第 6 行")
    assert steps(read_csv(tmp_path, text.replace("错", "2026-01-05"), columns)) == [("立案", "A"), ("立案", "B")]


def test_a_second_header_row_not_declared_is_named_as_such(tmp_path):
    bad = refused_csv(tmp_path, CSV.replace("A,立案", "case,activity,time\nA,立案", 1))
    assert codes(bad) == ["date_invalid"]
    assert "header_rows = 2" in bad.errors[0].message


def test_words_that_mean_nothing_can_be_declared(tmp_path):
    columns = COLUMNS + 'persons = "人"\n[log]\nblank = ["NULL", "无"]\n'
    result = read_csv(tmp_path, "案号,环节,时间,人\nA,立案,2026-01-05,NULL\nA,调查,2026-01-06,张三\n", columns)
    assert table(result, "officer_names", "name") == [("张三",)]


def test_several_files_are_one_log_in_their_order(tmp_path):
    first = put(tmp_path / "1.csv", "案号,环节,时间\nA,立案,2026-01-05\nB,立案,2026-01-05\n")
    second = put(tmp_path / "2.csv", "时间;案号;环节\n2026-01-05;A;调查\n".encode("gbk"))
    result = read(tmp_path, [first, second])
    assert table(result, "steps", "step_id, case_id, seq, act") == [
        (1, 1, 1, "立案"),
        (2, 2, 1, "立案"),
        (3, 1, 2, "调查"),
    ]


# --- refused ------------------------------------------------------------------------------------------------------------


def test_every_ragged_row_is_named_by_its_line(tmp_path):
    text = '案号,环节,时间\n"A\nA",立案,2026-01-05\nA,立案\nA,立案,2026-01-05,x\n\nB,立案\n'
    bad = refused_csv(tmp_path, text)
    assert codes(bad) == ["csv_row"] * 3
    assert [fault.where for fault in bad.errors] == ["log.csv 第 4 行", "log.csv 第 5 行", "log.csv 第 7 行"]
    assert "2 列" in bad.errors[0].message


def test_the_first_fifty_faults_are_shown_and_all_are_counted(tmp_path):
    bad = refused_csv(tmp_path, "案号,环节,时间\n" + "A,立案\n" * 5_000)
    assert (len(bad.errors), bad.total) == (50, 5_000)
    assert "5000" in str(bad)


@pytest.mark.parametrize("place", [1, 3_000])
def test_an_unclosed_quote_is_named_by_its_line(tmp_path, place):
    rows = ["A,立案,2026-01-05"] * 5_000
    rows[place] = 'A,"立案,2026-01-05'
    bad = refused_csv(tmp_path, "\n".join(["案号,环节,时间", *rows, ""]))
    assert codes(bad) == ["csv_row"]
    assert bad.errors[0].where == f"log.csv 第 {place + 2} 行"
    assert "引号" in bad.errors[0].message


def test_an_unclosed_quote_in_the_head_is_named(tmp_path):
    assert codes(refused_csv(tmp_path, '案号,"环节,时间\nA,立案,2026-01-05\n')) in (["csv_row"], ["no_rows"])


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "file_empty"), ("\n\n", "file_empty"), ("案号,环节,时间\n", "no_rows"), ("案号,环节,时间\n,,\n", "no_rows")],
)
def test_a_log_without_rows_is_refused(tmp_path, content, code):
    assert codes(refused_csv(tmp_path, content)) == [code]


def test_a_mapped_column_that_stands_twice_is_refused(tmp_path):
    bad = refused_csv(tmp_path, "案号,环节,时间,时间\nA,立案,2026-01-05,2026-01-06\n")
    assert codes(bad) == ["header_duplicate"]
    assert "第 3、4 列" in bad.errors[0].message


def test_a_column_that_stands_twice_does_not_matter_where_it_is_not_mapped(tmp_path):
    assert read_csv(tmp_path, "案号,环节,时间,x,x,,\nA,立案,2026-01-05,1,2,,\n").steps == 1


def test_every_missing_column_is_named_with_those_there_are(tmp_path):
    bad = refused_csv(tmp_path, "编号,步骤,时间\nA,立案,2026-01-05\n")
    assert codes(bad) == ["column_missing"] * 2
    assert str(bad.errors[0]) == "columns.case（log.csv）：没有名为“案号”的列；有：编号、步骤、时间 [column_missing]"


def test_a_zero_byte_is_refused_with_its_line(tmp_path):
    bad = refused_csv(tmp_path, CSV.replace("调查", "调\0查"))
    assert (codes(bad), bad.errors[0].where) == (["control_char"], "log.csv 第 3 行")
    assert codes(refused_csv(tmp_path, CSV.replace("调查", "调\0查").encode("utf-16"))) == ["control_char"]


@pytest.mark.parametrize(
    ("written", "declared"), [("gbk", "utf-8"), ("utf-8", "gbk"), ("utf-16", "gbk"), ("utf-8-sig", "gb18030")]
)
def test_a_wrong_declared_encoding_is_refused(tmp_path, written, declared):
    bad = refused_csv(tmp_path, CSV.encode(written), COLUMNS + f'[log]\nencoding = "{declared}"\n')
    assert codes(bad) == ["bad_encoding"]


def test_utf_8_with_damaged_bytes_is_not_taken_for_gbk(tmp_path):
    bad = refused_csv(tmp_path, CSV.encode() + "A,立案,2026-01-05\n".encode()[:-18] + b"\xff,2026-01-05\n")
    assert codes(bad) == ["bad_encoding"]
    assert "第 5 行" in bad.errors[0].where


@pytest.mark.parametrize("encoding", ["latin-1", "big5hkscs"])
def test_an_encoding_that_cannot_be_told_is_not_guessed(tmp_path, encoding):
    text = "案號,環節,時間\n" if encoding == "big5hkscs" else "Straße,Müller,Größe\n"
    assert codes(refused_csv(tmp_path, text.encode(encoding) + b"A,B,C\n")) == ["bad_encoding"]


def test_numbers_that_a_spreadsheet_spoilt_are_refused(tmp_path):
    columns = COLUMNS + 'persons = "证号"\npersons_separator = "、"\n'
    text = "案号,环节,时间,证号\n1.50102E+17,立案,2026-01-05,1\nA,立案,2026-01-05,甲、1.5E+17\n1E5,立案,2026-01-05,1\n"
    bad = refused_csv(tmp_path, text, columns)
    assert [(fault.code, fault.column) for fault in bad.errors] == [
        ("id_scientific", "案号"),
        ("id_scientific", "证号"),
    ]
    assert "设为文本" in bad.errors[0].message
