# SPDX-License-Identifier: Apache-2.0
"""Decisions, penalties, payments and counted evidence that stand in the columns of the log itself (S1-14 … S1-19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

from mingcha.audit.convert import ITEM, MAX_COUNT
from mingcha.audit.fields import MOST_KINDS
from mingcha.audit.log_stage import LogStage
from mingcha.audit.slices import Slice, put
from mingcha.audit.sources import literal

_DECISIONS: Final = """
    SELECT e.row AS decision_id, c.case_id, e.row AS step_id, c.item_id, c.item_version, e.act, e.outcome, e.violation, e.tier,
           COALESCE(e.decided, e.ended_at, e.started_at) AS decided_at
    FROM ev e JOIN case_rows c ON c.name = e."case" WHERE e.is_decision
"""
_BASES: Final = f"""
    SELECT DISTINCT row AS decision_id, case_id, trim(article) AS article_id
    FROM (SELECT e.row, c.case_id, unnest(string_split(e.bases, '{ITEM}')) AS article
          FROM ev e JOIN case_no c ON c.name = e."case" WHERE e.is_decision AND e.bases IS NOT NULL)
    WHERE trim(article) <> ''
"""


def write_decisions(con: duckdb.DuckDBPyConnection, made: Slice, log: LogStage) -> dict[str, int]:
    """Write what the rows of a slice say of decisions and evidence; the number of rows of each table.

    An amount belongs to the decision of its row, else to the last one before it in the case, else to the first after it;
    in a case without a decision it is not written (:func:`count_undecided`).
    A decision that names a tier of the table ``fining`` and leaves the fine blank is a fine whose amount is missing.
    """
    written = {
        "decisions": put(con, made.folder, "decisions", _DECISIONS, "case_id, decision_id"),
        "decision_bases": put(con, made.folder, "decision_bases", _BASES, "case_id, decision_id, article_id"),
    }
    if log.kinds["penalties"] or log.kinds["executions"]:
        con.execute(f"CREATE OR REPLACE TEMP TABLE linked AS {_linked(log.kinds)}")
        con.execute("CREATE OR REPLACE TEMP VIEW decided AS SELECT * FROM linked WHERE decision_id IS NOT NULL")
    selects: Mapping[str, tuple[str, str]] = {
        "penalties": (
            "penalty_id",
            "{id} AS penalty_id, case_id, decision_id, {kind} AS type, {amount} AS amount FROM decided",
        ),
        "executions": (
            "exec_id",
            "{id} AS exec_id, case_id, decision_id, {kind} AS exec_type, {amount} AS amount, receipt FROM decided",
        ),
        "evidence": ("evidence_id", _EVIDENCE),
    }
    for table, (key, select) in selects.items():
        rows = [
            "SELECT "
            + select.format(
                id=f"row * {MOST_KINDS} + {number}", number=number, kind=literal(kind), amount=f"{table}_{number}"
            )
            + f" WHERE {table}_{number} IS NOT NULL{' OR must_fine' if (table, kind) == ('penalties', 'fine') else ''}"
            for number, kind in enumerate(log.kinds[table])
        ]
        if rows:
            written[table] = put(con, made.folder, table, " UNION ALL ".join(rows), f"case_id, {key}")
    return written


_EVIDENCE: Final = (
    f"e.row * {MOST_KINDS * (MAX_COUNT + 1)} + {{number}} * {MAX_COUNT + 1} + unnest(range({{amount}})) AS evidence_id,"
    " c.case_id, e.row AS step_id, {kind} AS kind, COALESCE(e.ended_at, e.started_at) AS added_at,"
    " CAST(NULL AS BIGINT) AS removed_at, CAST(NULL AS BIGINT) AS superseded_by"
    ' FROM ev e JOIN case_no c ON c.name = e."case"'
)


def count_undecided(con: duckdb.DuckDBPyConnection, log: LogStage) -> tuple[int, str | None]:
    """How many amounts of the slice just written belong to no decision, and a case that has one."""
    amounts = _amounts(log.kinds)
    if not amounts:
        return 0, None
    there = " + ".join(f"CAST({each} IS NOT NULL AS INTEGER)" for each in amounts)
    found = con.execute(
        f"SELECT COALESCE(sum({there}), 0), min(c.name) FROM linked JOIN case_no c USING (case_id) WHERE decision_id IS NULL"
    ).fetchone()
    return (int(found[0]), found[1]) if found else (0, None)


def _amounts(kinds: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{table}_{number}" for table in ("penalties", "executions") for number in range(len(kinds[table]))]


def _linked(kinds: Mapping[str, tuple[str, ...]]) -> str:
    amounts = _amounts(kinds)
    some = " OR ".join(f"{each} IS NOT NULL" for each in amounts)
    decision = "CASE WHEN e.is_decision THEN e.row END"
    window = 'PARTITION BY e."case" ORDER BY e.place, e.row ROWS BETWEEN'
    return (
        f"SELECT e.row, c.case_id, e.receipt, {', '.join(amounts)},"
        " e.is_decision AND (e.violation, e.tier) IN (SELECT (violation, tier) FROM fining) AS must_fine,"
        f" COALESCE(last_value({decision} IGNORE NULLS) OVER ({window} UNBOUNDED PRECEDING AND CURRENT ROW),"
        f" first_value({decision} IGNORE NULLS) OVER ({window} CURRENT ROW AND UNBOUNDED FOLLOWING)) AS decision_id"
        f' FROM ev e JOIN case_no c ON c.name = e."case" WHERE e.is_decision OR {some}'
    )
