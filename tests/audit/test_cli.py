# SPDX-License-Identifier: Apache-2.0
"""The command ``mingcha audit`` from outside: exit codes, refusals that tell everything at once, several logs, a calendar."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from importlib.metadata import entry_points

import openpyxl
import pytest
from command import LOG, MAPPING, POINTS, Desk, start

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import load_mapping
from mingcha.cli import main
from mingcha.engine.kinds import KINDS


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


# --- exit codes ---------------------------------------------------------------------------------------------------------


def test_without_fail_on_findings_are_no_failure(desk):
    said = desk.audit()
    assert said.code == 0
    assert "案件 2　环节 6　红 3　黄 1　提示 0　（截至 2026-06-30 23:59）" in said.out


BACK = "[[point]]" + POINTS.split("[[point]]")[2]
AS_PROMPT = BACK + 'levels = { rollback = "prompt" }'


@pytest.mark.parametrize(
    ("points", "level", "code"),
    [
        (POINTS, "red", 1),
        (POINTS, "prompt", 1),
        (BACK, "red", 0),
        (BACK, "yellow", 1),
        (AS_PROMPT, "yellow", 0),
        (AS_PROMPT, "prompt", 1),
    ],
)
def test_fail_on_a_level_fails_on_it_and_on_graver_ones(desk, points, level, code):
    desk.put("points.toml", points)
    assert desk.audit("--fail-on", level).code == code


def test_findings_are_written_before_the_command_fails_on_them(desk):
    assert desk.audit("--fail-on", "red", "--out", desk.folder / "found.csv").code == 1
    assert (desk.folder / "found.csv").exists()


def test_help_is_no_error(desk):
    with pytest.raises(SystemExit) as caught:
        desk.run("audit", "--help")
    assert caught.value.code == 0


# --- the summary as JSON ------------------------------------------------------------------------------------------------


@pytest.mark.req("S3-10")
def test_the_summary_as_json_has_its_documented_shape(desk):
    said = desk.audit("--format", "json")
    assert json.loads(said.out) == {
        "cases": 2,
        "steps": 6,
        "now": "2026-06-30 23:59",
        "findings": {
            "time_limit": dict.fromkeys(KINDS["time_limit"].codes, 0) | {"overdue": 1},
            "qualification": dict.fromkeys(KINDS["qualification"].codes, 0) | {"unqualified": 2},
            "rollback": {"rollback": 1},
        },
        "levels": {"red": 3, "yellow": 1, "prompt": 0},
        "points": {"slow": 1, "back": 1, "people": 2},
        "worst": {
            "steps": [{"act": "决定", "findings": 2, "runs": 2}, {"act": "立案", "findings": 1, "runs": 3}],
            "people": [
                {"person": "张三", "findings": 2, "steps": 4},
                {"person": "李四", "findings": 1, "steps": 2},
            ],
            "organs": [],
        },
    }
    assert {"overdue", "due_soon"} <= json.loads(said.out)["findings"]["time_limit"].keys()


def test_only_the_answer_goes_to_standard_output(desk):
    said = desk.audit("--format", "json")
    json.loads(said.out)
    assert "读取 log.csv" in said.err


def test_a_reader_that_has_gone_is_no_error(desk, tmp_path):
    files = ["--mapping", tmp_path / "mapping.toml", "--points", tmp_path / "points.toml", "--now", "2026-06-30"]
    process = start(["audit", tmp_path / "log.csv", *files, "--out", tmp_path / "found.json"], tmp_path)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert "没有写入" not in said
    assert "Error" not in said
    assert (tmp_path / "found.json").exists()


# --- refusals -----------------------------------------------------------------------------------------------------------


def test_a_terminal_without_chinese_and_a_full_one_are_no_accident(desk, tmp_path):
    files = ["--mapping", tmp_path / "mapping.toml", "--points", tmp_path / "points.toml", "--now", "2026-06-30"]
    arguments = ["audit", tmp_path / "log.csv", *files, "--out", tmp_path / "found.json"]
    with open("/dev/full", "w") as full:
        process = start(arguments, tmp_path, stdout=full)
        assert "磁盘已满" in process.communicate()[1]
    assert process.returncode == 2
    assert not (tmp_path / "found.json").exists()
    process = start(arguments, tmp_path, encoding="ascii")
    assert "? 2" in process.communicate()[0]
    assert process.returncode == 0


def test_faults_of_points_mapping_and_calendar_are_told_together_with_their_paths(desk):
    desk.put("points.toml", POINTS + '[[point]]\nkey = "x"\nkind = "rollback"\nat = []\nlimit = 3\n')
    desk.put("mapping.toml", MAPPING.replace("case =", "cases ="))
    err = desk.refused("--calendar", desk.put("calendar.csv", "date,kind\n2028-02-30,rest\n"))
    assert "points.toml point[4].at：应为文字" in err
    assert "points.toml point[4].limit：rollback 没有这一项" in err
    assert "columns.cases：没有这个键；是不是 case？" in err
    assert "calendar.csv：第 2 行：date“2028-02-30”不是存在的日子" in err


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("[[point]", "不是有效的 TOML"),
        ("x = " + "[" * 5000 + "]" * 5000, "不是有效的 TOML"),
        ('[[point]]\nkind = ["rollback"]\nkey = "x"', "point[1].kind：应为"),
        ('[[point]]\nkind = { a = 1 }\nkey = "x"', "point[1].kind：应为"),
        ("item = { a = 1 }" + POINTS, "points.toml item：应为"),
        ("version = 2" + POINTS, "points.toml version：应为"),
        ('point = "x"', "points.toml point：至少"),
        (POINTS.encode("gbk"), "不是 UTF-8"),
    ],
)
def test_points_of_the_wrong_form_are_refused_with_the_path(desk, points, words):
    desk.put("points.toml", points)
    assert words in desk.refused()


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("[columns", "不是正确的 TOML"),
        ("x = " + "[" * 5000 + "]" * 5000, "不是正确的 TOML"),
        (MAPPING + '[defaults]\narea = "１５０１０２"\n', "defaults.area：区划代码"),
        (MAPPING + "[log]\ndelimiter = '\"'\n", "log.delimiter：分隔符"),
        (MAPPING.encode("gbk"), "文件不是UTF-8"),
        (MAPPING + '[tables.certificates]\nfile = "."\nperson = "人"\n', "是文件夹，不是文件"),
        (MAPPING + '[tables.certificates]\nfile = "gone.csv"\nperson = "人"\n', "没有这个文件"),
        (MAPPING.replace('"人"', '"没有"'), "columns.persons（log.csv）：没有名为“没有”的列；有：案号、环节、时间、人"),
    ],
)
def test_a_mapping_of_the_wrong_form_is_refused_with_the_path(desk, mapping, words):
    desk.put("mapping.toml", mapping)
    assert words in desk.refused()


def test_a_bad_row_is_told_with_file_line_case_column_and_reason(desk):
    desk.put("log.csv", LOG + "C,立案,2026-02-30,张三\n")
    err = desk.refused("--out", desk.folder / "found.csv", "--html", desk.folder / "page.html")
    assert "log.csv 第 8 行（案件 C），列“时间”：“2026-02-30”不是有效的日期或时间" in err


def test_outputs_that_are_there_stay_as_they_were_when_the_run_fails(desk):
    out, page = desk.put("found.xlsx", "old"), desk.put("page.html", "old")
    desk.put("log.csv", LOG + "C,立案,,张三\n")
    desk.refused("--out", out, "--html", page)
    assert (out.read_text(), page.read_text()) == ("old", "old")


def test_outputs_take_their_places_together_or_not_at_all(desk, monkeypatch):
    """A report that fails when the findings are already written must not leave the findings."""
    from mingcha.audit import report

    def full(_result, path):
        path.write_text("half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(report, "write", full)
    out = desk.put("found.csv", "old")
    assert "磁盘已满" in desk.refused("--out", out, "--html", desk.folder / "page.html")
    monkeypatch.undo()
    assert desk.audit("--out", out, "--html", desk.folder / "page.html").code == 0
    assert out.read_text("utf-8-sig").startswith("案号,")
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        *("found.csv", "log.csv", "mapping.toml", "page.html", "points.toml")
    ]


# --- the calendar -------------------------------------------------------------------------------------------------------


def test_an_unknown_year_is_named_and_a_calendar_file_brings_it(desk):
    desk.put("log.csv", LOG.replace("2026", "2028"))
    err = desk.refused(now="2028-06-30")
    assert "没有2028年的工作日历" in err
    assert "--calendar" in err
    calendar = desk.put("2028.csv", "date,kind\n2028,year\n2028-01-01,rest\n2028-10-02,rest\n")
    said = desk.audit("--calendar", calendar, "--format", "json", now="2028-06-30")
    assert json.loads(said.out)["points"]["slow"] == 1


def test_a_calendar_file_changes_what_is_overdue(desk):
    """Nearly two months off: the five working days are not over."""
    days = [f"{date(2026, 1, 6) + timedelta(number)},rest" for number in range(60)]
    calendar = desk.put("off.csv", "\n".join(["date,kind", *days, ""]))
    assert json.loads(desk.audit("--format", "json").out)["points"]["slow"] == 1
    assert json.loads(desk.audit("--format", "json", "--calendar", calendar).out)["points"]["slow"] == 0


def test_a_last_day_moved_to_a_working_day_needs_the_calendar_too(desk):
    """Without its year nothing would be found, and nothing said."""
    desk.put("points.toml", POINTS.replace('unit = "working_day"', 'unit = "calendar_day"\nlast_day = "next_work_day"'))
    desk.put("log.csv", LOG.replace("2026", "2028"))
    assert "没有2028年的工作日历" in desk.refused(now="2028-06-30")


# --- several logs, notes, a proposal --------------------------------------------------------------------------------------


def test_several_logs_are_judged_as_one(desk):
    lines = LOG.splitlines(keepends=True)
    first, second = desk.put("1.csv", "".join(lines[:3])), desk.put("2.csv", "".join([lines[0], *lines[3:]]))
    whole, parts = desk.audit("--format", "json"), desk.audit("--format", "json", log=[first, second])
    assert json.loads(parts.out) == json.loads(whole.out)


def test_the_faults_of_several_logs_are_told_together(desk):
    second = desk.put("second.csv", LOG + "C,立案,,张三\n")
    third = desk.put("third.csv", LOG + ",立案,2026-01-05,张三\n")
    err = desk.refused(log=[desk.folder / "log.csv", second, third])
    assert "second.csv 第 8 行" in err
    assert "third.csv 第 8 行" in err


def test_what_was_left_aside_is_told(desk):
    desk.put("stays.csv", "案,种类,自\nA,检验,2026-01-06\nZ,检验,2026-01-06\n")
    side = '[tables.suspensions]\nfile = "stays.csv"\ncase = "案"\nkind = "种类"\nfrom = "自"\n'
    desk.put("mapping.toml", MAPPING + side)
    said = desk.audit()
    assert said.code == 0
    assert "注意：stays.csv 有 1 行的案件不在日志中" in said.err


def test_a_log_that_goes_on_after_the_moment_of_judging_is_told_and_judged_whole(desk):
    said = desk.audit("--format", "json", now="2026-01-31")
    assert "注意：日志记到 2026-03-06 10:00，晚于判定时间 2026-01-31 23:59" in said.err
    assert json.loads(said.out)["steps"] == 6
    assert "晚于判定时间" not in desk.audit(now="2026-03-06").err


def test_points_that_judge_nothing_are_not_taken_for_a_good_result(desk):
    desk.put("points.toml", 'item = "penalty"' + POINTS)
    assert "没有一个适用于这份日志：监察点针对 penalty" in desk.refused()
    desk.put("points.toml", POINTS + POINTS.split("[[point]]")[2].join(["[[point]]", 'item = "permit"\n']))
    assert "监察点“back”未用上：日志没有事项 permit" in desk.audit().err
    desk.put("points.toml", POINTS.replace('"决定"', '"办结"'))
    assert "监察点“slow”所列环节在日志中不存在：办结" in desk.audit().err


def test_names_in_a_log_do_not_steer_the_terminal(desk):
    desk.put("log.csv", LOG.replace("张三", "\x1b[2J\u202e张"))
    said = desk.audit()
    assert said.code == 0
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in said.out + said.err


XES = """<log><trace><string key="concept:name" value="A"/>
<event><string key="concept:name" value="立案"/><date key="time:timestamp" value="2026-01-05T09:00:00+08:00"/></event>
<event><string key="concept:name" value="决定"/><date key="time:timestamp" value="2026-03-05T09:00:00+08:00"/></event>
</trace><trace><string key="concept:name" value="B"/>
<event><string key="concept:name" value="立案"/><date key="time:timestamp" value="2026-01-05T09:00:00+08:00"/></event>
</trace></log>"""


@pytest.mark.parametrize(("name", "content"), [("log.csv", LOG), ("log.xes", XES)])
def test_a_proposed_mapping_loads_and_audits(desk, name, content):
    log = desk.put(name, content)
    said = desk.run("audit", log, "--propose")
    assert said.code == 0
    desk.put("mapping.toml", said.out)
    mapping = load_mapping(desk.folder / "mapping.toml")
    assert ingest([log], mapping, desk.folder / "slices").cases == 2
    assert json.loads(desk.audit("--format", "json", log=log).out)["points"]["slow"] == 1


def test_a_proposal_stays_a_mapping_whatever_a_column_is_called(desk):
    odd = "备\n注 = 1\x1b\u202e"
    log = desk.put(
        "log.csv", LOG.replace("人\n", f'人,"{odd}"\n', 1).replace("三\n", "三,x\n").replace("四\n", "四,x\n")
    )
    said = desk.run("audit", log, "--propose")
    desk.put("mapping.toml", said.out)
    assert said.code == 0
    assert desk.audit().code == 0


def test_a_proposal_for_a_workbook_of_several_sheets_takes_the_sheet_that_is_named(desk):
    book = openpyxl.Workbook()
    for row in csv.reader(LOG.splitlines()):
        book.active.append(row)
    book.active.title = "台账"
    book.create_sheet("说明").append(["无"])
    log = desk.folder / "log.xlsx"
    book.save(log)
    said = desk.run("audit", log, "--propose")
    assert said.code == 2
    assert "台账、说明" in said.err
    said = desk.run("audit", log, "--propose", "--sheet", "台账")
    assert said.code == 0
    desk.put("mapping.toml", said.out)
    assert json.loads(desk.audit("--format", "json", log=log).out)["steps"] == 6
    assert "--sheet：只与 --propose 同用" in desk.refused("--sheet", "台账", log=log)


def test_the_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="mingcha")
    assert command.load() is main
