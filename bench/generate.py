# SPDX-License-Identifier: Apache-2.0
"""Makes logs of any size in which every violation is known: each faulty case has one fault, and no other case has any.

A case has about 8 steps (a penalty by the ordinary procedure). Sound cases are not simple ones: some were paused, some
extended in time, some sent back as often as the point allows, some are open, some have replaced evidence. The share of
faulty cases is given; the faults are spread evenly over all codes of all kinds.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from mingcha.engine.calendar import WorkCalendar, national
from mingcha.engine.points import PointSet, make_points

SLICE = 250_000
DAY = 86_400
NOW = 1_782_820_800 + 12 * 3_600  # 2026-06-30 12:00
TODAY = NOW // DAY
FIRST = 1_672_531_200  # 2023-01-01
ACTS = ["clue", "file", "investigate", "report", "review", "decide", "serve", "execute"]
FAULTS = {
    1: "overdue", 2: "overdue", 3: "overdue", 4: "pause_unlawful", 5: "due_soon",
    6: "unqualified", 7: "unqualified", 8: "rollback", 9: "missing", 10: "removed",
    11: "no_basis", 12: "not_in_force", 13: "negative", 14: "unknown_article",
    15: "range", 16: "tier_missing", 17: "tier_not_in_force", 18: "amount_missing", 19: "order_missing", 20: "corrected",
    21: "amount", 22: "type", 23: "receipt", 24: "goods", 25: "same_person",
}  # fmt: skip


def points() -> PointSet:
    """Points of all eight kinds, several of some."""
    return make_points(
        {
            "item": "penalty",
            "version": "1",
            "pauses": ["test"],
            "point": [
                {"key": "investigate-15wd", "kind": "time_limit", "at": ["investigate"], "limit": 15, "unit": "working_day"},
                {"key": "serve-7wd", "kind": "time_limit", "at": ["serve"], "limit": 7, "unit": "working_day"},
                {"key": "case-90cd", "kind": "time_limit", "start": ["file"], "in": ["investigate", "report", "review"],
                 "end": ["decide"], "limit": 90, "unit": "calendar_day"},
                {"key": "promise", "kind": "time_limit", "unit": "promise"},
                {"key": "two-officers", "kind": "qualification", "at": ["file"], "second": ["investigate"]},
                {"key": "sent-back", "kind": "rollback", "at": ["investigate", "report", "review"],
                 "exempt": [{"from": "review", "to": "investigate", "times": 1}]},
                {"key": "scene", "kind": "evidence", "at": ["investigate"], "require": {"photo": 3, "record": 1}},
                {"key": "basis", "kind": "basis", "at": ["decide"], "negative": ["no penalty"]},
                {"key": "tier", "kind": "discretion", "at": ["decide"]},
                {"key": "carried-out", "kind": "execution", "at": ["execute"]},
                {"key": "own-reviewer", "kind": "separation", "first": ["investigate"], "second": ["review"]},
            ],
        }
    )  # fmt: skip


def calendar() -> WorkCalendar:
    return national()


def generate(root: Path, n_cases: int, faulty: float) -> None:
    """Write a log of ``n_cases`` cases, of which the share ``faulty`` has one fault each."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        _days(connection)
        _law(connection, root)
        for number, low in enumerate(range(0, n_cases, SLICE)):
            folder = root / f"{number:05d}"
            folder.mkdir(parents=True)
            _slice(connection, folder, low, min(n_cases, low + SLICE), round(faulty * 100_000))


def known(root: Path) -> str:
    """A query over what was planted: the findings that must come out, as (case_id, code)."""
    return f"SELECT case_id, code FROM read_parquet('{root}/*/known.parquet')"


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION uncompressed)")


