# SPDX-License-Identifier: Apache-2.0
"""The logs that both sides get: the real one where it is there, and penalty procedures of any number of cases.

A generated case has about 8 steps, one time a step, as most systems export them. About one in six was sent back (once or
twice), some days took far longer than usual, some steps name nobody, and sometimes the reviewer had taken part in what is
reviewed. Every draw is a hash of the case's number: the same log comes out each time.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
FIRST = 1_672_531_200  # 2023-01-01
ACTS = ("clue", "file", "investigate", "report", "review", "decide", "serve", "execute")


@dataclass(frozen=True)
class Log:
    """A log as CSV with the columns of the XES standard, its mapping, and what is asked of it.

    ``first`` and ``second`` are the acts of four eyes, ``repeated`` is looked for twice in a case, ``followed`` are an act and
    a later one, ``hours`` is how long a case may take.
    """

    name: str
    csv: Path
    mapping: Path
    first: str
    second: str
    repeated: str
    followed: tuple[str, str]
    hours: int


MAPPING = """[columns]
case = "case:concept:name"
activity = "concept:name"
time = "time:timestamp"
persons = "org:resource"
organ = "case:organ"
"""


def real() -> Log | None:
    """The receipt log, if it is on this machine."""
    folder = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data"))
    check, determine = "T02 Check confirmation of receipt", "T04 Determine confirmation of receipt"
    mapping = ROOT / "examples" / "receipt" / "mapping.toml"
    csv = folder / "receipt.csv"
    return Log("receipt", csv, mapping, check, determine, check, (check, determine), 240) if csv.exists() else None


def generated(cases: int, folder: Path) -> Log:
    """A penalty procedure of so many cases, written into ``folder``."""
    csv, mapping = folder / f"penalty-{cases}.csv", folder / "penalty.toml"
    mapping.write_text(MAPPING, "utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({_events(cases)}) TO '{csv}' (HEADER)")
    return Log(
        f"penalty {cases:,}", csv, mapping, "investigate", "review", "investigate", ("review", "investigate"), 24 * 90
    )


def _events(cases: int) -> str:
    back = [ACTS.index(act) + 1 for act in ("investigate", "report", "review")]
    plain = list(range(1, len(ACTS) + 1))
    once, twice = ([*plain[:5], *back * times, *plain[5:]] for times in (1, 2))
    return f"""
    WITH cases AS (
      SELECT i, {FIRST} + (hash(i * 13 + 1) % {3 * 365 * 86_400})::BIGINT AS start_at,
             CASE hash(i * 7 + 3) % 20 WHEN 0 THEN {twice} WHEN 1 THEN {once} WHEN 2 THEN {once} ELSE {plain} END AS acts
      FROM range({cases}) t(i)),
    steps AS (SELECT i, start_at, unnest(acts) AS act, generate_subscripts(acts, 1) AS seq FROM cases),
    timed AS (
      SELECT *, 3600 + (hash(i * 19 + seq) % {6 * 86_400})::BIGINT * CASE WHEN hash(i * 23 + seq) % 2000 = 0 THEN 40 ELSE 1 END AS took,
             CASE WHEN act IN (3, 5) AND hash(i * 29 + seq) % 40 = 0 THEN 1 + hash(i * 43) % 60
                  WHEN act = 5 THEN 81 + hash(i * 47 + seq) % 20
                  WHEN act = 3 THEN 1 + hash(i * 43) % 60 ELSE 61 + hash(i * 53 + seq) % 20 END AS person
      FROM steps)
    SELECT printf('P%07d', i) AS "case:concept:name", ['{"', '".join(ACTS)}'][act] AS "concept:name",
           strftime(make_timestamp((start_at + SUM(took) OVER (PARTITION BY i ORDER BY seq))::BIGINT * 1000000), '%Y-%m-%dT%H:%M:%S+08:00') AS "time:timestamp",
           CASE WHEN hash(i * 59 + seq) % 200 > 0 THEN printf('officer %d', person) END AS "org:resource",
           'complete' AS "lifecycle:transition",
           printf('organ %d', hash(i * 61) % 12) AS "case:organ",
           printf('%.2f', (hash(i * 67) % 5000000 + 1) / 100) AS "case:amount",
           1 + hash(i * 71 + seq) % 40 AS pages,
           CASE WHEN hash(i * 73 + seq) % 10 = 0 THEN 'true' ELSE 'false' END AS photographed
    FROM timed
    ORDER BY i, seq"""
