# SPDX-License-Identifier: Apache-2.0
"""A proposed mapping takes the log that it was made from, and says what it doubts."""

from __future__ import annotations

import gzip
import tomllib

import openpyxl
import pytest
from logs import codes, mapping, put, trace, xes

from mingcha.audit.ingest import ingest
from mingcha.audit.propose import propose
from mingcha.files.badinput import BadInput

CHINESE = """办件编号,办理环节,开始时间,结束时间,承办人,承诺办结日期,办理单位,备注
B1,受理,2026-01-05 09:00,2026-01-05 10:00,张三、李四,2026-01-20,甲局,
B1,审核,2026-01-06 09:00,2026-01-06 10:00,王五,2026-01-20,甲局,x
B1,决定,2026-01-07 09:00,,王五,2026-01-20,甲局,
B2,受理,2026-01-05 09:00,2026-01-05 10:00,张三、李四,2026-01-21,乙局,
B2,审核,2026-01-06 09:00,2026-01-06 10:00,王五,2026-01-21,乙局,
"""


def proposed(tmp_path, log):
    """The text, the mapping in it, and what comes of the log with it."""
    text = propose(log)
    return text, tomllib.loads(text), ingest([log], mapping(text, tmp_path), tmp_path / "out")


@pytest.mark.req("S4-32")
def test_chinese_names_are_understood(tmp_path):
    text, tree, result = proposed(tmp_path, put(tmp_path / "log.csv", CHINESE.encode("gbk")))
    assert tree["columns"] == {
        "case": "办件编号",
        "activity": "办理环节",
        "start": "开始时间",
        "end": "结束时间",
        "persons": "承办人",
        "persons_separator": "、",
        "promised": "承诺办结日期",
        "organ": "办理单位",
    }
    assert tree["acts"]["order"] == ["受理", "审核", "决定"]
    assert "# 未用的列：备注" in text
    assert (result.cases, result.steps, result.persons) == (2, 5, 3)


def test_title_and_party_are_known_by_their_whole_names_only(tmp_path):
    head, *rows = CHINESE.splitlines()
    text = "\n".join([head + ",案件名称,当事人,当事人电话", *(f"{row},某案,某店,13900000000" for row in rows), ""])
    columns = proposed(tmp_path, put(tmp_path / "log.csv", text))[1]["columns"]
    assert (columns["title"], columns["party"]) == ("案件名称", "当事人")
    text = text.replace("当事人,", "备用,")
    assert "party" not in tomllib.loads(propose(put(tmp_path / "other.csv", text)))["columns"]


def test_standard_names_of_xes_are_understood(tmp_path):
    deadline = '\n<date key="deadline" value="2026-02-01T00:00:00+08:00"/>'
    text = xes(
        *(
            trace(f"C{n}", ("一", "2026-01-05T09:00:00+08:00"), ("二", "2026-01-06T09:00:00+08:00"), more=deadline)
            for n in range(3)
        )
    )
    _, tree, result = proposed(tmp_path, put(tmp_path / "log.xes.gz", gzip.compress(text.encode())))
    assert tree["columns"] == {
        "case": "case:concept:name",
        "activity": "concept:name",
        "time": "time:timestamp",
        "promised": "case:deadline",
    }
    assert result.steps == 6


def test_english_names_are_understood(tmp_path):
    text = "Case ID;Activity;Start Timestamp;Complete Timestamp;Resource\n" + "".join(
        f"{n % 3};{'abc'[n // 3]};2026-01-0{1 + n // 3} 09:00;2026-01-0{1 + n // 3} 10:00;R{n % 2}\n" for n in range(9)
    )
    _, tree, result = proposed(tmp_path, put(tmp_path / "log.csv", text))
    assert tree["columns"]["case"] == "Case ID"
    assert {"activity": "Activity", "persons": "Resource"}.items() <= tree["columns"].items()
    assert result.steps == 9


