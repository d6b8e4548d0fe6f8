# SPDX-License-Identifier: Apache-2.0
"""``mingcha audit`` finds in the demonstration's files what was put there, at the rates of a real year, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import load_mapping
from mingcha.demo.export import write_year
from mingcha.demo.year import Year, make_year
from mingcha.engine import batch
from mingcha.engine.calendar import national
from mingcha.engine.clock import CHINA, local_seconds
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import read_points

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=CHINA)
SIDES = ("中止.csv", "延长.csv", "证据.csv", "责令改正.csv", "涉案财物.csv")
CAUSES = {
    "overdue": {"late", "stuck"},
    "pause_unlawful": {"pause_unlawful"},
    "unqualified": {"unqualified"},
    "missing": {"evidence_missing"},
    "removed": {"evidence_removed"},
    "no_basis": {"no_basis"},
    "unknown_article": {"unheard_basis"},
    "not_in_force": {"repealed_basis"},
    "range": {"fine_out_of_range"},
    "order_missing": {"no_order"},
    "corrected": {"fined_though_corrected"},
    "tier_missing": {"no_tier"},
    "tier_not_in_force": {"old_tier"},
    "amount_missing": {"no_amount"},
    "amount": {"paid_differs"},
    "type": {"paid_undecided"},
    "receipt": {"no_receipt"},
    "goods": {"goods_differ"},
    "same_person": {"same_person"},
}
"""The faults that may cause a finding, by how their names end. Returns, negative decisions and near terms are no faults."""
RATES = {
    ("time_limit", "red"): (1.4, 2.3),
    ("qualification", "red"): (0.4, 1.0),
    ("rollback", "yellow"): (5.5, 9.0),
    ("evidence", "red"): (2.5, 3.6),
    ("basis", "red"): (0.6, 1.7),
    ("basis", "yellow"): (12.5, 15.0),
    ("discretion", "red"): (0.9, 1.8),
    ("execution", "red"): (3.0, 4.2),
    ("separation", "yellow"): (0.4, 1.0),
}
"""Per cent of all cases that have a finding of the kind and level."""


@dataclass
class Judged:
    """A year and what the engine found in it: by case the (kind, code, level) of each finding."""

    year: Year
    by_case: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def counted(self) -> Counter[tuple[str, str, str]]:
        return Counter(each for found in self.by_case.values() for each in found)


def judge(year: Year, folder: Path) -> Judged:
    judged = Judged(year)
    for part in write_year(year, folder):
        points = read_points(part / "points.toml")
        logs = [path for path in part.iterdir() if path.suffix == ".csv" and path.name not in SIDES]
        result = ingest(logs, load_mapping(part / "mapping.toml"), part / "log")
        settings = batch.Settings(points, national(), local_seconds(NOW))
        points = batch.judge_log(result.out, settings, part / "out", lambda done, total: None)
        with duckdb.connect() as con:
            found = con.execute(
                "SELECT n.name, f.point_id, f.code, f.level FROM read_parquet(?) f JOIN read_parquet(?) n USING (case_id)",
                [[str(path) for path in (part / "out").glob("*.parquet")], str(result.out / "case_names.parquet")],
            ).fetchall()
        for name, point_id, code, level in found:
            judged.by_case[name].append((points.of(point_id).kind, code, level))
    return judged


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return judge(make_year(NOW), tmp_path_factory.mktemp("year"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_alarm_is_there_at_least_twenty_times(judged: Judged, kind: str):
    counted = judged.counted()

    assert sum(count for (of, _code, _level), count in counted.items() if of == kind) >= 20


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, each in KINDS.items() for code in each.codes])
def test_every_code_is_there(judged: Judged, kind: str, code: str):
    """Twenty times; of the codes of discretion, whose rate is nine in a thousand cases, five."""
    counted = sum(count for (of, found, _level), count in judged.counted().items() if (of, found) == (kind, code))

    assert counted >= (5 if kind == "discretion" and code != "range" else 19)


@pytest.mark.parametrize(("kind", "level"), RATES)
def test_alarms_are_as_frequent_as_in_a_real_year(judged: Judged, kind: str, level: str):
    low, high = RATES[kind, level]
    cases = sum(any((of, its) == (kind, level) for of, _code, its in found) for found in judged.by_case.values())

    assert low <= 100 * cases / len(judged.year.cases) <= high


def test_nothing_is_found_that_nobody_put_there(judged: Judged):
    by_number = {case.number: case for case in judged.year.cases}
    strange = [
        (number, code, sorted(by_number[number].wrong))
        for number, found in judged.by_case.items()
        for _kind, code, _level in found
        if code in CAUSES and not by_number[number].story and not _caused(by_number[number].wrong, code)
    ]

    assert strange == []


def _caused(wrong: set[str], code: str) -> bool:
    return any(fault.endswith(cause) for fault in wrong for cause in CAUSES[code])


def test_five_careless_officers_make_two_fifths_of_all_that_is_red(judged: Judged):
    by_number = {case.number: case for case in judged.year.cases}
    red = Counter(
        by_number[number].careless
        for number, found in judged.by_case.items()
        for _kind, _code, level in found
        if level == "red"
    )

    assert sum(len(unit.careless) for unit in judged.year.district.units) == 5
    assert red[True] / red.total() == pytest.approx(0.4, abs=0.05)


def test_much_of_what_is_sent_back_is_sent_back_in_the_closing_rush(judged: Judged):
    """A third at least in sixteen days of 365."""
    returned = [
        case
        for case in judged.year.cases
        if case.form == "ordinary" and any(kind == "rollback" for kind, *_ in judged.by_case[case.number])
    ]
    rush = judged.year.clock.rushes[0]
    inside = sum(rush[0] <= case.last("决定").end // 1_440 <= rush[1] for case in returned)

    assert inside / len(returned) > 0.3


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        ("reduced", {"range"}),
        ("day_31", {"overdue"}),
        ("filed_after", {"overdue"}),
        ("certificate", {"unqualified"}),
        ("twelfth_day", {"overdue"}),
    ],
)
def test_a_story_about_a_fault_has_its_alarm(judged: Judged, story: str, codes: set[str]):
    for case in judged.year.story(story):
        assert codes <= {code for _kind, code, _level in judged.by_case[case.number]}


@pytest.mark.parametrize("story", ["print_shop", "noodles", "roast_stall", "cold_store"])
def test_a_story_about_good_work_has_no_red_alarm(judged: Judged, story: str):
    for case in judged.year.story(story):
        assert not any(level == "red" for _kind, _code, level in judged.by_case[case.number])


def test_a_small_year_has_every_kind_of_alarm(tmp_path: Path):
    small = judge(make_year(NOW, 150), tmp_path)

    assert {kind for kind, _code, _level in small.counted()} == set(KINDS)
