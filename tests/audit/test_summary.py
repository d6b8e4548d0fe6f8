# SPDX-License-Identifier: Apache-2.0
"""The summary counts what the findings hold, and says it in both languages."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from command import LOG, MAPPING, POINTS, Desk

from mingcha.audit import summary
from mingcha.audit.codes import code_meaning, code_name
from mingcha.engine.kinds import KINDS


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def both(desk):
    """The summary as data, and every finding."""
    path = desk.folder / "found.json"
    said = json.loads(desk.audit("--format", "json", "--out", path).out)
    return said, json.loads(path.read_text("utf-8"))


def test_every_count_is_that_of_the_findings(desk):
    desk.put("points.toml", POINTS.replace('at = "决定"', 'at = "*"') + 'levels = { unqualified = "prompt" }\n')
    said, found = both(desk)
    assert said["levels"] == {"red": 1, "yellow": 1, "prompt": 6}
    for name, key in (("levels", "level"), ("points", "point")):
        assert {each: n for each, n in said[name].items() if n} == Counter(row[key] for row in found)
    codes = {(kind, code): n for kind, counted in said["findings"].items() for code, n in counted.items() if n}
    assert codes == Counter((row["kind"], row["code"]) for row in found)


def test_each_kind_that_has_a_point_shows_all_its_codes(desk):
    said, _ = both(desk)
    assert {kind: list(codes) for kind, codes in said["findings"].items()} == {
        kind: list(KINDS[kind].codes) for kind in ("time_limit", "qualification", "rollback")
    }


def test_prompts_do_not_make_anybody_the_worst(desk):
    desk.put("points.toml", POINTS + 'levels = { unqualified = "prompt" }\n')
    said, _ = both(desk)
    assert said["worst"]["steps"] == [{"act": "立案", "findings": 1, "runs": 3}]
    assert said["worst"]["people"] == [{"person": "李四", "findings": 1, "steps": 2}]


def test_organs_are_compared_by_findings_for_each_of_their_cases(desk):
    """The first has two findings in two cases, the second two in one; the third has none."""
    rows = ["案号,环节,时间,人,机关", *(f"A{number},决定,2026-01-05,甲,一局" for number in range(2))]
    rows += ["B,决定,2026-01-05,甲,二局", "B,决定,2026-01-06,甲,二局", "C,立案,2026-01-05,甲,三局"]
    desk.put("log.csv", "\n".join(rows))
    desk.put("mapping.toml", MAPPING.replace('persons = "人"', 'persons = "人"\norgan = "机关"'))
    said, _ = both(desk)
    assert said["worst"]["organs"] == [
        {"organ": "二局", "findings": 2, "cases": 1},
        {"organ": "一局", "findings": 2, "cases": 2},
        {"organ": "三局", "findings": 0, "cases": 1},
    ]


def test_five_are_named_and_of_equal_ones_the_first_by_name(desk):
    rows = [f"A{number},环节{number},2026-01-05,甲" for number in range(8)]
    desk.put("log.csv", "\n".join(["案号,环节,时间,人", *rows, "A7,环节7,2026-01-06,甲"]))
    desk.put("mapping.toml", MAPPING.split("[acts]")[0])
    desk.put("points.toml", POINTS.replace('at = "决定"', 'at = "*"'))
    said, _ = both(desk)
    assert [entry["act"] for entry in said["worst"]["steps"]] == ["环节7", "环节0", "环节1", "环节2", "环节3"]
    assert summary.WORST == 5


def test_the_summary_is_said_in_chinese_and_english(desk):
    chinese, english = desk.audit().out, desk.audit("--lang", "en").out
    assert chinese.splitlines() == [
        "案件 2　环节 6　红 3　黄 1　提示 0　（截至 2026-06-30 23:59）",
        "  时 办理时限　超期（overdue） 1",
        "  资 执法主体资格确认　执法资格不足（unqualified） 2",
        "  退 环节回退　回退（rollback） 1",
        "红黄最多的环节（发现／次数）　决定 2/2　立案 1/3",
        "红黄最多的人员（发现／环节数）　张三 2/4　李四 1/2",
    ]
    assert english.splitlines()[0] == "cases 2  steps 6  red 3  yellow 1  prompt 0  (as of 2026-06-30 23:59)"
    assert english.splitlines()[1] == "  时 Time limit  overdue 1"
    assert "acts with most red and yellow (findings / runs)" in english


def test_every_code_has_a_name_and_a_meaning_in_both_languages():
    for kind, words in KINDS.items():
        for code in words.codes:
            assert code_name(kind, code)["zh"] != code
            assert all(code_meaning(kind, code)), code


def test_nothing_found_is_said_as_such(desk):
    desk.put("log.csv", "\n".join([LOG.splitlines()[0], "B,立案,2026-01-05,李四"]))
    out = desk.audit(now="2026-01-06").out
    assert out.count("没有发现") == 3
    assert "最多" not in out
