# SPDX-License-Identifier: Apache-2.0
"""A real log: the receipt phase of environmental permits (CoSeLoG), against counts made independently."""

from __future__ import annotations

import csv
import json
import os
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from logs import mapping, table

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import load_mapping
from mingcha.audit.propose import propose
from mingcha.audit.run import Audit, run
from mingcha.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "receipt"
NOW = 1_356_998_399  # 2012-12-31 23:59:59
LOG = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data")) / "receipt.csv"

pytestmark = pytest.mark.skipif(not LOG.exists(), reason=f"the real log is not here: {LOG}")


@pytest.fixture(scope="module")
def receipt(tmp_path_factory):
    return ingest(
        [LOG], load_mapping(ROOT / "examples" / "receipt" / "mapping.toml"), tmp_path_factory.mktemp("receipt") / "out"
    )


@pytest.mark.req("S3-10")
def test_all_of_it_is_read(receipt):
    assert (receipt.cases, receipt.steps, receipt.persons, len(receipt.acts)) == (1_434, 8_577, 48, 27)
    assert receipt.notes == ()


@pytest.mark.req("S3-07")
def test_ninety_two_cases_ended_after_their_deadline(receipt):
    assert table(receipt, "cases", "count(*) FILTER (closed_at > promised_at), count(promised_at)") == [(92, 1_434)]


def test_two_acts_occur_together_in_1303_cases_and_91_cases_repeat_an_act(receipt):
    steps = f"read_parquet('{receipt.out}/*/steps.parquet')"
    both = f"SELECT case_id FROM {steps} GROUP BY 1 HAVING bool_or(act LIKE 'T02 %') AND bool_or(act LIKE 'T04 %')"
    assert len(duckdb.sql(both).fetchall()) == 1_303
    assert duckdb.sql(f"SELECT count(DISTINCT case_id) FROM {steps} WHERE run > 1").fetchall() == [(91,)]


def test_one_single_person_did_every_check_and_decision_in_1028_cases(receipt):
    rows = f"read_parquet('{receipt.out}/*/steps.parquet') s JOIN read_parquet('{receipt.out}/*/step_officers.parquet') o USING (step_id)"
    sql = f"""SELECT s.case_id FROM {rows} WHERE act LIKE 'T02 %' OR act LIKE 'T04 %' GROUP BY 1
              HAVING bool_or(act LIKE 'T02 %') AND bool_or(act LIKE 'T04 %') AND count(DISTINCT officer_id) = 1"""
    assert len(duckdb.sql(sql).fetchall()) == 1_028


def test_the_proposed_mapping_finds_the_same(tmp_path, receipt):
    text = propose(LOG)
    tree = tomllib.loads(text)
    assert {name: (column,) for name, column in tree["columns"].items()} == load_mapping(
        ROOT / "examples" / "receipt" / "mapping.toml"
    ).columns
    assert tree["acts"]["order"][0] == "Confirmation of receipt"
    result = ingest([LOG], mapping(text), tmp_path / "out")
    assert table(result, "cases") == table(receipt, "cases")
    columns = "step_id, case_id, act, seq, run, started_at"
    assert table(result, "steps", columns) == table(receipt, "steps", columns)


CONFIRM, CHECK, ADJUST, DETERMINE, SEND = (
    "Confirmation of receipt",
    "T02 Check confirmation of receipt",
    "T03 Adjust confirmation of receipt",
    "T04 Determine confirmation of receipt",
    "T05 Print and send confirmation of receipt",
)


@dataclass(frozen=True)
class Event:
    at: int
    act: str
    person: str
    deadline: int


def cases_of_the_file():
    """The events of each case in order, read without any code of ours."""
    cases = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at, deadline = (
                int(datetime.fromisoformat(row[name]).timestamp()) for name in ("time:timestamp", "case:deadline")
            )
            cases.setdefault(row["case:concept:name"], []).append(
                Event(at, row["concept:name"], row["org:resource"], deadline)
            )
    return {name: sorted(events, key=lambda event: event.at) for name, events in cases.items()}


def people(events, act):
    return {event.person for event in events if event.act == act}


def shared(first, second):
    return lambda events: people(events, first) & people(events, second)


def one_single_person(events):
    first, second = people(events, CHECK), people(events, DETERMINE)
    return first and second and len(first | second) == 1


def confirmed_late(events):
    start = min((event.at for event in events if event.act == CONFIRM), default=None)
    sent = any(event.act == SEND for event in events)
    last = max(event.at for event in events if not sent or event.act in (CHECK, ADJUST, DETERMINE, SEND))
    return start is not None and last - start > 336 * 3600


def returned(events):
    """An act that had been done before, straight after one that stands later; advice of several parties may cross."""
    order = tomllib.loads((EXAMPLE / "mapping.toml").read_text("utf-8"))["acts"]["order"]
    place = {act: number for number, acts in enumerate(order) for act in ([acts] if isinstance(acts, str) else acts)}
    parallel = {act for acts in order if not isinstance(acts, str) for act in acts}
    done = [event.act for event in events]
    return any(
        act in done[:at] and act not in parallel and place[done[at - 1]] > place[act]
        for at, act in enumerate(done)
        if at
    )


EXPECTED = {
    "promised-date": (92, lambda events: events[-1].at > events[-1].deadline),
    "confirm-336h": (67, confirmed_late),
    "check-determine-any": (1_042, shared(CHECK, DETERMINE)),
    "check-determine-all": (1_028, one_single_person),
    "document-x-any": (
        22,
        shared("T12 Check document X request unlicensed", "T14 Determine document X request unlicensed"),
    ),
    "report-y-any": (20, shared("T17 Check report Y to stop indication", "T19 Determine report Y to stop indication")),
    "returned": (90, returned),
}


@pytest.fixture(scope="module")
def found():
    """The cases that each point of the example finds."""
    audit = Audit([LOG], EXAMPLE / "mapping.toml", EXAMPLE / "points.toml", NOW)
    cases = {}
    with run(audit) as result:
        for key, case in result.rows("SELECT key, case_name FROM found"):
            cases.setdefault(key, set()).add(case)
    return cases


@pytest.mark.req("S1-07", "S1-12", "S3-07", "S3-10")
def test_the_points_of_the_example_find_the_cases_that_plain_counting_finds(found):
    cases = cases_of_the_file()
    assert len(cases) == 1_434
    assert sum(map(len, cases.values())) == 8_577
    assert set(found) == set(EXPECTED)
    for key, (count, holds) in EXPECTED.items():
        counted = {name for name, events in cases.items() if holds(events)}
        assert found[key] == counted, key
        assert len(counted) == count, key


def test_the_command_says_the_same_and_exits_with_its_findings(capsys):
    arguments = [
        "audit",
        str(LOG),
        "--mapping",
        str(EXAMPLE / "mapping.toml"),
        "--points",
        str(EXAMPLE / "points.toml"),
    ]
    assert main([*arguments, "--now", "2012-12-31", "--format", "json", "--fail-on", "red"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["cases"], said["steps"]) == (1_434, 8_577)
    for key in ("promised-date", "check-determine-any", "check-determine-all"):
        assert said["points"][key] == EXPECTED[key][0]
