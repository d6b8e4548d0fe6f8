# SPDX-License-Identifier: Apache-2.0
"""The made-up log is what it says it is, and the audit finds in it what was put there."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mingcha.audit.mapping import load_mapping
from mingcha.audit.propose import propose
from mingcha.audit.sample import write_sample
from mingcha.cli import main
from mingcha.engine.calendar import national
from mingcha.engine.clock import day_number
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import read_points

CASES = 4_000
# In per cent of the cases; wide, since few cases are made here.
RATES = {
    ("time_limit", "red"): (0.8, 2.4),
    ("qualification", "red"): (0.1, 0.9),
    ("rollback", "yellow"): (4.5, 9.0),
    ("evidence", "red"): (2.0, 4.5),
    ("basis", "yellow"): (14, 30),
    ("basis", "red"): (0.5, 1.6),
    ("discretion", "red"): (0.4, 1.6),
    ("execution", "red"): (2.4, 4.8),
    ("separation", "yellow"): (0.2, 1.2),
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Demo:
    """A sample in a folder, with what the audit said and found."""

    folder: Path
    summary: dict[str, Any]

    @cached_property
    def log(self) -> list[dict[str, str]]:
        return rows(self.folder / "log.csv")

    @cached_property
    def found(self) -> list[dict[str, str]]:
        return rows(self.folder / "findings.csv")

    @cached_property
    def lead(self) -> dict[str, str]:
        return {row["案号"]: row["承办人"] for row in self.log if row["环节"] == "案源登记"}


def audit(folder: Path, *more: str) -> int:
    law = ["--mapping", str(folder / "mapping.toml"), "--points", str(folder / "points.toml")]
    return main(["audit", str(folder / "log.csv"), *law, "--now", "2026-11-20", *more])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    write_sample(folder, CASES)
    with redirect_stdout(io.StringIO()) as said:
        assert audit(folder, "--format", "json", "--out", str(folder / "findings.csv")) == 0
    return Demo(folder, json.loads(said.getvalue()))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_sample(tmp_path / name, 60, seed)
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    assert first["log.csv"] != (tmp_path / "c" / "log.csv").read_bytes()


def test_mapping_and_points_load_and_have_every_kind_and_every_side_table(demo: Demo) -> None:
    mapping = load_mapping(demo.folder / "mapping.toml")
    assert all(side.file.exists() for side in mapping.tables.values())
    assert {side.file.name for side in mapping.tables.values()} == {
        path.name for path in demo.folder.glob("*.csv") if path.name not in ("log.csv", "findings.csv")
    }
    assert set(read_points(demo.folder / "points.toml").kinds) == set(KINDS)


def test_every_table_opens_in_a_spreadsheet(demo: Demo) -> None:
    for path in demo.folder.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
        assert rows(path), path.name


def test_there_are_as_many_cases_as_asked_for_and_some_are_open(demo: Demo) -> None:
    assert len(demo.lead) == demo.summary["cases"] == CASES
    closed = {row["案号"] for row in demo.log if row["环节"] in ("结案", "不予立案") and row["办结时间"]}
    assert 0.70 < len(closed) / CASES < 0.95


def test_nobody_works_at_night_or_on_a_day_off_or_after_the_day_of_the_export(demo: Demo) -> None:
    calendar = national()
    moments = {row[column] for row in demo.log for column in ("开始时间", "办结时间") if row[column]}
    assert max(moments) < "2026-11-20 18:00"
    for text in moments:
        moment = datetime.fromisoformat(text)
        assert calendar.is_work(day_number(moment.date())), text
        assert "09:00" <= text[11:] < "12:00" or "14:30" <= text[11:] < "18:00", text


def test_one_unit_enters_its_week_on_the_last_afternoon(demo: Demo) -> None:
    ends = [
        datetime.fromisoformat(row["办结时间"])
        for row in demo.log
        if row["承办机构"] == "东站市场监管所" and row["办结时间"]
    ]
    assert ends
    assert all(end.hour >= 14 for end in ends)
    assert sum(end.weekday() == 4 for end in ends) > 0.75 * len(ends)


def test_the_year_has_its_seasons(demo: Demo) -> None:
    months = Counter(row["开始时间"][:7] for row in demo.log if row["环节"] == "案源登记")
    assert months["2026-02"] < 0.5 * months["2026-01"]
    assert months["2026-03"] > 1.2 * months["2026-04"]
    assert months["2026-06"] > 1.1 * months["2026-05"]


def test_there_are_findings_of_every_kind_and_every_code(demo: Demo) -> None:
    codes = {(kind, code): n for kind, codes in demo.summary["findings"].items() for code, n in codes.items()}
    assert {kind for kind, _ in codes} == set(KINDS)
    assert [key for key, n in codes.items() if not n] == []


def test_a_finding_on_a_decision_a_fine_or_an_item_of_evidence_tells_the_step(demo: Demo) -> None:
    told = {row["对象"] for row in demo.found if row["环节"]}
    assert told == {"step", "decision", "penalty", "execution", "evidence"}
    assert not {row["对象"] for row in demo.found if not row["环节"]} & told


@pytest.mark.parametrize(("kind", "level"), RATES, ids="-".join)
def test_cases_with_findings_are_as_common_as_in_a_real_year(demo: Demo, kind: str, level: str) -> None:
    cases = {row["案号"] for row in demo.found if (row["种类"], row["级别"]) == (kind, level)}
    low, high = RATES[kind, level]
    assert low < 100 * len(cases) / CASES < high


def test_five_officers_make_about_two_fifths_of_all_that_is_red(demo: Demo) -> None:
    red = Counter(demo.lead[row["案号"]] for row in demo.found if row["级别"] == "red")
    worst = red.most_common(6)
    assert 0.3 < sum(n for _, n in worst[:5]) / red.total() < 0.5
    assert worst[4][1] > 3 * worst[5][1]


def test_half_of_the_returns_are_in_the_closing_rush(demo: Demo) -> None:
    days = [row["日期"] for row in demo.found if row["代码"] == "rollback"]
    assert 0.35 < sum("2025-12-10" <= day <= "2025-12-25" for day in days) / len(days) < 0.65


def test_a_deciding_step_that_is_still_open_has_decided_nothing(demo: Demo) -> None:
    pending = {
        (row["案号"], row["环节"]) for row in demo.log if row["环节"] in ("立案", "决定") and not row["办结时间"]
    }
    assert pending
    assert not pending & {(row["案号"], row["环节"]) for row in demo.found if row["代码"] == "no_basis"}


def test_nobody_in_it_has_an_identity_number_or_a_phone(demo: Demo) -> None:
    personal = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
    for path in demo.folder.iterdir():
        assert not personal.search(path.read_text("utf-8")), path.name


def test_from_nothing_to_the_findings_by_the_two_commands_of_the_demonstration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "demo"
    assert main(["sample", str(folder), "--cases", "300"]) == 0
    written = capsys.readouterr().out.splitlines()
    assert written[0] == str(folder / "log.csv")
    assert all(Path(line).exists() for line in written)
    assert audit(folder, "--out", str(folder / "findings.xlsx"), "--html", str(folder / "report.html")) == 0
    assert "案件 300" in capsys.readouterr().out
    book = openpyxl.load_workbook(folder / "findings.xlsx", read_only=True)
    assert sum(1 for _ in book.active.iter_rows()) > 50
    book.close()


@pytest.mark.parametrize("cases", ["0", "-3", "200001"])
def test_an_impossible_number_of_cases_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: str
) -> None:
    assert main(["sample", str(tmp_path / "demo"), "--cases", cases]) == 2
    assert "--cases" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_sample_overwrites_nothing_and_names_every_file_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"mapping.toml": "my mapping", "log.csv": "my log"}
    for name, text in own.items():
        (tmp_path / name).write_text(text)
    assert main(["sample", str(tmp_path), "--cases", "20"]) == 2
    said = capsys.readouterr().err
    assert "共 2 处错误" in said
    assert all(f"{tmp_path / name}：已经有这个文件" in said for name in own)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == own


@pytest.mark.req("S4-32")
def test_the_proposal_for_the_demonstration_log_finds_its_columns(demo: Demo) -> None:
    text = propose(demo.folder / "log.csv")
    proposed = tomllib.loads(text)["columns"]
    written = tomllib.loads((demo.folder / "mapping.toml").read_text("utf-8"))["columns"]
    assert proposed == written