def test_without_names_the_contents_decide_and_the_doubt_is_written_down(tmp_path):
    text = "x,y,z\n" + "".join(f"K{n // 3},{'甲乙丙'[n % 3]},2026-01-{1 + n % 3:02} 10:{n:02}\n" for n in range(30))
    text, tree, result = proposed(tmp_path, put(tmp_path / "log.csv", text))
    assert tree["columns"] == {"time": "z", "case": "x", "activity": "y"}
    assert tree["acts"]["order"] == ["甲", "乙", "丙"]
    assert all(f"# {field}：没有认得的列名" in text for field in ("time", "case", "activity"))
    assert (result.cases, result.steps) == (10, 30)


def test_what_does_not_fit_is_left_out_with_the_reason(tmp_path):
    rows = "".join(
        f"C{n},立案,2026-01-05,{n % 20 + 1:02},2026-02-{n % 28 + 1:02}\nC{n},调查,2026-01-06,1,2026-03-01\n"
        for n in range(40)
    )
    text = "案号,环节,时间,区划代码,承诺日期\n" + rows
    text, tree, _ = proposed(tmp_path, put(tmp_path / "log.csv", text))
    assert set(tree["columns"]) == {"case", "activity", "time"}
    assert "# area：“区划代码”未采用（log.csv 第 3 行（案件 C0）：“1”不是区划代码" in text
    assert "# promised：“承诺日期”未采用（案件 C0：同一案件各行的内容不同" in text


def test_mixed_zones_are_given_one_with_a_doubt(tmp_path):
    text = "案号,环节,时间\nA,立案,2026-01-05 10:00+08:00\nA,调查,2026-01-06 10:00\n"
    text, tree, _ = proposed(tmp_path, put(tmp_path / "log.csv", text))
    assert tree["log"] == {"timezone": "+08:00"}
    assert "# timezone：" in text


def test_header_rows_and_titles_are_counted(tmp_path):
    two = CHINESE.replace("\n", "\ncase,act,start,end,person,due,organ,note\n", 1)
    _, tree, _ = proposed(tmp_path, put(tmp_path / "two.csv", two))
    assert (tree["log"]["header_rows"], tree["columns"]["case"]) == (2, "case")
    book = openpyxl.Workbook()
    for row in [["某局案件台账"], *(line.split(",") for line in CHINESE.splitlines())]:
        book.active.append(row)
    book.save(tmp_path / "titled.xlsx")
    text = propose(tmp_path / "titled.xlsx")
    assert tomllib.loads(text)["log"] == {"header_rows": 2}
    assert ingest([tmp_path / "titled.xlsx"], mapping(text), tmp_path / "out2").steps == 5


def test_a_log_with_bad_rows_still_gets_a_proposal_that_says_so(tmp_path):
    log = put(tmp_path / "log.csv", CHINESE + "B3,受理,2026-02-30,,张三,2026-01-20,甲局,\n")
    text = propose(log)
    assert "# 日志本身有 1 处错误" in text
    assert mapping(text).columns["case"] == ("办件编号",)


def test_names_with_quotes_and_backslashes_are_written_as_toml(tmp_path):
    log = put(tmp_path / "log.csv", '案号,"环\\节""名",时间\nA,"审\\核""一""",2026-01-05\nB,调查,2026-01-05\n')
    _, tree, result = proposed(tmp_path, log)
    assert '环\\节"名' in tree["columns"].values()
    assert result.steps == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("案号,环节\nA,立案\n", "no_time"),
        ("时间\n2026-01-05\n", "column_missing"),
        ("", "file_empty"),
        ("a,b\n1\n", "csv_row"),
    ],
)
def test_a_log_that_cannot_be_one_is_refused(tmp_path, text, code):
    with pytest.raises(BadInput) as caught:
        propose(put(tmp_path / "log.csv", text))
    assert codes(caught.value) == [code]
