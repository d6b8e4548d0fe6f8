# SPDX-License-Identifier: Apache-2.0
"""Each bad input of the corpus by its number, as a user gives it to the command (docs/bad-input.md has the table).

What must be refused is: exit code 2, what and where in Chinese, nothing written. What must be read gives the right result.
"""

from __future__ import annotations

import json
import re
import socket

import pytest
from command import LOG, POINTS, Desk
from logs import COLUMNS, XES_COLUMNS, trace, xes
from measured import command_measured
from test_badinput import bomb

SECONDS, MEGABYTES = 1.0, 200
SLACK = 4.0
"""Tests share a machine: a refusal in one second alone may take some more beside others."""
EVENT = ("立案", "2026-01-05T09:00:00+08:00")
PLAIN = xes(trace("A", EVENT, ("决定", "2026-03-05T09:00:00+08:00")))


@pytest.fixture
def desk(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    desk.put("points.toml", POINTS.split("[[point]]")[1].join(["[[point]]", ""]))
    desk.put("mapping.toml", COLUMNS)
    return desk


@pytest.fixture
def listener():
    """A server that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def counted(desk, log):
    """Cases, steps and overdue ones of a log that must be read."""
    said = desk.audit("--format", "json", log=log)
    assert said.code == 0, said.err
    found = json.loads(said.out)
    return found["cases"], found["steps"], found["points"]["slow"]


# --- CSV and what stands in rows --------------------------------------------------------------------------------------

HEAD = "案号,环节,时间\n"
ROWS = {
    "C02-semicolon-ragged": (HEAD.replace(",", ";") + "A;立案\n", "log.csv 第 2 行：有 2 列，表头有 3 列", "csv_row"),
    "C02-unclosed-quote": (HEAD + 'A,"立案,2026-01-05\n', "log.csv 第 2 行：引号没有成对", "csv_row"),
    "C02-two-headers": (HEAD + "case,act,time\nA,立案,2026-01-05\n", "header_rows = 2", "date_invalid"),
    "C04-scientific": (
        HEAD + "1.50102E+17,立案,2026-01-05\n",
        "列“案号”：编号被电子表格变成了科学记数法",
        "id_scientific",
    ),
    "T15-damaged": ((HEAD + LOG).encode() + b"\xff,x,y\n", "文件不是UTF-8", "bad_encoding"),
    "D01-29-february": (HEAD + "A,立案,2025-02-29\n", "“2025-02-29”不是有效的日期", "date_invalid"),
    "D01-zero": (HEAD + "A,立案,0000-00-00\n", "“0000-00-00”不是有效的日期", "date_invalid"),
    "D01-month-13": (HEAD + "A,立案,2025/13/01\n", "“2025/13/01”不是有效的日期", "date_invalid"),
    "D05-9999": (HEAD + "A,立案,9999-12-31T23:59+14:00\n", "超出 1900 年至 2199 年", "date_range"),
    "D05-0001": (HEAD + "A,立案,0001-01-01\n", "超出 1900 年至 2199 年", "date_range"),
    "D07-mixed-zones": (
        HEAD + "A,立案,2026-01-05T09:00:00+08:00\nA,调查,2026-01-06 10:00\n",
        "log.csv 第 3 行：有的时间带时区，有的不带",
        "tz_missing",
    ),
    "X06-no-time": (HEAD + "A,立案,\n", "列“时间”：没有时间：请补上", "no_time"),
}


@pytest.mark.parametrize("entry", ROWS)
def test_bad_rows_are_refused_with_place_and_reason(desk, entry):
    content, words, code = ROWS[entry]
    log = desk.put("log.csv", content)
    err = desk.refused("--out", desk.folder / "found.xlsx", "--html", desk.folder / "page.html", log=log)
    assert words in err
    assert f"[{code}]" in err
    assert re.search(r"log\.csv 第 \d+ 行", err)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"], ids=lambda encoding: f"C02-{encoding}")
def test_what_an_office_program_saves_is_read_right(desk, encoding):
    assert counted(desk, desk.put("log.csv", LOG.encode(encoding))) == (2, 6, 1)


SETTINGS = {
    "D02-end-before-start": (
        "案号,环节,开始,结束\nA,立案,2026-01-05 10:00,2026-01-05 09:00\n",
        COLUMNS.replace('time = "时间"', 'start = "开始"\nend = "结束"'),
        "log.csv 第 2 行（案件 A），列“结束”：结束早于开始：2026-01-05 10:00 → 2026-01-05 09:00",
    ),
    "D06-no-calendar": (LOG.replace("2026", "2028"), COLUMNS, "没有2028年的工作日历：请先导入2028年工作日历"),
    "X06-duplicate-events": (
        "号,案号,环节,时间\n1,A,立案,2026-01-05\n1,A,调查,2026-01-06\n",
        COLUMNS + 'event = "号"\n',
        "log.csv 第 3 行，列“号”：事件编号“1”已在 log.csv 第 2 行 出现",
    ),
    "issue-unknown-activity": (
        LOG,
        COLUMNS + '[acts]\norder = ["立案", "决定"]\n',
        "log.csv 第 3 行，列“环节”：环节“调查”（1 行）不在 acts.order 中",
    ),
    "issue-no-time-column": (LOG, COLUMNS.replace("时间", "时刻"), "columns.time（log.csv）：没有名为“时刻”的列"),
}


@pytest.mark.parametrize("entry", SETTINGS)
def test_what_mapping_and_log_say_together_is_refused_with_place_and_reason(desk, entry):
    content, mapping, words = SETTINGS[entry]
    desk.put("mapping.toml", mapping)
    log = desk.put("log.csv", content)
    assert words in desk.refused("--out", desk.folder / "found.csv", "--html", desk.folder / "page.html", log=log)


# --- XML and archives, each in a process of its own -------------------------------------------------------------------


def laughs():
    names = [
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{"" if not n else f"&l{n - 1};" * 9}">'
        for n in range(10)
    ]
    return PLAIN.replace("<log", f"<!DOCTYPE log [{''.join(names)}]><log").replace("立案", "&l9;", 1)


def quadratic():
    return PLAIN.replace("<log", f'<!DOCTYPE log [<!ENTITY a "{"x" * 100_000}">]><log').replace(
        "立案", "&a;" * 1_000, 1
    )


HOSTILE = {
    "X01-file": (lambda url, secret: doctype(f'<!ENTITY e SYSTEM "{secret.as_uri()}">'), "XML 中含有 DTD", "xml_dtd"),
    "X01-http": (lambda url, secret: doctype(f'<!ENTITY e SYSTEM "{url}">'), "XML 中含有 DTD", "xml_dtd"),
    "X01-parameter": (lambda url, secret: doctype(f'<!ENTITY % e SYSTEM "{url}">%e;'), "XML 中含有 DTD", "xml_dtd"),
    "X02-laughs": (lambda url, secret: laughs(), "XML 中含有 DTD", "xml_dtd"),
    "X02-quadratic": (lambda url, secret: quadratic(), "XML 中含有 DTD", "xml_dtd"),
    "X03-depth": (lambda url, secret: PLAIN.replace("<event>", "<string>" * 100_000, 1), "标签嵌套超过", "xml_limits"),
    "X03-attribute": (
        lambda url, secret: PLAIN.replace("立案", "x" * 50_000_000, 1),
        "一个标签或属性超过",
        "xml_limits",
    ),
    "X05-utf-7": (lambda url, secret: PLAIN.replace("UTF-8", "utf-7"), "编码“utf-7”", "bad_encoding"),
    "X05-wrong-declaration": (lambda url, secret: PLAIN.replace("UTF-8", "us-ascii"), "文件不是ASCII", "bad_encoding"),
    "T15-gbk-as-utf-8": (lambda url, secret: PLAIN.encode("gbk"), "文件不是UTF-8", "bad_encoding"),
    "X06-no-time": (
        lambda url, secret: PLAIN.replace("time:timestamp", "when"),
        "没有名为“time:timestamp”的列",
        "column_missing",
    ),
}


def doctype(inside):
    return PLAIN.replace("<log", f"<!DOCTYPE log [{inside}]><log").replace("立案", "&e;", 1)


def judge(desk, log):
    desk.put("mapping.toml", XES_COLUMNS)
    files = ("--mapping", desk.folder / "mapping.toml", "--points", desk.folder / "points.toml", "--now", "2026-06-30")
    before = {path for path in desk.folder.iterdir() if path.name != "mapping.toml"}
    took = command_measured(
        [
            "audit",
            log,
            *files,
            "--out",
            desk.folder / "found.csv",
            "--html",
            desk.folder / "page.html",
            "--format",
            "json",
        ]
    )
    code, _, said = took.said.partition("\n")
    written = {path for path in desk.folder.iterdir() if path.name != "mapping.toml"} - before
    assert took.connected == []
    return int(code), said, written, took


@pytest.mark.parametrize("entry", HOSTILE)
def test_hostile_xml_is_refused_in_little_time_and_memory(desk, listener, entry):
    secret = desk.put("secret.txt", "TOPSECRET-42")
    make, words, code = HOSTILE[entry]
    content = make(listener, secret)
    log = desk.put("log.xes", content)
    returned, said, written, took = judge(desk, log)
    assert (returned, written) == (2, set()), said
    assert words in said
    assert "log.xes" in said
    assert f"[{code}]" in said
    assert "没有写入任何结果" in said
    assert took.seconds < SECONDS * SLACK
    assert took.megabytes < MEGABYTES
    assert not any("secret" in path for path in took.opened)
    assert "TOPSECRET" not in said


@pytest.mark.parametrize("size", [500 << 20], ids=["X07-gzip"])
def test_a_gzip_bomb_is_refused_before_it_is_unpacked(desk, size):
    returned, said, written, took = judge(desk, desk.put("log.xes.gz", bomb(size)))
    assert (returned, written) == (2, set())
    assert "log.xes.gz：疑似压缩炸弹（压缩比超过 100），已拒绝，未解压 [archive_bomb]" in said
    assert took.seconds < SECONDS * SLACK
    assert took.megabytes < MEGABYTES


def include(url, secret):
    inside = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    style = f'<?xml-stylesheet type="text/xsl" href="{url}"?>'
    schema = f'<log xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{url}" '
    return PLAIN.replace("<trace>", f"<trace>{inside}", 1).replace("<log ", f"{style}{schema}", 1)


HARMLESS = {
    "X04-include-stylesheet-schema": include,
    "X05-utf-16": lambda url, secret: PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"),
    "X05-mark": lambda url, secret: PLAIN.encode("utf-8-sig"),
    "X05-gbk-declared": lambda url, secret: PLAIN.replace("UTF-8", "GBK").encode("gbk"),
    "X06-unordered": lambda url, secret: xes(trace("A", ("决定", "2026-03-05T09:00:00+08:00"), EVENT)),
}


@pytest.mark.parametrize("entry", HARMLESS)
def test_odd_xml_that_harms_nobody_is_read_right(desk, listener, entry):
    secret = desk.put("secret.txt", "TOPSECRET-42")
    returned, said, written, took = judge(desk, desk.put("log.xes", HARMLESS[entry](listener, secret)))
    assert (returned, {path.name for path in written}) == (0, {"found.csv", "page.html"}), said
    assert '"slow": 1' in said
    assert not any("secret" in path for path in took.opened)
    assert all("TOPSECRET" not in path.read_text("utf-8") for path in written)


@pytest.mark.parametrize("events", [1_000_000], ids=["X06-one-case"])
def test_a_million_events_in_one_case_are_judged(desk, events):
    log = desk.folder / "log.csv"
    with log.open("w") as file:
        file.write("case:concept:name,concept:name,time:timestamp\nA,立案,2026-01-05\n")
        file.writelines(f"A,a{minute % 7},{1_767_600_000 + minute}\n" for minute in range(events - 2))
        file.write("A,决定,2026-03-05\n")
    returned, said, _, took = judge(desk, log)
    assert returned == 0, said
    assert f'"steps": {events}' in said
    assert '"slow": 1' in said
    assert took.megabytes < 2 * MEGABYTES
