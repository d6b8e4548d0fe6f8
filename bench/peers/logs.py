# SPDX-License-Identifier: Apache-2.0
"""The logs that both sides get: the real one where it is there, and penalty procedures of any number of cases.

A generated case has about 8 steps, one time a step, as most systems export them. One in seven was sent back, once or twice;
one step in a thousand took many times longer than usual, so that as many pairs of steps deviate a case as in the real log;
some steps name nobody; and some reviewers had taken part in what they review. Every draw is a hash of the case's number: the
same log comes out each time.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
FIRST = 1_672_531_200  # 2023-01-01
ACTS = ("线索登记", "立案", "调查取证", "调查终结", "法制审核", "处罚决定", "送达", "执行")
TIME = "time:timestamp"
MAPPING = f"""[columns]
case = "case:concept:name"
activity = "concept:name"
time = "{TIME}"
persons = "org:resource"
organ = "case:organ"
"""


@dataclass(frozen=True)
class Log:
    """A log as CSV with the columns of the XES standard, its mapping, the types of its columns, and what is asked of it.

    ``first`` and ``second`` are the acts of four eyes (``first`` is also the one looked for twice), ``followed`` an act and a
    later one, ``hours`` how long a case may take.
    """

    name: str
    csv: Path
    mapping: Path
    types: dict[str, str]
    first: str
    second: str
    followed: tuple[str, str]
    hours: int

    @property
    def times(self) -> list[str]:
        return [column for column, kind in self.types.items() if kind == "TIMESTAMPTZ"]


def real() -> Log | None:
    """The receipt log, if it is on this machine."""
    csv = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data")) / "receipt.csv"
    check, determine = "T02 Check confirmation of receipt", "T04 Determine confirmation of receipt"
    times = (TIME, "case:startdate", "case:enddate", "case:enddate_planned", "case:deadline")
    mapping = ROOT / "examples" / "receipt" / "mapping.toml"
    types = dict.fromkeys(times, "TIMESTAMPTZ")
    return Log("receipt", csv, mapping, types, check, determine, (check, determine), 240) if csv.exists() else None


def generated(cases: int, folder: Path) -> Log:
    """A penalty procedure of so many cases, written into ``folder``."""
    csv, mapping = folder / f"penalty-{cases}.csv", folder / "penalty.toml"
    mapping.write_text(MAPPING, "utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({_events(cases)}) TO '{csv}' (HEADER)")
    types = {TIME: "TIMESTAMPTZ", "case:amount": "DOUBLE", "pages": "BIGINT", "photographed": "BOOLEAN"}
    return Log(f"penalty {cases:,}", csv, mapping, types, ACTS[2], ACTS[4], (ACTS[4], ACTS[2]), 24 * 90)


def _events(cases: int) -> str:
    plain = list(range(1, len(ACTS) + 1))
    once, twice = ([*plain[:5], *plain[2:5] * times, *plain[5:]] for times in (1, 2))
    return f"""
    WITH cases AS (
      SELECT i, {FIRST} + (hash(i * 13 + 1) % {3 * 365 * 86_400})::BIGINT AS start_at,
             CASE hash(i * 7 + 3) % 20 WHEN 0 THEN {twice} WHEN 1 THEN {once} WHEN 2 THEN {once} ELSE {plain} END AS acts
      FROM range(1, {cases + 1}) t(i)),
    steps AS (SELECT i, start_at, unnest(acts) AS act, generate_subscripts(acts, 1) AS seq FROM cases),
    timed AS (
      SELECT *, 3600 + (hash(i * 19 + seq) % {6 * 86_400})::BIGINT * CASE WHEN hash(i * 23 + seq) % 1000 = 0 THEN 40 ELSE 1 END AS took,
             CASE WHEN act = 3 OR (act = 5 AND hash(i * 29 + seq) % 40 = 0) THEN 1 + hash(i * 43 + seq // 3) % 60
                  WHEN act = 5 THEN 81 + hash(i * 47 + seq) % 20 ELSE 61 + hash(i * 53 + seq) % 20 END AS person
      FROM steps)
    SELECT printf('P%07d', i) AS "case:concept:name", ['{"', '".join(ACTS)}'][act] AS "concept:name",
           strftime(make_timestamp((start_at + SUM(took) OVER (PARTITION BY i ORDER BY seq))::BIGINT * 1000000), '%Y-%m-%dT%H:%M:%S+08:00') AS "{TIME}",
           CASE WHEN hash(i * 59 + seq) % 200 > 0 THEN printf('执法人员%d', person) END AS "org:resource",
           'complete' AS "lifecycle:transition",
           printf('%d分局', 1 + hash(i * 61) % 12) AS "case:organ",
           printf('%.2f', (hash(i * 67) % 5000000 + 1) / 100) AS "case:amount",
           1 + hash(i * 71 + seq) % 40 AS pages,
           CASE WHEN hash(i * 73 + seq) % 10 = 0 THEN 'true' ELSE 'false' END AS photographed
    FROM timed
    ORDER BY i, seq"""
