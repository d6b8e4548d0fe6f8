# SPDX-License-Identifier: Apache-2.0
"""Options that cannot be, and files that must not be overwritten, are refused before the log is read, all at once."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec

import pytest
from command import MAPPING, Desk, start


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def test_what_is_missing_is_told_in_one_message(desk):
    said = desk.run("audit", desk.folder / "log.csv")
    assert said.code == 2
    assert "共 2 处错误" in said.err
    assert "--mapping：必须给出" in said.err
    assert "--points：必须给出" in said.err


def test_all_wrong_options_are_told_at_once(desk):
    (desk.folder / "there.json").mkdir()
    err = desk.refused(
        *("--out", desk.folder / "found.doc", "--html", desk.folder / "none" / "page.html"),
        *("--calendar", desk.folder / "gone.csv"),
        log=[desk.folder / "gone.xes", desk.folder],
        now="昨天",
    )
    assert "共 6 处错误" in err
    assert "--now：“昨天”不是有效的时间" in err
    assert "--out：不认识“.doc”，可以写 .csv、.xlsx、.parquet、.json" in err
    assert f"LOG：没有文件“{desk.folder / 'gone.xes'}”" in err
    assert f"LOG：“{desk.folder}”是文件夹，不是文件" in err
    assert f"--calendar：没有文件“{desk.folder / 'gone.csv'}”" in err
    assert f"--html：没有文件夹“{desk.folder / 'none'}”" in err
    assert "--out：“" in desk.refused("--out", desk.folder / "there.json")


@pytest.mark.parametrize(
    "now", ["2026-02-30", "x", "2026-11-21T25:00", "14:05", "10000-01-01", "0001-01-01", "9999-12-31"]
)
def test_a_moment_that_cannot_be_is_refused(desk, now):
    assert f"--now：“{now}”不是有效的时间" in desk.refused(now=now)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--format", "yaml"], "--format：不能是 'yaml'"),
        (["--fail-on", "blue"], "--fail-on：不能是 'blue'"),
        (["--calender", "x"], "不认识 --calender"),
        (["--out"], "--out：后面要写明内容"),
    ],
)
def test_options_that_are_not_there_are_refused_in_chinese(desk, more, words):
    err = desk.refused(*more)
    assert words in err
    assert "--help" in err


@pytest.mark.parametrize("arguments", [[], ["audit"], ["judge"], ["sample", "x", "--cases", "many"]])
def test_a_command_that_is_not_whole_is_refused_in_chinese(desk, arguments):
    said = desk.run(*arguments)
    assert said.code == 2
    assert "选项：" in said.err


def test_a_cluster_that_cannot_be_is_refused_before_spark_starts(desk):
    assert "--master：“nowhere”不是 Spark 集群" in desk.refused("--engine", "spark", "--master", "nowhere")


@pytest.mark.talks  # to an address of this machine where nobody listens
def test_spark_without_java_or_with_nobody_at_its_address_is_refused_before_the_log_is_read(desk, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"spark://127.0.0.1:{nobody.getsockname()[1]}"
        for master in (address, f"spark://127.0.0.1:x,{address}"):
            assert f"--master：连接不上“{master}”" in desk.refused("--engine", "spark", "--master", master)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(desk.folder))
    assert "--engine：没有找到 Java" in desk.refused("--engine", "spark")
    monkeypatch.setenv("JAVA_HOME", str(desk.folder))
    assert "--engine：没有找到 Java" in desk.refused("--engine", "spark")


@pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed (script/setup spark)")
def test_a_spark_that_does_not_start_is_told_in_a_line(desk, monkeypatch):
    (desk.folder / "bin").mkdir()
    desk.put("bin/java", "#!/bin/sh\nexit 1\n").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(desk.folder))
    files = ["--mapping", desk.folder / "mapping.toml", "--points", desk.folder / "points.toml", "--engine", "spark"]
    process = start(["audit", desk.folder / "log.csv", *files, "--out", desk.folder / "found.csv"], desk.folder)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "local[2]：Spark 未能完成判定" in err
    assert "Traceback" not in err
    assert not (desk.folder / "found.csv").exists()


def test_a_file_name_that_is_no_text_is_refused(desk):
    path = os.fsdecode(os.fsencode(desk.folder) + b"/\xff.csv")
    assert "含有不是文字的字节" in desk.refused(log=path)


def test_the_log_is_never_overwritten(desk):
    log = desk.folder / "log.csv"
    assert "--out：“" in desk.refused("--out", log)
    assert "--html：“" in desk.refused("--out", desk.folder / "x.csv", "--html", desk.folder / "." / "x.csv")
    assert "同一个文件不能用两次" in desk.refused(log=[log, log])


def test_a_side_table_is_never_overwritten(desk):
    side = '[tables.certificates]\nfile = "staff.csv"\nperson = "姓名"\ncertificate = "证号"\n'
    desk.put("mapping.toml", MAPPING + side)
    staff = desk.put("staff.csv", "姓名,证号\n张三,1\n")
    for option in ("--out", "--html"):
        assert f"{option}：“{staff}”已用作 附表 tables.certificates" in desk.refused(option, staff)
    assert desk.audit("--out", desk.folder / "found.csv").code == 0


def test_a_link_to_itself_is_no_file(desk):
    loop = desk.folder / "loop.csv"
    loop.symlink_to(loop)
    assert f"LOG：没有文件“{loop}”：它是一个链接" in desk.refused(log=loop)
    assert f"--calendar：没有文件“{loop}”" in desk.refused("--calendar", loop)
    assert f"没有文件夹“{loop}”" in desk.refused("--html", loop / "page.html")


def test_a_proposal_is_refused_for_several_logs_or_with_outputs(desk):
    log = desk.folder / "log.csv"
    for more in ([log.with_name("mapping.toml")], ["--html", "x.html"]):
        said = desk.run("audit", log, *more, "--propose")
        assert said.code == 2
        assert "--propose：只读取一份日志" in said.err


@pytest.mark.parametrize(
    ("more", "name"),
    [
        (["--now", "2026-06-30"], "--now"),
        (["--calendar", "mapping.toml"], "--calendar"),
        (["--format", "json"], "--format"),
        (["--lang", "en"], "--lang"),
        (["--fail-on", "red"], "--fail-on"),
        (["--engine", "spark"], "--engine"),
        (["--master", "yarn"], "--master"),
    ],
)
def test_a_proposal_passes_no_option_over_in_silence(desk, more, name):
    said = desk.run("audit", desk.folder / "log.csv", "--propose", *more)
    assert said.code == 2
    assert f"不与 {name} 同用" in said.err


def test_a_sheet_of_what_is_no_workbook_is_refused(desk):
    said = desk.run("audit", desk.folder / "log.csv", "--propose", "--sheet", "台账")
    assert said.code == 2
    assert "--sheet：只用于 XLSX 工作簿" in said.err