def _law(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    root.mkdir(parents=True)
    _copy(
        connection,
        f"""SELECT i AS officer_id, 'general' AS category, 150000000000 AS area_lo, 159999999999 AS area_hi, 10000 AS valid_from,
                   CASE WHEN i > 240 THEN {FIRST // DAY} - 1 END::BIGINT AS valid_to FROM range(1, 261) t(i)""",
        root / "certificates.parquet",
    )
    _copy(
        connection,
        f"""SELECT 'law-' || i AS article_id, 10000 AS valid_from, NULL::BIGINT AS valid_to FROM range(40) t(i)
            UNION ALL SELECT 'amended-' || i, 10000, {FIRST // DAY} + 300 FROM range(10) t(i)
            UNION ALL SELECT 'amended-' || i, {FIRST // DAY} + 301, NULL FROM range(10) t(i)
            UNION ALL SELECT 'dead-' || i, 10000, 15000 FROM range(5) t(i)""",
        root / "articles.parquet",
    )
    _copy(
        connection,
        """SELECT 'v' || v AS violation, 't' || t AS tier, 10000 AS valid_from, NULL::BIGINT AS valid_to,
                  t * 1000000 + 100000 AS min_amt, t * 1000000 + 1000000 AS max_amt, CASE WHEN v % 5 = 0 THEN 1 ELSE 0 END::BIGINT AS needs_order
           FROM range(20) a(v), range(3) b(t) UNION ALL SELECT 'v' || v, 'old', 10000, 15000, 0, 100000000, 0 FROM range(20) a(v)""",
        root / "tiers.parquet",
    )


def _slice(connection: duckdb.DuckDBPyConnection, folder: Path, low: int, high: int, per_100k: int) -> None:
    # Every draw is a hash of the case's number: the same log comes out each time, whatever the slices.
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE c AS
        SELECT i + 1 AS id, fault, kind, start_at FROM (
          SELECT i, fault,
            CASE WHEN fault = 5 THEN 'due' WHEN fault > 0 THEN 'plain'
                 WHEN hash(i * 7 + 3) % 20 < 2 THEN 'open' WHEN hash(i * 7 + 3) % 20 < 3 THEN 'paused'
                 WHEN hash(i * 7 + 3) % 20 < 4 THEN 'extended' WHEN hash(i * 7 + 3) % 20 < 6 THEN 'back' ELSE 'plain' END AS kind,
            {FIRST} + (hash(i * 13 + 1) % {3 * 365 * DAY})::BIGINT AS start_at
          FROM (SELECT i, CASE WHEN hash(i * 31 + 5) % 100000 < {per_100k} THEN 1 + (hash(i * 17 + 11) % {len(FAULTS)})::BIGINT ELSE 0 END AS fault
                FROM range({low}, {high}) t(i)))"""
    )
    _steps(connection)
    for name, sql in _TABLES.items():
        _copy(connection, sql, folder / f"{name}.parquet")
    faults = ", ".join(f"({fault}, '{code}')" for fault, code in FAULTS.items())
    _copy(
        connection,
        f"SELECT c.id AS case_id, f.code FROM c JOIN (VALUES {faults}) f(fault, code) USING (fault)",
        folder / "known.parquet",
    )


def _steps(connection: duckdb.DuckDBPyConnection) -> None:
    """One row a step with its days: a step takes 1 to 4 days; what a fault or a kind of case changes stands here."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE s AS
        WITH runs AS (
          SELECT id, fault, kind, start_at, unnest(CASE
            WHEN kind IN ('open', 'due') THEN [1, 2, 3]
            WHEN kind = 'back' OR fault = 8 THEN [1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8]
            ELSE [1, 2, 3, 4, 5, 6, 7, 8] END) AS act_no,
            generate_subscripts(CASE WHEN kind IN ('open', 'due') THEN [1, 2, 3]
            WHEN kind = 'back' OR fault = 8 THEN [1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8] ELSE [1, 2, 3, 4, 5, 6, 7, 8] END, 1) AS seq
          FROM c),
        lengths AS (
          SELECT *, CASE WHEN act_no = 3 AND fault = 1 THEN 40 WHEN act_no = 3 AND kind = 'paused' AND seq = 3 THEN 35
                         WHEN act_no = 3 AND kind = 'extended' AND seq = 3 THEN 30 WHEN act_no = 4 AND fault = 2 THEN 100
                         ELSE 1 + (hash(id * 19 + seq) % 3)::BIGINT END * {DAY} + (hash(id * 23 + seq) % 3600)::BIGINT AS took
          FROM runs),
        placed AS (
          SELECT *, CASE WHEN kind = 'open' THEN {NOW} - 10 * {DAY} WHEN kind = 'due' THEN {NOW} - 60 * {DAY} ELSE start_at END
                 + COALESCE(SUM(took) OVER (PARTITION BY id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS began
          FROM lengths)
        SELECT id, fault, kind, act_no, seq, id * 16 + seq AS step_id, {ACTS}[act_no] AS act,
               CASE WHEN kind = 'due' AND act_no = 3 THEN (SELECT MAX(day) FROM days WHERE wd = (SELECT wd FROM days WHERE day = {TODAY}) - 14) * {DAY} + 36000
                    ELSE began END AS began,
               CASE WHEN kind IN ('open', 'due') AND act_no = 3 THEN NULL ELSE began + took END AS ended,
               ROW_NUMBER() OVER (PARTITION BY id, act_no ORDER BY seq) AS run,
               CASE WHEN act_no = 3 AND seq = 6 THEN CASE WHEN fault = 8 THEN 'decide' ELSE 'review' END END AS back_from
        FROM placed"""
    )


def _days(connection: duckdb.DuckDBPyConnection) -> None:
    """Working days, for the cases that fall due on the next one."""
    connection.execute(
        "CREATE TEMP TABLE days (calendar_id VARCHAR, day BIGINT, is_work BIGINT, wd BIGINT, next_work_day BIGINT)"
    )
    connection.executemany(
        "INSERT INTO days VALUES (?, ?, ?, ?, ?)", [row for row in calendar().rows() if abs(row[1] - TODAY) < 60]
    )


def _instant(name: str, sql: str) -> str:
    return f"({sql})::BIGINT AS {name}_at, (({sql}) // {DAY})::BIGINT AS {name}_day"


_CASE_END = "SELECT id, MAX(ended) AS ended, MIN(began) AS began, COUNT(*) = COUNT(ended) AS closed FROM s GROUP BY id"
_DECIDED = "FROM s WHERE act = 'decide'"
_FINE = "s.fault <> 13"
_TIER = "(hash(s.id * 29) % 3)::BIGINT"
_VIOLATION = "(hash(s.id * 37) % 20)::BIGINT"
_RIGHT_FINE = f"({_TIER} * 1000000 + 100000 + (hash(s.id * 41) % 900001)::BIGINT)"
_TABLES = {
    "cases": f"""SELECT c.id AS case_id, 'penalty' AS item_id, '1' AS item_version, 'general' AS category, 150105000000 AS area,
        'CN' AS calendar_id, {_instant("accepted", "e.began")}, {_instant("closed", "CASE WHEN e.closed THEN e.ended END")},
        {_instant("promised", "CASE WHEN c.fault = 3 THEN e.ended - 1 ELSE e.began + 400 * 86400 END")}
        FROM c JOIN ({_CASE_END}) e USING (id) ORDER BY case_id""",
    "steps": f"""SELECT step_id, id AS case_id, 'penalty' AS item_id, '1' AS item_version, act, act_no AS ord, seq, run, 0::BIGINT AS parallel,
        {_instant("assigned", "began")}, {_instant("started", "began")}, {_instant("ended", "ended")}, back_from
        FROM s ORDER BY id, seq""",
    "suspensions": f"""SELECT step_id AS suspension_id, id AS case_id, CASE WHEN fault = 4 THEN 'other' ELSE 'test' END AS kind,
        {_instant("from", "began + 86400")}, {_instant("to", "began + CASE WHEN fault = 4 THEN 100000 ELSE 32 * 86400 END")},
        NULL::BIGINT AS cap_at, NULL::BIGINT AS cap_day
        FROM s WHERE act_no = 3 AND run = 1 AND (kind = 'paused' OR fault = 4) ORDER BY id""",
    "extensions": f"""SELECT step_id AS extension_id, id AS case_id, step_id, 'investigate-15wd' AS point_key, 15::BIGINT AS amount,
        {_instant("approved", "began + 5 * 86400")} FROM s WHERE act_no = 3 AND run = 1 AND kind = 'extended' ORDER BY id""",
    "step_officers": f"""SELECT id AS case_id, step_id,
        CASE WHEN act_no = 5 AND fault = 25 THEN 1 + (hash(id * 43) % 100)::BIGINT
             WHEN act_no = 5 THEN 201 + (hash(id * 47) % 40)::BIGINT
             WHEN o = 2 AND act_no = 3 AND fault = 6 THEN 241 + (hash(id) % 20)::BIGINT
             WHEN o = 2 THEN 101 + (hash(id * 53) % 100)::BIGINT ELSE 1 + (hash(id * 43) % 100)::BIGINT END AS officer_id,
        CASE WHEN o = 2 AND act_no = 3 AND fault = 7 THEN 'auxiliary' ELSE 'handler' END AS role,
        {_instant("assigned", "began")}, NULL::BIGINT AS released_at, NULL::BIGINT AS released_day
        FROM s, range(1, 3) r(o) WHERE o = 1 OR act_no IN (3, 7) ORDER BY id, seq, o""",
    "evidence": f"""SELECT step_id * 8 + o AS evidence_id, id AS case_id, step_id, CASE WHEN o < 4 OR o = 5 THEN 'photo' ELSE 'record' END AS kind,
        {_instant("added", "began + 60 * o")}, {_instant("removed", "CASE WHEN fault = 10 AND o = 1 AND run = 1 THEN ended + 60 END")},
        CASE WHEN fault = 0 AND o = 1 AND id % 20 = 0 THEN step_id * 8 + 5 END AS superseded_by
        FROM s, range(1, 6) r(o) WHERE act_no = 3 AND ended IS NOT NULL AND NOT (fault = 9 AND o = 2)
        AND (o < 5 OR (fault = 0 AND id % 20 = 0)) ORDER BY id, seq, o""",
    "decisions": f"""SELECT step_id AS decision_id, id AS case_id, step_id, 'penalty' AS item_id, '1' AS item_version, act,
        CASE WHEN fault = 13 THEN 'no penalty' ELSE 'penalty' END AS outcome,
        CASE WHEN fault IN (19, 20) THEN 'v5' ELSE 'v' || {_VIOLATION} END AS violation,
        CASE fault WHEN 16 THEN NULL WHEN 17 THEN 'old' ELSE 't' || {_TIER} END AS tier,
        {_instant("decided", "ended")} {_DECIDED} ORDER BY id""",
    "penalties": f"""SELECT step_id AS penalty_id, id AS case_id, step_id AS decision_id, 'fine' AS type,
        CASE WHEN fault = 18 THEN NULL WHEN fault = 15 THEN 99000000 ELSE {_RIGHT_FINE} END AS amount
        {_DECIDED} AND {_FINE} ORDER BY id""",
    "decision_bases": """SELECT step_id AS decision_id, id AS case_id,
        CASE WHEN fault = 11 THEN ' ' WHEN fault = 12 AND o = 1 THEN 'dead-' || (id % 5) WHEN fault = 14 AND o = 1 THEN 'nowhere'
             WHEN o = 1 AND id % 4 = 0 THEN 'amended-' || (id % 10) ELSE 'law-' || ((id * 7 + o * 3) % 40) END AS article_id
        FROM s, range(1, 3) r(o) WHERE act = 'decide' ORDER BY id, o""",
    "orders_to_correct": f"""SELECT step_id AS order_id, id AS case_id, CASE WHEN fault = 20 THEN 'v5' ELSE 'v' || {_VIOLATION} END AS violation,
        {_instant("served", "began - 86400")}, {_instant("due", "began - 3600")},
        CASE WHEN fault = 20 THEN 'corrected' ELSE 'not corrected' END AS recheck, {_instant("rechecked", "began - 1800")}
        {_DECIDED} AND fault <> 19 AND (fault = 20 OR {_VIOLATION} % 5 = 0) ORDER BY id""",
    "executions": f"""SELECT step_id * 2 + o AS exec_id, id AS case_id, step_id AS decision_id, CASE WHEN fault = 22 AND o = 2 THEN 'revoke licence' ELSE 'fine' END AS exec_type,
        CASE WHEN o = 2 THEN NULL WHEN fault = 15 THEN 99000000 WHEN fault = 21 THEN {_RIGHT_FINE} - 1 ELSE {_RIGHT_FINE} END AS amount,
        CASE WHEN fault = 23 THEN NULL ELSE 'R' || id END AS receipt
        FROM s, range(1, 3) r(o) WHERE act = 'decide' AND {_FINE} AND fault <> 18 AND (o = 1 OR fault = 22) ORDER BY id, o""",
    "goods": f"""SELECT step_id AS goods_id, id AS case_id, 'frozen meat' AS name, 2000::BIGINT AS listed, CASE WHEN fault = 24 THEN 500 ELSE 1000 END::BIGINT AS returned,
        NULL::BIGINT AS destroyed, 1000::BIGINT AS confiscated, NULL::BIGINT AS transferred, {_instant("disposed", "ended")}
        {_DECIDED} AND (fault = 24 OR id % 10 = 0) ORDER BY id""",
}
